"""Keep the ledger: what a batch changes, repeats, promises, and whom it names by another name."""

import polars as pl
from duckdb import DuckDBPyConnection

from flows.batches import Frames, together
from transforms.claim_changes import find_claim_changes
from transforms.claim_dues import find_dues
from transforms.claim_repeats import PLACED, claim_terms, link_repeats, repeat_candidates
from transforms.contracts.claims import CLAIM_LINKS, CLAIM_MEMBERSHIPS, CLAIM_MENTIONS, ENTITIES
from transforms.contracts.copies import COPY_MEMBERSHIPS, COPY_PLACEMENTS
from transforms.contracts.events import EVENT_MEMBERSHIPS, EVENT_MENTIONS
from transforms.contracts.ledger import CLAIM_CHANGES, CLAIM_DUES, CLAIM_TERMS, ENTITY_LINKS
from transforms.copy_deciding import under_decisions
from transforms.entity_links import SEEN, link_people, surname
from transforms.extraction import Extracted
from transforms.identity import Identified
from warehouse.claim_decisions import decided_claim_links
from warehouse.known import known_article_versions, known_rows
from warehouse.known_ledger import (
    known_mentions,
    known_namesakes,
    known_places,
    known_sightings,
    known_terms,
)


def keep_ledger(
    connection: DuckDBPyConnection, found: Identified, extracted: Extracted, frames: Frames
) -> Frames:
    """Compare a batch with what was said before, and tell what is new in it.

    Args:
        connection: a writer's connection.
        found: the articles and versions of the batch.
        extracted: what was taken out of them.
        frames: COPY_MEMBERSHIPS and what linking gave, of the batch.

    Returns:
        CLAIM_CHANGES, CLAIM_TERMS, CLAIM_DUES, ENTITY_LINKS, and CLAIM_LINKS with repeats.
    """
    terms = claim_terms(extracted.claim_mentions)
    mentions = extracted.claim_mentions
    return {
        CLAIM_CHANGES: _changes(connection, found.versions, mentions),
        CLAIM_TERMS: terms,
        CLAIM_LINKS: _repeats(
            connection, found.versions, extracted.claim_mentions, frames | {CLAIM_TERMS: terms}
        ),
        CLAIM_DUES: find_dues(found.versions, mentions),
        ENTITY_LINKS: _people(connection, found, extracted, frames),
    }


def _changes(
    connection: DuckDBPyConnection, versions: pl.DataFrame, mentions: pl.DataFrame
) -> pl.DataFrame:
    updated = versions.filter(pl.col("version_no") > 1)
    if updated.is_empty():
        return CLAIM_CHANGES.empty()
    known = known_article_versions(connection, updated.get_column("article_id"))
    said = known_rows(connection, CLAIM_MENTIONS, "version_id", known.get_column("version_id"))
    return find_claim_changes(
        versions, together(CLAIM_MENTIONS, mentions, said), known_versions=known
    )


def _repeats(
    connection: DuckDBPyConnection, versions: pl.DataFrame, mentions: pl.DataFrame, frames: Frames
) -> pl.DataFrame:
    terms = frames[CLAIM_TERMS]
    candidates = repeat_candidates(terms, known_terms(connection, terms))
    ids = pl.concat([candidates["mention_id_l"], candidates["mention_id_r"]]).unique()
    known = known_mentions(connection, ids)
    placed = pl.concat([_placed(versions, mentions, frames), known_places(connection, ids)])
    found = link_repeats(
        candidates,
        together(CLAIM_MENTIONS, mentions, known),
        placed.unique("mention_id", keep="first", maintain_order=True),
    )
    links = together(CLAIM_LINKS, frames[CLAIM_LINKS], found)
    decided = decided_claim_links(connection)
    return links.filter(~pl.col("claim_link_id").is_in(decided.implode()))


def _placed(versions: pl.DataFrame, mentions: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    placements = frames.get(COPY_PLACEMENTS, COPY_PLACEMENTS.empty())
    members = under_decisions(frames[COPY_MEMBERSHIPS], placements)
    groups = members.select("version_id", "copy_group_id").unique("version_id")
    return (
        mentions.select("mention_id", "version_id")
        .join(
            frames[CLAIM_MEMBERSHIPS].select("mention_id", "claim_id", "event_id"),
            on="mention_id",
        )
        .join(versions.select("version_id", "article_id", "published_at"), on="version_id")
        .join(groups, on="version_id", how="left")
        .select(PLACED.names())
        .cast(PLACED)
    )


def _people(
    connection: DuckDBPyConnection, found: Identified, extracted: Extracted, frames: Frames
) -> pl.DataFrame:
    new = extracted.entities.filter(pl.col("kind") == "person")
    names = [key for name in new.get_column("name") if (key := surname(name))]
    known = known_namesakes(connection, names)
    seen = known_sightings(connection, pl.concat([new["entity_id"], known["entity_id"]]))
    return link_people(
        together(ENTITIES, new, known),
        new_ids=frozenset(new.get_column("entity_id")),
        seen=pl.concat([_sightings(found, extracted, frames), seen]).unique(),
    )


def _sightings(found: Identified, extracted: Extracted, frames: Frames) -> pl.DataFrame:
    events = (
        frames[EVENT_MENTIONS]
        .select("event_mention_id", "version_id")
        .join(
            frames[EVENT_MEMBERSHIPS].select("event_mention_id", "event_id"),
            on="event_mention_id",
        )
        .select("version_id", "event_id")
        .unique()
    )
    outlets = found.versions.select("version_id", "article_id").join(
        found.articles.select("article_id", "outlet_id").unique("article_id"),
        on="article_id",
        how="left",
    )
    return (
        extracted.entity_mentions.select("entity_id", "version_id")
        .unique()
        .join(events, on="version_id", how="left")
        .join(outlets.select("version_id", "outlet_id"), on="version_id", how="left")
        .select(SEEN.names())
        .cast(SEEN)
    )
