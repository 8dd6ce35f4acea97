"""Match what follows a reporting verb with the frames that the cue lexicon gives the verb."""

from collections.abc import Callable
from dataclasses import dataclass

from transforms.extraction.found import span_of
from transforms.extraction.grammar import noun_phrase_end, skip_adverbials
from transforms.extraction.reading import Span
from transforms.extraction.tokens import Token

FRAME_ORDER = ("at", "told", "whom", "to", "as", "whether", "clause", "quote", "object")
_WH = frozenset({"whether", "if", "what", "who", "why", "how", "when", "where", "which"})
_OPENS_CLAUSE = frozenset(
    {"DET", "PRON", "NAME", "N", "POSS", "NUM", "SUB", "VG", "OBJ", "REL", "NEG", '"'}
)
_OPENS_OBJECT = frozenset(
    {"DET", "NAME", "N", "POSS", "NUM", "OBJ", '"', "VG", "VD", "ADV", "VB", "PRON", "REL"}
)
_FINITE = frozenset({"VB", "VD", "BE", "HAVE", "DO", "MOD"})
_ENDS_AS = frozenset({",", ".", ";", "VD", "MOD"})
_AS_REACH = 14
_AT_REACH = 10
_BEFORE_NUMBER = 3
_FINITE_REACH = 30


@dataclass(frozen=True, slots=True)
class Fit:
    """What follows a verb: where the cue stops, where the content begins, who is told."""

    cue_stop: int
    content: int
    addressee: Span | None = None


def fit(tokens: list[Token], frame: str, after: int) -> Fit | None:
    """Match the tokens from `after` with one frame; None where they do not fit.

    Args:
        tokens: the sentence.
        frame: a frame name of `lexicons/cues.toml`.
        after: the first token after the verb and its particle.
    """
    return _FRAMES[frame](tokens, after) if after < len(tokens) else None


def _told(tokens: list[Token], after: int) -> Fit | None:
    stop = noun_phrase_end(tokens, after, len(tokens))
    if stop == after or tokens[after].quote >= 0:
        return None
    told = span_of(tokens, after, stop)
    if stop < len(tokens) and tokens[stop].tag == "TO":
        return Fit(after, stop, told)
    if stop < len(tokens) and tokens[stop].lower in {"about", "of"}:
        return Fit(after, stop, told)
    clause = _clause_at(tokens, stop, after, strict=False)
    return Fit(clause.cue_stop, clause.content, told) if clause else None


def _whom(tokens: list[Token], after: int) -> Fit | None:
    stop = noun_phrase_end(tokens, after, len(tokens))
    if stop == after or tokens[after].quote >= 0 or stop >= len(tokens):
        return None
    return Fit(after, after, span_of(tokens, after, stop)) if tokens[stop].tag == "TO" else None


def _to(tokens: list[Token], after: int) -> Fit | None:
    at = after
    while at < len(tokens) and tokens[at].tag in {"ADV", "NEG"}:
        at += 1
    return Fit(after, at) if at < len(tokens) and tokens[at].tag == "TO" else None


def _whether(tokens: list[Token], after: int) -> Fit | None:
    return Fit(after, after) if tokens[after].lower in _WH else None


def _as(tokens: list[Token], after: int) -> Fit | None:
    for at in range(after + 1, min(len(tokens), after + _AS_REACH)):
        if tokens[at].tag in _ENDS_AS:
            return None
        if tokens[at].lower == "as":
            return Fit(after, after)
    return None


def _at(tokens: list[Token], after: int) -> Fit | None:
    """Match "put the toll at 40": a noun phrase, and a number behind "at"."""
    if tokens[after].tag not in _OPENS_OBJECT:
        return None
    for at in range(after + 1, min(len(tokens), after + _AT_REACH)):
        if tokens[at].tag in _ENDS_AS:
            return None
        if tokens[at].lower == "at":
            near = tokens[at + 1 : at + 1 + _BEFORE_NUMBER]
            return Fit(after, after) if any(token.tag == "NUM" for token in near) else None
    return None


def _quote(tokens: list[Token], after: int) -> Fit | None:
    begin = skip_adverbials(tokens, after, len(tokens))
    if begin + 1 < len(tokens) and tokens[begin].tag in {",", ":"}:
        begin += 1
    opens = begin < len(tokens) and tokens[begin].quote >= 0 and tokens[begin].tag == '"'
    return Fit(after, begin) if opens else None


def _object(tokens: list[Token], after: int) -> Fit | None:
    return Fit(after, after) if tokens[after].tag in _OPENS_OBJECT else None


def _clause(tokens: list[Token], after: int) -> Fit | None:
    return _clause_at(tokens, after, after, strict=True)


def _clause_at(tokens: list[Token], at: int, cue_stop: int, *, strict: bool) -> Fit | None:
    """Find a clause after a verb; "that" belongs to the cue when it follows at once.

    A strict clause without "that" has to show a verb of its own.
    """
    limit = len(tokens)
    if at + 1 < limit and tokens[at].lower == "that" and tokens[at + 1].tag != ".":
        return Fit(at + 1 if at == cue_stop else cue_stop, at + 1)
    begin = skip_adverbials(tokens, at, limit)
    if begin + 1 < limit and tokens[begin].lower == "that":
        return Fit(cue_stop, begin + 1)
    while begin + 1 < limit and tokens[begin].tag in {",", ":"}:
        if tokens[begin].tag == "," and tokens[begin + 1].quote < 0:
            return None
        begin += 1
    if begin >= limit or tokens[begin].tag not in _OPENS_CLAUSE:
        return None
    return Fit(cue_stop, begin) if not strict or _is_finite(tokens, begin) else None


def _is_finite(tokens: list[Token], at: int) -> bool:
    """Tell whether a verb of its own or a quotation comes before the next comma.

    A verb after a relative pronoun or "and" is not its own.
    """
    is_other = False
    for position in range(at, min(len(tokens), at + _FINITE_REACH)):
        token = tokens[position]
        if token.quote >= 0:
            return True
        if token.tag in _FINITE and not _is_infinite(tokens, position):
            if not is_other and not (position > at and tokens[position - 1].tag == "CONJ"):
                return True
            is_other = False
        if token.tag in {",", ";", "."}:
            return False
        is_other = is_other or (token.tag == "REL" and position > at)
    return False


def _is_infinite(tokens: list[Token], at: int) -> bool:
    """Tell an infinitive and a participle from a verb: "to work", "new support", "posed by"."""
    before = tokens[at - 1].tag if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].tag == "VB" or after is None:
        return before == "TO"
    if tokens[at].tag != "VD":
        return False
    return after.lower == "by" or (before in {"DET", "POSS", "GEN"} and after.tag in {"N", "NAME"})


_FRAMES: dict[str, Callable[[list[Token], int], Fit | None]] = {
    "at": _at,
    "told": _told,
    "whom": _whom,
    "to": _to,
    "as": _as,
    "whether": _whether,
    "clause": _clause,
    "quote": _quote,
    "object": _object,
}
