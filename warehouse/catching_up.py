"""Bring a copy of the last snapshot to the rows that the database has now.

Tables only grow at their end, and rows are retracted where they stand, so comparing both files
row by row, in the order in which they lie, finds what is new. Anything else (an article that was
forgotten, a file that was compacted) shows as rows that do not match, and is no case for this.
"""

import duckdb

from warehouse.moving import stored_columns
from warehouse.tables import TABLES

LIVE, FRESH = "live", "fresh"
_HISTORY = {"run_id", "recorded_at", "retracted_at"}
_SCHEMA = "SELECT list((name, checksum) ORDER BY name) FROM {}.ops.schema_migration"


def catch_up(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make the tables of `fresh` equal to those of `live`, and keep what changed.

    The rows that are new or were retracted are in `changed_<table>` afterwards, for every table
    of `core` that has a history.

    Args:
        connection: to a database in memory, with the database attached as `live` and a copy of
            the last snapshot as `fresh`. Nobody else sees the copy.

    Returns:
        Whether it could be done; if not, the copy is of no use.
    """
    if _only(connection, _SCHEMA.format(LIVE)) != _only(connection, _SCHEMA.format(FRESH)):
        return False
    connection.execute(f"USE {LIVE}")
    tables = stored_columns(connection)
    connection.execute("USE memory")
    return all(_follow(connection, table, columns) for table, columns in tables.items())


def _follow(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> bool:
    has_history = set(columns) >= _HISTORY
    told = _compare(connection, table, columns, has_history=has_history)
    if has_history and not told:
        return False
    if not told:
        connection.execute(f"DELETE FROM {FRESH}.{table}")  # noqa: S608 - names come from the catalogue
        connection.execute(f"INSERT INTO {FRESH}.{table} BY NAME FROM {LIVE}.{table}")
        return True
    if has_history:
        _keep_changed(connection, table)
        connection.execute(
            f"UPDATE {FRESH}.{table} AS there SET retracted_at = row.retracted_at"  # noqa: S608 - names come from the catalogue
            " FROM differing AS row WHERE there.rowid = row.there_no"
        )
    connection.execute(
        f"INSERT INTO {FRESH}.{table} BY NAME FROM {LIVE}.{table}"  # noqa: S608 - names come from the catalogue
        " WHERE rowid >= (SELECT min(row_no) FROM differing WHERE there_no IS NULL)"
    )
    return True


def _compare(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], *, has_history: bool
) -> bool:
    """Put the rows that differ in `differing`; tell whether all old rows are where they were."""
    told = _identity(table, columns) if has_history else ", ".join(columns)
    ended = "retracted_at" if has_history else "NULL::TIMESTAMPTZ"
    side = f"SELECT rowid AS {{}}, {ended} AS {{}}, hash({told}) AS {{}} FROM {{}}.{table}"  # noqa: S608 - names come from the catalogue
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE differing AS
        SELECT row_no, there_no, retracted_at, row_hash IS DISTINCT FROM there_hash AS moved
        FROM ({side.format("row_no", "retracted_at", "row_hash", LIVE)})
        POSITIONAL JOIN ({side.format("there_no", "there_at", "there_hash", FRESH)})
        WHERE row_hash IS DISTINCT FROM there_hash OR retracted_at IS DISTINCT FROM there_at
        """  # noqa: S608 - names come from the catalogue
    )
    moved = "SELECT count(*) FROM differing WHERE moved AND there_no IS NOT NULL"
    return not _only(connection, moved)


def _identity(table: str, columns: list[str]) -> str:
    key = TABLES[table].key[0] if table in TABLES else columns[0]
    return f"{key}, run_id, recorded_at"


def _keep_changed(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    name = table.partition(".")[2]
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE changed_{name} AS
        FROM {LIVE}.{table}
        WHERE rowid >= (SELECT min(row_no) FROM differing WHERE there_no IS NULL)
        """  # noqa: S608 - names come from the catalogue
    )
    if _only(connection, "SELECT count(*) FROM differing WHERE there_no IS NOT NULL"):
        connection.execute(
            f"INSERT INTO changed_{name} FROM {LIVE}.{table}"  # noqa: S608 - names come from the catalogue
            " WHERE rowid IN (SELECT row_no FROM differing WHERE there_no IS NOT NULL)"
        )


def _only(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None
