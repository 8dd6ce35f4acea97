"""Follow events that were merged to the one that stands for them now."""

import polars as pl
from duckdb import DuckDBPyConnection

from warehouse.framing import as_frame

_TOGETHER = """
    WITH merged AS (FROM core.merged_events_as_of('infinity'::TIMESTAMPTZ)),
    head AS (
        SELECT DISTINCT coalesce(merged.head_id, wanted.event_id::UUID) AS head_id
        FROM wanted LEFT JOIN merged ON merged.event_id = wanted.event_id::UUID
    )
    SELECT head_id::VARCHAR AS event_id FROM head
    UNION SELECT event_id::VARCHAR FROM merged SEMI JOIN head USING (head_id)
    ORDER BY event_id
"""
_HEADS = """
    SELECT event_id::VARCHAR AS event_id, head_id::VARCHAR AS head_id
    FROM core.merged_events_as_of('infinity'::TIMESTAMPTZ)
    WHERE event_id IN (SELECT event_id::UUID FROM wanted)
    ORDER BY event_id
"""


def merged_with(connection: DuckDBPyConnection, event_ids: pl.Series) -> pl.Series:
    """Give some events and all that have the same successor, each once."""
    return _asked(connection, _TOGETHER, event_ids).get_column("event_id")


def under_successors(connection: DuckDBPyConnection, frame: pl.DataFrame) -> pl.DataFrame:
    """Put the successor in the place of every `event_id` that was merged away."""
    heads = _asked(connection, _HEADS, frame.get_column("event_id"))
    return frame.with_columns(
        pl.col("event_id").replace(heads.get_column("event_id"), heads.get_column("head_id"))
    )


def _asked(connection: DuckDBPyConnection, sql: str, event_ids: pl.Series) -> pl.DataFrame:
    wanted = event_ids.cast(pl.String).drop_nulls().unique().to_frame("event_id")
    return as_frame(connection, sql, {"wanted": wanted})
