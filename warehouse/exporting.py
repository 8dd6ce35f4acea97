"""Write the views of the published snapshot to files that other programs read."""

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.errors import StopError
from warehouse.claims_as_jsonld import write_jsonld
from warehouse.failures import meaning_of
from warehouse.opening import PUBLISHED

EXPORTED = ("articles", "claims", "claim_mentions", "events", "event_reports", "disagreements")
MONTHLY = {
    "articles": "published_at",
    "claims": "first_seen_at",
    "claim_mentions": "published_at",
    "events": "first_seen_at",
    "event_reports": "published_at",
    "disagreements": None,
}
"""The time by whose month a view is parted; None where it has none of its own."""

_FORMULA = r"'^[=+\-@\t\r]'"


@dataclass(frozen=True, slots=True)
class Exported:
    """A view that was written, its rows, and where."""

    view: str
    rows: int
    path: str


def export(directory: Path, target: Path, kind: str, *, monthly: bool = False) -> list[Exported]:
    """Write each view to a file of its own, replacing what an earlier export wrote there.

    Args:
        directory: the warehouse's directory; its published snapshot is read.
        target: a folder for the files; made when it is not there.
        kind: jsonl, csv, parquet or jsonld (claims only). In CSV a text that a spreadsheet would
            take for a formula begins with an apostrophe, and lists are JSON.
        monthly: part Parquet by month: `claims/month=2026-03/data_0.parquet`.

    Raises:
        StopError: nothing is published yet, or the folder cannot be written.
        RetryError: the disk is full.
    """
    snapshot = directory / PUBLISHED
    if not snapshot.exists():
        raise StopError(f"{snapshot}: nothing is published yet; run `claimstream run` first")
    try:
        target.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(snapshot), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            if kind == "jsonld":
                path = target / "claims.jsonld"
                return [Exported("claims", write_jsonld(connection, path), str(path))]
            return [
                _write_parted(connection, view, target)
                if monthly and kind == "parquet" and MONTHLY[view]
                else _write(connection, view, target / f"{view}.{kind}", kind)
                for view in EXPORTED
            ]
    except (duckdb.Error, OSError) as error:
        raise meaning_of(error, str(target)) from error


def _write(connection: duckdb.DuckDBPyConnection, view: str, path: Path, kind: str) -> Exported:
    """Write a file beside its place and then put it there, so that no reader sees half of it."""
    options = {"jsonl": "FORMAT json", "csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet"}
    source = _safe(connection, view) if kind == "csv" else f"FROM mart.{view}"
    temporary = path.with_name(f".{path.name}.tmp")
    rows = _copy(connection, source, temporary, options[kind])
    with temporary.open("rb") as handle:
        os.fsync(handle.fileno())
    temporary.replace(path)
    return Exported(view, rows, str(path))


def _write_parted(connection: duckdb.DuckDBPyConnection, view: str, target: Path) -> Exported:
    month = f"coalesce(strftime({MONTHLY[view]}, '%Y-%m'), 'unknown')"
    rows = _copy(
        connection,
        f"SELECT *, {month} AS month FROM mart.{view}",  # noqa: S608 - names are our own
        target / view,
        "FORMAT parquet, PARTITION_BY (month), OVERWRITE",
    )
    return Exported(view, rows, str(target / view))


def _copy(connection: duckdb.DuckDBPyConnection, source: str, path: Path, options: str) -> int:
    quoted = str(path).replace("'", "''")
    row = connection.execute(f"COPY ({source}) TO '{quoted}' ({options})").fetchone()
    return int(row[0]) if row else 0


def _safe(connection: duckdb.DuckDBPyConnection, view: str) -> str:
    """Write the query that gives a view's rows as cells that no spreadsheet computes."""
    columns = connection.execute(f"DESCRIBE mart.{view}").fetchall()
    cells = [_cell(name, kind) for name, kind, *_ in columns]
    return f"SELECT {', '.join(cells)} FROM mart.{view}"  # noqa: S608 - names are our own


def _cell(name: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f"{name}::JSON::VARCHAR AS {name}"
    if kind == "VARCHAR":
        marked = f"regexp_matches({name}, {_FORMULA})"
        return f"CASE WHEN {marked} THEN '''' || {name} ELSE {name} END AS {name}"
    return name
