"""Find the facts that an outlet asserts itself, without saying who told it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from transforms.extraction.cast import Cast, Member
from transforms.extraction.names import GROUP, ORGANISATION, PERSON, PLACE
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token

_FINITE = frozenset({"VB", "VD", "BE", "HAVE", "DO", "MOD"})
_FEWEST_WORDS = 4
_OPENING = 5
_REACH = 3
_BOILERPLATE = re.compile(
    r"^(?:read (?:more|the)|click|subscribe|sign up|follow (?:us|\w+ on)|share (?:this|on)|"
    r"copyright|©|\(?reporting by|\(?editing by|photo|image|related|advertisement|watch|listen|"
    r"see also|this (?:article|story|site|page) (?:was|is|has been|originally)|all rights reserved|"
    r"more:|update|here (?:is|are)|facebook twitter|\||image copyright|caption|getty|file photo)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:originally (?:appeared|published)|privacy policy|terms of (?:service|use)|unsubscribe|"
    r"newsletter|is available (?:from|on|at|through)|contributed to this (?:report|story|article)|"
    r"getty images|click here|all rights reserved|on twitter at|sign up)\b|@\w+|"
    r"\bis (?:an? |the )?(?:senior |associate |contributing |staff |executive )?"
    r"(?:editor|writer|columnist|reporter|correspondent|contributor|fellow)\b",
    re.IGNORECASE,
)
_PERSONAL = frozenset("i we you me us my our your mine ours yours let's".split())  # noqa: SIM905
_DEMANDS = frozenset({"should", "must", "ought", "perhaps", "maybe", "unfortunately", "please"})
_POINTING = frozenset({"this", "that", "these", "those", "there", "here"})
_PERSON_PRONOUNS = {"he": "he", "his": "he", "she": "she", "her": "she"}
_THING_PRONOUNS = {
    "it": frozenset({ORGANISATION, PLACE}),
    "its": frozenset({ORGANISATION, PLACE}),
    "they": frozenset({GROUP}),
    "their": frozenset({GROUP}),
}


def narrated(
    sentences: Sequence[TaggedSentence], covered: Iterable[Span], cast: Cast
) -> Iterator[Span]:
    """Find declarative sentences that no attribution and no quotation covers and that stand alone.

    A sentence that opens with a pronoun stands alone when an entity is found for it; that is noted
    as a mention in the cast. Headings, questions, notices to readers, demands and what is told in
    the first or second person are no facts.

    Args:
        sentences: the tagged sentences of the text.
        covered: every span that belongs to an attribution or a quotation.
        cast: the entities of the text, speakers resolved.

    Yields:
        Their spans without the closing stop.
    """
    spans = sorted(covered)
    at = 0
    reach = -1
    referents = _Referents(sentences, cast)
    for index, sentence in enumerate(sentences):
        while at < len(spans) and spans[at].start < sentence.stop:
            reach = max(reach, spans[at].stop)
            at += 1
        if reach > sentence.start or not _is_assertion(sentence):
            continue
        if referents.stands_alone(index):
            last = sentence.tokens[-1]
            yield Span(sentence.start, last.start if last.text == "." else sentence.stop)


@dataclass(slots=True)
class _Referents:
    """Who the pronouns stand for with which sentences of the narration open."""

    sentences: Sequence[TaggedSentence]
    cast: Cast
    known: dict[int, Member] = field(default_factory=dict)

    def stands_alone(self, index: int) -> bool:
        """Tell whether the subject of a sentence is named or found; note who it stands for."""
        tokens = self.sentences[index].tokens
        at = _subject_start(tokens)
        word = tokens[at].lower
        if any(token.lower in {"there", "here"} for token in tokens[:at]) or _is_dummy(tokens, at):
            return False
        if word in _POINTING:
            return at + 1 < len(tokens) and tokens[at + 1].tag in {"N", "NAME", "NUM"}
        if word not in _PERSON_PRONOUNS and word not in _THING_PRONOUNS:
            return True
        member = self.known.get(tokens[at].start) or self._before(index, word)
        if member is not None:
            self.cast.refer(Span(tokens[at].start, tokens[at].stop), member, "pronoun")
            self.known[tokens[at].start] = member
        return member is not None

    def _before(self, index: int, word: str) -> Member | None:
        """Give the first fitting entity of the nearest sentence before that names one."""
        gender = _PERSON_PRONOUNS.get(word)
        kinds = frozenset({PERSON}) if gender else _THING_PRONOUNS[word]
        for before in range(index - 1, max(-1, index - 1 - _REACH), -1):
            for token in self.sentences[before].tokens:
                member = self.cast.at.get(token.start)
                if member is None or member.kind not in kinds:
                    continue
                if gender is None or member.gender in {None, gender}:
                    return member
        return None


def _subject_start(tokens: Sequence[Token]) -> int:
    """Give the first token behind "and", "also" and the like."""
    at = 0
    while at < len(tokens) - 1 and tokens[at].tag in {"CONJ", "ADV", ","}:
        at += 1
    return at


def _is_dummy(tokens: Sequence[Token], at: int) -> bool:
    """Tell "it is hard to …" and "what matters is …", which name no subject."""
    word = tokens[at].lower
    after = tokens[at + 1] if at + 1 < len(tokens) else tokens[at]
    is_state = after.tag == "BE" or after.lower in {"seems", "seemed", "appears", "appeared"}
    return (word == "it" and is_state) or word in {"what", "who", "how", "why", "whether"}


def _is_assertion(sentence: TaggedSentence) -> bool:
    tokens = sentence.tokens
    if sentence.is_heading or tokens[-1].text != "." or tokens[0].lower in {"if", "according"}:
        return False
    words = [token for token in tokens if token.text[0].isalnum()]
    if len(words) < _FEWEST_WORDS or not any(token.tag in _FINITE for token in tokens[1:]):
        return False
    if _is_fragment(tokens) or any(_is_no_fact(token) for token in tokens):
        return False
    opening = " ".join(token.text for token in tokens[:_OPENING])
    whole = " ".join(token.text for token in tokens)
    return not _BOILERPLATE.match(opening) and not _NOTICE.search(whole)


def _is_no_fact(token: Token) -> bool:
    is_personal = token.lower in _PERSONAL and token.text != "US"
    return token.quote < 0 and (is_personal or token.lower in _DEMANDS)


def _is_fragment(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence is an -ing phrase and nothing else: "Working to help all."."""
    at = _subject_start(tokens)
    return tokens[at].tag == "VG" and all(token.tag != "," for token in tokens[at:])
