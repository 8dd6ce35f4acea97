"""Retract what later decisions replace, so that the warehouse can be read as of any moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb
import polars as pl

from transforms.contracts.contract import Contract
from warehouse.loading_keys import member_key, present
from warehouse.tables import CLUSTERS, REFRESHED, REPLACED, TABLES, is_decided, short_name


def retract_superseded(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Contract[Any]], *, at: datetime
) -> dict[str, int]:
    """Set `retracted_at` on live rows that staged rows replace.

    A staged decision replaces the row of the same key when anything in it differs, and, where it
    puts a member into a cluster, the row that had the member in another one. Facts are never
    replaced.

    Args:
        connection: a writer's connection, in a transaction, that holds the staged tables and
            what `find_present` says of them.
        tables: the tables of which the batch meets live rows.
        at: the moment from which the rows no longer hold.

    Returns:
        How many rows were retracted, by table.
    """
    retracted: dict[str, int] = {}
    for table, contract in tables.items():
        if is_decided(contract) and (count := _retract(connection, contract, at)):
            retracted[table] = count
    return retracted


def retract_withdrawn(
    connection: duckdb.DuckDBPyConnection, withdrawals: pl.DataFrame, *, at: datetime
) -> dict[str, int]:
    """Set `retracted_at` on live rows that a batch withdraws.

    Args:
        connection: a writer's connection, in a transaction.
        withdrawals: WITHDRAWALS; the tables have one key column.
        at: the moment from which the rows no longer hold.

    Returns:
        How many rows were retracted, by table.
    """
    retracted = {}
    for (table,), rows in withdrawals.group_by("table_name"):
        (key,) = TABLES[str(table)].key
        connection.register("withdrawn", rows)
        found = connection.execute(
            f"UPDATE {table} SET retracted_at = ? WHERE retracted_at IS NULL"  # noqa: S608 - names come from declarations
            f" AND {key} IN (SELECT row_id::UUID FROM withdrawn)",
            [at],
        ).fetchone()
        connection.unregister("withdrawn")
        retracted[str(table)] = int(found[0]) if found else 0
    return retracted


def refresh_descriptions(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Contract[Any]]
) -> None:
    """Bring what sources and outlets are called up to date; a missing value changes nothing."""
    for table, names in REFRESHED.items():
        if table in tables:
            (key,) = tables[table].key
            values = ", ".join(f"{name} = coalesce(row.{name}, there.{name})" for name in names)
            differs = " OR ".join(
                f"coalesce(row.{name}, there.{name}) IS DISTINCT FROM there.{name}"
                for name in names
            )
            connection.execute(
                f"""
                UPDATE {table} AS there SET {values} FROM staged_{short_name(table)} AS row
                WHERE row.{key} = there.{key} AND ({differs})
                """  # noqa: S608 - names come from declarations
            )


def remove_replaced(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Contract[Any]]
) -> None:
    """Make room for rows that say what is the case now."""
    for table in REPLACED & set(tables):
        (key,) = tables[table].key
        connection.execute(
            f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM staged_{short_name(table)})"  # noqa: S608 - names come from declarations
        )


def _replaces(contract: Contract[Any]) -> str:
    """Say what must hold for a staged row to replace a live one of the same key or member."""
    rest = [name for name in contract.schema.names() if name not in contract.key]
    differs = " OR ".join(f"row.{name} IS DISTINCT FROM there.{name}" for name in rest)
    for cluster in CLUSTERS:
        if cluster.membership == contract.table:
            moved = f"row.{cluster.id} <> there.{cluster.id}"
            if "status" in rest:
                moved += " AND row.status <> 'rejected' AND there.status <> 'rejected'"
            stays = f"row.{cluster.id} = there.{cluster.id}"
            return f"({stays} AND ({differs})) OR ({moved})"
    return differs


def _retract(connection: duckdb.DuckDBPyConnection, contract: Contract[Any], at: datetime) -> int:
    """Retract the replaced of the present rows, which are then present no longer."""
    table = str(contract.table)
    same = " AND ".join(f"row.{name} = there.{name}" for name in member_key(contract))
    found = connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE replaced AS
        SELECT there.rowid AS row_no FROM {table} AS there
        WHERE rowid IN (SELECT row_no FROM {present(table)})
            AND EXISTS (FROM staged_{short_name(table)} AS row
                WHERE {same} AND ({_replaces(contract)}))
        """  # noqa: S608 - names come from declarations
    ).fetchone()
    if not found or not found[0]:
        return 0
    connection.execute(
        f"UPDATE {table} SET retracted_at = ? WHERE rowid IN (SELECT row_no FROM replaced)",  # noqa: S608 - names come from declarations
        [at],
    )
    connection.execute(
        f"DELETE FROM {present(table)} WHERE row_no IN (SELECT row_no FROM replaced)"  # noqa: S608 - names come from declarations
    )
    return int(found[0])
