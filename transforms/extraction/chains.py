"""Tell through whom words came to the outlet: "told Reuters", "in a statement", "the Post said"."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from transforms.extraction.found import Found, Text
from transforms.extraction.lexicon import read_lexicon
from transforms.extraction.reading import Span

_TABLES = read_lexicon("carriers")
_SHARED = frozenset(_TABLES["shared"]["words"].split())
_OWN = frozenset(_TABLES["own"]["words"].split())
_MEDIA = frozenset(_TABLES["media"]["names"].split())
_MEDIA_NOUNS = frozenset(_TABLES["media"]["nouns"].split())
_CARRIER = "|".join(re.escape(word) for word in sorted(_SHARED | _OWN, key=len, reverse=True))
_ARTICLE = r"(?:an?|the|his|her|its|their|this|that|one|another|[\w.]{1,40}['’]s?)"
_PHRASE = rf"(?:{_ARTICLE}\s+)(?:[\w-]{{1,40}}\s+){{0,3}}?(?:{_CARRIER})\b"
_NAMED = r"(?:the\s+)?[A-Z][\w&.]{0,40}(?:\s+[A-Z][\w&.]{0,40}){0,4}"
_CARRIED = re.compile(rf"\b(?:in|via|through|on|during|at|by)\s+(?P<via>{_PHRASE})", re.IGNORECASE)
_ISSUED = re.compile(
    rf"(?P<via>(?:{_ARTICLE}\s+)?(?:[\w-]{{1,40}}\s+){{0,3}}?(?:{_CARRIER}))"
    r"(?:\s+(?:issued|released|published|made|posted|read|given|sent))?(?:\s+(?:from|by|of)\b|$)",
    re.IGNORECASE,
)
_NOUN = rf"(?:[\w-]{{1,40}}\s+){{1,3}}?(?:{'|'.join(sorted(_MEDIA_NOUNS))}|news\s+agency)\b"
_NEXT_NAME = re.compile(
    r"\s+(?:(?:carried|published|cited)\s+)?(?:with|to|by|for|in|on)\s+"
    rf"(?P<via>{_NOUN}|{_NAMED})"
)
_REACH = 400
_AROUND = 8


@dataclass(frozen=True, slots=True)
class Chain:
    """What stands between an outlet and a speaker.

    Attributes:
        via: media and documents as written, from the outlet inwards.
        origin: one word or name for what every outlet can draw on, in lower case; None where the
            outlet may have had the words to itself.
    """

    via: tuple[Span, ...] = ()
    origin: str | None = None


@dataclass(slots=True)
class Chains:
    """Finds the chains of a text's attributions."""

    text: Text
    outer: list[Found] = field(default_factory=list)
    outer_starts: list[int] = field(default_factory=list)
    by_sentence: dict[int, list[Found]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Text, found: Sequence[Found]) -> "Chains":
        """Give the chains of a text by all that was found in it."""
        media = [
            one for one in found if one.speaker and is_medium(_words(text, one.speaker)) and one.cue
        ]
        media.sort(key=lambda one: one.content[0].start)
        by_sentence: dict[int, list[Found]] = {}
        for one in found:
            by_sentence.setdefault(one.sentence, []).append(one)
        return cls(text, media, [one.content[0].start for one in media], by_sentence)

    def chain(self, found: Found) -> Chain:
        """Give the chain of one attribution."""
        media = [*self._around(found), *self._told(found)]
        documents: list[Span] = []
        for document in self._documents(found):
            documents.append(document)
            named = _NEXT_NAME.match(self.text.text, document.stop)
            if named and is_medium(named["via"]):
                media.append(Span(*named.span("via")))
        via = tuple(dict.fromkeys([*media, *documents]))
        return Chain(via, self._origin(media, documents))

    def _origin(self, media: Sequence[Span], documents: Sequence[Span]) -> str | None:
        for document in documents:
            noun = _words(self.text, document).lower().rsplit(maxsplit=1)[-1]
            if noun in _SHARED:
                return noun
        names = [re.sub(r"^(?:the|an?)\s+", "", _words(self.text, span).lower()) for span in media]
        return names[-1] if names else None

    def _around(self, found: Found) -> Iterator[Span]:
        """Give the media in whose report an attribution stands: "the Post said that Lund had …"."""
        if found.cue is None:
            return
        stop = bisect_left(self.outer_starts, found.cue.start)
        for outer in self.outer[max(0, stop - _AROUND) : stop]:
            holds = any(
                s.start <= found.cue.start and found.cue.stop <= s.stop for s in outer.content
            )
            if outer is not found and holds and outer.speaker:
                yield outer.speaker

    def _told(self, found: Found) -> Iterator[Span]:
        if found.addressee and is_medium(_words(self.text, found.addressee)):
            yield found.addressee

    def _documents(self, found: Found) -> Iterator[Span]:
        """Give the statement or letter that the words stand in: with the speaker, or beside."""
        if found.speaker is not None:
            start, stop = found.speaker
            match = _ISSUED.match(self.text.text, start, stop)
            if match and not is_medium(match["via"]):
                yield Span(*match.span("via"))
        if found.cue is None or found.sentence >= len(self.text.sentences):
            return
        sentence = self.text.sentences[found.sentence]
        start = max(sentence.start, found.cue.start - _REACH)
        for match in _CARRIED.finditer(
            self.text.text, start, min(sentence.stop, found.cue.stop + _REACH)
        ):
            span = Span(*match.span("via"))
            if self._belongs(span, found):
                yield span

    def _belongs(self, span: Span, found: Found) -> bool:
        """Tell whether a document stands outside of what is said, with no other speaker between."""
        cue = found.cue
        if cue is None or _meets(span, (*found.content, cue, *filter(None, [found.speaker]))):
            return False
        low, high = min(span.start, cue.start), max(span.stop, cue.stop)
        for other in self.by_sentence[found.sentence]:
            if other is found or other.speaker == found.speaker or other.cue is None:
                continue
            if low <= other.cue.start < high or _meets(span, other.content):
                return False
        return True


def is_medium(name: str) -> bool:
    """Tell whether words name a medium: "the Portness Post", "state television", "Reuters"."""
    words = re.sub(r"['’]s$", "", name.strip()).split()
    if not words:
        return False
    last = words[-1].lower()
    if last in _MEDIA_NOUNS or [word.lower() for word in words[-2:]] == ["news", "agency"]:
        return True
    return last in _MEDIA and words[-1][0].isupper()


def _words(text: Text, span: Span) -> str:
    return text.text[span.start : span.stop]


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.stop and other.start < span.stop for other in others)
