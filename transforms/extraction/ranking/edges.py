"""Find where a content begins and ends: without marks, with whole quotations, without remarks."""

from collections.abc import Iterator
from itertools import pairwise

from transforms.extraction.contents import chain_spans
from transforms.extraction.ranking.sight import Sight
from transforms.extraction.reading import Span

Range = tuple[int, int]

_COMMAS = frozenset({",", "–", "—", "--", "-", ";"})
_OPENINGS = frozenset(
    {"and", "but", "or", "which", "who", "where", "when", "while", "as", "saying", "citing"}
    | {"because", "if", "with", "so"}
)
_LONGEST = 120


def spans(sight: Sight, ranges: tuple[Range, ...], cue: Range) -> tuple[tuple[Span, ...], int]:
    """Turn word ranges into spans: marks at the ends and "that" left out, quotations whole.

    Returns:
        The spans, none where nothing is left, and the chain of the one quotation that they are,
        or -1.
    """
    found: list[Span] = []
    chain = -1
    for one in ranges:
        start, stop = _trimmed(sight, *_outside(*one, cue))
        if start >= stop:
            continue
        first, last = sight.quoted[start], sight.quoted[stop - 1]
        if first == last >= 0:
            chain = sight.text.quotes[first].chain
            found += chain_spans(sight.text, chain)
        else:
            found.append(_with_quotations(sight, sight.span(start, stop), {first, last} - {-1}))
    found = sorted(set(found))
    if any(left.stop > right.start for left, right in pairwise(found)):
        found = [Span(found[0].start, max(span.stop for span in found))]
    return tuple(found), chain if len(ranges) == 1 else -1


def _with_quotations(sight: Sight, span: Span, touched: set[int]) -> Span:
    for one in touched:
        quote = sight.text.quotes[one]
        span = Span(min(span.start, quote.start), max(span.stop, quote.stop))
    return span


def _outside(start: int, stop: int, cue: Range) -> Range:
    """Cut a range so that the cue is not inside it."""
    if stop <= cue[0] or start >= cue[1]:
        return start, stop
    if start >= cue[0]:
        return cue[1], stop
    return start, min(stop, cue[0])


def _trimmed(sight: Sight, start: int, stop: int) -> Range:
    upos, quoted = sight.analysis.upos, sight.quoted
    while start < stop and upos[stop - 1] == "PUNCT" and quoted[stop - 1] < 0:
        stop -= 1
    while start < stop and (upos[start] in {"PUNCT", "CCONJ"}) and quoted[start] < 0:
        start += 1
    if start < stop and sight.lowers[start] == "that" and upos[start] == "SCONJ":
        start += 1
    while start < stop and upos[stop - 1] == "CCONJ" and quoted[stop - 1] < 0:
        stop -= 1
    return start, stop


def cuts(sight: Sight, found: tuple[Span, ...]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield a content without what hangs on behind its last commas: ", which …", ", saying …".

    Each comes with a name of what is left out.
    """
    first, last = sight.at(found[-1].start), sight.before(found[-1].stop) - 1
    if last - first > _LONGEST:
        return
    for comma in range(first + 1, last):
        if sight.lowers[comma] not in _COMMAS or sight.quoted[comma] >= 0:
            continue
        opens = comma + 1
        for word in range(opens, last + 1):
            if (
                comma <= sight.tree.first[word] <= opens
                and sight.tree.last[word] >= last
                and first <= sight.analysis.heads[word] < comma
            ):
                start, stop = _trimmed(sight, first, comma)
                if start < stop:
                    shorter = (*found[:-1], sight.span(start, stop))
                    yield f"cut-{_opening(sight, opens, word)}", shorter
                break


def _opening(sight: Sight, opens: int, head: int) -> str:
    lower = sight.lowers[opens]
    opening = lower if lower in _OPENINGS else sight.analysis.tags[opens]
    return f"{sight.analysis.relations[head]}-{opening}"
