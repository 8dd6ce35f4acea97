"""Links people across articles: one person under two names. Same surname is not same person."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import polars as pl

from transforms.contracts.claims import ENTITIES
from transforms.contracts.ledger import ENTITY_LINKS, EntityLink
from transforms.identifiers import stable_id

RULE_VERSION = "people-1"
SEEN = pl.Schema(
    {
        "entity_id": pl.String(),
        "version_id": pl.String(),
        "event_id": pl.String(),
        "outlet_id": pl.String(),
    }
)
"""Where people are named: in which version, of which event and outlet, where these are known."""

_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SHORT_FORMS = (
    {"joseph", "joe"}, {"william", "bill", "will"}, {"robert", "bob", "rob"}, {"richard", "dick"},
    {"michael", "mike"}, {"james", "jim"}, {"thomas", "tom"}, {"anthony", "tony"},
    {"theodore", "ted", "teddy"}, {"edward", "ed", "ted"}, {"charles", "chuck", "charlie"},
    {"samuel", "sam"}, {"daniel", "dan"}, {"steven", "stephen", "steve"}, {"timothy", "tim"},
    {"elizabeth", "liz", "beth"}, {"katherine", "kate", "kathy"}, {"margaret", "maggie", "peggy"},
    {"alexander", "alex"}, {"benjamin", "ben"}, {"david", "dave"}, {"donald", "don"},
    {"gregory", "greg"}, {"kenneth", "ken"}, {"matthew", "matt"}, {"nicholas", "nick"},
    {"patrick", "pat"}, {"rudolph", "rudy"}, {"bernard", "bernie"}, {"christopher", "chris"},
    {"jeffrey", "jeff"}, {"mitchell", "mitch"}, {"peter", "pete"}, {"ronald", "ron"},
)  # fmt: skip
_MOST_NAMESAKES = 60
_CLEAR = 0.9
_LIKELY = 0.6
_ENOUGH_VERSIONS = 3


@dataclass(slots=True)
class _Person:
    entity_id: str
    name: str
    given: tuple[str, ...]
    generation: frozenset[str]
    versions: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Order by who stands for whom: full names first, then those seen more often."""
        return not self.given, -len(self.versions), self.entity_id


def surname(name: str) -> str | None:
    """Give the folded surname of a person's name; None where it has no letters."""
    words = [word for word in _words(name) if word not in _GENERATIONS]
    return words[-1] if words else None


def link_people(
    entities: pl.DataFrame, *, new_ids: frozenset[str], seen: pl.DataFrame
) -> pl.DataFrame:
    """Link people of one surname whose names and company say that they are one.

    A surname alone is linked with the one full name that the same events, else the same outlets,
    know; where they know several of that surname, with none. A name that another one holds whole
    ("Mohsin Naqvi", "Syed Mohsin Naqvi") is linked with it. Two given names are two people.

    Args:
        entities: ENTITIES of kind person: those of the batch and known ones of their surnames.
        new_ids: those that the batch names; pairs without one of them are not judged again.
        seen: SEEN of them all.

    Returns:
        ENTITY_LINKS: at most one that is confirmed for each shorter name.
    """
    people = _people(entities, seen)
    namesakes: dict[str, list[_Person]] = {}
    for person in people.values():
        key = surname(person.name)
        if key:
            namesakes.setdefault(key, []).append(person)
    found: list[EntityLink] = []
    for key in sorted(namesakes):
        group = sorted(namesakes[key], key=lambda person: person.rank)[:_MOST_NAMESAKES]
        if new_ids & {person.entity_id for person in group}:
            found.extend(_links(group))
    return ENTITY_LINKS.frame(sorted(found, key=lambda link: link.entity_link_id))


def _people(entities: pl.DataFrame, seen: pl.DataFrame) -> dict[str, _Person]:
    people = {}
    persons = ENTITIES.check(entities).filter(pl.col("kind") == "person").unique("entity_id")
    for entity_id, name in persons.select("entity_id", "name").sort("entity_id").iter_rows():
        words = _words(name)
        generation = frozenset(words) & _GENERATIONS
        names = [word for word in words if word not in _GENERATIONS]
        people[entity_id] = _Person(entity_id, name, tuple(names[:-1]), generation)
    for entity_id, version_id, event_id, outlet_id in seen.select(SEEN.names()).iter_rows():
        person = people.get(entity_id)
        if person is not None:
            person.versions.add(version_id)
            person.events |= {event_id} if event_id else set()
            person.outlets |= {outlet_id} if outlet_id else set()
    return people


def _links(group: list[_Person]) -> Iterator[EntityLink]:
    """Judge the people of one surname: full names with each other, then the bare surname."""
    full = [person for person in group if person.given]
    stands_for: dict[str, _Person] = {person.entity_id: person for person in full}
    judged = [(one, other, _same_given(one, other)) for one, other in combinations(full, 2)]
    taken: set[str] = set()
    for head, other, (score, reason) in sorted(judged, key=lambda entry: -entry[2][0]):
        if not score:
            continue
        shared = len(head.events & other.events)
        sure = score >= _CLEAR and head.generation == other.generation
        if sure and other.entity_id not in taken:
            taken.add(other.entity_id)
            stands_for[other.entity_id] = stands_for[head.entity_id]
            yield _link(head, other, "confirmed", (score, [reason, *_company(shared)], []))
        elif head.generation == other.generation:
            yield _link(head, other, "candidate", (score, [reason, *_company(shared)], []))
    for short in group:
        if not short.given:
            yield from _bare(short, full, stands_for)


def _bare(
    short: _Person, full: list[_Person], stands_for: dict[str, _Person]
) -> Iterator[EntityLink]:
    """Find whom a surname alone means: by the events it is named in, else by its outlets."""
    for what, place in (("event", "events"), ("outlet", "outlets")):
        ours: set[str] = getattr(short, place)
        counted: Counter[str] = Counter()
        for person in full:
            shared = len(ours & getattr(person, place))
            if shared:
                known = len(person.versions) if what == "outlet" else shared
                counted[stands_for[person.entity_id].entity_id] += known
        if not counted:
            continue
        (best, n_best), total = counted.most_common(1)[0], sum(counted.values())
        share = n_best / total
        others = total - n_best
        enough = what == "event" or n_best >= _ENOUGH_VERSIONS
        head = next(person for person in full if person.entity_id == best)
        pro = [f"{head.name} is named in {_times(n_best, what)} that name {short.name}"]
        contra = [f"others of that surname are, too ({others})"] if others else []
        if share >= _LIKELY:
            status = "confirmed" if share >= _CLEAR and enough else "candidate"
            yield _link(head, short, status, (round(share, 4), pro, contra))
        return


def _times(number: int, what: str) -> str:
    if what == "outlet":
        return f"{number} reports of outlets"
    return f"{number} {what}{'s' if number > 1 else ''}"


def _same_given(left: _Person, right: _Person) -> tuple[float, str]:
    """Score whether two full names may be one person's, 0 for two given names."""
    ours, theirs = set(left.given), set(right.given)
    if ours <= theirs or theirs <= ours:
        return 0.95, "one name holds the other whole"
    plain_l = [word for word in left.given if len(word) > 1]
    plain_r = [word for word in right.given if len(word) > 1]
    if not plain_l or not plain_r:
        initials = {word[0] for word in left.given} & {word[0] for word in right.given}
        return (0.6, "an initial fits the given name") if initials else (0.0, "")
    if set(plain_l) <= set(plain_r) or set(plain_r) <= set(plain_l):
        return 0.95, "the names differ in an initial only"
    for forms in _SHORT_FORMS:
        if plain_l[-1] in forms and plain_r[-1] in forms:
            together = bool(left.events & right.events)
            return (0.9 if together else 0.7), "one given name is short for the other"
    return 0.0, ""


def _company(shared: int) -> list[str]:
    return [f"both are named in {_times(shared, 'event')}"] if shared else []


def _link(
    head: _Person, other: _Person, status: str, judged: tuple[float, list[str], list[str]]
) -> EntityLink:
    score, pro, contra = judged
    return EntityLink(
        entity_link_id=stable_id("entity-link", *sorted((head.entity_id, other.entity_id))),
        entity_id_l=head.entity_id,
        entity_id_r=other.entity_id,
        status=status,
        score=score,
        evidence_for=pro,
        evidence_against=contra,
        rule_version=RULE_VERSION,
    )


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.casefold().replace("’", "'").replace("'s", ""))
