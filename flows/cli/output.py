"""Writing rows to stdout: a table for people, JSON, JSON Lines or CSV for programs."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.options import Format

if TYPE_CHECKING:
    import polars as pl

WIDE = 200


def stderr() -> Console:
    """Give the console for everything that is not data."""
    return Console(stderr=True, highlight=False)


def write_frame(frame: "pl.DataFrame", how: Format) -> None:
    """Write a frame's rows to stdout."""
    write_rows(frame.columns, frame.iter_rows(named=True), how)


def write_rows(columns: list[str], rows: Iterable[Mapping[str, Any]], how: Format) -> None:
    """Write rows to stdout: JSON is one array of objects, CSV is safe in a spreadsheet."""
    if how is Format.table:
        _write_table(columns, rows)
    elif how is Format.jsonl:
        for row in rows:
            sys.stdout.write(_json(row) + "\n")
    elif how is Format.json:
        sys.stdout.write("[" + ",\n ".join(_json(row) for row in rows) + "]\n")
    else:
        _write_csv(columns, rows)
    sys.stdout.flush()


def write_object(values: Mapping[str, Any], how: Format) -> None:
    """Write one result: one object in the JSON formats, name and value otherwise."""
    if how in (Format.json, Format.jsonl):
        sys.stdout.write(_json(values) + "\n")
    else:
        rows = [{"name": name, "value": value} for name, value in values.items()]
        write_rows(["name", "value"], rows, how)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1 else f"{value:,.2f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value)
    return str(value)


def _write_table(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    width = None if sys.stdout.isatty() else WIDE
    console = Console(highlight=False, width=width)
    table = Table(header_style="bold", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row[column])) for column in columns))
    console.print(table)


def _write_csv(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    import csv  # noqa: PLC0415 - only this format needs it

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row[column]) for column in columns])


def _csv_cell(value: object) -> object:
    if isinstance(value, list | dict):
        return _json(value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return _plain(value) if isinstance(value, datetime | date) else value
