"""Joins the sentences of one article that report the same event."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from transforms.events.ontology import reciprocal_families
from transforms.events.triggers import Occurrence
from transforms.time_expressions import TimeExpression

_SAME_OCCASION = timedelta(days=3)
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Report:
    """One sentence's report of an event, with the time that belongs to it."""

    occurrence: Occurrence
    sentence: int
    time: TimeExpression | None


def merge_reports(reports: list[Report], published_on: date | None) -> list[list[Report]]:
    """Group the reports of one article by event, the fullest first in each group.

    Same family, principals of which one set holds the other, compatible time and tense. Groups
    that name too few who take part are dropped: a meeting needs two, an incident a place.
    """
    groups: list[list[Report]] = []
    for report in sorted(reports, key=_fullness):
        fitting = [group for group in groups if _fits(report, group, published_on)]
        if len(fitting) == 1 or (fitting and _has_enough(report)):
            fitting[0].append(report)
        elif _has_enough(report):
            groups.append([report])
    return [
        _with_best_known(group) for group in sorted(groups, key=lambda group: group[0].sentence)
    ]


def _fullness(report: Report) -> tuple[int, bool, bool, bool, int, int]:
    occurrence = report.occurrence
    return (
        -len(occurrence.principals),
        occurrence.continues,
        not occurrence.tense_certain,
        report.time is None and occurrence.place is None,
        report.sentence,
        occurrence.start,
    )


def _has_enough(report: Report) -> bool:
    occurrence = report.occurrence
    if occurrence.kind.family in reciprocal_families():
        return len(occurrence.principals) >= _PAIR
    return bool(occurrence.principals) or occurrence.place is not None


def _fits(report: Report, group: list[Report], published_on: date | None) -> bool:
    first, other = group[0].occurrence, report.occurrence
    if first.kind.family != other.kind.family:
        return False
    theirs = {name.entity_id for name in first.principals}
    ours = {name.entity_id for name in other.principals}
    if not ours <= theirs or (not ours and not _same_place(first, other)):
        return False
    if first.tense_certain and other.tense_certain and first.tense != other.tense:
        return False
    return all(_same_occasion(report, member, published_on) for member in group)


def _same_place(left: Occurrence, right: Occurrence) -> bool:
    if left.place is None or right.place is None:
        return left.place is right.place
    return left.place.entity_id == right.place.entity_id


def _same_occasion(left: Report, right: Report, published_on: date | None) -> bool:
    if left.time is None or right.time is None:
        known = left.time or right.time
        if known is None or published_on is None or known.until_on is None:
            return True
        return known.until_on >= published_on - _SAME_OCCASION
    if left.time.month_hint and right.time.month_hint:
        return left.time.month_hint == right.time.month_hint
    ours, theirs = _interval(left.time), _interval(right.time)
    if ours is None or theirs is None:
        return True
    return max(ours[0] - theirs[1], theirs[0] - ours[1]) <= _SAME_OCCASION


def _interval(time: TimeExpression) -> tuple[date, date] | None:
    return (time.from_on, time.until_on) if time.from_on and time.until_on else None


def _with_best_known(group: list[Report]) -> list[Report]:
    """Give the first report the time, place and tense that another one of the group knows."""
    best = group[0]
    time = next((report.time for report in group if report.time), None)
    place = next((report.occurrence.place for report in group if report.occurrence.place), None)
    certain = [report.occurrence.tense for report in group if report.occurrence.tense_certain]
    tense = certain[0] if certain else best.occurrence.tense
    occurrence = replace(best.occurrence, place=place, tense=tense)
    return [replace(best, occurrence=occurrence, time=time), *group[1:]]
