"""Link a batch to what is known: passages to events, mentions to claims, details to each other.

    find event mentions -> link events -> match claims -> find disagreements

The prior state is that of the events the batch may report, and no more.
"""

from dataclasses import replace
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from flows.batches import Frames
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
from transforms.contracts.contract import Contract
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_LINKS, EVENT_MEMBERSHIPS, EVENT_MENTIONS, EVENTS
from transforms.decisions import Judgements
from transforms.disagreements import EventReports, find_disagreements
from transforms.events import find_event_mentions, link_events
from transforms.extraction import Extracted
from warehouse.decisions import known_decisions
from warehouse.known import (
    KnownClaims,
    known_claims,
    known_copy_memberships,
    known_events,
    known_reports,
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
        copies: COPY_MEMBERSHIPS of the batch, among others.

    Returns:
        The rows to add of events, claims, their members and links, and disagreements.
    """
    memberships = copies[COPY_MEMBERSHIPS]
    events = _link_events(connection, versions, extracted, memberships)
    members_of_events = under_successors(connection, events[EVENT_MEMBERSHIPS])
    reported = members_of_events.get_column("event_id")
    known = known_reports(connection, reported)
    told = replace(
        known,
        versions=_together(ARTICLE_VERSIONS, versions, known.versions),
        event_mentions=_together(EVENT_MENTIONS, events[EVENT_MENTIONS], known.event_mentions),
        event_memberships=_together(EVENT_MEMBERSHIPS, members_of_events, known.event_memberships),
        copy_memberships=_together(COPY_MEMBERSHIPS, memberships, known.copy_memberships),
        claim_mentions=_together(CLAIM_MENTIONS, extracted.claim_mentions, known.claim_mentions),
        quantities=_together(QUANTITIES, extracted.quantities, known.quantities),
        role_statements=_together(
            ROLE_STATEMENTS, extracted.role_statements, known.role_statements
        ),
        entities=_together(ENTITIES, extracted.entities, known.entities),
    )
    claims = _match_claims(
        told, extracted.claim_mentions, known_claims(connection, reported, memberships)
    )
    members = _together(CLAIM_MEMBERSHIPS, claims[CLAIM_MEMBERSHIPS], told.claim_memberships)
    disagreements = find_disagreements(replace(told, claim_memberships=members))
    return events | claims | {DISAGREEMENTS: disagreements}


def _link_events(
    connection: DuckDBPyConnection,
    versions: pl.DataFrame,
    extracted: Extracted,
    memberships: pl.DataFrame,
) -> Frames:
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
    return {
        EVENT_MENTIONS: mentions,
        EVENTS: linked.events,
        EVENT_MEMBERSHIPS: linked.memberships,
        EVENT_LINKS: linked.links,
    }


def _match_claims(told: EventReports, mentions: pl.DataFrame, known: KnownClaims) -> Frames:
    context = ClaimContext(
        event_mentions=told.event_mentions,
        event_memberships=told.event_memberships,
        copy_memberships=_together(COPY_MEMBERSHIPS, told.copy_memberships, known.copy_memberships),
    )
    matched = match_claims(mentions, context=context, known=known)
    return {
        CLAIMS: matched.claims,
        CLAIM_MEMBERSHIPS: matched.memberships,
        CLAIM_LINKS: matched.links,
    }


def _together(contract: Contract[Any], new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Put new and known rows of one contract together, each key once."""
    return pl.concat([new, known]).unique(contract.key, keep="first", maintain_order=True)
