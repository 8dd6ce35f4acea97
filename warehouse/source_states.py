"""What the warehouse knows of its sources: how they stand, and what they brought."""

from datetime import datetime

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.operations import SOURCE_STATES, SourceState
from warehouse.known import known_rows

PAGE_TRIES = 3


def known_source_states(
    connection: DuckDBPyConnection, source_ids: pl.Series
) -> dict[str, SourceState]:
    """Give the states of some sources by source_id; none for those never visited."""
    found = known_rows(connection, SOURCE_STATES, "source_id", source_ids)
    return {row["source_id"]: SourceState(**row) for row in found.iter_rows(named=True)}


def source_yields(connection: DuckDBPyConnection, run_id: str) -> dict[str, tuple[int, bool, str]]:
    """Give what each source brought in a run, by source_id.

    Returns:
        New articles and versions; whether nothing at all could be read; why the last thing that
        was set aside was.
    """
    rows = connection.execute(
        """
        SELECT book.source_id::VARCHAR, sum(book.n_new + book.n_updated)::BIGINT,
            sum(book.n_seen) = sum(book.n_quarantined), any_value(aside.detail)
        FROM ops.accounting AS book
        LEFT JOIN (
            SELECT source_id, arg_max(detail, quarantined_at) AS detail
            FROM ops.quarantine WHERE run_id = $run_id GROUP BY source_id
        ) AS aside ON aside.source_id = book.source_id
        WHERE book.run_id = $run_id AND book.n_seen > 0
        GROUP BY book.source_id
        """,
        {"run_id": run_id},
    ).fetchall()
    return {source_id: (fresh, unread, detail or "") for source_id, fresh, unread, detail in rows}


def lately_new(connection: DuckDBPyConnection, source_id: str, *, since: datetime) -> int | None:
    """Count the new articles that a source brought since a moment; None if it is younger."""
    row = connection.execute(
        """
        SELECT coalesce(sum(book.n_new) FILTER (run.started_at > $since), 0)::BIGINT
        FROM ops.source AS source
        LEFT JOIN ops.accounting AS book ON book.source_id = source.source_id
        LEFT JOIN ops.run AS run ON run.run_id = book.run_id
        WHERE source.source_id = $source_id::UUID
        GROUP BY source.first_seen_at HAVING source.first_seen_at <= $since
        """,
        {"source_id": source_id, "since": since},
    ).fetchone()
    return None if row is None else int(row[0])


def known_pages(
    connection: DuckDBPyConnection, source_ids: pl.Series, *, since: datetime
) -> pl.Series:
    """Give the pages of feed items that are not to be fetched again.

    Args:
        connection: a writer's connection.
        source_ids: feeds whose items' pages are wanted.
        since: what was fetched before is forgotten, so that the answer does not grow for ever.

    Returns:
        Those that came, and those that failed three times.
    """
    rows = connection.execute(
        """
        SELECT uri FROM ops.fetch
        WHERE fetched_at >= $since AND source_id IN (SELECT unnest($sources)::UUID)
        GROUP BY uri HAVING count(*) >= $tries OR bool_or(status <> 'failed')
        """,
        {"since": since, "sources": source_ids.to_list(), "tries": PAGE_TRIES},
    ).fetchall()
    return pl.Series([uri for (uri,) in rows], dtype=pl.String)


def received_uris(
    connection: DuckDBPyConnection, source_ids: pl.Series, *, since: datetime
) -> pl.Series:
    """Give what some sources delivered since a moment: documents that their indexes named."""
    rows = connection.execute(
        "SELECT DISTINCT uri FROM ops.fetch WHERE status <> 'failed' AND fetched_at >= $since"
        " AND source_id IN (SELECT unnest($sources)::UUID) ORDER BY uri",
        {"since": since, "sources": source_ids.to_list()},
    ).fetchall()
    return pl.Series([uri for (uri,) in rows], dtype=pl.String)


def revive_source(connection: DuckDBPyConnection, source_id: str, *, now: datetime) -> bool:
    """Forget how a source stands, so that the next run asks it; tell whether anything was known."""
    row = connection.execute(
        "UPDATE ops.source_state SET health = 'ok', detail = NULL, since_at = $now, due_at = $now,"
        " n_failed = 0, n_moved = 0, moved_to = NULL WHERE source_id = $source_id::UUID",
        {"source_id": source_id, "now": now},
    ).fetchone()
    return bool(row and row[0])
