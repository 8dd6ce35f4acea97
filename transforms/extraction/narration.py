"""Find the sentences that an outlet asserts itself, without saying who told it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token

_FINITE = frozenset({"VB", "VD", "BE", "HAVE", "DO", "MOD"})
_FEWEST_WORDS = 4
_BOILERPLATE = re.compile(
    r"^(?:read (?:more|the)|click|subscribe|sign up|follow (?:us|\w+ on)|share (?:this|on)|"
    r"copyright|©|\(?reporting by|\(?editing by|photo|image|related|advertisement|watch|listen|"
    r"see also|this (?:article|story) (?:was|has been)|all rights reserved|more:|update)\b",
    re.IGNORECASE,
)


def narrated(sentences: Sequence[TaggedSentence], covered: Iterable[Span]) -> Iterator[Span]:
    """Find declarative sentences that no attribution and no quotation covers.

    Args:
        sentences: the tagged sentences of the text.
        covered: every span that belongs to an attribution or a quotation.

    Returns:
        Their spans without the closing stop.
    """
    spans = sorted(covered)
    at = 0
    reach = -1
    for sentence in sentences:
        while at < len(spans) and spans[at].start < sentence.stop:
            reach = max(reach, spans[at].stop)
            at += 1
        if reach <= sentence.start and _is_assertion(sentence):
            last = sentence.tokens[-1]
            yield Span(sentence.start, last.start if last.text == "." else sentence.stop)


def _is_assertion(sentence: TaggedSentence) -> bool:
    tokens = sentence.tokens
    if sentence.is_heading or tokens[-1].text != "." or tokens[0].lower in {"if", "according"}:
        return False
    words = [token for token in tokens if token.text[0].isalnum()]
    if len(words) < _FEWEST_WORDS or not any(token.tag in _FINITE for token in tokens[1:]):
        return False
    if _is_fragment(tokens):
        return False
    opening = " ".join(token.text for token in tokens[:5])
    return not _BOILERPLATE.match(opening)


def _is_fragment(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence is an -ing phrase and nothing else: "Working to help all."."""
    at = 0
    while at < len(tokens) and tokens[at].tag in {"ADV", "CONJ", ","}:
        at += 1
    opens = at < len(tokens) and tokens[at].tag == "VG"
    return opens and all(token.tag != "," for token in tokens[at:])
