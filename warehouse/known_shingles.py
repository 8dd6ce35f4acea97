"""Look up who holds which shingles, among the fingerprints seen inside a window."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import polars as pl
from duckdb import DuckDBPyConnection

if TYPE_CHECKING:
    import pyarrow as pa

_CHUNK = 100_000
_MOST_KEPT = 16_000_000
"""Shingles kept between two look-ups of one batch (128 MB); more are read a second time."""
_ROWS = pl.Schema({"row_no": pl.Int64(), "shingles": pl.List(pl.UInt64())})
_HELD = pl.Schema({"row_no": pl.Int64(), "shingle": pl.UInt64()})


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some fingerprints as they lie in the table: all shingles, and where each row's begin."""

    rows: pl.DataFrame
    shingles: pl.Series
    starts: pl.Series


class KnownShingles:
    """The fingerprints inside a window of time, read as they lie: no row per shingle is made.

    A batch's shingles are spread evenly over all there are, so that no order of the table would
    spare reading any of those in the window. Reading eight bytes each and testing them at once
    is what is left.

    Args:
        connection: to a warehouse with all migrations; nothing is written to it meanwhile.
        window: SQL condition on `core.fingerprint`, of constants, so that DuckDB skips the blocks
            of other days.
    """

    def __init__(self, connection: DuckDBPyConnection, window: str) -> None:
        self._connection = connection
        self._sql = f"SELECT rowid AS row_no, shingles FROM core.fingerprint WHERE {window}"  # noqa: S608 - a condition of constants
        self._kept: list[_Chunk] | None = None

    def holding(self, shingles: pl.Series) -> pl.DataFrame:
        """Give `row_no, shingle` of each known fingerprint that holds one of some shingles."""
        wanted = shingles.unique().implode()
        found = [pl.DataFrame(schema=_HELD)]
        for chunk in self._chunks():
            at = chunk.shingles.is_in(wanted).arg_true()
            row = chunk.starts.search_sorted(at, side="right") - 1
            found.append(
                pl.DataFrame(
                    {
                        "row_no": chunk.rows.get_column("row_no").gather(row),
                        "shingle": chunk.shingles.gather(at),
                    }
                )
            )
        return pl.concat(found)

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Give the fingerprints of some known versions.

        Args:
            rows: `row_no, version_id`.

        Returns:
            SHINGLES, sorted.
        """
        numbers = rows.get_column("row_no").implode()
        found = [pl.DataFrame(schema=_ROWS)]
        found += [chunk.rows.filter(pl.col("row_no").is_in(numbers)) for chunk in self._chunks()]
        return (
            pl.concat(found)
            .join(rows, on="row_no")
            .select("version_id", shingle="shingles")
            .explode("shingle")
            .drop_nulls("shingle")
            .sort("version_id", "shingle")
        )

    def _chunks(self) -> Iterator[_Chunk]:
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[_Chunk] = []
        n_kept = 0
        for batch in self._connection.sql(self._sql).to_arrow_reader(_CHUNK):
            lists = cast("pa.ListArray[Any]", batch.column("shingles"))
            values, starts = pl.Series(lists.values), pl.Series(lists.offsets)
            chunk = _Chunk(pl.DataFrame(pl.from_arrow(batch)), values, starts.head(len(lists)))
            n_kept += len(values)
            kept = [*kept, chunk] if n_kept <= _MOST_KEPT else []
            yield chunk
        self._kept = kept if n_kept <= _MOST_KEPT else None
