"""Attributions in the passive: "X was told that …", "X was praised by Y", "X is expected to …"."""

from collections.abc import Iterator

from transforms.extraction.contents import clause_end, content_after
from transforms.extraction.found import Found, Text, span_of
from transforms.extraction.grammar import VerbGroup, noun_phrase_end, verb_group
from transforms.extraction.lexicon import PARTICIPLE, Frame, cues
from transforms.extraction.phrases import antecedent, is_relative, subject_before
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token

_CALLED = {"as": frozenset({"as"}), "of": frozenset({"accused"})}
_ABOUT = frozenset({"that", "about", "of"})


def passive_attributions(text: Text, sentence: TaggedSentence) -> Iterator[Found]:
    """Find the attributions whose verb is in the passive; who is told is no speaker."""
    tokens = sentence.tokens
    known = cues()
    for at in range(1, len(tokens) - 1):
        token = tokens[at]
        if token.quote >= 0 or not (token.lower in known.passives or token.lower in known.verbs):
            continue
        group = verb_group(tokens, at)
        is_passive = "BE" in group.helpers
        uses = known.passives.get(token.lower, frozenset())
        found = _passive(text, sentence, group, uses) if is_passive and uses else None
        found = found or _by_agent(sentence, group, is_passive=is_passive)
        if found is not None:
            found.is_negated = group.is_negated
            yield found


def _passive(
    text: Text, sentence: TaggedSentence, group: VerbGroup, uses: frozenset[str]
) -> Found | None:
    """Read a passive of the lexicon by what follows it, behind "by …" where somebody is named."""
    tokens = sentence.tokens
    speaker, next_at = _agent(tokens, group.stop)
    if next_at >= len(tokens):
        return None
    word = tokens[next_at].lower
    is_told = "told" in uses and word in _ABOUT
    if not is_told and not ("clause" in uses and word == "that"):
        return _of_subject(text, sentence, group, uses)
    content, _ = content_after(text, sentence, next_at + 1)
    cue = span_of(tokens, group.start, next_at + 1 if next_at == group.stop else group.stop)
    who = _subject(tokens, group.start) if is_told else None
    pattern = "passive_told" if is_told else "passive_clause"
    return _found(sentence, pattern, "statement", (speaker, cue, content, who))


def _of_subject(
    text: Text, sentence: TaggedSentence, group: VerbGroup, uses: frozenset[str]
) -> Found | None:
    """Read a passive whose subject is what is said of, or who is asked: "X is expected to …"."""
    tokens = sentence.tokens
    speaker, next_at = _agent(tokens, group.stop)
    word = tokens[next_at].lower
    who = _subject(tokens, group.start)
    cue = span_of(tokens, group.start, group.stop)
    rest = span_of(tokens, next_at, _end(tokens, next_at))
    if rest is None or who is None:
        return None
    if word == "to" and "to_demand" in uses:
        return _found(sentence, "passive_demand", "demand", (speaker, cue, [rest], who))
    if word == "to" and uses & {"to_plan", "to_report"}:
        kind = "prediction" if "to_plan" in uses else "statement"
        return _found(sentence, "passive_to", kind, (speaker, cue, [who, rest], None))
    if uses & _CALLED.get(word, frozenset()):
        kind = "characterisation" if word == "as" else "accusation"
        content = [who, *content_after(text, sentence, next_at, is_phrase=True)[0]]
        return _found(sentence, "passive_as", kind, (speaker, cue, content, None))
    return None


def _subject(tokens: list[Token], stop: int) -> Span | None:
    """Give what a passive is about; for a relative pronoun the noun that it stands for."""
    subject = subject_before(tokens, stop)
    if subject is None:
        return None
    if is_relative(tokens, subject):
        end = subject[0] - (tokens[subject[0] - 1].tag == ",")
        return span_of(tokens, antecedent(tokens, subject[0]), end)
    return span_of(tokens, *subject)


def _found(
    sentence: TaggedSentence,
    pattern: str,
    kind: str,
    parts: tuple[Span | None, Span | None, list[Span], Span | None],
) -> Found | None:
    speaker, cue, content, addressee = parts
    strength = "plain" if addressee or speaker else "weak"
    if not content:
        return None
    return Found(sentence.index, pattern, kind, strength, speaker, cue, content, addressee)


def _agent(tokens: list[Token], at: int) -> tuple[Span | None, int]:
    """Read "by the minister" behind a participle: who, and where it ends."""
    if at + 1 >= len(tokens) or tokens[at].lower != "by" or tokens[at + 1].quote >= 0:
        return None, at
    stop = noun_phrase_end(tokens, at + 1, len(tokens))
    is_doing = tokens[at + 1].tag == "VG"
    return (None, at) if stop == at + 1 or is_doing else (span_of(tokens, at + 1, stop), stop)


def _by_agent(sentence: TaggedSentence, group: VerbGroup, *, is_passive: bool) -> Found | None:
    """Read "the plan was praised by Y" and "a plan promoted by Y"."""
    tokens = sentence.tokens
    form = cues().verbs.get(tokens[group.head].lower)
    if form is None or PARTICIPLE not in form.shapes or (group.helpers and not is_passive):
        return None
    use = _object_use(form.uses)
    speaker, _ = _agent(tokens, group.stop)
    if use is None or speaker is None:
        return None
    end = group.start - (tokens[group.start - 1].tag == "," and not is_passive)
    content = _subject(tokens, end) if end else None
    cue = span_of(tokens, group.start, group.stop)
    pattern = "passive_by" if is_passive else "reduced_by"
    return _found(sentence, pattern, use.kind, (speaker, cue, [content] if content else [], None))


def _object_use(uses: tuple[Frame, ...]) -> Frame | None:
    return next((use for use in uses if "object" in use.frames and not use.needs), None)


def _end(tokens: list[Token], at: int) -> int:
    stop = clause_end(tokens, at)
    while stop > at and tokens[stop - 1].tag in {".", ","} and tokens[stop - 1].quote < 0:
        stop -= 1
    return stop
