"""Find where the content of an attribution begins and ends."""

from transforms.extraction.found import Text, span_of
from transforms.extraction.grammar import TIME_WORDS, noun_phrase_end
from transforms.extraction.lexicon import GERUND, PAST, THIRD, cues
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token

_CONTRAST = frozenset({"but", "while", "though", "although", "whereas"})
_SUBORDINATE = frozenset(
    {"while", "although", "though", "as", "if", "when", "since", "because", "after", "before"}
)
_CLAUSE_PRONOUNS = frozenset({"he", "she", "they", "i", "we", "it"})
_FINITE = frozenset({"BE", "HAVE", "DO", "MOD"})
_REMARK = frozenset({"who", "which", "whose", "where"})
_CONDITIONS = frozenset({"because", "if", "while", "although", "though", "since", "until", "when"})
_IN_CLAUSE = frozenset({"REL", "VD", "BE", "HAVE", "MOD", "DO", "PRON"})
_MANY_WORDS = 2
_LONGEST_CLAUSE = 250
_OPENING_CLAUSE = 40
_SAYING = frozenset({"adding", "saying", "noting", "calling", "arguing", "citing", "telling"})


def content_after(
    text: Text, sentence: TaggedSentence, at: int, *, is_phrase: bool = False
) -> tuple[list[Span], int]:
    """Give the content that begins at a token, and the quotation chain it is, or -1.

    A content that opens with a quotation is that quotation, with all its sentences and
    paragraphs, unless the sentence goes on after it.

    Args:
        text: the text.
        sentence: the sentence of the cue.
        at: the first token of the content.
        is_phrase: whether it is a noun phrase ("praised the plan"), which ends before a verb.
    """
    tokens = sentence.tokens
    if at >= len(tokens):
        return [], -1
    if _opens_quote(text, tokens, at):
        quote = text.quotes[tokens[at].quote]
        if quote.stop >= sentence.stop or _is_closed_thought(text.text, quote.start, quote.stop):
            return chain_spans(text, quote.chain), quote.chain
    stop = _first_comma(tokens, at) if _opens_subordinate(tokens, at) else clause_end(tokens, at)
    stop = _phrase_end(tokens, at, _trimmed(tokens, at, stop)) if is_phrase else stop
    stop = _trimmed(tokens, at, stop)
    span = span_of(tokens, at, stop)
    if span is None:
        return [], -1
    last = tokens[stop - 1]
    if last.quote >= 0 and not _opens_quote(text, tokens, at):
        span = Span(span.start, max(span.stop, text.quotes[last.quote].stop))
    return [span], -1


def _phrase_end(tokens: list[Token], start: int, limit: int) -> int:
    """Give where a noun phrase ends: before a remark on it or the next verb of the sentence."""
    has_clause = False
    for at in range(start + 1, limit - 1):
        token, after = tokens[at], tokens[at + 1]
        if token.quote >= 0:
            continue
        if token.tag == "," and (after.tag == "VG" or after.lower in _REMARK):
            return at
        if not has_clause and (
            token.lower in _CONDITIONS
            or (token.tag in {"CONJ", ","} and _opens_finite(tokens, at + 1))
        ):
            return at
        has_clause = has_clause or token.tag in _IN_CLAUSE or token.lower == "that"
    return _without_time(tokens, start, limit)


def _without_time(tokens: list[Token], start: int, stop: int) -> int:
    """Drop "in November" or "on Monday" behind a noun phrase: it tells when it was said."""
    at = stop
    while at > start and (tokens[at - 1].lower in TIME_WORDS or tokens[at - 1].tag == "NUM"):
        at -= 1
    is_time = any(token.lower in TIME_WORDS for token in tokens[at:stop])
    is_phrase = at > start + 1 and tokens[at - 1].lower in {"in", "on"}
    return at - 1 if is_time and is_phrase and tokens[at - 1].quote < 0 else stop


def _opens_finite(tokens: list[Token], at: int) -> bool:
    """Tell whether a finite verb stands at a token, or behind "and" and a subject of its own."""
    if at < len(tokens) and tokens[at].tag == "CONJ" and tokens[at - 1].tag == ",":
        stop = noun_phrase_end(tokens, at + 1, len(tokens))
        at = max(at + 1, stop)
    while at < len(tokens) and tokens[at].tag == "ADV":
        at += 1
    return at < len(tokens) and tokens[at].tag in {"VD", *_FINITE}


def _opens_subordinate(tokens: list[Token], at: int) -> bool:
    """Tell whether a token stands in the first clause of "While …, …"."""
    if tokens[0].lower not in _SUBORDINATE:
        return False
    return at < _OPENING_CLAUSE and all(token.tag != "," for token in tokens[:at])


def _first_comma(tokens: list[Token], start: int) -> int:
    stop = min(len(tokens), start + _LONGEST_CLAUSE)
    for at in range(start, stop):
        if tokens[at].tag == "," and tokens[at].quote < 0:
            return at
    return stop


def content_before(
    text: Text, sentence: TaggedSentence, stop: int, floor: int
) -> tuple[list[Span], int]:
    """Give the content that ends before token `stop`, at a comma or a closing mark.

    Args:
        text: the text.
        sentence: the sentence of the cue.
        stop: the first token that is no longer content.
        floor: the first token that may be content.
    """
    tokens = sentence.tokens
    end = stop
    while end > floor and tokens[end - 1].tag in {",", "-"} and tokens[end - 1].quote < 0:
        end -= 1
    if end <= floor:
        return [], -1
    start = max(floor, end - _LONGEST_CLAUSE)
    while start < end and tokens[start].tag in {"CONJ", ","} and tokens[start].quote < 0:
        start += 1
    last = tokens[end - 1]
    if last.quote >= 0:
        quote = text.quotes[last.quote]
        near = tokens[max(start, end - _LONGEST_CLAUSE) : end]
        outside = [token for token in near if token.quote != last.quote]
        if len(outside) <= _MANY_WORDS:
            return chain_spans(text, quote.chain), quote.chain
    span = span_of(tokens, start, end)
    return ([span], -1) if span and end - start > 1 else ([], -1)


def chain_spans(text: Text, chain: int) -> list[Span]:
    """Give the spans of all paragraphs of one quotation."""
    return [Span(quote.start, quote.stop) for quote in text.chains[chain]]


def clause_end(tokens: list[Token], start: int) -> int:
    """Give where the clause that begins at `start` ends: at a contrast or the next cue."""
    at = start
    limit = min(len(tokens), start + _LONGEST_CLAUSE)
    while at < limit:
        token = tokens[at]
        if token.quote >= 0 or at == start:
            at += 1
            continue
        if token.tag == ";" or (
            token.tag in {",", "-"}
            and not _closes_aside(tokens, start, at)
            and _ends_at_comma(tokens, at)
        ):
            return at
        if token.tag == "CONJ" and (
            _is_finite_cue(tokens, at + 1) or _opens_own_clause(tokens, at + 1)
        ):
            return at
        at += 1
    return at


def _closes_aside(tokens: list[Token], start: int, comma: int) -> bool:
    """Tell whether a comma ends a remark inside a clause: "the port, which …, will open"."""
    if comma + 1 >= len(tokens) or tokens[comma + 1].tag not in _FINITE:
        return False
    for at in range(comma - 1, start, -1):
        if tokens[at].tag == tokens[comma].tag:
            return tokens[at + 1].lower in _REMARK
    return False


def _opens_own_clause(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].lower in _CLAUSE_PRONOUNS


def _ends_at_comma(tokens: list[Token], comma: int) -> bool:
    after = [token.lower for token in tokens[comma + 1 : comma + 3]]
    if not after:
        return False
    if (
        tokens[comma + 1].tag in _FINITE
        or after[0] in _CONTRAST
        or after == ["according", "to"]
        or after[0] == "according"
    ):
        return True
    form = cues().verbs.get(after[0])
    if form is not None and GERUND in form.shapes:
        return True
    if after[0] in {"and", "then", "or"} and _is_finite_cue(tokens, comma + 2):
        return True
    return _names_speaker(tokens, comma + 1)


def _is_finite_cue(tokens: list[Token], at: int) -> bool:
    while at < len(tokens) and tokens[at].tag in {"ADV", "HAVE"}:
        at += 1
    if at >= len(tokens) or tokens[at].tag not in {"VD", "VB"}:
        return False
    form = cues().verbs.get(tokens[at].lower)
    return form is not None and bool(form.shapes & {PAST, THIRD})


def _names_speaker(tokens: list[Token], at: int) -> bool:
    """Tell whether an inserted ", he said" or ", Lund added" begins at a token."""
    last = min(at + 5, len(tokens) - 1)
    while at < last and tokens[at].tag in {"NAME", "PRON", "DET", "N"}:
        at += 1
        form = cues().verbs.get(tokens[at].lower)
        if form is not None and form.shapes & {PAST, THIRD} and tokens[at].tag in {"VD", "VB"}:
            return (
                at + 1 >= len(tokens)
                or tokens[at + 1].tag in {",", ".", "PREP"}
                or (tokens[at + 1].lower in TIME_WORDS)
            )
    return False


def _trimmed(tokens: list[Token], start: int, stop: int) -> int:
    while (
        stop > start
        and tokens[stop - 1].tag in {".", ",", ":", ";", "-"}
        and (tokens[stop - 1].quote < 0)
    ):
        stop -= 1
    return stop


def _opens_quote(text: Text, tokens: list[Token], at: int) -> bool:
    quote = tokens[at].quote
    return quote >= 0 and text.quotes[quote].start == tokens[at].start


def _is_closed_thought(text: str, start: int, stop: int) -> bool:
    inside = text[start:stop].rstrip("\"'”’»")
    return inside.endswith((".", ",", "!", "?", "…"))
