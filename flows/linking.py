"""Link a batch to what is known: passages to events, mentions to claims, details to each other.

    find event mentions -> link events -> match claims -> find disagreements

The prior state is that of the events the batch may report, and no more.
"""

from dataclasses import replace

import polars as pl
from duckdb import DuckDBPyConnection

from flows.batches import Frames, together
from transforms.claim_following import follow_reports, taken_over
from transforms.claim_matching import ClaimContext, match_claims
from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.claims import (
    CLAIM_LINKS,
    CLAIM_MEMBERSHIPS,
    CLAIM_MENTIONS,
    CLAIMS,
    DISAGREEMENTS,
    ENTITIES,
    QUANTITIES,
    ROLE_STATEMENTS,
)
from transforms.contracts.copies import COPY_MEMBERSHIPS, COPY_PLACEMENTS
from transforms.contracts.events import EVENT_LINKS, EVENT_MEMBERSHIPS, EVENT_MENTIONS, EVENTS
from transforms.contracts.operations import WITHDRAWALS
from transforms.copy_deciding import under_decisions
from transforms.decisions import Judgements
from transforms.disagreements import EventReports, find_disagreements, part_disagreements
from transforms.events import find_event_mentions, link_events
from transforms.extraction import Extracted
from warehouse.decisions import known_decisions
from warehouse.known import (
    KnownClaims,
    known_claims,
    known_copy_memberships,
    known_events,
    known_reports,
    known_rows,
)
from warehouse.successors import under_successors


def link_batch(
    connection: DuckDBPyConnection, versions: pl.DataFrame, extracted: Extracted, copies: Frames
) -> Frames:
    """Find events and claims in new versions, link them to known ones, and compare details.

    Args:
        connection: a writer's connection.
        versions: ARTICLE_VERSIONS of the batch.
        extracted: what was taken out of them.
        copies: COPY_MEMBERSHIPS and COPY_PLACEMENTS of the batch, among others.

    Returns:
        The rows to add of events, claims, their members and links, and disagreements.
    """
    placements = copies.get(COPY_PLACEMENTS, COPY_PLACEMENTS.empty())
    memberships = under_decisions(copies[COPY_MEMBERSHIPS], placements)
    events, moved = _link_events(connection, versions, extracted, memberships)
    members_of_events = under_successors(connection, events[EVENT_MEMBERSHIPS])
    reported = pl.concat([members_of_events.get_column("event_id"), moved.get_column("event_id")])
    known = known_reports(connection, reported)
    told = replace(
        known,
        versions=together(ARTICLE_VERSIONS, versions, known.versions),
        event_mentions=together(EVENT_MENTIONS, events[EVENT_MENTIONS], known.event_mentions),
        event_memberships=together(
            EVENT_MEMBERSHIPS,
            members_of_events,
            known.event_memberships.join(moved, on=EVENT_MEMBERSHIPS.key, how="anti"),
        ),
        copy_memberships=together(COPY_MEMBERSHIPS, memberships, known.copy_memberships),
        claim_mentions=together(CLAIM_MENTIONS, extracted.claim_mentions, known.claim_mentions),
        quantities=together(QUANTITIES, extracted.quantities, known.quantities),
        role_statements=together(ROLE_STATEMENTS, extracted.role_statements, known.role_statements),
        entities=together(ENTITIES, extracted.entities, known.entities),
    )
    about = known_claims(connection, reported, memberships)
    moved_versions = told.event_mentions.join(moved, on="event_mention_id", how="semi")
    claims = _match_claims(
        connection,
        told,
        extracted.claim_mentions,
        about,
        moved_versions.select("version_id").unique(),
    )
    members = together(CLAIM_MEMBERSHIPS, claims[CLAIM_MEMBERSHIPS], told.claim_memberships)
    members = members.unique("mention_id", keep="first", maintain_order=True)
    found = find_disagreements(replace(told, claim_memberships=members))
    before = known_rows(connection, DISAGREEMENTS, "event_id", moved.get_column("event_id"))
    kept = part_disagreements(before, told)
    return (
        events
        | claims
        | {
            DISAGREEMENTS: together(DISAGREEMENTS, found, kept.moved),
            WITHDRAWALS: kept.withdrawn,
        }
    )


def _link_events(
    connection: DuckDBPyConnection,
    versions: pl.DataFrame,
    extracted: Extracted,
    memberships: pl.DataFrame,
) -> tuple[Frames, pl.DataFrame]:
    """Link the batch; also give the EVENT_MEMBERSHIPS of known mentions that it moves."""
    mentions = find_event_mentions(versions, extracted)
    known = known_events(connection, mentions, memberships)
    known_copies = known_copy_memberships(connection, known.mentions.get_column("version_id"))
    concerned = pl.concat([known.mentions, mentions]).get_column("event_mention_id")
    linked = link_events(
        mentions,
        copy_memberships=pl.concat([known_copies, memberships]),
        known=known,
        judgements=Judgements.of(known_decisions(connection, concerned)),
    )
    frames: Frames = {
        EVENT_MENTIONS: mentions,
        EVENTS: linked.events,
        EVENT_MEMBERSHIPS: linked.memberships,
        EVENT_LINKS: linked.links,
    }
    return frames, known.memberships.join(linked.memberships, on="event_mention_id", how="semi")


def _match_claims(
    connection: DuckDBPyConnection,
    told: EventReports,
    mentions: pl.DataFrame,
    known: KnownClaims,
    moved: pl.DataFrame,
) -> Frames:
    """Match the batch's claims, and again those known ones that are about another event now."""
    context = ClaimContext(
        event_mentions=told.event_mentions,
        event_memberships=told.event_memberships,
        copy_memberships=together(COPY_MEMBERSHIPS, told.copy_memberships, known.copy_memberships),
    )
    followed = follow_reports(known, told.claim_mentions, context, moved)
    matched = match_claims(
        together(CLAIM_MENTIONS, mentions, followed.again), context=context, known=followed.known
    )
    before = known_rows(connection, CLAIMS, "claim_id", followed.before.get_column("claim_id"))
    return {
        CLAIMS: pl.concat([matched.claims, taken_over(before, followed, matched)]),
        CLAIM_MEMBERSHIPS: pl.concat([matched.memberships, followed.moved]),
        CLAIM_LINKS: matched.links,
    }
