"""Ask with frames and get frames: registered for one query, ids as text, times in UTC."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.contract import Contract

_UTC = pl.Datetime("us", "UTC")


def as_frame(
    connection: DuckDBPyConnection, sql: str, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Run a query over some frames and give its rows, times in UTC."""
    for name, frame in frames.items():
        connection.register(name, frame)
    try:
        return connection.sql(sql).pl().with_columns(pl.col(pl.Datetime).cast(_UTC))
    finally:
        for name in frames:
            connection.unregister(name)


def columns_as_text(contract: Contract[Any]) -> str:
    """List a contract's columns as a query gives them to a frame: ids as text."""
    return ", ".join(
        f"row.{column.name}::{column.sql_type.replace('UUID', 'VARCHAR')} AS {column.name}"
        for column in contract.columns
    )
