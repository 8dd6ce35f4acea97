"""Cut sentences into tagged tokens by small lexicons and suffixes; no model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.extraction.lexicon import BASE, GERUND, PAST, cues, word_tags
from transforms.extraction.quotations import Quotation
from transforms.structure import Sentence

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Govs|Gen|Col|Lt|Sgt|Capt|Jr|Sr|St|Prof|Rev|Adm)\.(?=\W)"
    r"|(?:[^\W\d_]\.){2,}"
    r"|\d+(?:[.,:]\d+)*"
    r"|['’](?:s|re|ve|ll|d|m)\b"
    r"|[^\W_]+(?:(?:[-.&/]|['’](?!(?:s|re|ve|ll|d|m)\b))[^\W_]+)*"
    r"|--+|\.\.+|''"
    r"|\S"
)
_PRONOUN_BEFORE_IS = frozenset("he she it that there what who here where how let this".split())  # noqa: SIM905
_QUOTE_MARKS = frozenset("\"“”„«»‘’'") | {"''"}
_DASHES = frozenset({"-", "–", "—", "--", "---"})
_BEFORE_NOUN = frozenset({"DET", "POSS", "GEN", "NUM", "PREP"})
_FINITE = frozenset({"VD", "BE", "HAVE", "MOD", "VB"})
_ALWAYS_NAMES = frozenset({"US", "UK", "UN", "EU", "d’affaires", "d'affaires"})
_MIN_SUFFIXED = 5
_TITLE_CASE = 0.6
_SHORT = 3


@dataclass(slots=True)
class Token:
    """A word or mark: its tag, and the index of the quotation it stands in, or -1."""

    text: str
    lower: str
    start: int
    stop: int
    tag: str
    quote: int


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence with its tokens."""

    index: int
    start: int
    stop: int
    is_heading: bool
    block: int
    tokens: list[Token]


def tag_sentences(
    text: str, sentences: Sequence[Sentence], quotes: Sequence[Quotation]
) -> list[TaggedSentence]:
    """Tag every sentence of a text.

    Tags: DET PREP PRON OBJ POSS GEN CONJ SUB REL BE HAVE DO MOD NEG TO ADV NUM for small words,
    VB VD VG for verb forms (finite or base, past or participle, -ing), NAME for capitalised
    words, N for any other word, and `, . : ; - ( ) "` for marks.
    """
    capitalised = _capitalised_inside(text, sentences)
    found: list[TaggedSentence] = []
    at = 0
    for index, sentence in enumerate(sentences):
        tokens = _tokens(text, sentence)
        at = _mark_quotes(tokens, quotes, at)
        _tag(tokens, capitalised, is_title=_is_title(tokens))
        found.append(
            TaggedSentence(
                index, sentence.start, sentence.stop, sentence.is_heading, sentence.block, tokens
            )
        )
    return found


def _tokens(text: str, sentence: Sentence) -> list[Token]:
    return [
        Token(match.group(), match.group().lower(), match.start(), match.end(), "", -1)
        for match in _TOKEN.finditer(text, sentence.start, sentence.stop)
    ]


def _mark_quotes(tokens: list[Token], quotes: Sequence[Quotation], at: int) -> int:
    """Note in which quotation each token stands; give the first quotation still to come."""
    for token in tokens:
        while at < len(quotes) and quotes[at].stop <= token.start:
            at += 1
        if at < len(quotes) and quotes[at].start <= token.start:
            token.quote = at
    return at


def _capitalised_inside(text: str, sentences: Sequence[Sentence]) -> frozenset[str]:
    """Give the words that stand capitalised within a sentence that is not a heading."""
    found: set[str] = set()
    for sentence in sentences:
        if not sentence.is_heading:
            words = text[sentence.start : sentence.stop].split()
            found.update(word.strip(".,;:!?()\"“”’'") for word in words[1:] if word[0].isupper())
    return frozenset(found)


def _is_title(tokens: list[Token]) -> bool:
    """Tell whether a sentence is set in title case, so that capitals say nothing."""
    words = [token.text for token in tokens if len(token.text) > _SHORT and token.text[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) > _SHORT and capitals > _TITLE_CASE * len(words) + 1


def _tag(tokens: list[Token], capitalised: frozenset[str], *, is_title: bool) -> None:
    small = word_tags()
    at_start = True
    for position, token in enumerate(tokens):
        is_possessive = token.lower in {"'s", "’s"}
        if is_possessive or (not token.text[0].isalnum() and token.lower not in small):
            token.tag = _tag_of_mark(token, tokens, position)
            at_start = at_start or token.tag in {'"', ":"}
            continue
        token.tag = _tag_of_word(token, small, capitalised, at_start=at_start, is_title=is_title)
        at_start = False
    _turn_verbs_into_nouns(tokens)


def _turn_verbs_into_nouns(tokens: list[Token]) -> None:
    """Call a base or third form a noun where its neighbours leave no room for a verb."""
    for position, token in enumerate(tokens):
        if token.tag != "VB" or position == 0:
            continue
        before = tokens[position - 1]
        after = tokens[position + 1].tag if position + 1 < len(tokens) else "."
        is_third = token.lower.endswith("s") and not token.lower.endswith("ss")
        if (
            before.tag in _BEFORE_NOUN
            or (after in _FINITE and before.tag not in {"PRON", "REL"})
            or (not is_third and before.tag in {"N", "NAME"} and not before.lower.endswith("s"))
        ):
            token.tag = "N"


def _tag_of_mark(token: Token, tokens: list[Token], position: int) -> str:
    if token.lower in {"'s", "’s"}:
        before = tokens[position - 1].lower if position else ""
        return "BE" if before in _PRONOUN_BEFORE_IS else "GEN"
    if token.text in _QUOTE_MARKS:
        is_possessive = token.text in "’'" and token.quote < 0 and position
        return "GEN" if is_possessive else '"'
    if token.text in _DASHES:
        return "-"
    return "." if token.text in {"?", "!", "…"} or token.text.startswith("..") else token.text


def _tag_of_word(
    token: Token,
    small: dict[str, str],
    capitalised: frozenset[str],
    *,
    at_start: bool,
    is_title: bool,
) -> str:
    lower = token.lower
    if token.text[0].isdigit():
        return "NUM"
    if token.text in _ALWAYS_NAMES or lower in _ALWAYS_NAMES:
        return "NAME"
    known = small.get(lower)
    if token.text[0].isupper() and lower != "i":
        is_shouted = len(token.text) > 1 and token.text.isupper() and not is_title
        if is_shouted or not (at_start or is_title):
            return "NAME"
        is_word = is_title or token.text not in capitalised
        return _tag_of_capital(lower, known, is_word=is_word)
    if lower in cues().verbs and (known is None or known[0] == "V"):
        return _tag_of_verb(lower)
    return known or _tag_by_suffix(lower)


def _tag_of_capital(lower: str, known: str | None, *, is_word: bool) -> str:
    """Tag a word that is capitalised where any word would be."""
    if known is not None and known[0] != "V":
        return known
    if is_word and lower in cues().verbs:
        return _tag_of_verb(lower)
    return known if known and is_word else "NAME"


def _tag_of_verb(lower: str) -> str:
    form = cues().verbs[lower]
    shapes = form.shapes
    if GERUND in shapes:
        return "VG"
    if {BASE, PAST} <= shapes and form.lemma not in cues().homographs:
        return "VD"
    return "VB" if BASE in shapes or "third" in shapes else "VD"


def _tag_by_suffix(lower: str) -> str:
    if lower.endswith("ied"):
        return "VD"
    if len(lower) >= _MIN_SUFFIXED:
        if lower.endswith("ly"):
            return "ADV"
        if lower.endswith("ing"):
            return "VG"
        if lower.endswith("ed"):
            return "VD"
    return "N"
