"""Take one batch of entries through every stage: plain functions over frames and one connection.

    entries -> identify -> copies -> extract -> [flows.linking] -> load

Each stage asks the warehouse for the prior state that this batch can touch, lets `transforms`
decide, and hands frames on. Nothing is written before `load`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from flows.reading import Delivery
from transforms.contracts.articles import (
    ARTICLE_KEYS,
    ARTICLE_VERSIONS,
    ARTICLES,
    ENTRY_OUTCOMES,
)
from transforms.contracts.claims import (
    CLAIM_MENTIONS,
    CLAIM_TIMES,
    ENTITIES,
    ENTITY_ALIASES,
    ENTITY_MENTIONS,
    QUANTITIES,
    ROLE_STATEMENTS,
)
from transforms.contracts.contract import Contract
from transforms.contracts.copies import (
    COPY_EDGES,
    COPY_GROUPS,
    COPY_MEMBERSHIPS,
    COPY_PLACEMENTS,
    FINGERPRINTS,
)
from transforms.contracts.operations import ACCOUNTING, REJECTS, Outcome
from transforms.extraction import Extracted
from transforms.fingerprints import as_fingerprints
from transforms.identifiers import stable_id
from transforms.identity import Identified, entry_keys, identify
from transforms.near_duplicates import fingerprint, group_copies
from warehouse.copy_decisions import place_batch
from warehouse.known import known_article_keys, known_article_versions
from warehouse.known_copies import known_copies, known_outlets
from warehouse.loading import LoadReport, load_batch
from warehouse.staging import stage

Frames = dict[Contract[Any], pl.DataFrame]
"""Rows to load, by contract."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a batch goes, and on whose behalf.

    Args:
        directory: the warehouse's folder.
        batch_id: stable id of what was delivered: the same delivery gives the same id.
        run_id: the run.
    """

    directory: Path
    batch_id: str
    run_id: str


def cut(deliveries: Iterable[Delivery], *, size: int) -> Iterator[Delivery]:
    """Cut and join deliveries to batches of about `size` entries, order kept.

    The rejects of a delivery that is cut go with its first piece, so the books close per batch.
    """
    waiting: list[Delivery] = []
    n_waiting = 0
    for delivery in deliveries:
        for piece in delivery.cut(size):
            if waiting and n_waiting + piece.entries.height > size:
                yield Delivery.joined(waiting)
                waiting, n_waiting = [], 0
            waiting.append(piece)
            n_waiting += piece.entries.height
    if waiting:
        yield Delivery.joined(waiting)


def batch_id(delivery: Delivery) -> str:
    """Give the id of a batch: the same entries and rejects give the same id."""
    entries = delivery.entries.get_column("entry_id").sort().to_list()
    rejects = delivery.rejects.select("source_id", "uri", "raw_id", "position", "reason")
    return stable_id("batch", *entries, *sorted(str(row) for row in rejects.rows()))


def identify_batch(connection: DuckDBPyConnection, delivery: Delivery) -> Identified:
    """Tell which entries are new articles, new versions, or known."""
    keys = entry_keys(delivery.entries)
    known_keys = known_article_keys(connection, keys.get_column("key_id"))
    known_versions = known_article_versions(connection, known_keys.get_column("article_id"))
    return identify(delivery.entries, known_keys=known_keys, known_versions=known_versions)


def copies_of_batch(
    connection: DuckDBPyConnection,
    versions: pl.DataFrame,
    publishers: pl.DataFrame,
) -> Frames:
    """Put every new version into a copy group.

    Args:
        connection: a writer's connection.
        versions: ARTICLE_VERSIONS of the batch.
        publishers: `version_id, outlet_id, agency`: those of them whose outlet is known.

    Returns:
        FINGERPRINTS, COPY_GROUPS, COPY_MEMBERSHIPS, COPY_PLACEMENTS (where decisions touch the
        batch) and COPY_EDGES to add.
    """
    shingles = fingerprint(versions)
    known = known_copies(connection, shingles, versions)
    theirs = known_outlets(connection, known.versions.get_column("version_id"))
    outlets = pl.concat([publishers, theirs]).unique("version_id", keep="first")
    grouped = group_copies(
        versions,
        shingles,
        known=known,
        agencies=outlets.drop_nulls("agency").select("version_id", "agency"),
        outlets=outlets.select("version_id", "outlet_id"),
    )
    placed = place_batch(connection, versions, grouped)
    return {
        FINGERPRINTS: as_fingerprints(versions, shingles),
        COPY_GROUPS: pl.concat([grouped.groups, placed.groups]),
        COPY_MEMBERSHIPS: grouped.memberships,
        COPY_PLACEMENTS: placed.placements,
        COPY_EDGES: grouped.edges,
    }


def publishers_of_batch(
    delivery: Delivery, found: Identified, outlets: pl.DataFrame
) -> pl.DataFrame:
    """Tell who published the versions of a batch, where it is known.

    Args:
        delivery: the batch's entries.
        found: what they were identified as.
        outlets: OUTLETS, completed with what the sources say of them.

    Returns:
        `version_id, outlet_id`, and `agency`: the outlet's name if it is an agency.
    """
    name = pl.when("is_agency").then("name")
    return (
        found.outcomes.join(delivery.entries, on="entry_id")
        .join(outlets.select("outlet_id", agency=name), on="outlet_id")
        .select("version_id", "outlet_id", "agency")
        .unique("version_id", maintain_order=True)
    )


def book_frames(
    delivery: Delivery, found: Identified, extracted: Extracted, place: Place
) -> Frames:
    """Give the frames of a batch that no later stage changes, and its books."""
    return {
        ARTICLES: found.articles,
        ARTICLE_KEYS: found.article_keys,
        ARTICLE_VERSIONS: found.versions,
        **extracted_frames(extracted),
        ENTRY_OUTCOMES: found.outcomes,
        REJECTS: pl.concat([delivery.rejects, _with_documents(extracted.rejects, delivery, found)]),
        ACCOUNTING: accounts(delivery, found.outcomes, place),
    }


def together(contract: Contract[Any], new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Put new and known rows of one contract together, each key once."""
    return pl.concat([new, known]).unique(contract.key, keep="first", maintain_order=True)


def extracted_frames(extracted: Extracted) -> Frames:
    """Give what was taken out of versions, by contract."""
    return {
        CLAIM_MENTIONS: extracted.claim_mentions,
        CLAIM_TIMES: extracted.claim_times,
        ENTITIES: extracted.entities,
        ENTITY_ALIASES: extracted.entity_aliases,
        ENTITY_MENTIONS: extracted.entity_mentions,
        ROLE_STATEMENTS: extracted.role_statements,
        QUANTITIES: extracted.quantities,
    }


def _with_documents(rejects: pl.DataFrame, delivery: Delivery, found: Identified) -> pl.DataFrame:
    """Name the document of versions that the extraction, which does not know it, set aside."""
    documents = (
        found.outcomes.join(delivery.entries, on="entry_id")
        .select("version_id", document="uri")
        .unique("version_id", keep="first", maintain_order=True)
    )
    named = rejects.join(
        documents, left_on="uri", right_on="version_id", how="left", maintain_order="left"
    )
    return REJECTS.check(named.with_columns(uri=pl.coalesce("document", "uri")).drop("document"))


def accounts(delivery: Delivery, outcomes: pl.DataFrame, place: Place) -> pl.DataFrame:
    """Draw up the books of a batch: ACCOUNTING, one row per source.

    Args:
        delivery: what was seen, and what was set aside.
        outcomes: ENTRY_OUTCOMES of its entries.
        place: the run and batch.
    """
    counted = outcomes.group_by("source_id").agg(
        (pl.col("outcome") == outcome.value).sum().cast(pl.Int64).alias(f"n_{outcome.value}")
        for outcome in Outcome
        if outcome is not Outcome.QUARANTINED
    )
    aside = delivery.rejects.group_by("source_id").agg(n_quarantined=pl.len().cast(pl.Int64))
    books = delivery.seen.join(counted, on="source_id", how="left").join(
        aside, on="source_id", how="left"
    )
    return ACCOUNTING.check(
        books.with_columns(
            pl.col("^n_.*$").fill_null(0),
            run_id=pl.lit(place.run_id),
            batch_id=pl.lit(place.batch_id),
        )
    )


def load(connection: DuckDBPyConnection, frames: Frames, place: Place) -> LoadReport:
    """Stage the frames of a batch and load them in one transaction.

    Raises:
        StopError: the books do not close or a key is there twice; nothing was loaded.
        RetryError: the disk is full; nothing was loaded.
    """
    folder = place.directory / "staging" / place.batch_id
    stage(frames, folder, batch_id=place.batch_id)
    report = load_batch(connection, folder, run_id=place.run_id, recorded_at=datetime.now(UTC))
    rmtree(folder)
    return report
