"""Tell who a speaker as written is: a name, a surname, a title, a pronoun, two envoys."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from transforms.extraction.cast import Cast, Member
from transforms.extraction.gazetteer import gazetteer
from transforms.extraction.name_forms import (
    ends_with,
    has_capital,
    is_pair,
    named_pairs,
    without_article,
)
from transforms.extraction.names import GROUP, ORGANISATION, PERSON, PLACE
from transforms.extraction.reading import Span

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
_DETERMINED = re.compile(r"(?:the|this|that|an?|his|her|their|its)\s", re.IGNORECASE)
_WORD = re.compile(r"[\w’'.-]+")
_PREPOSITION = re.compile(r"\b(?:of|for|at|from|in|with|to)\b")
_FAR = 1500
_NEAREST = 12
_ASIDE = 30
_TITLE_CHARS = 80
_MENTIONS_BACK = 200


@dataclass(slots=True)
class Speakers:
    """Resolves speakers in the order of the text; remembers who spoke last."""

    cast: Cast
    last: Member | None = None
    last_stop: int = 0
    made: dict[tuple[str, str], Member] = field(default_factory=dict)

    surnames: dict[str, Member] = field(default_factory=dict)
    roles: list[tuple[Span, Member]] = field(default_factory=list)
    role_starts: list[int] = field(default_factory=list)
    pairs: list[tuple[int, list[Member]]] | None = None

    def __post_init__(self) -> None:
        self.roles = sorted(self.cast.roles, key=lambda role: role[0])
        self.role_starts = [span.start for span, _ in self.roles]
        for member in self.cast.members:
            self.made.setdefault((member.kind, member.name.lower()), member)
            if member.kind == PERSON:
                self.surnames.setdefault(member.name.lower().rsplit(maxsplit=1)[-1], member)

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
        return self._phrase(span, written)

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
            pair = self._people_with(wanted, span.start)[:2]
        for member in pair:
            self.cast.mentions.append((span, member, "group"))
        return pair if len(pair) == 2 else []  # noqa: PLR2004 - a pair

    def _people_with(self, titles: frozenset[str], before: int) -> list[Member]:
        """Give the people before a place in the text who hold one of the titles, last first."""
        stop = bisect_left(self.cast.order, before)
        found: dict[int, Member] = {}
        for start in reversed(self.cast.order[max(0, stop - _MENTIONS_BACK) : stop]):
            member = self.cast.at[start]
            if member.role_words & titles:
                found.setdefault(id(member), member)
        return list(found.values())

    def _pair_before(self, before: int) -> list[Member]:
        """Give the two countries last named as a pair, "US-Pakistan" or "A and the B"."""
        if self.pairs is None:
            self.pairs = named_pairs(self.cast.text, self.made)
        at = bisect_left(self.pairs, before, key=lambda pair: pair[0])
        return self.pairs[at - 1][1] if at else []

    def _phrase(self, span: Span, written: str) -> list[Member]:
        inside = self._named_inside(span)
        people = [member for member in inside if member.kind == PERSON]
        tail = written.partition(",")[0]
        words = [word.lower() for word in _WORD.findall(tail)]
        is_body = words and words[-1] in gazetteer().organisation_words
        if (
            is_body
            and not _PREPOSITION.search(tail)
            and not (inside and ends_with(tail, inside[-1]))
        ):
            return self._by_head(span, written, tail, words)
        if len(inside) == 2 and not people and is_pair(written, inside):  # noqa: PLR2004 - a pair
            return inside
        if people:
            return self._joint(span, people, tail)
        if inside and self._ends_in_name(span, inside[-1]):
            return [self._as_speaker(span, inside[-1])]
        return (
            (self._known_elsewhere(span, tail) or self._by_head(span, written, tail, words))
            if words
            else []
        )

    def _known_elsewhere(self, span: Span, name: str) -> list[Member]:
        """Resolve a bare name in a heading by what the text below it names."""
        flat = without_article(" ".join(name.split()))
        place = gazetteer().places.get(flat.lower(), flat)
        forms = [(kind, place.lower()) for kind in (PERSON, ORGANISATION, PLACE)]
        known = next((self.made[form] for form in forms if form in self.made), None)
        known = known or self.surnames.get(flat.lower())
        if known is None or not flat[:1].isupper():
            return []
        self.cast.refer(span, known, "name")
        return [known]

    def _by_head(self, span: Span, written: str, head: str, words: list[str]) -> list[Member]:
        """Resolve a noun phrase without a person's name by its last word."""
        known = gazetteer()
        title = words[-1]
        if title in known.titles:
            return self._titled(span, words)
        if title in known.organisation_words and has_capital(head):
            return [self._new(span, without_article(head), ORGANISATION)]
        modifiers = head.split()[:-1]
        is_group = any(word.lower() in known.countries for word in modifiers) or any(
            word[0].isupper() for word in modifiers[1:]
        )
        is_plural = title.endswith("s") and not title.endswith("ss") and title in head
        if is_group and is_plural and not _DETERMINED.match(written):
            return [self._new(span, head, GROUP)]
        return []

    def _named_inside(self, span: Span) -> list[Member]:
        first = bisect_left(self.cast.order, span.start)
        last = bisect_left(self.cast.order, span.stop)
        return [self.cast.at[start] for start in self.cast.order[first:last]]

    def _joint(self, span: Span, people: list[Member], head: str) -> list[Member]:
        """Give both of "Lund and Vance"; for "a spokesman for Lund" nobody."""
        first = self._start_of(people[0], span)
        before = self.cast.text[span.start : first].lower()
        is_title = any(
            member is people[0] and span.start <= role.start and role.stop <= first
            for role, member in self._roles_near(first)
        )
        if not is_title and re.search(
            r"\b(?:for|of|to|from|by|near|with|behind)\s+(?:\w+\s+){0,2}$", before
        ):
            return []
        after = self.cast.text[first : first + len(people[0].name) + 4]
        if (
            re.search(r"\w[’']s\b|s[’']\s", after)
            and len(people) == 1
            and len(after) < span.stop - first
        ):
            return []
        if len(people) > 1 and re.search(r"\band\b", head):
            return list({id(member): member for member in people}.values())
        return people[:1]

    def _roles_near(self, start: int) -> list[tuple[Span, Member]]:
        at = bisect_left(self.role_starts, start - _TITLE_CHARS)
        stop = bisect_left(self.role_starts, start)
        return self.roles[at:stop]

    def _start_of(self, member: Member, span: Span) -> int:
        at = bisect_left(self.cast.order, span.start)
        while self.cast.at[self.cast.order[at]] is not member:
            at += 1
        return self.cast.order[at]

    def _ends_in_name(self, span: Span, member: Member) -> bool:
        written = " ".join(self.cast.text[span.start : span.stop].partition(",")[0].split()).lower()
        forms = {member.name.lower(), *(alias.lower() for alias in member.aliases)}
        written = re.sub(r"^(?:the|a|an)\s+", "", written)
        return written in forms or (
            any(written.endswith(form) for form in forms) and " of " not in f" {written} "
        )

    def _as_speaker(self, span: Span, member: Member) -> Member:
        """Let a capital that speaks stand for a government."""
        if member.kind == PLACE and member.name.lower() in gazetteer().capitals:
            return self._new(span, member.name, ORGANISATION)
        return member

    def _titled(self, span: Span, words: list[str]) -> list[Member]:
        """Resolve "the ambassador" or "the US envoy" by the titles people were given."""
        known = gazetteer()
        title = words[-1]
        wanted = known.envoys if title in known.envoys else frozenset({title})
        countries = {known.countries[word] for word in words if word in known.countries}
        countries |= {known.countries[word[:-2]] for word in words if word[:-2] in known.countries}
        is_of = any(word.endswith(("’s", "'s")) for word in words)
        for member in self._people_with(wanted, span.start):
            if (not countries or countries <= member.countries) and not (is_of and not countries):
                self.cast.refer(span, member, "role")
                return [member]
        return []

    def _new(self, span: Span, name: str, kind: str) -> Member:
        name = " ".join(name.split())
        member = self.made.setdefault((kind, name.lower()), Member(name, kind))
        if span.start in self.cast.at:
            self.cast.mentions.append((span, member, "name"))
        self.cast.refer(span, member, "name")
        return member
