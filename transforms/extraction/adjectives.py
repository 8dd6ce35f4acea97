"""Attributions by an adjective: "she is confident that …", "it is clear that …"."""

from collections.abc import Iterator

from transforms.extraction.contents import content_after
from transforms.extraction.found import Found, Text, span_of
from transforms.extraction.grammar import VerbGroup, verb_group
from transforms.extraction.lexicon import NounCue, cues
from transforms.extraction.subjects import speaker_of
from transforms.extraction.tokens import TaggedSentence, Token

_COPULAS = frozenset(
    {"remain", "remains", "remained", "seem", "seems", "seemed", "appear", "appears", "appeared"}
    | {"feel", "feels", "felt", "became", "become", "becomes", "sounded", "looked", "looks"}
)
_FEW_WORDS = 6
_OPENS_CLAUSE = frozenset({"PRON", "DET", "NAME", "POSS"})
_DUMMY = frozenset({"it", "that", "this"})


def adjective_attributions(text: Text, sentence: TaggedSentence) -> Iterator[Found]:
    """Find the attributions whose cue is an adjective of the cue lexicon."""
    tokens = sentence.tokens
    known = cues()
    for at in range(1, len(tokens) - 1):
        word = tokens[at].lower
        if tokens[at].quote >= 0 or not (word in known.adjectives or word in known.impersonal):
            continue
        group = _behind_copula(tokens, at)
        if group is None:
            continue
        found = None
        if word in known.adjectives:
            found = _personal(text, sentence, group, known.adjectives[word])
        if found is None and word in known.impersonal:
            found = _impersonal(text, sentence, group)
        if found is not None:
            yield found


def _behind_copula(tokens: list[Token], at: int) -> VerbGroup | None:
    """Give the group of "is", "seems" and so on that ends right before an adjective."""
    copula = at - 1
    first = max(0, at - _FEW_WORDS)
    while copula > first and tokens[copula].tag in {"ADV", "NEG"}:
        copula -= 1
    token = tokens[copula]
    if token.quote >= 0 or not (token.tag == "BE" or token.lower in _COPULAS):
        return None
    group = verb_group(tokens, copula)
    return VerbGroup(group.start, at, at + 1, group.helpers, group.is_negated, group.modal)


def _personal(text: Text, sentence: TaggedSentence, group: VerbGroup, cue: NounCue) -> Found | None:
    tokens = sentence.tokens
    begin = _content_start(tokens, group.stop, cue.follows)
    is_dummy = group.start > 0 and tokens[group.start - 1].lower in _DUMMY
    if begin < 0 or is_dummy or "TO" in group.helpers:
        return None
    is_phrase = tokens[begin - 1].tag == "PREP"
    content, chain = content_after(text, sentence, begin, is_phrase=is_phrase)
    speaker = speaker_of(tokens, group, None)
    if not content or speaker is None:
        return None
    stop = begin if is_phrase else group.stop
    found = Found(
        sentence.index,
        "adjective",
        cue.kind,
        "plain",
        speaker,
        span_of(tokens, group.start, stop),
        content,
        quote_chain=chain,
    )
    found.is_negated = group.is_negated
    return found


def _content_start(tokens: list[Token], at: int, follows: frozenset[str]) -> int:
    """Give where the content begins, or -1 where the adjective leads to none."""
    word = tokens[at].lower
    if word in {"that", "to"} and word in follows:
        return at
    if word in follows and at + 1 < len(tokens):
        return at + 1
    is_clause = "clause" in follows and tokens[at].tag in _OPENS_CLAUSE
    return at if is_clause else -1


def _impersonal(text: Text, sentence: TaggedSentence, group: VerbGroup) -> Found | None:
    """Read "it is clear that …", whose speaker nobody names."""
    tokens = sentence.tokens
    if group.start == 0 or tokens[group.start - 1].lower != "it":
        return None
    if tokens[group.stop].lower != "that":
        return None
    content, _ = content_after(text, sentence, group.stop)
    cue = span_of(tokens, group.start - 1, group.stop)
    found = Found(sentence.index, "impersonal", "opinion", "weak", None, cue, content)
    found.is_negated = group.is_negated
    return found if content else None
