"""Tell who is the subject of a reporting verb, as far as its sentence tells."""

from transforms.extraction.found import Found, span_of
from transforms.extraction.grammar import TIME_WORDS, VerbGroup, noun_phrase_end, verb_group
from transforms.extraction.phrases import (
    VERBAL,
    across_asides,
    antecedent,
    is_relative,
    subject_before,
    without_opening,
)
from transforms.extraction.reading import Span
from transforms.extraction.tokens import Token

_REACH = 40
_MAIN_REACH = 100


def speaker_of(tokens: list[Token], group: VerbGroup, previous: Found | None) -> Span | None:
    """Give who is the subject of a verb group, as far as its sentence tells.

    Args:
        tokens: the sentence.
        group: the verb group.
        previous: the attribution before it in the sentence; verbs that are joined share a subject.
    """
    lead = group.start
    first = max(0, lead - _REACH)
    while lead > first and tokens[lead - 1].tag == "ADV":
        lead -= 1
    before = tokens[lead - 1] if lead else None
    shared = previous.speaker if previous else None
    if not group.helpers and tokens[group.head].tag == "VG":
        return _of_participle(tokens, lead, shared)
    if before is None or before.tag == "CONJ":
        return shared or main_subject(tokens, group.start)
    found = subject_before(tokens, group.start)
    if found is not None and is_relative(tokens, found):
        return span_of(tokens, antecedent(tokens, found[0]), found[1])
    if found is None and before.tag == "," and shared:
        return shared
    found = found or across_asides(tokens, lead) or _after_place(tokens, lead)
    return span_of(tokens, found[0], _without_time(tokens, *found)) if found else None


def _without_time(tokens: list[Token], start: int, stop: int) -> int:
    """Drop "on Monday" from the end of a noun phrase."""
    end = stop
    while end > start + 1 and (tokens[end - 1].lower in TIME_WORDS or tokens[end - 1].tag == "NUM"):
        end -= 1
    if end < stop and end > start + 1 and tokens[end - 1].tag == "PREP":
        end -= 1
    has_time = any(token.lower in TIME_WORDS for token in tokens[end:stop])
    return end if has_time else stop


def _of_participle(tokens: list[Token], lead: int, shared: Span | None) -> Span | None:
    """Give whose act "saying", "in saying" or "an advert saying" is."""
    before = tokens[lead - 1] if lead else None
    if before is not None and before.tag in {"N", "NAME", ")"}:
        found = subject_before(tokens, lead) or _after_place(tokens, lead)
        return span_of(tokens, *found) if found else None
    main = main_subject(tokens, lead)
    if before is not None and before.tag == ",":
        return main or shared or _opening_noun(tokens, lead)
    return shared or main or _subject_after(tokens, lead)


def main_subject(tokens: list[Token], limit: int) -> Span | None:
    """Give the subject of the first finite verb before a token, quotations left out.

    An opening clause or participle ("When asked, …") is passed over.
    """
    start = _after_opening(tokens) if limit > 1 else 1
    start = start if start < limit else 1
    for at in range(max(start, limit - _MAIN_REACH), limit):
        if tokens[at].tag in VERBAL and tokens[at].quote < 0:
            found = subject_before(tokens, verb_group(tokens, at).start)
            found = found or across_asides(tokens, verb_group(tokens, at).start)
            if found is not None and not is_relative(tokens, found):
                return span_of(tokens, *found)
    return None


def _after_opening(tokens: list[Token]) -> int:
    """Give where the main clause begins after "When …," or "Citing …,"."""
    if tokens[0].tag not in {"SUB", "VG"} and tokens[0].lower not in {"as", "in", "by", "after"}:
        return 1
    for at in range(1, min(len(tokens), _REACH)):
        if tokens[at].tag == "," and tokens[at].quote < 0:
            return at + 1
    return 1


def _opening_noun(tokens: list[Token], limit: int) -> Span | None:
    """Give the noun phrase with which the main clause opens, its verb unknown."""
    start = _after_opening(tokens)
    limit = min(limit, start + _MAIN_REACH)
    start = without_opening(tokens, 0 if start == 1 else start, limit)
    stop = noun_phrase_end(tokens, start, limit)
    while stop - 1 > start and tokens[stop - 1].tag == "N" and tokens[stop - 2].tag == "NAME":
        stop -= 1
    return span_of(tokens, start, stop)


def _subject_after(tokens: list[Token], at: int) -> Span | None:
    """Give the subject of the clause behind an opening participle."""
    opening = tokens[:at]
    if any(token.tag not in {"PREP", "SUB", "ADV", "CONJ"} for token in opening):
        return None
    for comma in range(at + 1, min(len(tokens) - 1, at + _REACH)):
        if tokens[comma].tag == "," and tokens[comma].quote < 0:
            stop = noun_phrase_end(tokens, comma + 1, len(tokens))
            is_subject = stop < len(tokens) and tokens[stop].tag in {*VERBAL, ",", "ADV"}
            return span_of(tokens, comma + 1, stop) if is_subject else None
    return None


def _after_place(tokens: list[Token], stop: int) -> tuple[int, int] | None:
    """Find the name behind an opening phrase: "At a rally in Iowa Lund said"."""
    if stop == 0 or tokens[stop - 1].tag != "NAME":
        return None
    return stop - 1, stop
