"""Attributions without a verb: "according to", "Name: …", quotations alone."""

from collections.abc import Iterator

from transforms.extraction.contents import content_after, content_before
from transforms.extraction.found import Found, Text, span_of
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token

_LONGEST_LABEL = 8
_LONGEST_NAME = 40
_LATE_FRONT = 3
_PHRASE = frozenset(
    {
        "DET",
        "N",
        "NAME",
        "NUM",
        "POSS",
        "GEN",
        "PREP",
        "CONJ",
        "VD",
        "VG",
        "ADV",
        "REL",
        "BE",
        "OBJ",
        "VB",
        "(",
        ")",
    }
)


def according_to(text: Text, sentence: TaggedSentence) -> Iterator[Found]:
    """Find "according to X, …" and "…, according to X"."""
    tokens = sentence.tokens
    floor = 0
    for at in range(len(tokens) - 2):
        if tokens[at].quote >= 0 or tokens[at].lower != "according":
            continue
        if tokens[at + 1].lower != "to":
            continue
        stop = _named_until(tokens, at + 2)
        speaker = span_of(tokens, at + 2, stop)
        cue = span_of(tokens, at, at + 2)
        is_front = at <= 1 or (at <= _LATE_FRONT and tokens[at - 1].tag in {"CONJ", "-"})
        if is_front and stop + 1 < len(tokens):
            content, chain = content_after(text, sentence, stop + (tokens[stop].tag == ","))
        else:
            content, chain = content_before(text, sentence, at, floor)
        if content and speaker:
            yield Found(
                sentence.index,
                "according",
                "statement",
                "plain",
                speaker,
                cue,
                content,
                quote_chain=chain,
            )
            floor = stop


def _named_until(tokens: list[Token], at: int) -> int:
    limit = min(len(tokens), at + _LONGEST_NAME)
    while at < limit and tokens[at].tag in _PHRASE and tokens[at].lower not in {"that", "which"}:
        at += 1
    return at


def labelled(text: Text, sentence: TaggedSentence, *, opens_block: bool) -> Iterator[Found]:
    """Find "Name: what is said" where a block opens with it."""
    tokens = sentence.tokens
    if not opens_block:
        return
    for at in range(1, min(_LONGEST_LABEL, len(tokens) - 2)):
        if tokens[at].text == ":" and tokens[at].quote < 0:
            names = tokens[:at]
            if (
                any(token.tag == "NAME" for token in names)
                and all(
                    token.tag in {"NAME", "DET", "N", "CONJ", "GEN"} or token.lower == "of"
                    for token in names
                )
                and tokens[at - 1].tag in {"NAME", "N"}
            ):
                span = span_of(tokens, at + 1, len(tokens))
                content, chain = content_after(text, sentence, at + 1)
                if chain < 0 and span:
                    content = [span]
                cue = span_of(tokens, at, at + 1)
                yield Found(
                    sentence.index,
                    "label",
                    "statement",
                    "plain",
                    span_of(tokens, 0, at),
                    cue,
                    content,
                    quote_chain=chain,
                )
            return


def bare_quotes(text: Text, taken: set[int]) -> Iterator[tuple[int, Span, int]]:
    """Find the quotations that open a sentence, end one, and that no cue took.

    Yields:
        The sentence in which it opens, its span, its chain.
    """
    for sentence in text.sentences:
        index = sentence.tokens[0].quote
        if index < 0 or text.quotes[index].start != sentence.tokens[0].start:
            continue
        quote = text.quotes[index]
        words = text.text[quote.start : quote.stop].split()
        ends = words[-1].rstrip("\"”»'’")[-1:] in {*".!?…"}
        if quote.chain not in taken and not quote.is_single and ends:
            yield sentence.index, Span(quote.start, quote.stop), quote.chain
