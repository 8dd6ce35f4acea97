"""What the last day and week brought in, read from the published snapshot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from warehouse.opening import open_reader

DAY = timedelta(days=1)
WEEK = timedelta(days=6, hours=23)


@dataclass(frozen=True, slots=True)
class DayReport:
    """The rows of `warehouse/day_report/*.sql`.

    Attributes:
        totals: `n_runs, n_failed, n_new, n_disagreements` of the last 24 hours.
        disagreements: those that runs of the last 24 hours found.
        days: one row per day of the last week: `day, n_runs, n_articles, n_disagreements`.
        troubled: sources that are not well: `source, health, detail, last_news_at, is_fresh`.
    """

    totals: dict[str, int]
    disagreements: pl.DataFrame
    days: pl.DataFrame
    troubled: pl.DataFrame


def day_report(directory: Path, *, until: datetime) -> DayReport:
    """Read the report of the day that ends at a moment.

    Args:
        directory: the warehouse's folder.
        until: the moment, aware: when the run began that the report is of.

    Raises:
        StopError: nothing is published yet, or the snapshot cannot be read.
    """
    connection = open_reader(directory)
    day = {"since": until - DAY, "until": until}
    try:
        return DayReport(
            totals=_frame(connection, "totals", day).row(0, named=True),
            disagreements=_frame(connection, "disagreements", day),
            days=_frame(connection, "days", {"since": until - WEEK, "until": until}),
            troubled=_frame(connection, "troubled", {"until": until}),
        )
    finally:
        connection.close()


def _frame(connection: DuckDBPyConnection, name: str, values: dict[str, Any]) -> pl.DataFrame:
    query = files("warehouse").joinpath("day_report", f"{name}.sql").read_text("utf-8")
    return connection.sql(query, params=values).pl()
