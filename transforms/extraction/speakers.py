"""Tell who a speaker as written is: a name, a surname, a title, a pronoun, two envoys."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from transforms.extraction.analysis import Analysis
from transforms.extraction.cast import Cast, Member
from transforms.extraction.gazetteer import gazetteer
from transforms.extraction.name_forms import named_pairs
from transforms.extraction.names import GROUP, ORGANISATION, PERSON, PLACE
from transforms.extraction.reading import Span
from transforms.extraction.speaker_phrases import Phrases, people_with

_SINGULAR = {
    "he": "he",
    "she": "she",
    "his": "he",
    "her": "she",
    "him": "he",
    "himself": "he",
    "herself": "she",
}
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_PLURAL = frozenset({"they", "we", "their", "them"})
_BOTH = re.compile(r"\b(?:both|the two|two)\s+(\w+)", re.IGNORECASE)
_SIDES = frozenset(
    {"sides", "countries", "nations", "delegations", "parties", "governments", "capitals"}
)
_FAR = 1500
_NEAREST = 12
_ASIDE = 30


@dataclass(slots=True)
class Speakers:
    """Resolves speakers in the order of the text; remembers who spoke last."""

    cast: Cast
    phrases: Phrases
    last: Member | None = None
    last_stop: int = 0
    pairs: list[tuple[int, list[Member]]] | None = None

    @classmethod
    def of(cls, cast: Cast, analysis: Analysis) -> "Speakers":
        """Give the speakers of a text by its entities and the names that its analysis holds."""
        recognised = {}
        for name in analysis.names:
            start, stop = analysis.span(name.start, name.stop)
            recognised[stop] = (start, name.kind)
        return cls(cast, Phrases(cast, recognised))

    def resolve(self, span: Span | None) -> list[Member]:
        """Give who speaks: nobody that is known, one, or the two of a pair."""
        if span is None:
            return []
        found = self._who(span)
        if len(found) == 1:
            self.last, self.last_stop = found[0], span.stop
        return found

    def _who(self, span: Span) -> list[Member]:
        written = self.cast.text[span.start : span.stop]
        lower = written.lower()
        if lower in _SINGULAR:
            return self._pronoun(span, _SINGULAR[lower])
        if lower in _RELATIVE:
            return self._antecedent(span)
        head, _, pronoun = written.rpartition(" ")
        if pronoun.lower() in _RELATIVE:
            head = head.rstrip(" ,")
            return self._who(Span(span.start, span.start + len(head))) or self._antecedent(span)
        if lower in _PLURAL or lower in {"it", "its"}:
            return self._plural(lower)
        both = _BOTH.search(written)
        if both:
            return self._both(span, both.group(1).lower())
        return self.phrases.resolve(span, written)

    def _pronoun(self, span: Span, gender: str) -> list[Member]:
        """Take who spoke last, else the nearest person before who may be meant."""
        candidates = []
        if self.last and self.last.kind == PERSON and span.start - self.last_stop < _FAR:
            candidates.append(self.last)
        before = bisect_left(self.cast.order, span.start)
        nearest = self.cast.order[max(0, before - _NEAREST) : before]
        recent = [self.cast.at[start] for start in reversed(nearest)]
        candidates += [member for member in recent if member.kind == PERSON]
        for member in candidates:
            if member.gender in {None, gender}:
                member.gender = gender
                self.cast.refer(span, member, "pronoun")
                return [member]
        return []

    def _antecedent(self, span: Span) -> list[Member]:
        before = bisect_left(self.cast.order, span.start)
        if not before:
            return []
        start = self.cast.order[before - 1]
        member = self.cast.at[start]
        return [member] if span.start - start < len(member.name) + _ASIDE else []

    def _plural(self, lower: str) -> list[Member]:
        fits = self.last is not None and self.last.kind in {ORGANISATION, GROUP, PLACE}
        return [self.last] if fits and self.last and lower != "we" else []

    def _both(self, span: Span, noun: str) -> list[Member]:
        noun = noun.rstrip("s")
        known = gazetteer()
        if f"{noun}s" in _SIDES or noun in {"country", "countrie"}:
            pair = self._pair_before(span.start)
        else:
            wanted = known.envoys if noun in known.envoys else frozenset({noun})
            pair = people_with(self.cast, wanted, span.start)[:2]
        for member in pair:
            self.cast.mentions.append((span, member, "group"))
        return pair if len(pair) == 2 else []  # noqa: PLR2004 - a pair

    def _pair_before(self, before: int) -> list[Member]:
        """Give the two countries last named as a pair, "US-Pakistan" or "A and the B"."""
        if self.pairs is None:
            self.pairs = named_pairs(self.cast.text, self.phrases.made)
        at = bisect_left(self.pairs, before, key=lambda pair: pair[0])
        return self.pairs[at - 1][1] if at else []
