"""Say what takes the space: files of the warehouse, and tables of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.moving import stored_columns
from warehouse.opening import DATABASE, PUBLISHED, RAW, warehouse_lock

_BLOCKS = """
    SELECT count(DISTINCT block_id) * (SELECT block_size FROM pragma_database_size())
    FROM (
        SELECT block_id FROM pragma_storage_info(?) WHERE persistent
        UNION ALL
        SELECT unnest(additional_block_ids) FROM pragma_storage_info(?) WHERE persistent
    )
"""


@dataclass(frozen=True, slots=True)
class Size:
    """What a part takes: its rows or files, and bytes on disk."""

    part: str
    count: int
    bytes: int


def sizes(directory: Path) -> list[Size]:
    """Measure the files of a warehouse and, in its database, the tables, largest first.

    Small tables share blocks, so the tables together may seem larger than the database.

    Args:
        directory: the warehouse's directory.

    Raises:
        RetryError: a run is writing.
    """
    files = [
        _files("database", directory.glob(f"{DATABASE}*")),
        _files("snapshot", directory.glob(PUBLISHED)),
        _files("raw documents", directory.glob(f"{RAW}/??/*.gz")),
        _files("reading lists", directory.glob(f"{RAW}/runs/*.gz")),
        _files("staging", directory.glob("staging/*/*")),
    ]
    live = directory / DATABASE
    if not live.exists():
        return files
    with warehouse_lock(directory), duckdb.connect(str(live), read_only=True) as connection:
        tables = [_table(connection, table) for table in stored_columns(connection)]
    return files + sorted(tables, key=lambda size: -size.bytes)


def _files(part: str, paths: Iterable[Path]) -> Size:
    found = [path.stat().st_size for path in paths if path.is_file()]
    return Size(part, len(found), sum(found))


def _table(connection: duckdb.DuckDBPyConnection, table: str) -> Size:
    (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)  # noqa: S608 - names come from the catalogue
    (taken,) = connection.execute(_BLOCKS, [table, table]).fetchone() or (0,)
    return Size(table, int(rows), int(taken or 0))
