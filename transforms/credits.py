"""Find which agency a text says it comes from: "(AP) -", "according to AP", "Source: AP"."""

import re
from collections.abc import Iterable
from functools import lru_cache

_HEAD = 300
_TAIL = 250
"""Characters at either end that are searched: in between, an agency is a source, not an origin."""
_DASH = r"\s*[-–—]"
_SAYS = r"(?:according to|reported by|reports|source:|via|by|from|©|copyright|with)\s+(?:the\s+)?"


def credited_agencies(text: str, agencies: Iterable[str]) -> list[str]:
    """List the agencies that a text credits in its dateline, first or last lines.

    Args:
        text: of a version.
        agencies: names to look for, as printed: "Reuters", "AP".

    Returns:
        Those credited, in the order given.
    """
    head, tail = text[:_HEAD], text[max(_HEAD, len(text) - _TAIL) :]
    return [
        name
        for name in agencies
        if _dateline(name).search(head) or any(_credit(name).search(end) for end in (head, tail))
    ]


@lru_cache(maxsize=256)
def _dateline(name: str) -> re.Pattern[str]:
    """Match "OSLO (AP) —", "OSLO, Oct 26 (AP) -" and "OSLO, AP –"."""
    return re.compile(
        rf"^[^\n]{{0,80}}(?:\({re.escape(name)}\)|, {re.escape(name)}){_DASH}", re.MULTILINE
    )


@lru_cache(maxsize=256)
def _credit(name: str) -> re.Pattern[str]:
    """Match "according to AP" and its like, and a line of the name alone."""
    word = rf"(?<!\w){re.escape(name)}(?!\w)"
    return re.compile(rf"{_SAYS}{word}|^[\s(—–-]*{word}[\s).]*$", re.MULTILINE | re.IGNORECASE)
