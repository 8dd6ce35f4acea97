"""Attributions by a noun: "his claim that …", "a decision by the council to …", "fears that …"."""

from collections.abc import Iterator

from transforms.extraction.contents import content_after
from transforms.extraction.found import Found, Text, span_of
from transforms.extraction.grammar import noun_phrase_end, verb_group
from transforms.extraction.lexicon import NounCue, cues
from transforms.extraction.reading import Span
from transforms.extraction.subjects import speaker_of
from transforms.extraction.tokens import TaggedSentence, Token

_BEHIND = frozenset({"by", "from", "of", "among"})
_FREE = frozenset({"that"})
_MODIFIERS = frozenset({"N", "VD", "VG", "ADV", "NUM"})
_FEW_MODIFIERS = 4


def noun_attributions(text: Text, sentence: TaggedSentence) -> Iterator[Found]:
    """Find what a noun of the cue lexicon leads to; its owner may be nobody."""
    tokens = sentence.tokens
    known = cues().nouns
    for at in range(len(tokens) - 2):
        noun = known.get(tokens[at].lower)
        if noun is None or tokens[at].quote >= 0:
            continue
        found = _owned(text, sentence, at, noun) or _owned_behind(text, sentence, at, noun)
        found = found or _free(text, sentence, at, noun)
        if found is not None:
            yield found


def _owned(text: Text, sentence: TaggedSentence, at: int, noun: NounCue) -> Found | None:
    """Read "the minister's claim that …" and "his claim is that …"."""
    tokens = sentence.tokens
    owner = _owner(tokens, at)
    if owner is None:
        return None
    lead = at + 1
    if tokens[lead].tag == "BE" and tokens[lead + 1].lower == "that":
        lead += 1
    if tokens[lead].lower not in noun.follows:
        return None
    return _found(text, sentence, noun, (span_of(tokens, *owner), at, lead))


def _owner(tokens: list[Token], noun: int) -> tuple[int, int] | None:
    """Give whose act of speech it is: "his", "the minister's", or None."""
    at = noun
    while at > 0 and tokens[at - 1].tag in _MODIFIERS and at > noun - _FEW_MODIFIERS:
        at -= 1
    if at == 0:
        return None
    if tokens[at - 1].tag == "POSS":
        return at - 1, at
    if tokens[at - 1].tag == "GEN":
        start = at - 1
        while start > 0 and tokens[start - 1].tag in {"NAME", "N", "DET", "NUM"}:
            start -= 1
        return (start, at - 1) if start < at - 1 else None
    return None


def _owned_behind(text: Text, sentence: TaggedSentence, at: int, noun: NounCue) -> Found | None:
    """Read "a report by the council that …"."""
    tokens = sentence.tokens
    if tokens[at + 1].lower not in _BEHIND:
        return None
    stop = noun_phrase_end(tokens, at + 2, len(tokens))
    if stop <= at + 2 or stop >= len(tokens) - 1 or tokens[stop].lower not in {"that", "to"}:
        return None
    if tokens[stop].lower not in noun.follows:
        return None
    return _found(text, sentence, noun, (span_of(tokens, at + 2, stop), at, stop))


def _free(text: Text, sentence: TaggedSentence, at: int, noun: NounCue) -> Found | None:
    """Read "fears that …", which are nobody's."""
    tokens = sentence.tokens
    word = tokens[at + 1].lower
    phrases = cues().phrases.get(tokens[at - 1].lower, ()) if at else ()
    if any(tokens[at].lower in phrase.rest for phrase in phrases):
        return None
    if word not in noun.follows & _FREE or tokens[at].tag != "N":
        return None
    if tokens[at + 2].tag in {"VD", "VB", "BE", "HAVE", "MOD"}:
        return None
    found = _found(text, sentence, noun, (_voicing(tokens, at), at, at + 1))
    if found is not None:
        found.pattern = "noun_free"
    return found


def _voicing(tokens: list[Token], noun: int) -> Span | None:
    """Give who has or voices it: "she expressed concern that …"."""
    voicing = cues().voicing
    at = noun - 1
    first = max(0, noun - 2 * _FEW_MODIFIERS)
    while at > first and tokens[at].tag in _MODIFIERS | {"DET"} and tokens[at].lower not in voicing:
        at -= 1
    is_verb = at > 0 and (tokens[at].tag == "HAVE" or tokens[at].lower in voicing)
    return speaker_of(tokens, verb_group(tokens, at), None) if is_verb else None


def _found(
    text: Text, sentence: TaggedSentence, noun: NounCue, place: tuple[Span | None, int, int]
) -> Found | None:
    """Give the attribution of a noun: its owner, where the noun stands, where the lead-in does."""
    tokens = sentence.tokens
    owner, at, lead = place
    is_to = tokens[lead].lower == "to"
    content, chain = content_after(text, sentence, lead if is_to else lead + 1)
    if not content:
        return None
    is_next = lead == at + 1 and not is_to
    cue = span_of(tokens, at, lead + 1 if is_next else at + 1)
    found = Found(sentence.index, "noun", noun.kind, "plain", owner, cue, content)
    found.quote_chain = chain
    return found
