"""Join a quotation without a reporting verb of its own to the turn of the one who speaks."""

import re
from bisect import bisect_left, bisect_right

from transforms.extraction.found import Found, Text, span_of
from transforms.extraction.grammar import verb_group
from transforms.extraction.phrases import subject_before
from transforms.extraction.reading import Span
from transforms.extraction.sources import bare_quotes
from transforms.extraction.subjects import main_subject
from transforms.extraction.tokens import Token

_DASH = re.compile(r"\s*([-–—―]{1,2})\s*(?=\S)")
_MARKS = frozenset("\"“„«'‘")
_BACK = 6
_FEWEST_WORDS = 5
_LONGEST_CREDIT = 8
_QUOTING = frozenset({"fronted", "inverted", "introduced", "credit"})
_TOLD = frozenset({"clause", "told", "according", "object", "as"})
_PHRASES = frozenset({"object", "as", "to", "whom"})
_FINITE_TAGS = frozenset({"VD", "BE", "HAVE", "DO", "MOD", "PRON", "REL"})
_FINITE = frozenset({"VB", "VD"})


def with_turns(text: Text, found: list[Found]) -> list[Found]:
    """Add the quotations that no cue took to the attribution that they belong to.

    A quotation belongs to the name behind a dash after it, else to the attribution before it in its
    paragraph, else to the sentence before it that ends in a colon, else to the speaker whose turn
    ends the paragraph before. One that belongs to nobody stands by itself, its speaker unknown.
    A sentence without a verb that begins with "and" goes on what was said in the sentence before.

    Args:
        text: the text.
        found: its attributions; those that a quotation goes on are extended in place.
    """
    _take_in_fragments(text, found)
    taken = {one.quote_chain for one in found}
    turns = _Turns(text)
    for one in found:
        turns.add(one)
    alone: list[Found] = []
    for index, span, chain in bare_quotes(text, taken):
        quote = _credited(text, index, span)
        before = None if quote else turns.before(index, span)
        if before is not None:
            before.content.append(span)
            turns.mark(before, [span])
            continue
        quote = quote or _introduced(text, index, span) or turns.going_on(index, span)
        if quote is None and len(text.text[span.start : span.stop].split()) >= _FEWEST_WORDS:
            quote = Found(index, "bare_quote", "statement", "plain", None, None, [span])
        if quote is not None:
            quote.quote_chain = chain
            turns.add(quote)
            alone.append(quote)
    return found + alone


def join_turns(text: Text, found: list[Found]) -> list[Found]:
    """Let quotations that stand by themselves join the turn before, once all others are known.

    Args:
        text: the text.
        found: its attributions; those that a quotation goes on are extended in place.
    """
    turns = _Turns(text)
    alone = [one for one in found if one.pattern == "bare_quote"]
    rest = [one for one in found if one.pattern != "bare_quote"]
    for one in rest:
        turns.add(one)
    for quote in alone:
        span = quote.content[0]
        before = turns.before(quote.sentence, span)
        if before is None:
            rest.append(turns.going_on(quote.sentence, span) or quote)
            turns.add(rest[-1])
        else:
            before.content.append(span)
            turns.mark(before, [span])
    return sorted(rest, key=lambda one: (one.sentence, one.content[0]))


def _take_in_fragments(text: Text, found: list[Found]) -> None:
    """Add "And its ability to …." to the noun phrase that ends the sentence before."""
    for one in found:
        index = one.sentence + 1
        if one.pattern not in _PHRASES or index >= len(text.sentences):
            continue
        tokens = text.sentences[index].tokens
        before = text.sentences[one.sentence].tokens[-1]
        if _is_fragment(tokens) and 0 <= before.start - one.content[-1].stop <= 1:
            stop = len(tokens) - (tokens[-1].tag == ".")
            span = span_of(tokens, 1, stop)
            one.content += [span] if span else []


def _is_fragment(tokens: list[Token]) -> bool:
    """Tell whether a sentence is "and" with a noun phrase and nothing else."""
    if len(tokens) < _FEWEST_WORDS or tokens[0].lower not in {"and", "also"}:
        return False
    return not any(
        token.tag in _FINITE_TAGS or (token.tag == "VB" and tokens[at - 1].tag != "TO")
        for at, token in enumerate(tokens)
    )


class _Turns:
    """Which attribution speaks in which sentence."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.starts = [sentence.start for sentence in text.sentences]
        self.quoting: dict[int, Found] = {}
        self.any: dict[int, Found] = {}

    def add(self, found: Found) -> None:
        """Note every sentence that an attribution touches."""
        self.mark(found, [span for span in (*found.content, found.cue) if span is not None])

    def mark(self, found: Found, spans: list[Span]) -> None:
        """Note the sentences that some spans of an attribution touch."""
        is_quoting = found.pattern.endswith("_quote") or self._is_quoted(found)
        may_go_on = is_quoting or found.pattern in _QUOTING
        for span in spans:
            first = max(0, bisect_right(self.starts, span.start) - 1)
            for index in range(first, bisect_left(self.starts, span.stop)):
                self.any[index] = found
                if may_go_on:
                    self.quoting[index] = found

    def _is_quoted(self, found: Found) -> bool:
        """Tell whether the last words of a content are a quotation as a whole."""
        last = found.content[-1]
        return self.text.text[last.start] in _MARKS and found.pattern != "bare_quote"

    def before(self, index: int, span: Span) -> Found | None:
        """Give the attribution that a quotation goes on: of its paragraph, or of the one before."""
        block = self.text.sentences[index].block
        for at in range(index, max(-1, index - _BACK), -1):
            is_here = self.text.sentences[at].block == block
            if not is_here and at < index - 1:
                return None
            found = self.quoting.get(at)
            if found is not None and _reach(found) <= span.start:
                return found
        return None

    def going_on(self, index: int, span: Span) -> Found | None:
        """Let whom the sentence before reports speak on: "Lund said that it held. “It did.”"."""
        last = self.any.get(index - 1)
        is_near = index > 0 and self.text.sentences[index - 1].block == (
            self.text.sentences[index].block
        )
        if last is None or not is_near or last.pattern not in _TOLD or _reach(last) > span.start:
            return None
        return Found(index, "continued", "statement", "plain", last.speaker, last.cue, [span])


def _reach(found: Found) -> int:
    """Give where an attribution ends."""
    spans = (found.content[-1], found.cue, found.speaker)
    return max(span.stop for span in spans if span is not None)


def _credited(text: Text, index: int, span: Span) -> Found | None:
    """Read the name behind a quotation: "“…” – Ola Lund"."""
    dash = _DASH.match(text.text, span.stop)
    if dash is None:
        return None
    tokens = [
        token
        for sentence in text.sentences[index : index + 2]
        for token in sentence.tokens
        if token.start >= dash.end()
    ][: _LONGEST_CREDIT + 1]
    stop = 0
    while stop < len(tokens) and tokens[stop].text[0].isupper():
        stop += 1
    is_end = stop == len(tokens) or tokens[stop].tag in {",", ".", '"', "("}
    is_last = stop and tokens[stop - 1].stop in {
        one.stop for one in text.sentences[index : index + 2]
    }
    if not stop or not (is_end or is_last):
        return None
    cue = Span(dash.start(1), dash.end(1))
    return Found(index, "credit", "statement", "plain", span_of(tokens, 0, stop), cue, [span])


def _introduced(text: Text, index: int, span: Span) -> Found | None:
    """Read the sentence before a quotation that hands over to it: "Lund said the following:"."""
    if index == 0:
        return None
    tokens = text.sentences[index - 1].tokens
    if tokens[-1].text not in {":", ","} or tokens[-1].quote >= 0:
        return None
    verb = _last_verb(tokens)
    if verb < 0:
        return None
    group = verb_group(tokens, verb)
    subject = subject_before(tokens, group.start)
    cue = span_of(tokens, group.start, len(tokens) - 1)
    if group.start == 0:
        speaker, cue = span_of(tokens, verb + 1, len(tokens) - 1), span_of(tokens, verb, verb + 1)
    else:
        speaker = span_of(tokens, *subject) if subject else main_subject(tokens, group.start)
    return Found(index, "introduced", "statement", "plain", speaker, cue, [span])


def _last_verb(tokens: list[Token]) -> int:
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at].tag in _FINITE and tokens[at].quote < 0:
            return at
    return -1
