"""Find verb groups and the ends of phrases in tagged sentences, without a parser."""

from dataclasses import dataclass

from transforms.extraction.lexicon import read_lexicon
from transforms.extraction.tokens import Token

_AUXILIARY = frozenset({"BE", "HAVE", "DO", "MOD", "TO"})
_BETWEEN_VERBS = frozenset({"ADV", "NEG"})
_IN_SHORT_PHRASE = frozenset({"DET", "POSS", "N", "NAME", "NUM", "GEN", "PREP", "CONJ"})
_REACH = 40

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
    first = max(0, head - _REACH)
    while at > first and tokens[at - 1].tag in _AUXILIARY | _BETWEEN_VERBS:
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
    while at < limit and (tokens[at].tag in _IN_SHORT_PHRASE or _is_verbal_noun(tokens, at, start)):
        token = tokens[at]
        if token.tag in {"DET", "POSS"} and has_noun and tokens[at - 1].tag not in {"PREP", "CONJ"}:
            break
        if token.tag == "PREP" and token.lower not in {"of", "for", "with"}:
            break
        if token.lower in TIME_WORDS:
            break
        has_noun = has_noun or token.tag in {"N", "NAME", "NUM", "VG"}
        at += 1
    while at > start and tokens[at - 1].tag in {"PREP", "CONJ", "DET", "POSS"}:
        at -= 1
    return at


def _is_verbal_noun(tokens: list[Token], at: int, start: int) -> bool:
    """Tell whether an -ing form is a noun: "a meeting of leaders"."""
    return tokens[at].tag == "VG" and at > start and tokens[at - 1].tag in {"DET", "POSS", "GEN"}


def _ends_alone(tokens: list[Token], at: int, limit: int) -> bool:
    return at + 1 >= limit or tokens[at + 1].tag not in {"N", "NAME", "NUM", "VG", "VD"}
