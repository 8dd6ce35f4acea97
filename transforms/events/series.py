"""Relates events that are not one: one series, a plan and what became of it, a part of another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from transforms.contracts.events import EventLink, EventMention
from transforms.events.comparison import RULE_VERSION, Comparison
from transforms.events.ontology import families
from transforms.identifiers import stable_id

_MAX_LINKS = 3
_PART_OF = ("agree", "meet")
_PART_SCORE = 0.7


@dataclass(frozen=True, slots=True)
class _Relation:
    left: str
    right: str
    relation: str
    comparison: Comparison
    gap_days: int


def link_series(
    mentions: Mapping[str, EventMention],
    event_of: Mapping[str, str],
    compared: Mapping[tuple[str, str], Comparison],
) -> list[EventLink]:
    """Link events whose reports name the same principals and kind but are not one event.

    A plan and a later report of the same people are `outcome_of` where nothing but the tense
    forbids one event; all others are `same_series`. Each event is linked to its nearest ones in
    time only, so that a long series stays readable.
    """
    best: dict[tuple[str, str], _Relation] = {}
    for relation in _relations(mentions, event_of, compared):
        key = (relation.left, relation.right)
        if key not in best or _rank(relation) < _rank(best[key]):
            best[key] = relation
    counts: dict[str, int] = {}
    links = []
    for relation in sorted(best.values(), key=_rank):
        if max(counts.get(relation.left, 0), counts.get(relation.right, 0)) >= _MAX_LINKS:
            continue
        for event_id in (relation.left, relation.right):
            counts[event_id] = counts.get(event_id, 0) + 1
        links.append(_link(relation))
    return sorted(links, key=lambda link: link.event_link_id)


def link_parts(
    mentions: Mapping[str, EventMention], event_of: Mapping[str, str], new: Iterable[str]
) -> list[EventLink]:
    """Link an agreement to the meeting at which it was reached: told in one passage, one tense.

    Args:
        mentions: all mentions by id.
        event_of: their events.
        new: the mentions to look at; the other side is of the same version.
    """
    by_version: dict[str, list[EventMention]] = {}
    for mention_id in sorted(new):
        mention = mentions[mention_id]
        by_version.setdefault(mention.version_id, []).append(mention)
    links = {}
    for told in by_version.values():
        for part, whole in product(told, told):
            if (families()[part.kind], families()[whole.kind]) != _PART_OF:
                continue
            overlap = (
                part.passage_start < whole.passage_stop and whole.passage_start < part.passage_stop
            )
            if overlap and part.tense == whole.tense:
                link = _part(
                    event_of[part.event_mention_id], event_of[whole.event_mention_id], part
                )
                links[link.event_link_id] = link
    return [links[key] for key in sorted(links)]


def _part(part_id: str, whole_id: str, part: EventMention) -> EventLink:
    return EventLink(
        event_link_id=stable_id("event-link", part_id, whole_id, "part_of"),
        event_id_l=part_id,
        event_id_r=whole_id,
        relation="part_of",
        status="candidate",
        score=_PART_SCORE,
        evidence_for=[f"“{part.trigger}” is told in the passage that reports the meeting"],
        evidence_against=[],
        rule_version=RULE_VERSION,
    )


def _relations(
    mentions: Mapping[str, EventMention],
    event_of: Mapping[str, str],
    compared: Mapping[tuple[str, str], Comparison],
) -> Iterator[_Relation]:
    for (l_id, r_id), found in compared.items():
        if not found.series or event_of[l_id] == event_of[r_id]:
            continue
        first, second = sorted((mentions[l_id], mentions[r_id]), key=_when)
        relation = "same_series"
        if {first.tense, second.tense} == {"planned", "past"} and len(found.vetoes) == 1:
            relation = "outcome_of"
            first, second = sorted((first, second), key=lambda mention: mention.tense != "planned")
        gap = abs((_when(first)[1] - _when(second)[1]).days)
        l_event, r_event = event_of[first.event_mention_id], event_of[second.event_mention_id]
        yield _Relation(l_event, r_event, relation, found, gap)


def _when(mention: EventMention) -> tuple[bool, date, str]:
    published = mention.published_at.date() if mention.published_at else None
    day = mention.from_on or mention.until_on or published
    return day is None, day or date.max, mention.event_mention_id


def _rank(relation: _Relation) -> tuple[bool, int, str, str]:
    return relation.relation != "outcome_of", relation.gap_days, relation.left, relation.right


def _link(relation: _Relation) -> EventLink:
    found = relation.comparison
    return EventLink(
        event_link_id=stable_id("event-link", relation.left, relation.right, relation.relation),
        event_id_l=relation.left,
        event_id_r=relation.right,
        relation=relation.relation,
        status="confirmed" if found.vetoes else "candidate",
        score=1.0 if found.vetoes else round(1.0 - found.score, 4),
        evidence_for=list(found.evidence_for),
        evidence_against=list(found.evidence_against),
        rule_version=RULE_VERSION,
    )
