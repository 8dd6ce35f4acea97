"""Pair the quotation marks of a text, across the paragraphs of one quotation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.structure import Block

_MARK = re.compile(
    r"[“„«]|[”»]|\"|''|(?<![^\W_])‘(?=\S)|(?<=[^\s‘“(])’(?![^\W_])|(?<![\w'])'(?=[^\W_])|(?<=[^\s'])'(?![\w'])"
)
_OPENERS = {"“": "double", "„": "double", "«": "double", "‘": "single"}
_CLOSERS = {"”": "double", "»": "double", "’": "single"}
_LONGEST_SINGLE = 400


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks, marks included; `chain` joins the paragraphs of one."""

    start: int
    stop: int
    chain: int
    is_single: bool


@dataclass(slots=True)
class _Open:
    start: int
    kind: str
    mark: str


def quotations(text: str, blocks: Sequence[Block]) -> list[Quotation]:
    """Find the quotations of a text, outermost only.

    A quotation that is still open where its paragraph ends stops there; when the next paragraph
    opens with a mark, it goes on under the same `chain`.

    Returns:
        Quotations in order, without overlap, in code points.
    """
    found: list[Quotation] = []
    chain = 0
    goes_on = False
    for block in blocks:
        inside, still_open = _pair(text, block)
        for position, (start, stop, is_single) in enumerate(inside):
            if not (goes_on and position == 0 and start == block.start):
                chain += 1
            found.append(Quotation(start, stop, chain, is_single))
        goes_on = still_open
    return found


def _pair(text: str, block: Block) -> tuple[list[tuple[int, int, bool]], bool]:
    """Pair the marks of one block; tell whether a double quotation stays open at its end."""
    found: list[tuple[int, int, bool]] = []
    single: _Open | None = None
    double: _Open | None = None
    for match in _MARK.finditer(text, block.start, block.stop):
        mark = match.group()
        if mark in {"'", "‘", "’"}:
            if double is None:
                single = _take_single(match, single, found)
        elif double is None:
            if mark not in _CLOSERS:
                double, single = _Open(match.start(), "double", mark), None
        elif mark not in _OPENERS:
            found.append((double.start, match.end(), False))
            double = None
    if double is not None:
        found.append((double.start, block.stop, False))
    return found, double is not None


def _take_single(
    match: re.Match[str], opened: _Open | None, found: list[tuple[int, int, bool]]
) -> _Open | None:
    mark = match.group()
    opens = mark == "‘" or (mark == "'" and match.string[match.end() : match.end() + 1].isalnum())
    if opens and (opened is None or match.start() - opened.start > _LONGEST_SINGLE):
        return _Open(match.start(), "single", mark)
    if opens or opened is None:
        return opened
    if (mark == "’") == (opened.mark == "‘") and match.end() - opened.start <= _LONGEST_SINGLE:
        found.append((opened.start, match.end(), True))
        return None
    return opened
