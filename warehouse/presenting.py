"""Give any result of DuckDB as a frame; what frames cannot hold comes as DuckDB writes it."""

from datetime import date

import duckdb
import polars as pl
from duckdb.sqltypes import DuckDBPyType

_HELD = frozenset(
    [
        "boolean",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "utinyint",
        "usmallint",
        "uinteger",
        "ubigint",
        "float",
        "double",
        "decimal",
        "varchar",
        "uuid",
        "blob",
        "enum",
        "json",
    ]
)
"""Types whose every value a frame can hold."""
_HELD_WITHIN_BOUNDS = frozenset(
    ["hugeint", "date", "timestamp", "timestamp_s", "timestamp_ms", "timestamp with time zone"]
)
"""Types whose usual values a frame can hold: no infinity, no year beyond 9999, 38 digits."""
_DAYS = (date(1, 1, 1).toordinal(), date(9999, 12, 31).toordinal())
_EPOCH = date(1970, 1, 1).toordinal()
_PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000}
_TOO_LARGE = 10**38
_TEXT = "VARCHAR"


def frame_of(relation: duckdb.DuckDBPyRelation) -> pl.DataFrame:
    """Give a relation's rows as a frame.

    A column whose type or values a frame cannot hold becomes text, such as `infinity` or `2 days`.
    Inside lists and structs that holds for every date.

    Args:
        relation: with distinct names; asked twice where a value is out of bounds.
    """
    types = dict(zip(relation.columns, relation.types, strict=True))
    told = {name: _told(kind, inside=False) for name, kind in types.items()}
    frame = _asked(relation, {name: to for name, to in told.items() if to != str(types[name])})
    beyond = {
        name: _TEXT
        for name in frame.columns
        if types[name].id in _HELD_WITHIN_BOUNDS and _is_beyond(frame.get_column(name))
    }
    return _asked(relation, told | beyond) if beyond else frame


def _asked(relation: duckdb.DuckDBPyRelation, casts: dict[str, str]) -> pl.DataFrame:
    if casts:
        listed = ", ".join(f"{quoted(n)}::{to} AS {quoted(n)}" for n, to in casts.items())
        relation = relation.project(f"* REPLACE ({listed})")
    return relation.pl()


def quoted(name: str) -> str:
    """Write a column's name so that nothing in it is taken for SQL."""
    return '"' + name.replace('"', '""') + '"'


def _told(kind: DuckDBPyType, *, inside: bool) -> str:
    """Name the type as which a column is asked for: its own where a frame can hold it."""
    if kind.id in ("list", "array", "struct", "map"):
        parts = [
            (name, _told(part, inside=True) if isinstance(part, DuckDBPyType) else str(part))
            for name, part in kind.children
        ]
        same = [(name, str(part)) for name, part in kind.children] == parts
        return str(kind) if same else _nested(kind.id, parts)
    held = kind.id in _HELD or (kind.id in _HELD_WITHIN_BOUNDS and not inside)
    return str(kind) if held else _TEXT


def _nested(kind: str, parts: list[tuple[str, str]]) -> str:
    types = [part for _, part in parts]
    if kind == "list":
        return f"{types[0]}[]"
    if kind == "array":
        return f"{types[0]}[{types[1]}]"
    if kind == "map":
        return f"MAP({', '.join(types)})"
    if not all(name for name, _ in parts):
        return _TEXT
    return f"STRUCT({', '.join(f'{quoted(name)} {part}' for name, part in parts)})"


def _is_beyond(values: pl.Series) -> bool:
    """Tell whether a value cannot be what Python has a number, day or time for."""
    stored = values.to_physical().drop_nulls()
    if stored.is_empty():
        return False
    least, most = int(stored.min()), int(stored.max())  # type: ignore[arg-type]
    if isinstance(values.dtype, pl.Decimal):
        return max(-least, most) >= _TOO_LARGE
    per_day = _PER_DAY[values.dtype.time_unit] if isinstance(values.dtype, pl.Datetime) else 1
    first, last = ((day - _EPOCH) * per_day for day in _DAYS)
    return least < first or most >= last
