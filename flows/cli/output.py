"""Writing rows to stdout: a table for people, JSON, JSON Lines or CSV for programs."""

import json
import math
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Console

from flows.cli.options import Format
from flows.cli.tables import write_table

if TYPE_CHECKING:
    import polars as pl


def stderr() -> Console:
    """Give the console for everything that is not data."""
    return Console(stderr=True, highlight=False)


def write_frame(frame: "pl.DataFrame", how: Format, *, null: str = "") -> None:
    """Write a frame's rows to stdout; a table shows what is missing as `null`."""
    write_rows(frame.columns, frame.iter_rows(named=True), how, null=null)


def write_rows(
    columns: list[str], rows: Iterable[Mapping[str, Any]], how: Format, *, null: str = ""
) -> None:
    """Write rows to stdout: JSON is one array of objects, CSV is safe in a spreadsheet."""
    if how is Format.table:
        cells = [[_shown(row[name]) for name in columns] for row in rows]
        write_table(columns, cells, null=null)
    elif how is Format.jsonl:
        for row in rows:
            sys.stdout.write(as_json(row) + "\n")
    elif how is Format.json:
        sys.stdout.write("[" + ",\n ".join(as_json(row) for row in rows) + "]\n")
    else:
        sys.stdout.write(_csv_line(columns))
        for row in rows:
            sys.stdout.write(_csv_line([row[name] for name in columns]))
    sys.stdout.flush()


def write_object(values: Mapping[str, Any], how: Format) -> None:
    """Write one result: one object in the JSON formats, name and value otherwise."""
    if how in (Format.json, Format.jsonl):
        sys.stdout.write(as_json(values) + "\n")
    else:
        rows = [{"name": name, "value": value} for name, value in values.items()]
        write_rows(["name", "value"], rows, how)


def as_json(value: object) -> str:
    """Give a value as strict JSON on one line: what JSON has no number for is null."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def _number(value: float | Decimal) -> float | int | None:
    """Give a number that JSON can hold; DuckDB hands out sums of whole numbers as decimals."""
    if not math.isfinite(value):
        return None
    return int(value) if isinstance(value, Decimal) and value == int(value) else float(value)


def _shown(value: object) -> str | None:
    """Give a value as a person reads it; None stays."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1 else f"{value:,.2f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ", ".join(_shown(item) or "" for item in value)
    return as_json(value) if isinstance(value, Mapping) else str(_plain(value))


def _csv_line(values: Iterable[object]) -> str:
    cells = [_csv_cell(value) for value in values]
    return (",".join(cells) if cells != [""] else '""') + "\n"


def _csv_cell(value: object) -> str:
    """Write a cell: NULL is nothing, an empty text is ""; no text is taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | Mapping):
        text = as_json(value)
    else:
        text = str(value) if isinstance(value, float | Decimal) else str(_plain(value))
    if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")):
        text = "'" + text
    needs_quotes = not text or any(sign in text for sign in ',"\n\r')
    return '"' + text.replace('"', '""') + '"' if needs_quotes else text
