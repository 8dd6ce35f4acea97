"""Attributions by a reporting verb: which words act as one, and who its subject is."""

from collections.abc import Iterator

from transforms.extraction.found import Found, Text
from transforms.extraction.grammar import NOT_SPEAKERS, VerbGroup, verb_group
from transforms.extraction.lexicon import BASE, GERUND, PAST, THIRD, Form, Frame, cues
from transforms.extraction.placement import place
from transforms.extraction.said import Said
from transforms.extraction.subjects import speaker_of
from transforms.extraction.tokens import TaggedSentence, Token

_NOUN_BEFORE = frozenset({"DET", "POSS", "GEN", "NUM"})
_VERBS = frozenset({"VB", "VD", "VG"})
_SINGULAR = frozenset({"he", "she", "it", "this", "that"})
_ANY_SHAPE = frozenset({BASE, PAST, THIRD, GERUND})


def verb_attributions(text: Text, sentence: TaggedSentence) -> Iterator[Found]:
    """Find the attributions whose cue is an active verb of the cue lexicon."""
    tokens = sentence.tokens
    known = cues()
    floor = 0
    previous: Found | None = None
    for at, token in enumerate(tokens):
        if token.quote >= 0 or token.tag not in _VERBS:
            continue
        form = known.verbs.get(token.lower)
        if form is None and token.lower not in known.phrases:
            continue
        group = _with_lead(tokens, verb_group(tokens, at))
        if not _acts_as_verb(tokens, group, form):
            continue
        if _is_told_of(tokens, group):
            continue
        found = _read(text, sentence, group, form, floor, previous)
        if found is not None:
            yield found
            previous = found
            floor = _content_start(tokens, found, at)


def _with_lead(tokens: list[Token], group: VerbGroup) -> VerbGroup:
    """Take the verb before an infinitive into the group: "went on to say", "seemed to blame"."""
    leads = cues().leads
    at = group.start - 1
    if group.helpers != ("TO",) or at < 0:
        return group
    words = f"{tokens[at - 1].lower} {tokens[at].lower}" if at else ""
    if tokens[at].lower not in leads and words not in leads:
        return group
    lead = verb_group(tokens, at - (words in leads))
    helpers = (*lead.helpers, "LEAD", "TO")
    is_negated = lead.is_negated or group.is_negated
    return VerbGroup(lead.start, group.head, group.stop, helpers, is_negated, lead.modal)


def _is_told_of(tokens: list[Token], group: VerbGroup) -> bool:
    """Tell whether the subject is an event: it shows something, it says nothing."""
    return group.start > 0 and tokens[group.start - 1].lower in NOT_SPEAKERS


def _content_start(tokens: list[Token], found: Found, at: int) -> int:
    """Give the token at which the content of an attribution begins, at least that after it."""
    stop = at + 1
    while stop < len(tokens) and tokens[stop].start < found.content[0].start:
        stop += 1
    return stop


def _acts_as_verb(tokens: list[Token], group: VerbGroup, form: Form | None) -> bool:
    """Tell a verb from the noun or adjective of the same form."""
    shapes = form.shapes if form else _ANY_SHAPE
    before = tokens[group.start - 1] if group.start else None
    if group.helpers:
        if group.helpers[-1] == "TO":
            return group.helpers[0] != "TO"
        return group.helpers[-1] != "BE" or GERUND in shapes
    if before is None:
        return GERUND in shapes
    is_noun = before.tag in _NOUN_BEFORE or (before.tag == "PREP" and GERUND not in shapes)
    is_base = BASE in shapes and PAST not in shapes
    if is_noun or (is_base and before.tag in {*_VERBS, "OBJ"}):
        return False
    is_homograph = form is not None and form.lemma in cues().homographs
    return not (is_homograph and shapes <= {BASE, THIRD}) or _has_plain_subject(
        tokens, group, shapes
    )


def _has_plain_subject(tokens: list[Token], group: VerbGroup, shapes: frozenset[str]) -> bool:
    """Tell whether the word before a form that is also a noun can be the subject of a verb."""
    before = tokens[group.start - 1]
    after = tokens[group.stop].lower if group.stop < len(tokens) else "."
    if before.tag in {"PRON", "REL"}:
        return (before.lower in _SINGULAR) == (THIRD in shapes) or before.tag == "REL"
    is_plural = before.lower.endswith("s") and not before.lower.endswith("ss")
    if before.tag == "NAME":
        return THIRD in shapes or is_plural
    if before.tag not in {"N", ","}:
        return False
    return (
        (BASE in shapes and is_plural)
        or after in {"that", ":"}
        or tokens[group.stop - 1].tag == ","
    )


def _read(
    text: Text,
    sentence: TaggedSentence,
    group: VerbGroup,
    form: Form | None,
    floor: int,
    previous: Found | None,
) -> Found | None:
    tokens = sentence.tokens
    subject = speaker_of(tokens, group, previous)
    phrase = _phrase_at(tokens, group)
    if phrase is not None:
        use, stop = phrase
        return place(Said(text, sentence, group, subject, [use], stop), floor)
    if form is None:
        return None
    uses, stop = _uses_at(tokens, group, form)
    return place(Said(text, sentence, group, subject, uses, stop), floor) if uses else None


def _phrase_at(tokens: list[Token], group: VerbGroup) -> tuple[Frame, int] | None:
    for phrase in cues().phrases.get(tokens[group.head].lower, ()):
        stop = group.stop + len(phrase.rest)
        if tuple(token.lower for token in tokens[group.stop : stop]) == phrase.rest:
            return phrase.use, stop
    return None


def _uses_at(tokens: list[Token], group: VerbGroup, form: Form) -> tuple[list[Frame], int]:
    """Give the uses that fit what follows at once, and where the cue stops."""
    following = tokens[group.stop].lower if group.stop < len(tokens) else ""
    needing = [use for use in form.uses if following in use.needs]
    if needing:
        return needing, group.stop + 1
    return [use for use in form.uses if not use.needs], group.stop
