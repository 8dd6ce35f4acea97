"""Find verb groups, subjects and the ends of phrases in tagged sentences, without a parser."""

from dataclasses import dataclass

from transforms.extraction.lexicon import read_lexicon
from transforms.extraction.tokens import Token

_AUXILIARY = frozenset({"BE", "HAVE", "DO", "MOD", "TO"})
_BETWEEN_VERBS = frozenset({"ADV", "NEG"})
_IN_NOUN_PHRASE = frozenset({"DET", "N", "NAME", "NUM", "POSS", "GEN", "PREP", "CONJ", "ADV"})
_VERBAL = frozenset({"VB", "VD", "BE", "HAVE", "DO", "MOD"})
_STOPS = frozenset({".", ",", ":", ";", "-", '"', "(", ")", "SUB"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_REACH = 40
_ASIDE = 30

_NOUNS = read_lexicon("nouns")
TIME_WORDS = frozenset(_NOUNS["time"]["words"].split())
ROLE_NOUNS = frozenset(_NOUNS["roles"]["words"].split())
NOT_SPEAKERS = frozenset(_NOUNS["not_speakers"]["words"].split())


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb with its auxiliaries: tokens[start:stop], the verb itself at `head`.

    `helpers` are the tags of the auxiliaries before it, leftmost first.
    """

    start: int
    head: int
    stop: int
    helpers: tuple[str, ...]
    is_negated: bool
    modal: str | None


def verb_group(tokens: list[Token], head: int) -> VerbGroup:
    """Collect the auxiliaries and adverbs before the verb at `head`."""
    start = at = head
    helpers: list[str] = []
    is_negated, modal = False, None
    while at > 0 and tokens[at - 1].tag in _AUXILIARY | _BETWEEN_VERBS:
        at -= 1
        token = tokens[at]
        is_negated = is_negated or token.tag == "NEG" or token.lower.endswith(("n't", "n’t"))
        is_negated = is_negated or token.lower in {"cannot", "never"}
        if token.tag in _AUXILIARY:
            helpers.insert(0, token.tag)
            modal = token.lower if token.tag == "MOD" else modal
            start = at
        elif tokens[at].tag == "NEG" or at + 1 == start:
            start = at
    return VerbGroup(start, head, head + 1, tuple(helpers), is_negated, modal)


def subject_before(tokens: list[Token], stop: int) -> tuple[int, int] | None:
    """Find the noun phrase that ends right before `stop`, as a range of tokens.

    An aside between commas ("Lund, the mayor, said") belongs to it; a relative pronoun or a
    personal pronoun is a subject by itself.

    Returns:
        The range, or None where no noun phrase ends there.
    """
    end = stop
    while end > 0 and tokens[end - 1].tag == "ADV":
        end -= 1
    if end == 0:
        return None
    last = tokens[end - 1]
    if last.tag in {"PRON", "REL"} or (last.lower in _RELATIVE and end >= 2):  # noqa: PLR2004 - needs an antecedent
        return end - 1, end
    if last.tag in {",", "-", ")"}:
        return _around_aside(tokens, end - 1)
    start = _phrase_start(tokens, end)
    start = _without_opening(tokens, start, end)
    return (start, end) if start < end else None


def _around_aside(tokens: list[Token], close: int) -> tuple[int, int] | None:
    """Give the noun phrase whose aside ends with the mark at `close`, aside included."""
    opening = {")": "("}.get(tokens[close].tag, tokens[close].tag)
    for at in range(close - 1, max(-1, close - _ASIDE), -1):
        if tokens[at].tag == opening:
            head = subject_before(tokens, at) if at and tokens[at - 1].tag not in _STOPS else None
            is_remark = tokens[at + 1].tag in {"PREP", "ADV", "SUB"}
            return (head[0], at if is_remark else close) if head else None
        if tokens[at].tag in {'"', ";", ":"}:
            return None
    return None


def _phrase_start(tokens: list[Token], end: int) -> int:
    """Walk left over what can belong to one noun phrase."""
    at = end
    after_and = -1
    while at > 0 and end - at < _REACH:
        token = tokens[at - 1]
        if token.tag in _VERBAL and not _is_adjective(tokens, at - 1):
            opened = _relative_before(tokens, at - 1)
            if opened < 0:
                return max(at, after_and)
            at = opened
        elif token.tag in _IN_NOUN_PHRASE or token.tag in {"VG", "VD", "VB"}:
            if token.tag == "CONJ":
                if token.lower not in {"and", "or"} or at == end:
                    return at
                after_and = at
            if token.tag == "N" and at < end and _starts_new_name(tokens, at):
                return at
            at -= 1
        elif token.tag in {"PRON", "OBJ"}:
            return at
        else:
            break
    return at


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
        if tokens[at].tag in _STOPS or tokens[at].tag in _VERBAL:
            return -1
    return -1


def _starts_new_name(tokens: list[Token], at: int) -> bool:
    """Tell whether a name follows a noun that is no title: "in the hall Lund said"."""
    noun = tokens[at - 1].lower
    return tokens[at].tag == "NAME" and noun not in ROLE_NOUNS and not _has_time_only(tokens, at)


def _has_time_only(tokens: list[Token], at: int) -> bool:
    return tokens[at].lower in TIME_WORDS


def _without_opening(tokens: list[Token], start: int, end: int) -> int:
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


def prepositional_end(tokens: list[Token], start: int, limit: int) -> int:
    """Give where the prepositional phrase that begins at `start` ends."""
    at = start + 1
    has_noun = False
    while at < limit:
        token = tokens[at]
        if token.tag in {"DET", "POSS"} and has_noun:
            break
        if token.tag == "NAME" and has_noun and tokens[at - 1].tag == "N":
            if token.lower not in TIME_WORDS and tokens[at - 1].lower not in ROLE_NOUNS:
                break
        elif token.tag == "PREP" and has_noun:
            has_noun = False
        elif token.tag not in {"DET", "POSS", "N", "NAME", "NUM", "GEN", "VG", "VD", "OBJ"}:
            break
        has_noun = has_noun or token.tag in {"N", "NAME", "NUM", "OBJ"}
        at += 1
    return at


def skip_adverbials(tokens: list[Token], at: int, limit: int) -> int:
    """Step over adverbs, times and prepositional phrases between a verb and its content."""
    limit = min(limit, at + _REACH)
    while at < limit:
        token = tokens[at]
        if token.tag == "ADV" or token.lower in TIME_WORDS:
            at += 1
        elif token.tag == "DET" and at + 1 < limit and tokens[at + 1].lower in TIME_WORDS:
            at += 2
        elif token.tag == "PREP" and token.lower not in {"than", "like"}:
            at = prepositional_end(tokens, at, limit)
        else:
            break
    return at


def noun_phrase_end(tokens: list[Token], start: int, limit: int) -> int:
    """Give where a short noun phrase that begins at `start` ends: an addressee."""
    limit = min(limit, start + _REACH)
    if start >= limit:
        return start
    is_her = tokens[start].lower == "her" and _ends_alone(tokens, start, limit)
    if is_her or tokens[start].tag in {"OBJ", "PRON"}:
        return start + 1
    at = start
    has_noun = False
    while at < limit and tokens[at].tag in {
        "DET",
        "POSS",
        "N",
        "NAME",
        "NUM",
        "GEN",
        "PREP",
        "CONJ",
    }:
        token = tokens[at]
        if token.tag in {"DET", "POSS"} and has_noun and tokens[at - 1].tag not in {"PREP", "CONJ"}:
            break
        if token.tag == "PREP" and token.lower not in {"of", "for", "with"}:
            break
        if token.lower in TIME_WORDS:
            break
        has_noun = has_noun or token.tag in {"N", "NAME", "NUM"}
        at += 1
    while at > start and tokens[at - 1].tag in {"PREP", "CONJ", "DET", "POSS"}:
        at -= 1
    return at


def _ends_alone(tokens: list[Token], at: int, limit: int) -> bool:
    return at + 1 >= limit or tokens[at + 1].tag not in {"N", "NAME", "NUM", "VG", "VD"}
