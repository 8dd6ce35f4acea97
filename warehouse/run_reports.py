"""What one run brought in, read from the published snapshot."""

from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

import polars as pl
from duckdb import DuckDBPyConnection

from warehouse.opening import open_reader


@dataclass(frozen=True, slots=True)
class RunReport:
    """The rows of `warehouse/run_report/*.sql`, one attribute per file."""

    run_id: str
    totals: dict[str, int]
    sources: pl.DataFrame
    disagreements: pl.DataFrame
    claim_changes: pl.DataFrame
    events: pl.DataFrame
    claims: pl.DataFrame
    copies: pl.DataFrame
    trouble: pl.DataFrame


def run_report(directory: Path, run_id: str) -> RunReport:
    """Read the report of one run.

    Raises:
        StopError: nothing is published yet, or the snapshot cannot be read.
    """
    connection = open_reader(directory)
    frame = partial(_frame, connection, run_id)
    try:
        return RunReport(
            run_id=run_id,
            totals=run_totals(connection, run_id),
            sources=frame("sources"),
            disagreements=frame("disagreements"),
            claim_changes=frame("claim_changes"),
            events=frame("events"),
            claims=frame("claims"),
            copies=frame("copies"),
            trouble=frame("trouble"),
        )
    finally:
        connection.close()


def run_totals(connection: DuckDBPyConnection, run_id: str) -> dict[str, int]:
    """Give the numbers of one run: what `run_report/totals.sql` names."""
    return _frame(connection, run_id, "totals").row(0, named=True)


def _frame(connection: DuckDBPyConnection, run_id: str, name: str) -> pl.DataFrame:
    query = files("warehouse").joinpath("run_report", f"{name}.sql").read_text("utf-8")
    return connection.sql(query, params={"run_id": run_id}).pl()
