"""Read events with their past, and replace what holds of them without losing what held before.

A row that a decision brought bears the decision's id as its `run_id`; all others are base rows:
what the scorer decided. Decisions are worked out from base rows, whatever they were replaced by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.contract import Contract
from warehouse.framing import as_frame, columns_as_text
from warehouse.known import known_rows

_GROWN = """
    WITH mention AS (
        SELECT id::UUID AS event_mention_id FROM wanted
        UNION
        SELECT unnest(list_concat(mention_ids_l, mention_ids_r)) FROM ops.decision
        WHERE list_has_any(
            list_concat(mention_ids_l, mention_ids_r), (SELECT list(id::UUID) FROM wanted)
        )
    ), named AS (
        SELECT DISTINCT event_id FROM core.event_membership
        SEMI JOIN mention USING (event_mention_id)
    ), event AS (
        FROM named
        UNION SELECT merged_into FROM core.event SEMI JOIN named USING (event_id)
        WHERE merged_into IS NOT NULL
        UNION SELECT event_id FROM core.event
        WHERE merged_into IN (FROM named)
        UNION SELECT event_id FROM core.event
        WHERE merged_into IN (
            SELECT merged_into FROM core.event SEMI JOIN named USING (event_id)
        )
    )
    SELECT 'event' AS kind, event_id::VARCHAR AS id FROM event
    UNION SELECT 'mention', event_mention_id::VARCHAR FROM core.event_membership
    SEMI JOIN event USING (event_id)
    ORDER BY ALL
"""


REPROCESSED_AT = "SELECT finished_at FROM ops.run WHERE versions->>'reprocess' = '1'"
"""When decisions were applied to what was derived anew."""


@dataclass(frozen=True, slots=True)
class Connected:
    """Events and event mentions that ever had to do with each other."""

    event_ids: pl.Series
    mention_ids: pl.Series


@dataclass(frozen=True, slots=True)
class Moment:
    """By which decision and from when rows hold."""

    decision_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """Rows of one table: `live` ones, and `base`, which no decision brought, with `run_id`."""

    live: pl.DataFrame
    base: pl.DataFrame

    @classmethod
    def of(
        cls, connection: DuckDBPyConnection, contract: Contract[Any], column: str, ids: pl.Series
    ) -> "Past":
        """Read the rows whose column holds one of some ids."""
        return cls(
            known_rows(connection, contract, column, ids),
            base_rows(connection, contract, column, ids),
        )


def connected(connection: DuckDBPyConnection, mention_ids: Iterable[str]) -> Connected:
    """Find what some event mentions hang together with: by membership, merger or decision."""
    mentions, events = pl.Series("id", sorted(mention_ids), dtype=pl.String), pl.Series(["?"])
    while True:
        grown = as_frame(connection, _GROWN, {"wanted": mentions.to_frame("id")})
        found = grown.filter(kind="event").get_column("id")
        mentions = pl.concat([mentions, grown.filter(kind="mention").get_column("id")])
        mentions = mentions.unique().sort()
        if found.equals(events):
            return Connected(events, mentions)
        events = found


def base_rows(
    connection: DuckDBPyConnection, contract: Contract[Any], column: str, ids: pl.Series
) -> pl.DataFrame:
    """Give the last row of each key that no decision brought, unless something else retracted it.

    Returns:
        The contract's columns, and `run_id`; the earliest known first.
    """
    key = ", ".join(contract.key)
    sql = f"""
        WITH last AS (
            SELECT *, min(recorded_at) OVER (PARTITION BY {key}) AS known_at
            FROM {contract.table}
            WHERE {column} IN (SELECT id::UUID FROM wanted)
                AND run_id NOT IN (SELECT decision_id FROM ops.decision)
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY recorded_at DESC) = 1
        )
        SELECT {columns_as_text(contract)}, row.run_id::VARCHAR AS run_id FROM last AS row
        WHERE retracted_at IS NULL OR retracted_at IN (
            SELECT recorded_at FROM ops.decision
            UNION ALL {REPROCESSED_AT}
        )
        ORDER BY known_at, {key}
    """  # noqa: S608 - names come from declarations
    return as_frame(connection, sql, {"wanted": _ids(ids)})


def supersede(
    connection: DuckDBPyConnection,
    contract: Contract[Any],
    past: Past,
    target: pl.DataFrame,
    moment: Moment,
) -> int:
    """Retract the live rows that are not in the target, and record those that are new.

    A row that equals a base row is recorded under the run that first brought it.

    Args:
        connection: a writer's connection, in a transaction.
        contract: the table.
        past: its rows that are concerned.
        target: what is to hold in their place.
        moment: by which decision, and when.

    Returns:
        How many rows were retracted or recorded.
    """
    held, wanted = _as_rows(contract, past.live), _as_rows(contract, target)
    runs = dict(zip(_as_rows(contract, past.base), past.base.get_column("run_id"), strict=True))
    gone = [row for row in held if row not in wanted]
    new = [(row, runs.get(row, moment.decision_id)) for row in wanted if row not in held]
    _retract(connection, contract, [held[row] for row in gone], moment.at)
    _record(connection, contract, [{**wanted[row], "run_id": run} for row, run in new], moment.at)
    return len(gone) + len(new)


def _as_rows(contract: Contract[Any], frame: pl.DataFrame) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        tuple(tuple(value) if isinstance(value, list) else value for value in row.values()): row
        for row in frame.select(contract.schema.names()).to_dicts()
    }


def _retract(
    connection: DuckDBPyConnection,
    contract: Contract[Any],
    rows: list[dict[str, Any]],
    at: datetime,
) -> None:
    if not rows:
        return
    types = {column.name: column.sql_type for column in contract.columns}
    same = " AND ".join(f"row.{name} = gone.{name}::{types[name]}" for name in contract.key)
    gone = pl.DataFrame(rows, schema=contract.schema).select(contract.key)
    connection.register("gone", gone)
    try:
        connection.execute(
            f"UPDATE {contract.table} AS row SET retracted_at = ? FROM gone"  # noqa: S608 - names come from declarations
            f" WHERE row.retracted_at IS NULL AND {same}",
            [at],
        )
    finally:
        connection.unregister("gone")


def _record(
    connection: DuckDBPyConnection,
    contract: Contract[Any],
    rows: list[dict[str, Any]],
    at: datetime,
) -> None:
    if not rows:
        return
    names = contract.schema.names()
    cast = ", ".join(f"{column.name}::{column.sql_type}" for column in contract.columns)
    connection.register(
        "fresh", pl.DataFrame(rows, schema={**contract.schema, "run_id": pl.String})
    )
    try:
        connection.execute(
            f"INSERT INTO {contract.table} ({', '.join(names)}, run_id, recorded_at)"  # noqa: S608 - names come from declarations
            f" SELECT {cast}, run_id::UUID, ? FROM fresh",
            [at],
        )
    finally:
        connection.unregister("fresh")


def _ids(ids: pl.Series) -> pl.DataFrame:
    return ids.cast(pl.String).drop_nulls().unique().to_frame("id")
