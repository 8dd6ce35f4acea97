"""Which keys of a batch a table holds already: looked up once, and asked by every later step.

Keys are hashes and large tables have no index, so that a look-up reads a whole key column. Rows of
a version that the batch itself brings need none: what rests on a version is recorded with it or
after it, forgotten with it, and has an id made from it.
"""

from collections.abc import Mapping
from typing import Any

import duckdb

from transforms.contracts.contract import Contract
from transforms.errors import StopError
from warehouse.tables import CLUSTERS, REFERENCES, SPANS, Reference, short_name

_MEMBERS = {cluster.membership: cluster.member for cluster in CLUSTERS}
_QUOTING = {span.table for span in SPANS if span.version_id == "version_id"}
_RESTS_ON = {
    reference.table: reference
    for reference in REFERENCES
    if reference.column == _MEMBERS.get(reference.table)
    or (reference.table in _QUOTING and reference.column == "version_id")
}
_PARENTS = {reference.parent for reference in _RESTS_ON.values()}


def present(table: str) -> str:
    """Name the temporary table in which `find_present` puts what it finds of a table."""
    return f"present_{short_name(table)}"


def find_present(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Contract[Any]]
) -> dict[str, Contract[Any]]:
    """Put row numbers and keys of the live rows that a batch meets into temporary tables.

    They are the rows of the same key, and of memberships all rows of the same member, whichever
    cluster they put it into.

    Args:
        connection: a writer's connection, in a transaction, that holds the staged tables.
        tables: the tables that the batch brings, parents before their children.

    Returns:
        The tables of which there are such rows.
    """
    met: dict[str, Contract[Any]] = {}
    looked_up: set[str] = set()
    for table, contract in tables.items():
        parent = _RESTS_ON.get(table)
        _look_up(connection, contract, parent if parent and parent.parent in looked_up else None)
        looked_up.add(table)
        row = connection.execute(f"SELECT count(*) FROM {present(table)}").fetchone()  # noqa: S608 - names come from declarations
        if row and row[0]:
            met[table] = contract
    return met


def _look_up(
    connection: duckdb.DuckDBPyConnection, contract: Contract[Any], parent: Reference | None
) -> None:
    """Find a table's rows; of what others rest on, note the keys that were never recorded."""
    table, name = str(contract.table), short_name(str(contract.table))
    keys = ", ".join(f"there.{key}" for key in contract.key)
    same = " AND ".join(f"row.{key} = there.{key}" for key in member_key(contract))
    live = "there.retracted_at IS NULL" if contract.history else "true"
    wanted = f"staged_{name}"
    if parent:
        wanted = (
            f"(FROM staged_{name} AS child ANTI JOIN new_{short_name(parent.parent)} AS parent"
            f" ON parent.{parent.parent_column} = child.{parent.column})"
        )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {present(table)} AS
        SELECT there.rowid AS row_no, {live} AS is_live, {keys} FROM {table} AS there
        SEMI JOIN {wanted} AS row ON {same}
        """  # noqa: S608 - names come from declarations
    )
    if table in _PARENTS:
        key = ", ".join(contract.key)
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE new_{name} AS
            SELECT {key} FROM staged_{name} ANTI JOIN {present(table)} USING ({key})
            """  # noqa: S608 - names come from declarations
        )
    connection.execute(f"DELETE FROM {present(table)} WHERE NOT is_live")  # noqa: S608 - names come from declarations


def member_key(contract: Contract[Any]) -> tuple[str, ...]:
    """Name the key columns of a table; of a membership those that say who the member is."""
    ids = {cluster.id for cluster in CLUSTERS if cluster.membership == contract.table}
    return tuple(name for name in contract.key if name not in ids)


def check_unique(connection: duckdb.DuckDBPyConnection, contract: Contract[Any]) -> None:
    """Check that each key of the batch has one live row, of those present and those inserted.

    Raises:
        StopError: a key is there twice.
    """
    table, key = str(contract.table), ", ".join(contract.key)
    row = connection.execute(
        f"""
        SELECT {key} FROM (
            SELECT {key} FROM {present(table)} SEMI JOIN staged_{short_name(table)} USING ({key})
            UNION ALL
            SELECT {key} FROM staged_{short_name(table)} ANTI JOIN {present(table)} USING ({key})
        ) GROUP BY {key} HAVING count(*) > 1 LIMIT 1
        """  # noqa: S608 - names come from declarations
    ).fetchone()
    if row:
        raise StopError(f"{table}: key {row} is there twice; nothing was loaded")
