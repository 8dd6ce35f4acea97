"""Clean text with a map back to the raw text, run by run."""

import re
from bisect import bisect_right
from itertools import pairwise

# One character for one: other line ends and other blanks.
_LINE_ENDS = re.compile("\r(?!\n)|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Nothing at all: controls, byte order mark, zero width, soft hyphen, direction marks, halves of
# surrogate pairs. Joiners stay between letters of scripts that are written with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]|\r(?=\n)"
    "|(?<![\u0300-\U0010ffff])[\u200c\u200d]"
)
# Possessive, and only from where a run begins: a million blanks must not cost their square.
_TRAILING_BLANKS = re.compile("(?<! ) ++(?=\n)")
_EXTRA_LINES = re.compile("(?<=\n\n\n)\n+")
_MARGINS = re.compile(r"\A[ \n]++|(?<![ \n])[ \n]++\Z")

Runs = list[tuple[int, int, int]]


def clean(raw: str) -> tuple[str, list[int]]:
    r"""Clean a text without touching its words.

    Line ends become "\n" and blanks " "; invisible characters, blanks at line ends, a third blank
    line in a row and margins go; every other code point stays as it is.

    Returns:
        The text, and the map as flat triples: start in the text, start in the raw text, length.
        The runs cover the text, and each equals its raw run but for the one-to-one replacements.
    """
    # what none of the first three patterns can be in, which is most texts, they need not read
    plain = raw.replace("\n", "").isprintable()
    text = raw if plain else _BLANKS.sub(" ", _LINE_ENDS.sub("\n", raw))
    runs: Runs = [(0, 0, len(text))] if text else []
    if not plain:
        text, runs = _without(_INVISIBLE, text, runs)
    if " \n" in text:
        text, runs = _without(_TRAILING_BLANKS, text, runs)
    if "\n\n\n\n" in text:
        text, runs = _without(_EXTRA_LINES, text, runs)
    if text != text.strip(" \n"):
        text, runs = _without(_MARGINS, text, runs)
    return text, [number for run in runs for number in run]


def _without(pattern: re.Pattern[str], text: str, runs: Runs) -> tuple[str, Runs]:
    """Cut what a pattern finds out of a text whose runs are known."""
    cuts = [match.span() for match in pattern.finditer(text)]
    if not cuts:
        return text, runs
    edges = [(0, 0), *cuts, (len(text), len(text))]
    kept = [(stop, start) for (_, stop), (start, _) in pairwise(edges) if start > stop]
    starts = [run[0] for run in runs]
    result: Runs = []
    position = 0
    for start, stop in kept:
        for piece_raw, length in _raw_pieces(runs, starts, start, stop):
            result.append((position, piece_raw, length))
            position += length
    return "".join(text[start:stop] for start, stop in kept), result


def _raw_pieces(runs: Runs, starts: list[int], start: int, stop: int) -> list[tuple[int, int]]:
    """Give where text[start:stop] stands in the raw text: starts and lengths."""
    pieces = []
    index = bisect_right(starts, start) - 1
    while start < stop:
        run_start, raw_start, length = runs[index]
        end = min(stop, run_start + length)
        pieces.append((raw_start + start - run_start, end - start))
        start, index = end, index + 1
    return pieces
