"""What the patterns hand on: an attribution as ranges of one sentence, before names are known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.extraction.quotations import Quotation
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token


@dataclass(slots=True)
class Found:
    """An attribution as found; `confidence` is what the ranker gives it, None where it does not."""

    sentence: int
    pattern: str
    kind: str
    strength: str
    speaker: Span | None
    cue: Span | None
    content: list[Span]
    addressee: Span | None = None
    is_negated: bool = False
    quote_chain: int = -1
    confidence: float | None = None


@dataclass(slots=True)
class Text:
    """A text with its tagged sentences and quotations."""

    text: str
    sentences: list[TaggedSentence]
    quotes: Sequence[Quotation]
    chains: dict[int, list[Quotation]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for quote in self.quotes:
            self.chains.setdefault(quote.chain, []).append(quote)


def span_of(tokens: Sequence[Token], start: int, stop: int) -> Span | None:
    """Give the span of tokens[start:stop]; None for an empty range."""
    if start >= stop:
        return None
    return Span(tokens[start].start, tokens[stop - 1].stop)
