"""What a contract is: a row class read as named, typed, documented columns."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Generic,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import polars as pl

from transforms.errors import ContractError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Id:
    """Marks a string column that holds a stable id: VARCHAR in frames, UUID in DuckDB."""


@dataclass(frozen=True, slots=True)
class Unsigned64:
    """Marks an integer column that holds a 64-bit hash: UInt64 in frames, UBIGINT in DuckDB."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its types in polars and DuckDB, whether it may be missing, what it means."""

    name: str
    dtype: pl.DataType
    sql_type: str
    nullable: bool
    doc: str


_TYPES: dict[Any, tuple[pl.DataType, str]] = {
    str: (pl.String(), "VARCHAR"),
    int: (pl.Int64(), "BIGINT"),
    float: (pl.Float64(), "DOUBLE"),
    bool: (pl.Boolean(), "BOOLEAN"),
    bytes: (pl.Binary(), "BLOB"),
    date: (pl.Date(), "DATE"),
    datetime: (pl.Datetime("us", "UTC"), "TIMESTAMP WITH TIME ZONE"),
}


def _column(name: str, hint: Any) -> Column:  # noqa: ANN401 - a type hint is any object
    doc, markers = "", []
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        doc = next((note for note in notes if isinstance(note, str)), "")
        markers = [note for note in notes if not isinstance(note, str)]
    nullable = isinstance(hint, UnionType) and type(None) in get_args(hint)
    if nullable:
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    is_list = get_origin(hint) is list
    dtype, sql_type = _TYPES[get_args(hint)[0] if is_list else hint]
    if any(isinstance(marker, Id) for marker in markers):
        sql_type = "UUID"
    if any(isinstance(marker, Unsigned64) for marker in markers):
        dtype, sql_type = pl.UInt64(), "UBIGINT"
    if is_list:
        dtype, sql_type = pl.List(dtype), f"{sql_type}[]"
    return Column(name, dtype, sql_type, nullable, doc)


class Contract(Generic[Row]):
    """The promise a frame makes: exactly these columns, in this order, of these types.

    Args:
        row: the dataclass that declares the columns.
        table: `schema.table` where the rows are kept; None for a frame between two stages.
        key: the columns that identify a row.
        history: whether the table also has `run_id, recorded_at, retracted_at`, which the load
            adds: facts that are retracted, never overwritten.
    """

    registered: ClassVar[list["Contract[Any]"]] = []

    def __init__(
        self,
        row: type[Row],
        *,
        key: tuple[str, ...],
        table: str | None = None,
        history: bool = False,
    ) -> None:
        self.row = row
        self.table = table
        self.key = key
        self.history = history
        hints = get_type_hints(row, include_extras=True)
        self.columns = [_column(field.name, hints[field.name]) for field in fields(row)]
        self.schema = pl.Schema({column.name: column.dtype for column in self.columns})
        Contract.registered.append(self)

    @property
    def name(self) -> str:
        """The name of the row class."""
        return self.row.__name__

    @property
    def doc(self) -> str:
        """What one row means, in one sentence."""
        return (self.row.__doc__ or "").strip()

    def empty(self) -> pl.DataFrame:
        """Give a frame with these columns and no rows."""
        return pl.DataFrame(schema=self.schema)

    def frame(self, rows: Iterable[Row]) -> pl.DataFrame:
        """Turn rows into a checked frame."""
        records = [asdict(row) for row in rows]
        return self.check(pl.DataFrame(records, schema=self.schema, orient="row"))

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the frame back with its columns in the declared order.

        Raises:
            ContractError: a column is missing, unknown, of another type, or null where it may
                not be.
        """
        missing = [name for name in self.schema if name not in frame.columns]
        unknown = [name for name in frame.columns if name not in self.schema]
        if missing or unknown:
            raise ContractError(
                f"{self.name}: missing columns {missing}, unknown columns {unknown}"
            )
        frame = frame.select(self.schema.names())
        wrong = {
            name: f"{frame.schema[name]} instead of {dtype}"
            for name, dtype in self.schema.items()
            if frame.schema[name] != dtype
        }
        if wrong:
            raise ContractError(f"{self.name}: {wrong}")
        holes = [
            column.name
            for column in self.columns
            if not column.nullable and frame.get_column(column.name).null_count()
        ]
        if holes:
            raise ContractError(f"{self.name}: nulls in {holes}")
        return frame
