"""Find names in tagged sentences, each with its kind and the title before or after it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.extraction.found import span_of
from transforms.extraction.gazetteer import gazetteer
from transforms.extraction.lexicon import cues
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token

PERSON, ORGANISATION, PLACE, GROUP = "person", "organisation", "place", "group"
_PARTICLES = frozenset({"of", "for", "on"})
_NAME_PARTICLES = frozenset(
    {"al", "bin", "bint", "von", "van", "de", "la", "el", "der", "den", "da", "di", "ibn"}
)
_LONGEST_PERSON = 4
_LONGEST_ACRONYM = 6
_ROLE_REACH = 9


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name in one sentence: tokens[first:last], its kind where it is plain, its title.

    `kind` None means that only the rest of the text can tell a person from something else.
    """

    sentence: int
    first: int
    last: int
    words: tuple[str, ...]
    span: Span
    kind: str | None
    role: Span | None
    honorific: str | None
    acronym: Span | None = None


def find_names(sentences: Sequence[TaggedSentence]) -> list[NameFound]:
    """Find the names of a text; headings in title case are read only for names known elsewhere.

    Returns:
        Names in the order of the text, without overlap.
    """
    found: list[NameFound] = []
    for sentence in sentences:
        if not sentence.is_heading:
            found.extend(_names_in(sentence))
    return found


def _names_in(sentence: TaggedSentence) -> Iterator[NameFound]:
    tokens = sentence.tokens
    at = 0
    while at < len(tokens):
        if not _is_name(tokens[at]):
            at += 1
            continue
        stop = _run_end(tokens, at)
        for first, last, role in _cut(tokens, at, stop):
            name = _named(sentence, first, last, role)
            if name is not None:
                yield name
            stop = max(stop, last)
        at = stop


def _is_name(token: Token) -> bool:
    return token.tag == "NAME" and token.lower not in gazetteer().not_names


def _run_end(tokens: list[Token], start: int) -> int:
    at = start + 1
    while at < len(tokens):
        token = tokens[at]
        joins = token.lower in _NAME_PARTICLES and at + 1 < len(tokens) and _is_name(tokens[at + 1])
        if not (joins or _is_name(token)):
            break
        at += 1
    return at


def _cut(tokens: list[Token], start: int, stop: int) -> Iterator[tuple[int, int, Span | None]]:
    """Cut a run of capitalised words into title and name; add "of …" to organisations."""
    known = gazetteer()
    last_title = max(
        (at for at in range(start, stop) if tokens[at].lower in known.titles | known.honorifics),
        default=-1,
    )
    if last_title >= 0:
        head = _after_of(tokens, last_title, stop)
        if head is not None:
            end, name_stop = head
            yield end, name_stop, span_of(tokens, _role_start(tokens, start), end)
            return
        if last_title + 1 < stop:
            yield last_title + 1, stop, span_of(tokens, _role_start(tokens, start), last_title + 1)
        return
    first = start
    if all(token.lower in known.countries for token in tokens[start:stop]):
        yield from ((at, at + 1, None) for at in range(start, stop))
        return
    if (
        stop - start > 1
        and tokens[start].lower in known.adjectives
        and (
            tokens[stop - 1].lower not in known.organisation_words
            and tokens[start].lower + " " + tokens[start + 1].lower not in known.places
        )
    ):
        first += 1
    is_organisation = any(token.lower in known.organisation_words for token in tokens[first:stop])
    while (
        is_organisation
        and stop + 1 < len(tokens)
        and tokens[stop].lower in _PARTICLES
        and tokens[stop + 1].tag in {"NAME", "DET"}
    ):
        after = stop + 1 + (tokens[stop + 1].tag == "DET")
        if after >= len(tokens) or not _is_name(tokens[after]):
            break
        stop = _run_end(tokens, after)
    yield first, stop, None


def _after_of(tokens: list[Token], title: int, stop: int) -> tuple[int, int] | None:
    """Read "Secretary of State Marco Rubio": where the name begins and stops."""
    if title + 1 != stop or stop + 1 >= len(tokens) or tokens[stop].lower not in _PARTICLES:
        return None
    at = stop + 1
    while at < len(tokens) and tokens[at].lower in {"the", *gazetteer().after_of}:
        at += 1
    if (
        tokens[at - 1].lower not in gazetteer().after_of
        or at >= len(tokens)
        or not _is_name(tokens[at])
    ):
        return None
    return at, _run_end(tokens, at)


def _role_start(tokens: list[Token], start: int) -> int:
    """Take "acting", "former" and the like into a title."""
    known = gazetteer()
    while start > 0:
        before = tokens[start - 1]
        is_country = before.tag == "NAME" and before.lower in known.countries
        if not is_country and not (before.tag == "N" and before.lower in known.before_title):
            break
        start -= 1
    return start


def _named(sentence: TaggedSentence, first: int, last: int, role: Span | None) -> NameFound | None:
    tokens = sentence.tokens
    span = span_of(tokens, first, last)
    if span is None:
        return None
    words = tuple(token.text for token in tokens[first:last])
    honorific = None
    before = tokens[first - 1].lower if first else ""
    known = gazetteer()
    if before in known.honorifics | known.male | known.female:
        honorific = before
        role = None if before in known.honorifics else role
    kind = PERSON if role or honorific else _kind(words)
    acronym = _acronym_after(tokens, last, words)
    if acronym is not None:
        kind = ORGANISATION
    role = role or (_lower_role(tokens, first) if kind in {None, PERSON} else None)
    if kind is None and role is not None:
        kind = PERSON
    if kind is None or kind == PERSON:
        after = _role_after(tokens, last)
        role = role or after
        kind = kind or (PERSON if after and len(words) > 1 else None)
    if (
        kind is None
        and len(words) in range(2, _LONGEST_PERSON + 1)
        and _speaks(tokens, first, last)
    ):
        kind = PERSON
    return NameFound(sentence.index, first, last, words, span, kind, role, honorific, acronym)


def _kind(words: tuple[str, ...]) -> str | None:
    known = gazetteer()
    joined = " ".join(words).lower()
    if joined in known.places:
        return PLACE
    if joined in known.groups:
        return GROUP
    if joined in known.organisation_names or any(
        word.lower() in known.organisation_words for word in words
    ):
        return ORGANISATION
    if len(words) in range(2, _LONGEST_PERSON + 1) and words[0].lower() in known.given:
        return PERSON
    if len(words) == 1 and words[0].isupper() and 1 < len(words[0]) <= _LONGEST_ACRONYM:
        return ORGANISATION
    return None


def _acronym_after(tokens: list[Token], last: int, words: tuple[str, ...]) -> Span | None:
    """Read "(NCA)" after a name of at least two words."""
    if last + 2 >= len(tokens) or tokens[last].text != "(" or tokens[last + 2].text != ")":
        return None
    letters = "".join(char for char in tokens[last + 1].text if char.isalpha())
    spelled = len(words) > 1 or "-" in words[0]
    return (
        span_of(tokens, last + 1, last + 2)
        if spelled and letters.isupper() and len(letters) > 1
        else None
    )


def _lower_role(tokens: list[Token], first: int) -> Span | None:
    """Read "the acting US ambassador, Natalie Baker" and "party chairman Ola Lund"."""
    end = first
    if end and tokens[end - 1].text == ",":
        end -= 1
        is_apposed = True
    else:
        is_apposed = False
    known = gazetteer()
    if end == 0 or tokens[end - 1].lower not in known.titles or tokens[end - 1].tag == "NAME":
        return None
    start = end - 1
    while (
        end - start < _ROLE_REACH
        and start > 0
        and (
            tokens[start - 1].tag in {"N", "NAME"} or tokens[start - 1].lower in known.before_title
        )
    ):
        start -= 1
    if is_apposed and (start == 0 or tokens[start - 1].tag not in {"DET", "GEN", "POSS"}):
        return None
    return span_of(tokens, start, end)


def _role_after(tokens: list[Token], last: int) -> Span | None:
    """Read "Natalie Baker, the acting US ambassador"."""
    if last + 2 >= len(tokens) or tokens[last].text != ",":
        return None
    start = last + 1 + (tokens[last + 1].tag == "DET")
    at = start
    known = gazetteer()
    while at < min(len(tokens), start + _ROLE_REACH) and (
        tokens[at].tag in {"N", "NAME", "GEN", "PREP"} or tokens[at].lower in known.before_title
    ):
        if tokens[at].lower in known.titles and (
            at + 1 >= len(tokens) or tokens[at + 1].tag not in {"N", "NAME"}
        ):
            return span_of(tokens, start, at + 1)
        at += 1
    return None


def _speaks(tokens: list[Token], first: int, last: int) -> bool:
    near = [*tokens[last : last + 2], *tokens[max(0, first - 1) : first]]
    return any(token.tag in {"VD", "VB"} and token.lower in cues().verbs for token in near)
