"""When and where: two reports of one event give another day or another place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from transforms.disagreements.statements import Detail, Finding
from transforms.events.places import APART, fit_places

_MAX_DAYS = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """The day and the place that a report states for an event, each where it is stated.

    `kind` is the event's; of other, what its lead tells of first need not be when or where it was.
    """

    day: date | None
    time: Detail | None
    place_name: str | None
    place: Detail | None
    kind: str = "other"


def compare_occasions(left: Occasion, right: Occasion) -> Iterator[Finding]:
    """Compare the stated day and place; only near days, and only places that cannot be one.

    Days further apart than three are more often two occasions than one told differently. Of
    events of no known kind, whose reports may begin with anything, nothing is compared.
    """
    if "other" in {left.kind, right.kind} or left.kind != right.kind:
        return
    if (
        left.day
        and right.day
        and left.time
        and right.time
        and 0 < abs((left.day - right.day).days) <= _MAX_DAYS
    ):
        yield Finding(
            kind="date",
            left=left.time,
            right=right.time,
            compatible=False,
            explanation=(
                f"One report places it on {left.day} (“{left.time.text}”), the other on "
                f"{right.day} (“{right.time.text}”)."
            ),
            gist=frozenset((str(left.day), str(right.day))),
        )
    if not (left.place and right.place and left.place_name and right.place_name):
        return
    if fit_places(left.place_name, right.place_name) == APART:
        yield Finding(
            kind="place",
            left=left.place,
            right=right.place,
            compatible=False,
            explanation=(
                f"One report places it in {left.place_name}, the other in {right.place_name}."
            ),
            gist=frozenset((left.place_name, right.place_name)),
        )
