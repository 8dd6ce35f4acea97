"""Cut a text into runs of words that a model reads at once: a sentence, and never too long."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from transforms.extraction.analysis.words import plain, word_spans
from transforms.structure import blocks, sentences

MAX_WORDS = 200
_MAX_FORM = 60
_SOFT_STOPS = frozenset(",;:–-()")
_SOFT_FROM = 0.6


@dataclass(frozen=True, slots=True)
class Window:
    """Some words of a text: their spans, their forms in plain marks, and what a space follows."""

    spans: list[tuple[int, int]]
    forms: list[str]
    spaces: list[bool]


def windows(text: str) -> Iterator[Window]:
    """Cut a text into its sentences, and a sentence of more than 200 words into parts.

    Every word of the text is in exactly one window; headings, list items and datelines are windows
    of their own. A part ends at the last comma or dash that leaves it long enough, if there is one.
    A word of more than 60 characters is shown to the model by its first 60.
    """
    written = plain(text)
    for start, stop in _units(text):
        coming = word_spans(written, start, stop)
        spans = list(islice(coming, MAX_WORDS + 1))
        while spans:
            size = _part(written, spans)
            yield _window(written, spans[:size])
            spans = spans[size:]
            spans.extend(islice(coming, MAX_WORDS + 1 - len(spans)))


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Give the spans of sentences and datelines; a mark before one belongs to what follows it."""
    datelines = [(block.start, block.stop) for block in blocks(text) if block.kind == "dateline"]
    cut = [(sentence.start, sentence.stop) for sentence in sentences(text)]
    last = 0
    for _, stop in sorted([*datelines, *cut]):
        yield last, stop
        last = stop
    if last < len(text):
        yield last, len(text)


def _part(text: str, spans: list[tuple[int, int]]) -> int:
    """Say how many of the words that come next make a part."""
    if len(spans) <= MAX_WORDS:
        return len(spans)
    for size in range(MAX_WORDS, int(MAX_WORDS * _SOFT_FROM), -1):
        start, _ = spans[size - 1]
        if text[start] in _SOFT_STOPS:
            return size
    return MAX_WORDS


def _window(text: str, spans: list[tuple[int, int]]) -> Window:
    return Window(
        spans=spans,
        forms=[text[start : min(stop, start + _MAX_FORM)] for start, stop in spans],
        spaces=[stop < len(text) and text[stop] == " " for _, stop in spans],
    )
