"""Tell who a noun phrase names that speaks: "Minister Lund", "the US envoy", "both ministers"."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.extraction.cast import Cast, Member
from transforms.extraction.gazetteer import gazetteer
from transforms.extraction.name_forms import ends_with, has_capital, is_pair, without_article
from transforms.extraction.names import GROUP, ORGANISATION, PERSON, PLACE
from transforms.extraction.reading import Span

_DETERMINED = re.compile(r"(?:the|this|that|an?|his|her|their|its)\s", re.IGNORECASE)
_WORD = re.compile(r"[\w’'.-]+")
_PREPOSITION = re.compile(r"\b(?:of|for|at|from|in|with|to)\b")
_SEEN = re.compile(r"\s+(?:seen|obtained|reviewed|published|cited|carried|quoted)\s+by\b")
_OWNER = re.compile(
    r"[^\W\da-z_][\w.-]*(?:\s+(?:[^\W\da-z_][\w.-]*|al|bin|da|de|van|von)){0,4}?(?:[’']s|(?<=s)[’'])\s+\w"
)
_TITLE_CHARS = 80
_MENTIONS_BACK = 200


@dataclass(slots=True)
class Phrases:
    """Resolves noun phrases by the entities of a text.

    Attributes:
        recognised: where a name begins and what kind it is, by where it stops, as the analyser
            found them; for names that the cast does not hold.
        made: the entities by kind and name in lower case, with those that speakers founded.
    """

    cast: Cast
    recognised: Mapping[int, tuple[int, str]]
    made: dict[tuple[str, str], Member] = field(default_factory=dict)
    surnames: dict[str, Member] = field(default_factory=dict)
    roles: list[tuple[Span, Member]] = field(default_factory=list)
    role_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.roles = sorted(self.cast.roles, key=lambda role: role[0])
        self.role_starts = [span.start for span, _ in self.roles]
        for member in self.cast.members:
            self.made.setdefault((member.kind, member.name.lower()), member)
            if member.kind == PERSON:
                self.surnames.setdefault(member.name.lower().rsplit(maxsplit=1)[-1], member)

    def resolve(self, span: Span, written: str) -> list[Member]:
        """Give who a noun phrase names: nobody that is known, one, or the two of a pair."""
        seen = _SEEN.search(written)
        if seen:
            span, written = Span(span.start, span.start + seen.start()), written[: seen.start()]
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
        if not words:
            return []
        known = self._known_elsewhere(span, tail) or self._by_head(span, written, tail, words)
        return known or self._recognised(span, tail)

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
            is_of_another = _PREPOSITION.search(head) is not None
            return [] if is_of_another else self._titled(span, words)
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

    def _recognised(self, span: Span, tail: str) -> list[Member]:
        """Take the name that the analyser found at the end of a phrase: "the charity Windmill"."""
        start, kind = self.recognised.get(span.start + len(tail.rstrip()), (-1, ""))
        if start < span.start or _PREPOSITION.search(self.cast.text, span.start, start):
            return []
        return [self._new(span, self.cast.text[start : span.start + len(tail.rstrip())], kind)]

    def _named_inside(self, span: Span) -> list[Member]:
        first = bisect_left(self.cast.order, span.start)
        last = bisect_left(self.cast.order, span.stop)
        return [self.cast.at[start] for start in self.cast.order[first:last]]

    def _joint(self, span: Span, people: list[Member], head: str) -> list[Member]:
        """Give both of "Lund and Vance"; for "a spokesman for Lund" and "Lund's critics" nobody."""
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
        people = [member for member in people if not self._is_owner(member, span)]
        if len(people) > 1 and re.search(r"\band\b", head):
            return list({id(member): member for member in people}.values())
        return people[:1]

    def _is_owner(self, member: Member, span: Span) -> bool:
        """Tell whether something of a person's speaks: "Lund's critics", "Lund's lawyer Vance"."""
        start = self._start_of(member, span)
        return _OWNER.match(self.cast.text, start, span.stop) is not None

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
        for member in people_with(self.cast, wanted, span.start):
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


def people_with(cast: Cast, titles: frozenset[str], before: int) -> list[Member]:
    """Give the people before a place in the text who hold one of the titles, last first."""
    stop = bisect_left(cast.order, before)
    found: dict[int, Member] = {}
    for start in reversed(cast.order[max(0, stop - _MENTIONS_BACK) : stop]):
        member = cast.at[start]
        if member.role_words & titles:
            found.setdefault(id(member), member)
    return list(found.values())
