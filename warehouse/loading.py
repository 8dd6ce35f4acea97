"""Load one staged batch in one transaction: all of it or nothing, and the same batch once.

    staged Parquet -> temporary tables -> books closed? -> spans verbatim? (else quarantine)
    -> look up which keys are present -> retract what later decisions supersede
    -> insert what is new -> keys unique? -> commit

Facts (articles, versions, mentions) are recorded once per key. Decisions (copy groups, events,
claims, their members and links) are superseded: the earlier row gets `retracted_at`, so that the
warehouse can still be read as of an earlier moment.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms.contracts.articles import ENTRY_OUTCOMES
from transforms.contracts.contract import Contract
from transforms.contracts.operations import QUARANTINE, REJECTS, WITHDRAWALS
from transforms.errors import ClaimstreamError, StopError
from transforms.identifiers import stable_id
from warehouse.checking import (
    as_rejects,
    check_accounts,
    find_mismatches,
    gather_texts,
    remove_rows,
)
from warehouse.failures import meaning_of
from warehouse.loading_keys import check_unique, find_present, present
from warehouse.staging import Manifest, read_manifest, staged_file
from warehouse.superseding import (
    refresh_descriptions,
    remove_replaced,
    retract_superseded,
    retract_withdrawn,
)
from warehouse.tables import TABLES, short_name
from warehouse.threads import on_one_thread


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: rows by table, or nothing for a batch that was there already."""

    batch_id: str
    skipped: bool
    inserted: dict[str, int] = field(default_factory=dict)
    retracted: dict[str, int] = field(default_factory=dict)
    mismatched: int = 0


def load_batch(
    connection: duckdb.DuckDBPyConnection, folder: Path, *, run_id: str, recorded_at: datetime
) -> LoadReport:
    """Load a staged batch, checked, in one transaction.

    The commit is safe in the write-ahead log; the end of the window of writing checkpoints once
    for all its batches.

    Args:
        connection: from `warehouse.opening.open_writer`.
        folder: what `warehouse.staging.stage` wrote.
        run_id: the run on whose behalf the rows are recorded.
        recorded_at: the moment from which they count as known, aware.

    Returns:
        Rows inserted and retracted by table; `skipped` when the batch was loaded before.

    Raises:
        StopError: the folder is incomplete, the books do not close, or a key is there twice.
        RetryError: the disk is full. In all cases the warehouse is as it was.
    """
    manifest = read_manifest(folder)
    connection.execute("BEGIN")
    try:
        if _is_loaded(connection, manifest.batch_id):
            report = LoadReport(manifest.batch_id, skipped=True)
        else:
            with on_one_thread(connection):
                report = _Load(connection, folder, manifest, run_id, recorded_at).run()
        connection.execute("COMMIT")
    except duckdb.Error as error:
        _roll_back(connection)
        raise meaning_of(error, f"batch {manifest.batch_id}") from error
    except ClaimstreamError:
        _roll_back(connection)
        raise
    return report


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:  # a fatal error, or the commit itself, has ended the transaction already
        return


def _is_loaded(connection: duckdb.DuckDBPyConnection, batch_id: str) -> bool:
    row = connection.execute(
        "SELECT count(*) FROM ops.load_batch WHERE batch_id = ?", [batch_id]
    ).fetchone()
    return bool(row and row[0])


@dataclass(frozen=True, slots=True)
class _Load:
    """One batch on its way in."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    manifest: Manifest
    run_id: str
    recorded_at: datetime

    def run(self) -> LoadReport:
        tables = self._read_staged()
        check_accounts(self.connection)
        self._quarantine_rejects()
        mismatched = self._set_aside_mismatches(set(tables))
        retracted = self._withdraw()
        remove_replaced(self.connection, tables)
        met = find_present(self.connection, tables)
        superseded = retract_superseded(self.connection, met, at=self.recorded_at)
        for table, count in superseded.items():
            retracted[table] = retracted.get(table, 0) + count
        refresh_descriptions(self.connection, tables)
        inserted = {table: self._insert(contract) for table, contract in tables.items()}
        for contract in tables.values():
            check_unique(self.connection, contract)
        self._record(inserted)
        return LoadReport(self.manifest.batch_id, False, inserted, retracted, mismatched)

    def _read_staged(self) -> dict[str, Contract[Any]]:
        """Bring the staged files in as temporary tables, typed as their tables are."""
        staged: dict[str, Contract[Any]] = {}
        for contract in (*TABLES.values(), ENTRY_OUTCOMES):
            name = short_name(contract.table) if contract.table else "entry_outcome"
            path = staged_file(self.folder, contract)
            columns = ", ".join(f"{c.name}::{c.sql_type} AS {c.name}" for c in contract.columns)
            if path.exists():
                source = f"SELECT {columns} FROM read_parquet('{_quoted(path)}')"  # noqa: S608 - names come from declarations
                if contract.table:
                    staged[contract.table] = contract
            else:
                nothing = ", ".join(f"NULL::{c.sql_type} AS {c.name}" for c in contract.columns)
                source = f"SELECT {nothing} WHERE false"
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE staged_{name} AS {source}")
        staged.setdefault(str(QUARANTINE.table), QUARANTINE)
        return staged

    def _withdraw(self) -> dict[str, int]:
        path = staged_file(self.folder, WITHDRAWALS)
        rows = pl.read_parquet(path) if path.exists() else WITHDRAWALS.empty()
        return retract_withdrawn(self.connection, rows, at=self.recorded_at)

    def _quarantine_rejects(self) -> None:
        path = staged_file(self.folder, REJECTS)
        if path.exists():
            self._quarantine(pl.read_parquet(path))

    def _set_aside_mismatches(self, staged: set[str]) -> int:
        gather_texts(self.connection, staged)
        found = find_mismatches(self.connection, staged)
        if not found.keys:
            return 0
        self._quarantine(as_rejects(self.connection, found))
        return remove_rows(self.connection, found, staged)

    def _quarantine(self, rejects: pl.DataFrame) -> None:
        """Stage REJECTS as quarantine rows, each input and reason once."""
        keys = rejects.select(
            "source_id", pl.coalesce("raw_id", "uri"), "position", "reason"
        ).iter_rows()
        ids = [stable_id("quarantine", *key) for key in keys]
        self.connection.register(
            "rejected",
            rejects.with_columns(quarantine_id=pl.Series(ids, dtype=pl.String)).unique(
                "quarantine_id", keep="first", maintain_order=True
            ),
        )
        try:
            self.connection.execute(
                """
                INSERT INTO staged_quarantine
                SELECT quarantine_id::UUID AS quarantine_id, ?, source_id, uri, position, reason,
                    detail, raw_id, ?
                FROM rejected ANTI JOIN staged_quarantine AS there
                    ON there.quarantine_id = rejected.quarantine_id::UUID
                """,
                [self.run_id, self.recorded_at],
            )
        finally:
            self.connection.unregister("rejected")

    def _insert(self, contract: Contract[Any]) -> int:
        table = str(contract.table)
        same = " AND ".join(f"there.{k} = row.{k}" for k in contract.key)
        names = ", ".join(contract.schema.names())
        row_names = ", ".join(f"row.{name}" for name in contract.schema.names())
        history, values = "", ""
        parameters: list[Any] = []
        if contract.history:
            history, values = ", run_id, recorded_at", ", ?::UUID, ?::TIMESTAMPTZ"
            parameters = [self.run_id, self.recorded_at]
        row = self.connection.execute(
            f"""
            INSERT INTO {table} ({names}{history})
            SELECT {row_names}{values} FROM staged_{short_name(table)} AS row
            ANTI JOIN {present(table)} AS there ON {same}
            """,  # noqa: S608 - names come from declarations
            parameters,
        ).fetchone()
        return int(row[0]) if row else 0

    def _record(self, inserted: dict[str, int]) -> None:
        self.connection.execute(
            """
            INSERT INTO ops.load_batch
            SELECT ?, ?, coalesce(sum(n_seen), 0), ?, ?, ? FROM staged_accounting
            """,
            [
                self.manifest.batch_id,
                self.run_id,
                inserted.get("core.article_version", 0),
                inserted.get("core.claim_mention", 0),
                self.recorded_at,
            ],
        )


def _quoted(path: Path) -> str:
    if "*" in str(path) or "?" in str(path) or "[" in str(path):
        raise StopError(f"{path}: a warehouse directory may not contain *, ? or [")
    return str(path).replace("'", "''")
