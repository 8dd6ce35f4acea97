"""What must hold of a batch before it is committed: closed books, verbatim spans."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import duckdb
import polars as pl

from transforms.contracts.contract import Contract
from transforms.contracts.operations import REJECTS, Reason, Reject
from transforms.errors import StopError
from warehouse.tables import REFERENCES, SPANS, TABLES, short_name
from warehouse.verbatim import Texts

OUTCOMES = "staged_entry_outcome"
_ACCOUNTS = f"""
WITH found AS (
    SELECT source_id, count(*) AS n,
        count(*) FILTER (outcome = 'new') AS n_new,
        count(*) FILTER (outcome = 'updated') AS n_updated,
        count(*) FILTER (outcome = 'unchanged') AS n_unchanged,
        count(*) FILTER (outcome = 'duplicate') AS n_duplicate
    FROM {OUTCOMES} GROUP BY source_id
)
SELECT coalesce(booked.source_id, found.source_id)::VARCHAR,
    coalesce(n_seen, 0), coalesce(n_quarantined, 0), coalesce(found.n, 0)
FROM staged_accounting AS booked FULL JOIN found ON found.source_id = booked.source_id
WHERE booked.source_id IS NULL
    OR n_seen <> booked.n_new + booked.n_updated + booked.n_unchanged + booked.n_duplicate
        + n_quarantined
    OR (booked.n_new, booked.n_updated, booked.n_unchanged, booked.n_duplicate) IS DISTINCT FROM
        (coalesce(found.n_new, 0), coalesce(found.n_updated, 0), coalesce(found.n_unchanged, 0),
        coalesce(found.n_duplicate, 0))
ORDER BY 1
"""  # noqa: S608 - a constant


@dataclass(slots=True)
class Mismatches:
    """Staged rows whose spans do not equal the text at their offsets."""

    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    details: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, key: str, version_id: str, detail: str) -> None:
        """Note one row, and what to tell about the version it reads."""
        self.keys[table].add(key)
        self.details[version_id].append(detail)


def check_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Check that every entry a source delivered has exactly one outcome.

    Raises:
        StopError: a source's books do not close.
    """
    wrong = connection.execute(_ACCOUNTS).fetchall()
    if wrong:
        source, seen, quarantined, outcomes = wrong[0]
        raise StopError(
            f"the books do not close for {len(wrong)} source(s), first {source}: {seen} entries "
            f"seen, {outcomes} outcomes and {quarantined} quarantined; nothing was loaded"
        )


def gather_texts(connection: duckdb.DuckDBPyConnection, staged: set[str]) -> None:
    """Put the texts that staged spans point into in the table `batch_text`.

    They are those of the batch, and of known versions only those that are pointed into.
    """
    columns = "version_id, text, source_id, raw_id, position"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE batch_text AS SELECT {columns} FROM staged_article_version"  # noqa: S608 - a constant
    )
    pointed = " UNION ".join(
        f"SELECT {span.version_id} AS version_id FROM staged_{short_name(span.table)}"  # noqa: S608 - names come from declarations
        for span in SPANS
        if span.table in staged
    )
    if not pointed:
        return
    wanted = connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE wanted_text AS
        FROM ({pointed}) ANTI JOIN batch_text USING (version_id)
        """
    ).fetchone()
    if wanted and wanted[0]:
        connection.execute(
            f"""
            INSERT INTO batch_text SELECT {columns} FROM core.article_version
            WHERE retracted_at IS NULL AND version_id IN (SELECT version_id FROM wanted_text)
            """  # noqa: S608 - a constant
        )


def find_mismatches(connection: duckdb.DuckDBPyConnection, staged: set[str]) -> Mismatches:
    """Compare every staged span with the text it was taken from.

    Args:
        connection: a writer's connection that holds the staged tables.
        staged: the tables that the batch brings.
    """
    found = Mismatches()
    texts = Texts(connection, "batch_text")
    for span in SPANS:
        if span.table in staged:
            for wrong in texts.wrong_spans(span, f"staged_{short_name(span.table)}"):
                where = f"{short_name(span.table)}.{span.text} [{wrong.start}:{wrong.stop}]"
                detail = f"{where} is not {wrong.exact!r}"
                found.add(span.table, wrong.key, wrong.version_id, detail)
    return found


def remove_rows(connection: duckdb.DuckDBPyConnection, found: Mismatches, staged: set[str]) -> int:
    """Take staged rows out of the batch, and with them the rows that cannot stand without them.

    A reference that may be missing becomes NULL instead.

    Returns:
        How many staged rows were removed.
    """
    removed = 0
    for table, keys in found.keys.items():
        (key,) = TABLES[table].key
        removed += _delete(connection, table, key, keys)
    pending = dict(found.keys)
    while pending:
        parent, gone = pending.popitem()
        for reference in REFERENCES:
            if reference.parent != parent or reference.table not in staged:
                continue
            child = TABLES[reference.table]
            if _is_nullable(child, reference.column):
                _forget(connection, reference.table, reference.column, gone)
                continue
            if len(child.key) == 1:
                orphans = _keys_of(connection, child, reference.column, gone)
                if orphans:
                    pending[reference.table] = pending.get(reference.table, set()) | orphans
            removed += _delete(connection, reference.table, reference.column, gone)
    return removed


def _is_nullable(contract: Contract[Any], name: str) -> bool:
    return next(column.nullable for column in contract.columns if column.name == name)


def _keys_of(
    connection: duckdb.DuckDBPyConnection, contract: Contract[Any], column: str, ids: set[str]
) -> set[str]:
    sql = f"SELECT {contract.key[0]}::VARCHAR FROM staged_{short_name(str(contract.table))} WHERE {column} IN (SELECT unnest(?)::UUID)"  # noqa: S608, E501 - names come from declarations
    return {key for (key,) in connection.execute(sql, [sorted(ids)]).fetchall()}


def _delete(connection: duckdb.DuckDBPyConnection, table: str, column: str, ids: set[str]) -> int:
    sql = f"DELETE FROM staged_{short_name(table)} WHERE {column} IN (SELECT unnest(?)::UUID)"  # noqa: S608 - names come from declarations
    row = connection.execute(sql, [sorted(ids)]).fetchone()
    return int(row[0]) if row else 0


def _forget(connection: duckdb.DuckDBPyConnection, table: str, column: str, ids: set[str]) -> None:
    sql = f"UPDATE staged_{short_name(table)} SET {column} = NULL WHERE {column} IN (SELECT unnest(?)::UUID)"  # noqa: S608, E501 - names come from declarations
    connection.execute(sql, [sorted(ids)])


def as_rejects(connection: duckdb.DuckDBPyConnection, found: Mismatches) -> pl.DataFrame:
    """Give one row of REJECTS per version with wrong spans."""
    rows = connection.execute(
        """
        WITH document AS (
            SELECT raw_id, uri FROM staged_raw_document
            UNION ALL
            FROM (SELECT raw_id, uri FROM core.raw_document) ANTI JOIN staged_raw_document
                USING (raw_id)
        )
        SELECT version_id::VARCHAR, source_id::VARCHAR, coalesce(uri, raw_id), raw_id, position
        FROM batch_text LEFT JOIN document USING (raw_id)
        WHERE version_id IN (SELECT unnest(?)::UUID) ORDER BY ALL
        """,
        [sorted(found.details)],
    ).fetchall()
    return REJECTS.frame(
        Reject(
            source_id=source_id,
            uri=uri,
            raw_id=raw_id,
            position=position,
            reason=Reason.SPAN_MISMATCH.value,
            detail=_detail(version_id, found.details[version_id]),
        )
        for version_id, source_id, uri, raw_id, position in rows
    )


def _detail(version_id: str, details: list[str]) -> str:
    return (
        f"version {version_id}: {len(details)} span(s) do not equal the text at their offsets; "
        f"first: {details[0]}"
    )
