"""Titles: two reports give one person different ones; can both be true, and why."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from transforms.disagreements.statements import Detail, Finding

_FORMER = re.compile(r"\b(?:former|ex|then|late|outgoing|incoming|designate|elect)\b")
_SPELLINGS = {"defense": "defence", "d’affaires": "d'affaires", "charge": "chargé"}


@dataclass(frozen=True, slots=True)
class Role:
    """A title that a report gives a person."""

    detail: Detail
    entity_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two titles can both be true, and the reason in words."""

    compatible: bool
    reason: str


def compare_roles(left: Sequence[Role], right: Sequence[Role]) -> Iterator[Finding]:
    """Compare the titles that two reports give the same people.

    One finding per person at most: where the reports share a title of a person there is none.
    """
    for entity_id in sorted({role.entity_id for role in left} & {role.entity_id for role in right}):
        pairs = list(
            product(
                (role for role in left if role.entity_id == entity_id),
                (role for role in right if role.entity_id == entity_id),
            )
        )
        if any(_folded(ours.detail.text) == _folded(theirs.detail.text) for ours, theirs in pairs):
            continue
        judged = [
            (ours, theirs, verdict)
            for ours, theirs in pairs
            if (verdict := judge(ours.detail.text, theirs.detail.text))
        ]
        for ours, theirs, verdict in sorted(judged, key=lambda entry: entry[2].compatible)[:1]:
            yield _finding(ours, theirs, verdict)


def judge(left: str, right: str) -> Judgement | None:
    """Judge two titles: None where they say the same or nothing is known against both."""
    ours, theirs = _folded(left), _folded(right)
    if ours == theirs or _FORMER.search(ours) or _FORMER.search(theirs):
        return None
    for group in _offices()["same"]:
        first = _first_in(ours, group["titles"])
        second = _first_in(theirs, group["titles"])
        if first and second:
            return Judgement(True, group["reason"]) if first != second else None
    for group in _offices()["exclusive"]:
        first, second = _first_in(ours, group["offices"]), _first_in(theirs, group["offices"])
        if first and second and first != second and not _share(ours, theirs, (first, second)):
            return Judgement(False, f"nobody is {first} and {second} at once")
    return None


def _share(ours: str, theirs: str, offices: tuple[str, str]) -> bool:
    """Tell whether one title also holds the other's office: 'president and prime minister'."""
    return _holds(ours, offices[1]) or _holds(theirs, offices[0])


def _first_in(title: str, listed: list[str]) -> str | None:
    found = [entry for entry in map(_folded, listed) if _holds(title, entry)]
    return max(found, key=len, default=None)


def _holds(title: str, office: str) -> bool:
    """Tell whether a title names an office, also with a country in it: acting US ambassador."""
    words = office.split()
    pattern = r"\b" + r"(?: [\w.]+){0,2} ".join(re.escape(word) for word in words) + r"\b"
    return bool(re.search(pattern, title))


@cache
def _offices() -> dict[str, Any]:
    source = files("transforms.disagreements").joinpath("offices.toml")
    return tomllib.loads(source.read_text("utf-8"))


def _folded(title: str) -> str:
    folded = re.sub(r"[\s-]+", " ", title.casefold()).replace("’", "'").strip(" ,.")
    for spelling, usual in _SPELLINGS.items():
        folded = re.sub(rf"\b{re.escape(spelling)}\b", usual, folded)
    return re.sub(r"^(?:the|a|an|his|her|its|their) ", "", folded)


def _finding(left: Role, right: Role, verdict: Judgement) -> Finding:
    both = f"“{left.detail.text}” and “{right.detail.text}”"
    judged = "both may be true" if verdict.compatible else "they exclude each other"
    return Finding(
        kind="role",
        left=left.detail,
        right=right.detail,
        compatible=verdict.compatible,
        explanation=f"{left.name} is called {both}; {judged}: {verdict.reason}.",
        gist=frozenset((left.entity_id, _folded(left.detail.text), _folded(right.detail.text))),
    )
