"""The stage that links event mentions: one event, a doubtful one, or only the same series."""

from collections.abc import Iterable, Mapping
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
from transforms.events.reports import OTHER
from transforms.events.series import link_parts, link_series
from transforms.events.text_evidence import TextScorer, shipped_scorer
from transforms.identifiers import stable_id

_UNDATED = "9999"
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
    """Decide for each new mention which event it reports, and relate events that are not one.

    Candidates share a family of kinds and a principal, a place where there is no principal, or a
    copy group; mentions that stand for their reports, telling words. Clusters grow by average link
    from the most alike pair; a veto between any two members forbids it. Known events keep their id
    and their members, and never merge here.

    Args:
        event_mentions: EVENT_MENTIONS of the batch; mentions that are known already are skipped.
        copy_memberships: COPY_MEMBERSHIPS of the versions of new and known mentions.
        known: prior state, filtered to candidates.
        judgements: what analysts decided on these mentions; it outranks the scorer.
        scorer: how words are weighed; None for the weights that ship with the package.

    Returns:
        New events and known ones whose kind became known, memberships of the new mentions, and
        links between events.
    """
    fixed = dict(known.memberships.select("event_mention_id", "event_id").iter_rows())
    mentions = _by_id(pl.concat([known.mentions, event_mentions]).unique("event_mention_id"))
    new = sorted(mentions.keys() - fixed.keys())
    if not new:
        return LinkedEvents(EVENTS.empty(), EVENT_MEMBERSHIPS.empty(), EVENT_LINKS.empty())
    groups = dict(copy_memberships.select("version_id", "copy_group_id").iter_rows())
    comparer = Comparer(mentions, groups, judgements, scorer or shipped_scorer())
    comparer.compare_candidates(set(new))
    compared = comparer.compared
    pairing = Pairing(compared, fixed, comparer.on_demand)
    clusters = cluster(mentions, pairing)
    events, event_of = _events(clusters, mentions, known)
    members = {event_of[next(iter(group))]: group for group in clusters}
    memberships = [
        _membership(mention_id, event_of[mention_id], members, pairing) for mention_id in new
    ]
    links = [*link_series(mentions, event_of, compared), *link_parts(mentions, event_of, new)]
    open_links = [link for link in links if link.event_link_id not in judgements.link_ids]
    return LinkedEvents(
        EVENTS.frame(events), EVENT_MEMBERSHIPS.frame(memberships), EVENT_LINKS.frame(open_links)
    )


def _by_id(mentions: pl.DataFrame) -> dict[str, EventMention]:
    rows = (EventMention(**row) for row in mentions.sort("event_mention_id").to_dicts())
    return {row.event_mention_id: row for row in rows}


def _in_order(mention: EventMention) -> tuple[str, str]:
    """Sort mentions as they were published, undated ones last."""
    published = mention.published_at
    return published.isoformat() if published else _UNDATED, mention.event_mention_id


def _events(
    clusters: Iterable[frozenset[str]], mentions: dict[str, EventMention], known: KnownEvents
) -> tuple[list[Event], dict[str, str]]:
    """Mint an event for each cluster without a known one; map every mention to its event."""
    fixed = dict(known.memberships.select("event_mention_id", "event_id").iter_rows())
    stored = {row["event_id"]: Event(**row) for row in known.events.to_dicts()}
    events, event_of = [], {}
    for members in clusters:
        event_ids = sorted({fixed[member] for member in members if member in fixed})
        ordered = sorted((mentions[member] for member in members), key=_in_order)
        kind = next((mention.kind for mention in ordered if mention.kind != OTHER), OTHER)
        event_id = event_ids[0] if event_ids else stable_id("event", ordered[0].event_mention_id)
        if not event_ids:
            events.append(Event(event_id, ordered[0].event_mention_id, kind, None))
        elif event_id in stored and OTHER == stored[event_id].kind != kind:
            events.append(replace(stored[event_id], kind=kind))
        event_of.update(dict.fromkeys(members, event_id))
    return events, event_of


def _membership(
    mention_id: str, event_id: str, members: Mapping[str, frozenset[str]], pairing: Pairing
) -> EventMembership:
    others = sorted(members[event_id] - {mention_id})
    founded = stable_id("event", mention_id) == event_id
    compared = [found for other in others if (found := pairing.between(mention_id, other))]
    if founded or not compared:
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
