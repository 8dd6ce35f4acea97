"""Parquet files."""

import io

import polars as pl

from transforms.contracts.operations import Reason
from transforms.encoding import Decoded
from transforms.errors import SetAsideError
from transforms.parsers.document import Document, Parsed
from transforms.parsers.table import column_mapping, parsed_table


def parse(document: Document) -> Parsed:
    """Read a Parquet file; positions are row numbers.

    Raises:
        SetAsideError: it cannot be read, has no row, or no column holds a title or a text.
    """
    try:
        found = pl.read_parquet_schema(io.BytesIO(document.content))
        mapping = column_mapping(list(found), document.columns)
        wanted = sorted(set(mapping.values()))
        table = pl.read_parquet(io.BytesIO(document.content), columns=wanted)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise SetAsideError(Reason.PARSE_FAILED, f"not a readable Parquet file: {error}") from error
    if table.is_empty():
        raise SetAsideError(Reason.NO_ENTRIES, "the table has no row")
    strings = table.select(_as_text(name, table.schema[name]) for name in wanted)
    numbered = strings.with_columns(position=pl.int_range(1, pl.len() + 1))
    return parsed_table(document, numbered, mapping, Decoded("", "utf-8", "given"))


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Date:
        return column.dt.to_string("%Y-%m-%d")
    if isinstance(dtype, pl.Datetime):
        utc = column.dt.convert_time_zone("UTC") if dtype.time_zone else column
        return utc.dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.join(", ")
    return column.cast(pl.String)
