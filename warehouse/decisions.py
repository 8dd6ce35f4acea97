"""Keep analysts' decisions, and give the rows that they work on."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.contract import Contract
from transforms.contracts.operations import DECISIONS
from warehouse.successors import as_frame

_NAMING = """
    undone_at IS NULL AND action <> 'undo'
    AND (subject = 'event_link' OR list_has_any(
        list_concat(mention_ids_l, mention_ids_r),
        (SELECT coalesce(list(mention_id::UUID), []) FROM wanted)
    ))
"""


def known_decisions(connection: DuckDBPyConnection, mention_ids: pl.Series) -> pl.DataFrame:
    """Give the DECISIONS in force that name some mentions, and all on links, in their order."""
    wanted = mention_ids.cast(pl.String).drop_nulls().unique().to_frame("mention_id")
    return _decisions(connection, _NAMING, {"wanted": wanted})


def all_decisions(connection: DuckDBPyConnection) -> pl.DataFrame:
    """Give all DECISIONS, undone ones too, in the order in which they were decided."""
    return _decisions(connection, "true", {})


def _decisions(
    connection: DuckDBPyConnection, condition: str, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    sql = f"""
        SELECT {columns_as_text(DECISIONS)} FROM ops.decision AS row
        WHERE {condition} ORDER BY decided_at, recorded_at, decision_id
    """  # noqa: S608 - a constant and names from declarations
    return DECISIONS.check(as_frame(connection, sql, frames))


def columns_as_text(contract: Contract[Any]) -> str:
    """List a contract's columns as a query gives them to a frame: ids as text."""
    return ", ".join(
        f"row.{column.name}::{column.sql_type.replace('UUID', 'VARCHAR')} AS {column.name}"
        for column in contract.columns
    )
