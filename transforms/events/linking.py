"""The stage that links event mentions: one event, a doubtful one, or only the same series."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from transforms.contracts.events import (
    EVENT_LINKS,
    EVENT_MEMBERSHIPS,
    EVENT_MENTIONS,
    EVENTS,
    Event,
    EventMembership,
    EventMention,
)
from transforms.decisions import Judgements
from transforms.events.clustering import Pairing, cluster
from transforms.events.comparison import RULE_VERSION, Comparison
from transforms.events.pairs import Comparer
from transforms.events.regrouping import Held, hold, in_order, named_clusters
from transforms.events.reports import OTHER
from transforms.events.series import link_parts, link_series
from transforms.events.text_evidence import TextScorer, shipped_scorer

NO_JUDGEMENTS = Judgements()


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """What the warehouse knows that the batch may join: in the contracts' columns.

    `mentions` are those that share a family of kinds and a principal (or, without principals, a
    place) or a copy group with the batch; `events` and `memberships` are theirs, `links` those
    between these events.
    """

    events: pl.DataFrame
    mentions: pl.DataFrame
    memberships: pl.DataFrame

    @classmethod
    def none(cls) -> "KnownEvents":
        """Give what an empty warehouse knows."""
        return cls(EVENTS.empty(), EVENT_MENTIONS.empty(), EVENT_MEMBERSHIPS.empty())

    def after(self, event_mentions: pl.DataFrame, linked: "LinkedEvents") -> "KnownEvents":
        """Give what is known once a batch is linked.

        Args:
            event_mentions: EVENT_MENTIONS of the batch.
            linked: what came of it.
        """
        return KnownEvents(
            pl.concat([linked.events, self.events]).unique(EVENTS.key, keep="first"),
            pl.concat([self.mentions, event_mentions]).unique(EVENT_MENTIONS.key),
            pl.concat([linked.memberships, self.memberships]).unique(
                "event_mention_id", keep="first"
            ),
        )


@dataclass(frozen=True, slots=True)
class LinkedEvents:
    """The new rows: EVENTS, EVENT_MEMBERSHIPS and EVENT_LINKS."""

    events: pl.DataFrame
    memberships: pl.DataFrame
    links: pl.DataFrame


def link_events(
    event_mentions: pl.DataFrame,
    *,
    copy_memberships: pl.DataFrame,
    known: KnownEvents,
    judgements: Judgements = NO_JUDGEMENTS,
    scorer: TextScorer | None = None,
) -> LinkedEvents:
    """Decide which event each new mention reports, and relate events that are not one.

    Candidates share a family of kinds and a principal, a place where there is no principal, or a
    copy group; mentions that stand for their reports, telling words. Clusters grow by average link
    from the most alike pair; a veto between any two members forbids it. The known events that new
    mentions touch are grown again with them (see `regrouping`), all others keep their members.

    Args:
        event_mentions: EVENT_MENTIONS of the batch; mentions that are known already are skipped.
        copy_memberships: COPY_MEMBERSHIPS of the versions of new and known mentions.
        known: prior state, filtered to candidates.
        judgements: what analysts decided on these mentions; it outranks the scorer.
        scorer: how words are weighed; None for the weights that ship with the package.

    Returns:
        New events, and known ones whose kind became known or that another took over; memberships
        of new mentions, and of known ones that moved; links between events.
    """
    mentions = _by_id(pl.concat([known.mentions, event_mentions]).unique("event_mention_id"))
    new = mentions.keys() - set(known.memberships["event_mention_id"])
    if not new:
        return LinkedEvents(EVENTS.empty(), EVENT_MEMBERSHIPS.empty(), EVENT_LINKS.empty())
    groups = dict(copy_memberships.select("version_id", "copy_group_id").iter_rows())
    comparer = Comparer(mentions, groups, judgements, scorer or shipped_scorer())
    comparer.compare_candidates(new)
    held = hold(known.events, known.memberships, comparer.compared, judgements)
    comparer.compare_again(set(held.freed))
    pairing = Pairing(comparer.compared, held.fixed, comparer.on_demand)
    named = named_clusters(cluster(mentions, pairing), mentions, held)
    event_of = {member: event_id for event_id, group in named.items() for member in group}
    events = _events(named, mentions, held)
    changed = sorted(
        member for member, event_id in event_of.items() if held.event_of.get(member) != event_id
    )
    founders = {event.founding_mention_id for event in events if not event.merged_into}
    memberships = [
        _membership(member, event_of[member], named, pairing, founds=member in founders)
        for member in changed
    ]
    links = [
        *link_series(mentions, event_of, comparer.compared),
        *link_parts(mentions, event_of, changed),
    ]
    open_links = [link for link in links if link.event_link_id not in judgements.link_ids]
    return LinkedEvents(
        EVENTS.frame(events), EVENT_MEMBERSHIPS.frame(memberships), EVENT_LINKS.frame(open_links)
    )


def _by_id(mentions: pl.DataFrame) -> dict[str, EventMention]:
    rows = (EventMention(**row) for row in mentions.sort("event_mention_id").to_dicts())
    return {row.event_mention_id: row for row in rows}


def _events(
    named: Mapping[str, frozenset[str]], mentions: Mapping[str, EventMention], held: Held
) -> list[Event]:
    """Give the rows of events that are new, of another kind than before, or taken over."""
    events = []
    event_of = {member: event_id for event_id, group in named.items() for member in group}
    for event_id, members in named.items():
        ordered = sorted((mentions[member] for member in members), key=in_order)
        kind = next((mention.kind for mention in ordered if mention.kind != OTHER), OTHER)
        before = held.events.get(event_id)
        if before is None:
            events.append(Event(event_id, ordered[0].event_mention_id, kind, None))
        elif OTHER == before.kind != kind:
            events.append(replace(before, kind=kind))
    for event_id in held.loose - named.keys():
        taken = held.events[event_id]
        events.append(replace(taken, merged_into=event_of[taken.founding_mention_id]))
    return sorted(events, key=lambda event: event.event_id)


def _membership(
    mention_id: str,
    event_id: str,
    members: Mapping[str, frozenset[str]],
    pairing: Pairing,
    *,
    founds: bool,
) -> EventMembership:
    others = sorted(members[event_id] - {mention_id})
    compared = [found for other in others if (found := pairing.between(mention_id, other))]
    if founds or not compared:
        return EventMembership(mention_id, event_id, "single", 1.0, [], [], "{}", RULE_VERSION)
    best = max(compared, key=_strength)
    return EventMembership(
        event_mention_id=mention_id,
        event_id=event_id,
        status="confirmed" if best.confirms else "candidate",
        score=best.score,
        evidence_for=list(best.evidence_for),
        evidence_against=list(best.evidence_against),
        features=best.features,
        rule_version=RULE_VERSION,
    )


def _strength(comparison: Comparison) -> tuple[bool, float, tuple[str, ...]]:
    return comparison.confirms, comparison.score, comparison.evidence_for
