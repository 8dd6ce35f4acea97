"""Reporting clauses that stand inside what is said: "as she said", "which she said was …"."""

from transforms.extraction.contents import content_after, content_before
from transforms.extraction.found import Found, span_of
from transforms.extraction.reading import Span
from transforms.extraction.said import Said
from transforms.extraction.tokens import Token

_FINITE = frozenset({"BE", "HAVE", "MOD", "DO", "VD"})
_PRONOUNS = frozenset({"what", "which", "who", "that"})
_REACH = 15
_FAR = 80


def inserted(said: Said, floor: int) -> Found | None:
    """Find what a reporting clause says that is inserted by "as" or behind a relative pronoun.

    Args:
        said: the verb with its subject.
        floor: the first token that an earlier attribution has not taken.
    """
    if said.subject is None:
        return None
    subject = _token_at(said.tokens, said.subject, said.group.start)
    if subject < 1 or subject >= said.group.start:
        return None
    before = said.tokens[subject - 1].lower
    if before == "as":
        return _as_clause(said, subject - 1, floor)
    return _relative(said, subject - 1) if before in _PRONOUNS else None


def _token_at(tokens: list[Token], span: Span, stop: int) -> int:
    """Give the token that opens a span not far before `stop`, or -1."""
    for at in range(stop - 1, max(-1, stop - _FAR), -1):
        if tokens[at].start <= span.start:
            return at
    return -1


def _relative(said: Said, pronoun: int) -> Found | None:
    """Read "what he said was a lie" and "fees, which he said were too high"."""
    tokens, stop = said.tokens, said.stop
    at = stop
    while at < len(tokens) and tokens[at].tag == "ADV":
        at += 1
    if at > stop and at < len(tokens) and tokens[at].tag == "VD":
        return None
    if tokens[pronoun].lower == "that" and tokens[pronoun - 1].tag not in {"N", "NAME"}:
        return None
    if at >= len(tokens) or tokens[at].tag not in _FINITE or tokens[at].quote >= 0:
        return None
    content, _ = content_after(said.text, said.sentence, at)
    if tokens[pronoun].lower == "what":
        content = [span for span in (span_of(tokens, pronoun, pronoun + 1), *content) if span]
    use = next((use for use in said.uses if "clause" in use.frames), None)
    return said.found("relative", use, stop, content) if use and content else None


def _as_clause(said: Said, opening: int, floor: int) -> Found | None:
    """Read "As she said, the road is open" and "the road, as she said, is open"."""
    tokens = said.tokens
    use = next((use for use in said.uses if "clause" in use.frames), None)
    end = _comma(tokens, said.stop)
    if use is None or (opening and tokens[opening - 1].tag not in {",", "CONJ", "-"}):
        return None
    if opening <= 1:
        if end < 0:
            return None
        content, chain = content_after(said.text, said.sentence, end + 1)
    elif end < 0 or end == len(tokens) - 1:
        content, chain = content_before(said.text, said.sentence, opening, floor)
    else:
        return None
    if not content:
        return None
    found = said.found("as_clause", use, said.stop, content)
    found.quote_chain = chain
    return found


def _comma(tokens: list[Token], start: int) -> int:
    """Give the comma or stop that ends a short clause, or -1."""
    for at in range(start, min(len(tokens), start + _REACH)):
        if tokens[at].quote < 0 and tokens[at].tag in {",", "."}:
            return at
    return -1
