"""Rewrite the database without the space that updated and deleted rows left behind."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.errors import StopError
from warehouse.failures import meaning_of
from warehouse.migrating import applied_migrations, check_ledger
from warehouse.moving import move_rows, new_database, put_in_place, stored_columns
from warehouse.opening import DATABASE, fold_in_log, warehouse_lock


@dataclass(frozen=True, slots=True)
class Compacted:
    """The size of the database before and after, in bytes."""

    before_bytes: int
    after_bytes: int


def compact(directory: Path, *, always: bool = False) -> Compacted:
    """Copy all rows, history included, into a new file and keep the smaller one of the two.

    Readers of the snapshot notice nothing; the next publish takes the smaller file. A kill leaves
    the old file as it was.

    Args:
        directory: the warehouse's directory.
        always: keep the new file in any case: no deleted row is left in it.

    Raises:
        StopError: there is no database, or the copy does not hold the same rows.
        RetryError: a run is writing, or the disk is full.
    """
    live = directory / DATABASE
    if not live.exists():
        raise StopError(f"{live}: there is no database yet; run `claimstream run` first")
    with warehouse_lock(directory):
        try:
            fold_in_log(live)
            before = live.stat().st_size
            with duckdb.connect(str(live), read_only=True) as connection:
                migrations = applied_migrations(connection)
            check_ledger(migrations)
            candidate = live.with_name(f"compacted-{live.name}")
            with new_database(candidate, max(migrations)) as connection:
                _copy(connection, live)
            if always or candidate.stat().st_size < before:
                put_in_place(candidate, live)
            candidate.unlink(missing_ok=True)
            return Compacted(before, live.stat().st_size)
        except (duckdb.Error, OSError) as error:
            raise meaning_of(error, str(live)) from error


def _copy(connection: duckdb.DuckDBPyConnection, live: Path) -> None:
    path = str(live).replace("'", "''")
    connection.execute(f"ATTACH '{path}' AS old (READ_ONLY)")
    for table, columns in stored_columns(connection).items():
        move_rows(connection, table, f"old.{table}", columns)
    connection.execute("DETACH old")
