"""Find the noun phrase that ends before a token, over asides, brackets and relative clauses."""

from transforms.extraction.grammar import (
    ROLE_NOUNS,
    TIME_WORDS,
    noun_phrase_end,
    prepositional_end,
)
from transforms.extraction.tokens import Token

VERBAL = frozenset({"VB", "VD", "BE", "HAVE", "DO", "MOD"})
_IN_NOUN_PHRASE = frozenset({"DET", "N", "NAME", "NUM", "POSS", "GEN", "PREP", "CONJ", "ADV"})
_STOPS = frozenset({".", ",", ":", ";", "-", '"', "(", ")", "SUB"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_PARTICIPLES = frozenset({"VG", "VD", "VB"})
_REACH = 40
_ASIDE = 30
_BRACKET = 12
_FAR = 80
_FEW_ASIDES = 4


def subject_before(tokens: list[Token], stop: int) -> tuple[int, int] | None:
    """Find the noun phrase that ends right before `stop`, as a range of tokens.

    An aside between commas ("Lund, the mayor, said") belongs to it; a relative pronoun or a
    personal pronoun is a subject by itself.

    Returns:
        The range, or None where no noun phrase ends there.
    """
    end = stop
    first = max(0, stop - _REACH)
    while end > first and tokens[end - 1].tag == "ADV":
        end -= 1
    if end == 0:
        return None
    last = tokens[end - 1]
    if last.tag in {"PRON", "REL"} or (last.lower in _RELATIVE and end >= 2):  # noqa: PLR2004 - needs an antecedent
        return end - 1, end
    if last.tag in {",", "-", ")"}:
        return _around_aside(tokens, end - 1)
    start = _phrase_start(tokens, end)
    start = without_opening(tokens, start, end)
    return (start, end) if start < end else None


def _around_aside(tokens: list[Token], close: int) -> tuple[int, int] | None:
    """Give the noun phrase whose aside ends with the mark at `close`, aside included."""
    opening = {")": "("}.get(tokens[close].tag, tokens[close].tag)
    for at in range(close - 1, max(-1, close - _ASIDE), -1):
        if tokens[at].tag == opening:
            head = subject_before(tokens, at) if at and tokens[at - 1].tag not in _STOPS else None
            head = _before_age(tokens, head) if head else None
            is_remark = tokens[at + 1].tag in {"PREP", "ADV", "SUB"}
            return (head[0], at if is_remark else close) if head else None
        if tokens[at].tag in {'"', ";", ":"}:
            return None
    return None


def _before_age(tokens: list[Token], head: tuple[int, int]) -> tuple[int, int]:
    """Step from an age or a home to whose it is: "Ola Lund, 59, of Tromsø, …"."""
    for _ in range(_FEW_ASIDES):
        start = head[0]
        if start < 2 or tokens[start - 1].tag != ",":  # noqa: PLR2004 - a name and a comma before
            return head
        before = subject_before(tokens, start - 1)
        if before is None:
            return head
        is_state = head[1] - start == 1 and tokens[before[0]].tag == "PREP"
        if tokens[start].tag not in {"PREP", "NUM"} and not is_state:
            return head
        head = before
    return head


def _phrase_start(tokens: list[Token], end: int) -> int:
    """Walk left over what can belong to one noun phrase."""
    at = end
    after_and = -1
    while at > 0 and end - at < _REACH:
        token = tokens[at - 1]
        before = at - 1
        if token.tag == ")":
            before = _bracket(tokens, at - 1)
        elif token.tag in VERBAL and not _is_modifier(tokens, at - 1, end):
            before = _relative_before(tokens, at - 1)
            if before < 0:
                return max(at, after_and)
        elif token.tag == "CONJ":
            if token.lower not in {"and", "or"} or at == end:
                return at
            after_and = at
        elif _is_outside(tokens, at, end):
            return at
        if before < 0:
            return at
        at = before
    return at


def _is_outside(tokens: list[Token], at: int, end: int) -> bool:
    """Tell whether the token before `at` cannot belong to the phrase that ends at `end`."""
    tag = tokens[at - 1].tag
    if tag == "N" and at < end and _starts_new_name(tokens, at):
        return True
    return tag not in _IN_NOUN_PHRASE | _PARTICIPLES


def _bracket(tokens: list[Token], close: int) -> int:
    """Give where the short bracket that closes at a token opens, or -1."""
    for at in range(close - 1, max(-1, close - _BRACKET), -1):
        if tokens[at].tag == "(":
            return at
    return -1


def _is_modifier(tokens: list[Token], at: int, end: int) -> bool:
    """Tell a participle that describes a noun: "officials involved with it", "voters polled"."""
    if tokens[at].tag == "VD" and at and tokens[at - 1].tag in {"N", "NAME"}:
        follows = tokens[at + 1].tag if at + 1 < end else ""
        if follows == "" or (follows == "PREP" and tokens[at - 1].lower not in TIME_WORDS):
            return True
    return _is_adjective(tokens, at)


def _is_adjective(tokens: list[Token], at: int) -> bool:
    """Tell whether a verb form stands before its noun: "the proposed law"."""
    if tokens[at].tag not in {"VD", "VB"} or at == 0 or at + 1 >= len(tokens):
        return False
    before, after = tokens[at - 1].tag, tokens[at + 1].tag
    if before in {"DET", "POSS", "GEN"} and tokens[at].tag == "VB":
        return True
    return before in {"DET", "POSS", "GEN", "NUM"} and after in {"N", "NAME", "VG", "VD"}


def _relative_before(tokens: list[Token], verb: int) -> int:
    """Give where the relative clause of the verb opens, or -1 where there is none."""
    for at in range(verb - 1, max(-1, verb - 8), -1):
        if tokens[at].tag == "REL" or (
            tokens[at].lower == "that" and at and tokens[at - 1].tag == "N"
        ):
            return at
        if tokens[at].tag in _STOPS or tokens[at].tag in VERBAL:
            return -1
    return -1


def _starts_new_name(tokens: list[Token], at: int) -> bool:
    """Tell whether a name follows a noun that is no title: "in the hall Lund said"."""
    noun = tokens[at - 1].lower.rpartition("-")[2]
    return tokens[at].tag == "NAME" and noun not in ROLE_NOUNS and not _has_time_only(tokens, at)


def _has_time_only(tokens: list[Token], at: int) -> bool:
    return tokens[at].lower in TIME_WORDS


def without_opening(tokens: list[Token], start: int, end: int) -> int:
    """Drop what opens a clause before its subject: "and", "on Monday", "later"."""
    while start < end:
        token = tokens[start]
        if token.tag in {"CONJ", "ADV", "SUB"}:
            start += 1
        elif token.tag == "PREP":
            after = prepositional_end(tokens, start, end)
            if after >= end:
                return end if token.lower != "of" else start
            start = after
        else:
            break
    return start


def is_relative(tokens: list[Token], found: tuple[int, int]) -> bool:
    """Tell whether a noun phrase is a relative pronoun and nothing else."""
    first = tokens[found[0]]
    return found[1] - found[0] == 1 and (first.tag == "REL" or first.lower in _RELATIVE)


def antecedent(tokens: list[Token], pronoun: int) -> int:
    """Give where the noun phrase begins that a relative pronoun stands for."""
    end = pronoun - (pronoun > 0 and tokens[pronoun - 1].tag == ",")
    if end == 0 or tokens[end - 1].tag not in {"N", "NAME", "NUM", "DET"}:
        return pronoun
    start = without_opening(tokens, _phrase_start(tokens, end), end)
    return start if start < end else pronoun


def across_asides(tokens: list[Token], stop: int) -> tuple[int, int] | None:
    """Find "Ola Lund, 59, of Tromsø, who …," before a verb: the first noun phrase of the clause."""
    if stop == 0 or tokens[stop - 1].tag not in {",", ")"}:
        return None
    start = stop - 1
    first = max(0, stop - _FAR)
    while start > first and tokens[start - 1].tag not in {";", ":", '"'}:
        start -= 1
    start = without_opening(tokens, start, stop)
    while start < stop and tokens[start].tag == ",":
        start = without_opening(tokens, start + 1, stop)
    end = noun_phrase_end(tokens, start, stop)
    if end <= start or tokens[end].tag not in {",", "(", "REL", "PREP"}:
        return None
    return (start, end) if _is_aside(tokens, end, stop) else None


def _is_aside(tokens: list[Token], start: int, stop: int) -> bool:
    """Tell whether no main verb stands between a noun phrase and the comma before its verb."""
    is_relative = False
    for token in tokens[start:stop]:
        if token.tag == "REL" or token.lower in _RELATIVE:
            is_relative = True
        elif (token.tag in VERBAL and token.tag != "VD" and not is_relative) or (
            token.tag == "PRON" and not is_relative
        ):
            return False
    return True
