"""Attributions by a reporting verb: before, after and around what is said."""

from collections.abc import Iterator

from transforms.extraction.contents import content_after, content_before
from transforms.extraction.found import Found, Text, span_of
from transforms.extraction.grammar import (
    NOT_SPEAKERS,
    VerbGroup,
    noun_phrase_end,
    skip_adverbials,
    subject_before,
    verb_group,
)
from transforms.extraction.lexicon import BASE, GERUND, PAST, THIRD, Form, Frame, cues
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token

_NOUN_BEFORE = frozenset({"DET", "POSS", "GEN", "NUM"})
_OPENS_CLAUSE = frozenset(
    {"DET", "PRON", "NAME", "N", "POSS", "NUM", "SUB", "VG", "OBJ", "REL", "NEG", '"', "TO", "PREP"}
)
_WH = frozenset("whether if what who why how when where which".split())  # noqa: SIM905
_FRONTING = frozenset({"clause", "told", "whether"})


def verb_attributions(text: Text, sentence: TaggedSentence) -> Iterator[Found]:
    """Find the attributions whose cue is an active verb of the cue lexicon."""
    tokens = sentence.tokens
    known = cues()
    floor = 0
    previous: Found | None = None
    for at, token in enumerate(tokens):
        if token.quote >= 0 or token.tag not in {"VB", "VD", "VG"}:
            continue
        form = known.verbs.get(token.lower)
        phrase = known.phrases.get(token.lower)
        if form is None and phrase is None:
            continue
        group = verb_group(tokens, at)
        if not _acts_as_verb(tokens, group, form):
            continue
        found = _read(text, sentence, group, form, floor, previous)
        if found is not None:
            yield found
            previous = found
            floor = _next_floor(tokens, found, at)


def _next_floor(tokens: list[Token], found: Found, at: int) -> int:
    stop = max([at + 1, *(0,)])
    while stop < len(tokens) and found.content and tokens[stop].start < found.content[0].start:
        stop += 1
    return stop


def _acts_as_verb(tokens: list[Token], group: VerbGroup, form: Form | None) -> bool:
    """Tell a verb from the noun or adjective of the same form."""
    helpers = group.helpers
    shapes = form.shapes if form else frozenset({BASE, PAST, THIRD, GERUND})
    before = tokens[group.start - 1] if group.start else None
    if helpers:
        if helpers[-1] == "TO":
            return helpers[0] != "TO"
        return helpers[-1] != "BE" or GERUND in shapes
    if before is None:
        return GERUND in shapes
    if before.tag in _NOUN_BEFORE or (before.tag == "PREP" and GERUND not in shapes):
        return False
    return not (BASE in shapes and PAST not in shapes and before.tag in {"VB", "VD", "VG", "OBJ"})


def _read(
    text: Text,
    sentence: TaggedSentence,
    group: VerbGroup,
    form: Form | None,
    floor: int,
    previous: Found | None,
) -> Found | None:
    tokens = sentence.tokens
    subject = _subject(tokens, group, previous)
    matched = _phrase_at(tokens, group)
    if matched is not None:
        use, after = matched
        return _forward(text, sentence, group, subject, [use], after)
    if form is None:
        return None
    uses, after = _uses_at(tokens, group, form)
    if any(use.frames & _FRONTING for use in uses):
        found = _fronted(text, sentence, group, subject, uses, floor)
        if found is not None:
            return found
    return _forward(text, sentence, group, subject, uses, after)


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


def _subject(tokens: list[Token], group: VerbGroup, previous: Found | None) -> Span | None:
    before = tokens[group.start - 1] if group.start else None
    is_participle = not group.helpers and tokens[group.head].tag == "VG"
    if is_participle or before is None or before.tag == "CONJ":
        return previous.speaker if previous else main_subject(tokens, group.start)
    found = subject_before(tokens, group.start)
    if found is None:
        is_series = before.tag == "," and previous is not None
        return previous.speaker if is_series and previous else None
    start, stop = found
    if tokens[start].lower in NOT_SPEAKERS:
        return None
    if tokens[start].tag in {"PRON", "REL"} or tokens[start].tag != "SUB":
        return span_of(tokens, start, stop)
    return None


def main_subject(tokens: list[Token], limit: int) -> Span | None:
    """Give the subject of the first finite verb before a token, quotations left out."""
    for at in range(1, limit):
        if tokens[at].tag in {"VB", "VD", "BE", "HAVE", "DO", "MOD"} and tokens[at].quote < 0:
            subject = subject_before(tokens, verb_group(tokens, at).start)
            if subject is not None and tokens[subject[0]].tag != "REL":
                return span_of(tokens, *subject)
    return None


def _fronted(
    text: Text,
    sentence: TaggedSentence,
    group: VerbGroup,
    subject: Span | None,
    uses: list[Frame],
    floor: int,
) -> Found | None:
    """Read "…, she said" and "…, said the minister"."""
    tokens = sentence.tokens
    if tokens[group.head].tag == "VG" and not group.helpers:
        return None
    start = group.start
    inverted = False
    if subject is not None:
        start = next(at for at, token in enumerate(tokens) if token.start == subject.start)
    if start >= group.start:
        start = group.start
    if start == 0 or tokens[start - 1].tag not in {",", '"', "-"}:
        return None
    after = group.stop
    if subject is None or start == group.start:
        stop = noun_phrase_end(tokens, group.stop, len(tokens))
        subject = span_of(tokens, group.stop, stop)
        if subject is None or tokens[group.stop].quote >= 0:
            return None
        inverted, after = True, stop
    content, chain = content_before(text, sentence, start, floor)
    if not content:
        return None
    addressee = None
    if not inverted and any("told" in use.frames for use in uses):
        stop = noun_phrase_end(tokens, after, len(tokens))
        addressee = span_of(tokens, after, stop)
        after = stop
    rest = skip_adverbials(tokens, after, len(tokens))
    if (
        chain < 0
        and not inverted
        and rest < len(tokens)
        and tokens[rest].tag not in {",", ".", "-", ")"}
    ):
        return None
    content, chain = _with_rest(text, sentence, rest, content, chain)
    use = uses[0]
    pattern = "inverted" if inverted else "fronted"
    return Found(
        sentence.index,
        f"{pattern}_quote" if chain >= 0 else pattern,
        use.kind,
        use.strength,
        subject,
        span_of(tokens, group.start, group.stop),
        content,
        addressee,
        group.is_negated,
        chain,
    )


def _with_rest(
    text: Text, sentence: TaggedSentence, rest: int, content: list[Span], chain: int
) -> tuple[list[Span], int]:
    """Add what goes on after an inserted cue: "“…,” she said, “…”"."""
    tokens = sentence.tokens
    if rest + 1 >= len(tokens) or tokens[rest].tag not in {",", ":", "-"}:
        return content, chain
    at = rest + 1
    is_quote = tokens[at].quote >= 0
    if chain >= 0 and not is_quote:
        return content, chain
    if not is_quote and (
        tokens[at].tag in {"VG", "REL"}
        or tokens[at].lower
        in {
            "who",
            "but",
            "while",
            "and",
            "according",
            "a",
            "the",
            "when",
            "as",
            "after",
            "in",
            "referring",
        }
    ):
        return content, chain
    more, _ = content_after(text, sentence, at)
    return content + [span for span in more if span.start >= content[-1].stop], chain


def _forward(
    text: Text,
    sentence: TaggedSentence,
    group: VerbGroup,
    subject: Span | None,
    uses: list[Frame],
    after: int,
) -> Found | None:
    """Read "she said that …", "she praised …", "she offered to …"."""
    tokens = sentence.tokens
    for use in uses:
        for frame in ("told", "whom", "to", "as", "whether", "clause", "object"):
            if frame not in use.frames:
                continue
            fit = _fit(tokens, frame, after)
            if fit is None:
                continue
            cue_stop, at, addressee = fit
            content, chain = content_after(text, sentence, at)
            if content:
                return Found(
                    sentence.index,
                    _pattern(frame, chain, group, tokens),
                    use.kind,
                    use.strength,
                    subject,
                    span_of(tokens, group.start, cue_stop),
                    content,
                    addressee,
                    group.is_negated,
                    chain,
                )
    return None


def _pattern(frame: str, chain: int, group: VerbGroup, tokens: list[Token]) -> str:
    if tokens[group.head].tag == "VG" and not group.helpers:
        frame = f"participle_{frame}"
    return f"{frame}_quote" if chain >= 0 else frame


def _fit(tokens: list[Token], frame: str, after: int) -> tuple[int, int, Span | None] | None:
    """Match what follows a verb with one frame.

    Returns:
        Where the cue stops, where the content begins, and who is told; None if it does not fit.
    """
    limit = len(tokens)
    if after >= limit:
        return None
    if frame in {"told", "whom"}:
        stop = noun_phrase_end(tokens, after, limit)
        if stop == after or tokens[after].quote >= 0:
            return None
        told = span_of(tokens, after, stop)
        if frame == "whom":
            fits = stop < limit and tokens[stop].tag == "TO"
            return (after, after, told) if fits else None
        if stop < limit and tokens[stop].tag == "TO":
            return after, stop, told
        clause = _clause_at(tokens, stop, after)
        return (clause[0], clause[1], told) if clause else None
    if frame == "to":
        at = after
        while at < limit and tokens[at].tag in {"ADV", "NEG"}:
            at += 1
        return (after, at, None) if at < limit and tokens[at].tag == "TO" else None
    if frame == "whether":
        return (after, after, None) if tokens[after].lower in _WH else None
    if frame == "as":
        return _fit_as(tokens, after)
    if frame == "clause":
        clause = _clause_at(tokens, after, after)
        return (*clause, None) if clause else None
    if tokens[after].tag in {
        "DET",
        "NAME",
        "N",
        "POSS",
        "NUM",
        "OBJ",
        '"',
        "VG",
        "VD",
        "ADV",
        "VB",
        "PRON",
        "REL",
    }:
        return after, after, None
    return None


def _fit_as(tokens: list[Token], after: int) -> tuple[int, int, None] | None:
    stop = min(len(tokens), after + 14)
    for at in range(after + 1, stop):
        if tokens[at].tag in {",", ".", ";", "VD", "MOD"}:
            return None
        if tokens[at].lower == "as":
            return after, after, None
    return None


def _clause_at(tokens: list[Token], at: int, cue_stop: int) -> tuple[int, int] | None:
    """Find a clause after a verb; "that" belongs to the cue when it follows at once."""
    limit = len(tokens)
    if at < limit and tokens[at].lower == "that" and at + 1 < limit and tokens[at + 1].tag != ".":
        return (at + 1 if at == cue_stop else cue_stop), at + 1
    begin = skip_adverbials(tokens, at, limit)
    if begin < limit and tokens[begin].lower == "that":
        return cue_stop, begin + 1
    while begin < limit and tokens[begin].tag in {",", ":"} and begin + 1 < limit:
        if tokens[begin].tag == ":" or tokens[begin + 1].quote >= 0:
            begin += 1
            continue
        return None
    if (
        begin < limit
        and tokens[begin].tag in _OPENS_CLAUSE - {"TO"}
        and tokens[begin].tag != "PREP"
    ):
        return cue_stop, begin
    return None
