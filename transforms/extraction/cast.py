"""Tell who is who in one text: join the forms of a name into entities with ids."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.extraction.gazetteer import gazetteer
from transforms.extraction.names import GROUP, ORGANISATION, PERSON, PLACE, NameFound
from transforms.extraction.reading import ReadEntity, ReadMention, ReadRole, Span
from transforms.identifiers import stable_id

_SHORT = 3
_NAMESAKES = 50
_MENTIONS_BACK = 500


@dataclass(slots=True)
class Member:
    """One entity of a text while it is being read."""

    name: str
    kind: str
    gender: str | None = None
    countries: set[str] = field(default_factory=set)
    role_words: set[str] = field(default_factory=set)
    aliases: dict[str, None] = field(default_factory=dict)

    @property
    def entity_id(self) -> str:
        """The id of the entity: its kind and folded name."""
        return entity_id(self.kind, self.name)


@dataclass(slots=True)
class Cast:
    """The entities of a text and every place that refers to one.

    `at` leads from the start of a named mention to its entity; `order` lists those starts.
    """

    text: str
    members: list[Member] = field(default_factory=list)
    mentions: list[tuple[Span, Member, str]] = field(default_factory=list)
    roles: list[tuple[Span, Member]] = field(default_factory=list)
    at: dict[int, Member] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)

    def refer(self, span: Span, member: Member, form: str) -> None:
        """Note that a span refers to an entity, once."""
        if span.start not in self.at:
            self.at[span.start] = member
            self.mentions.append((span, member, form))

    def add_role(self, span: Span, member: Member) -> None:
        """Note that the text gives a person a title."""
        self.roles.append((span, member))
        words = self.text[span.start : span.stop].lower().split()
        member.role_words.update(words)
        known = gazetteer().countries
        member.countries.update(known[word] for word in words if word in known)

    def entities(self) -> tuple[ReadEntity, ...]:
        """Give the entities that the text refers to, in the order of their first mention."""
        first = {id(member): member for _, member, _ in sorted(self.mentions, key=lambda m: m[0])}
        rows: dict[str, ReadEntity] = {}
        for member in first.values():
            aliases = tuple(dict.fromkeys([member.name, *member.aliases]))
            rows.setdefault(
                member.entity_id, ReadEntity(member.entity_id, member.name, member.kind, aliases)
            )
        return tuple(rows.values())

    def read_mentions(self) -> tuple[ReadMention, ...]:
        """Give the mentions in the order of the text."""
        return tuple(
            ReadMention(member.entity_id, span, form)
            for span, member, form in sorted(self.mentions, key=lambda mention: mention[0])
        )

    def read_roles(self) -> tuple[ReadRole, ...]:
        """Give the titles in the order of the text, each place once."""
        return tuple(
            ReadRole(member.entity_id, span)
            for span, member in sorted(dict(self.roles).items(), key=lambda role: role[0])
        )


def entity_id(kind: str, name: str) -> str:
    """Give the id of an entity: its kind and its name, case and white space folded."""
    return stable_id("entity", kind, " ".join(name.casefold().split()))


def gather(text: str, names: Sequence[NameFound]) -> Cast:
    """Join the names of a text into entities.

    The fullest form of a person's name founds the entity; a form with the same first and last
    word, or the last word alone, belongs to it. An acronym belongs to the name it stands behind.
    """
    cast = Cast(text)
    people = _found_people(cast, names)
    others: dict[tuple[str, str], Member] = {}
    acronyms = _acronyms(text, names)
    for name in names:
        member, form = _member(cast, name, people, others, acronyms)
        if member is None:
            continue
        cast.refer(name.span, member, form)
        member.aliases.setdefault(_flat(text, name.span))
        if member.kind == PERSON:
            _describe(cast, member, name)
    cast.order = sorted(cast.at)
    return cast


def _flat(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.stop].split())


def _found_people(cast: Cast, names: Sequence[NameFound]) -> dict[str, list[Member]]:
    """Found the people named in full, by their last word, then those with a surname only."""
    surnames = Counter(name.words[0].lower() for name in names if len(name.words) == 1)
    people: dict[str, list[Member]] = {}
    full = [name for name in names if len(name.words) > 1 and _may_be_person(name, surnames)]
    for name in sorted(full, key=lambda name: -len(name.words)):
        last, first = name.words[-1].lower(), name.words[0].lower()
        same = people.setdefault(last, [])
        if len(same) < _NAMESAKES and not any(_first_word(member) == first for member in same):
            same.append(Member(" ".join(name.words), PERSON))
            cast.members.append(same[-1])
    for name in names:
        last = name.words[-1].lower()
        if len(name.words) == 1 and name.kind == PERSON and last not in people:
            people[last] = [Member(name.words[0], PERSON)]
            cast.members.append(people[last][0])
    return people


def _may_be_person(name: NameFound, surnames: Counter[str]) -> bool:
    if name.kind == PERSON:
        return True
    return name.kind is None and len(name.words) <= _SHORT and surnames[name.words[-1].lower()] > 0


def _first_word(member: Member) -> str:
    return member.name.split()[0].lower()


def _acronyms(text: str, names: Sequence[NameFound]) -> dict[str, str]:
    return {
        text[name.acronym.start : name.acronym.stop]: " ".join(name.words)
        for name in names
        if name.acronym
    }


def _member(
    cast: Cast,
    name: NameFound,
    people: dict[str, list[Member]],
    others: dict[tuple[str, str], Member],
    acronyms: dict[str, str],
) -> tuple[Member | None, str]:
    joined = " ".join(name.words)
    if name.kind in {None, PERSON}:
        same = people.get(name.words[-1].lower(), [])
        if len(name.words) > 1:
            same = [member for member in same if _first_word(member) == name.words[0].lower()]
        form = "name" if len(name.words) > 1 else "surname"
        return (_best(cast, same, name), form) if same else (None, form)
    kind = name.kind
    form = "acronym" if joined in acronyms else "name"
    joined = acronyms.get(joined, joined)
    if kind == PLACE:
        joined = gazetteer().places.get(joined.lower(), joined)
    key = (ORGANISATION if joined in acronyms.values() else kind, joined.lower())
    if key not in others:
        others[key] = Member(joined, key[0])
        cast.members.append(others[key])
    return others[key], "group" if kind == GROUP else form


def _best(cast: Cast, same: list[Member], name: NameFound) -> Member:
    """Choose among people of one surname: who fits the honorific, else who came last."""
    known = gazetteer()
    fitting = same
    if name.honorific:
        gender = "she" if name.honorific in known.female else "he"
        fitting = [member for member in same if member.gender in {None, gender}] or same
    if len(fitting) > 1:
        for _, member, form in reversed(cast.mentions[-_MENTIONS_BACK:]):
            if form == "name" and any(member is other for other in fitting):
                return member
    return fitting[0]


def _describe(cast: Cast, member: Member, name: NameFound) -> None:
    known = gazetteer()
    if name.honorific in known.female:
        member.gender = "she"
    elif name.honorific in known.male:
        member.gender = "he"
    elif member.gender is None and len(name.words) > 1:
        member.gender = known.given.get(name.words[0].lower())
    if name.role:
        cast.add_role(name.role, member)
        words = set(cast.text[name.role.start : name.role.stop].lower().split())
        if words & known.female:
            member.gender = "she"
