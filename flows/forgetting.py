"""Forget an article on request, and keep it from coming back with a later delivery."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import polars as pl
from duckdb import DuckDBPyConnection

from flows.raw_store import RawStore
from flows.reading import Delivery
from flows.reading_lists import forget_in_lists
from transforms.article_keys import entry_keys
from transforms.contracts.operations import REJECTS, Reason
from transforms.errors import ConfigError
from warehouse.compacting import compact
from warehouse.decisions import transaction
from warehouse.forgetting import Tombstone, forget, forgotten_raw_ids, is_forgotten, note_documents
from warehouse.known import known_article_keys
from warehouse.lookup import find_article
from warehouse.opening import PUBLISHED, RAW, SIDE, open_writer
from warehouse.publishing import publish

_DETAIL = "the article was forgotten on request and is not taken in again"


@dataclass(frozen=True, slots=True)
class Forgot:
    """What was forgotten: rows by table, and how many documents of bytes."""

    article_id: str
    rows: dict[str, int]
    n_documents: int


def forget_article(
    directory: Path, given: str, *, by: str, reason: str | None, now: datetime
) -> Forgot:
    """Delete an article's text, spans and bytes, leave a tombstone, and publish.

    A document that held other articles too loses its bytes as a whole; their texts stay. The
    database is rewritten, so that nothing is left in space that rows had taken, and the snapshot
    is made anew. Backups and exports that were made before are not ours to change.

    Args:
        directory: the warehouse's folder.
        given: an article or version id, how it begins, or words that only one title has.
        by: who asks.
        reason: why.
        now: the moment, aware.

    Raises:
        ConfigError: nobody asks.
        StopError: there is no such article, or several fit.
        RetryError: a run is writing.
    """
    if not by.strip():
        raise ConfigError("--by: say who asks")
    with open_writer(directory) as connection:
        article_id = find_article(connection, given)
        with transaction(connection, f"forget {given}"):
            rows = forget(connection, Tombstone(article_id, by.strip(), reason, now))
        raw_ids = forgotten_raw_ids(connection)
    n_documents = delete_bytes(RawStore(directory / RAW), raw_ids)
    forget_in_lists(directory, raw_ids)
    compact(directory, always=True)
    rmtree(directory / SIDE, ignore_errors=True)
    (directory / PUBLISHED).unlink(missing_ok=True)  # its search index has the words of the text
    publish(directory)
    return Forgot(article_id, rows, n_documents)


def delete_bytes(store: RawStore, raw_ids: list[str]) -> int:
    """Delete some documents' bytes; give how many there were."""
    there = [raw_id for raw_id in raw_ids if store.exists(raw_id)]
    for raw_id in there:
        store.delete(raw_id)
    return len(there)


def without_forgotten(connection: DuckDBPyConnection, delivery: Delivery) -> Delivery:
    """Set aside the entries of a delivery that are forgotten articles.

    Args:
        connection: a writer's connection.
        delivery: a batch.

    Returns:
        The delivery with these entries among its rejects, without a way back to their bytes.
    """
    keys = entry_keys(delivery.entries)
    known = known_article_keys(connection, keys.get_column("key_id"))
    gone = is_forgotten(connection, known.get_column("article_id"))
    if gone.is_empty():
        return delivery
    hits = (
        keys.join(known.select("key_id", "article_id"), on="key_id")
        .filter(pl.col("article_id").is_in(gone.implode()))
        .unique("entry_id")
    )
    entries = delivery.entries.join(hits.select("entry_id", "article_id"), on="entry_id")
    note_documents(connection, entries.select("raw_id", "article_id"))
    rejects = entries.select(
        "source_id",
        "uri",
        raw_id=pl.lit(None, pl.String),
        position="position",
        reason=pl.lit(Reason.FORGOTTEN.value),
        detail=pl.lit(_DETAIL),
    )
    return replace(
        delivery,
        entries=delivery.entries.join(hits, on="entry_id", how="anti"),
        rejects=pl.concat([delivery.rejects, REJECTS.check(rejects)]),
    )
