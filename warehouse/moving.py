"""Move all rows of a database into a new file, and prove that none was lost or changed.

Backup, restore and compact are this: the same rows, counted and hashed on both sides.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.errors import StopError
from warehouse.migrating import migrate
from warehouse.opening import SETTINGS

_COLUMNS = """
    SELECT schema_name || '.' || table_name AS relation, list(column_name ORDER BY column_index)
    FROM duckdb_columns()
    SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name)
    WHERE database_name = current_database() AND schema_name IN ('core', 'ops', 'ref')
        AND table_name <> 'schema_migration'
    GROUP BY relation ORDER BY relation
"""


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows a table has, and the sum of their hashes, whatever their order."""

    rows: int
    checksum: str


def stored_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Name the tables that hold what cannot be derived, and their columns in order.

    The search index and the ledger of migrations are left out: publishing makes the one, and a
    new file has its own of the other.
    """
    return dict(connection.execute(_COLUMNS).fetchall())


def content_of(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]
) -> Content:
    """Count and hash the rows of a table or of anything else that stands after FROM.

    Hashes can be compared within one version of DuckDB only.
    """
    listed = ", ".join(columns)
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(hash({listed})::HUGEINT), 0)::VARCHAR FROM {relation}"  # noqa: S608 - names come from the catalogue
    ).fetchone()
    return Content(*row) if row else Content(0, "0")


def move_rows(
    connection: duckdb.DuckDBPyConnection, table: str, source: str, columns: Sequence[str]
) -> Content:
    """Put the rows of a source into an empty table, or in the place of those it was made with.

    Args:
        connection: to the new file, outside a transaction.
        table: where the rows go.
        source: what stands after FROM.
        columns: the columns that both have.

    Returns:
        What the table holds now.

    Raises:
        StopError: the table does not hold what the source does.
    """
    listed = ", ".join(columns)
    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names come from the catalogue
    connection.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {source}")  # noqa: S608 - names come from the catalogue
    expected = content_of(connection, source, columns)
    held = content_of(connection, table, columns)
    if held != expected:
        raise StopError(
            f"{table}: {expected.rows} rows were to be copied, the copy has {held.rows} or other "
            "ones; nothing was changed, run `claimstream doctor`"
        )
    return held


@contextmanager
def new_database(place: Path, through: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Make a database beside its place and put it there when it is complete and on disk.

    Args:
        place: the file that it becomes; whoever has an older one open keeps it.
        through: the last migration to apply at first, so that rows of an earlier version fit;
            what is later is applied at the end.
    """
    temporary = place.with_name(f".{place.name}.new")
    _remove(temporary)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with duckdb.connect(str(temporary), config=dict(SETTINGS)) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET checkpoint_threshold = '1TB'")  # one at the end leaves no gaps
            migrate(connection, through=through)
            yield connection
            migrate(connection)
            connection.execute("CHECKPOINT")
        put_in_place(temporary, place)
    finally:
        _remove(temporary)


def put_in_place(temporary: Path, place: Path) -> None:
    """Give a file or folder that is complete its name, surviving a power cut."""
    with suppress(IsADirectoryError), temporary.open("rb") as handle:
        os.fsync(handle.fileno())
    temporary.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(temporary: Path) -> None:
    temporary.unlink(missing_ok=True)
    temporary.with_name(f"{temporary.name}.wal").unlink(missing_ok=True)
