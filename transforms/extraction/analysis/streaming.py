"""Feed the windows of texts to a model in batches, and put its answers together by text."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from transforms.extraction.analysis.analysis import Analysis, Builder, NamedSpan
from transforms.extraction.analysis.windows import Window, windows

MAX_TEXT_WORDS = 100_000
_BATCH_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a model says of one window; heads, names and sentences count from its start."""

    upos: list[str]
    tags: list[str]
    heads: list[int]
    relations: list[str]
    sentences: list[int]
    names: list[NamedSpan]


@dataclass(frozen=True, slots=True)
class _End:
    """Marks in a stream of windows that a text ends here."""

    text: str
    is_cut: bool


def analyse_windows(
    texts: Iterable[str], parse: Callable[[list[Window]], list[Parsed]]
) -> Iterator[tuple[str, Analysis]]:
    """Give each text with its analysis, in their order.

    A text of more than 100,000 words is analysed up to there, and its analysis says so. The model
    sees the windows of one text at a time, a few thousand words at most.
    """
    builder = Builder()
    for batch in _batches(_stream(texts)):
        found = iter(parse([item for item in batch if isinstance(item, Window)]))
        for item in batch:
            if isinstance(item, _End):
                yield item.text, builder.built(is_cut=item.is_cut)
                builder = Builder()
            else:
                _add(builder, item, next(found))


def _add(builder: Builder, window: Window, parsed: Parsed) -> None:
    first = len(builder.starts)
    sentence = builder.sentences[-1] + 1 if first else 0
    builder.starts.extend(start for start, _ in window.spans)
    builder.stops.extend(stop for _, stop in window.spans)
    builder.upos.extend(parsed.upos)
    builder.tags.extend(parsed.tags)
    builder.heads.extend(first + head for head in parsed.heads)
    builder.relations.extend(parsed.relations)
    builder.sentences.extend(sentence + number for number in parsed.sentences)
    builder.names.extend(
        NamedSpan(first + start, first + stop, kind) for start, stop, kind in parsed.names
    )


def _stream(texts: Iterable[str]) -> Iterator[Window | _End]:
    for text in texts:
        count, is_cut = 0, False
        for window in windows(text):
            count += len(window.spans)
            if count > MAX_TEXT_WORDS:
                is_cut = True
                break
            yield window
        yield _End(text, is_cut)


def _batches(items: Iterable[Window | _End]) -> Iterator[list[Window | _End]]:
    """Cut the stream at the end of every text, so that no text is computed among others' words."""
    batch: list[Window | _End] = []
    count = 0
    for item in items:
        batch.append(item)
        count += len(item.spans) if isinstance(item, Window) else 0
        if isinstance(item, _End) or count >= _BATCH_WORDS:
            yield batch
            batch, count = [], 0
