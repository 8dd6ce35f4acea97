"""What was set aside: find it again, and note what has been read after all."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.errors import StopError

Row = dict[str, Any]

_ROWS = """
    SELECT aside.quarantine_id::VARCHAR AS quarantine_id, aside.source_id::VARCHAR AS source_id,
        source.name AS source, source.kind AS source_kind, source.location, source.outlet_name,
        aside.uri, aside.position, aside.reason, aside.detail, aside.raw_id, aside.quarantined_at,
        raw.media_type, raw.size_bytes, raw.fetched_at, resolved.resolved_at
    FROM ops.quarantine AS aside
    LEFT JOIN ops.source AS source USING (source_id)
    LEFT JOIN core.raw_document AS raw USING (raw_id)
    LEFT JOIN ops.resolution AS resolved USING (quarantine_id)
"""


def find_quarantined(connection: DuckDBPyConnection, given: str) -> Row:
    """Give the row of the quarantine whose id begins as given.

    Raises:
        StopError: none does, or several do.
    """
    found = _rows(
        connection,
        "WHERE starts_with(aside.quarantine_id::VARCHAR, $given) LIMIT 2",
        {"given": given.lower()},
    )
    if len(found) != 1:
        what = "several inputs have ids that begin" if found else "no input has an id that begins"
        raise StopError(f"{given!r}: {what} so; `claimstream quarantine list` shows them")
    return found[0]


def open_quarantine(connection: DuckDBPyConnection, reason: str | None = None) -> list[Row]:
    """Give what is in quarantine and not resolved, the earliest first."""
    return _rows(
        connection,
        "WHERE resolved.resolved_at IS NULL AND ($reason IS NULL OR aside.reason = $reason)"
        " ORDER BY aside.quarantined_at, aside.uri, aside.position",
        {"reason": reason},
    )


def resolve(
    connection: DuckDBPyConnection, quarantine_ids: Collection[str], *, run_id: str, now: datetime
) -> int:
    """Note that inputs have been read after all; give how many were open.

    What could not be fetched counts as read when the same place was fetched later.
    """
    row = connection.execute(
        """
        INSERT INTO ops.resolution
        SELECT quarantine_id, $run_id::UUID, $now FROM ops.quarantine AS aside
        WHERE quarantine_id NOT IN (SELECT quarantine_id FROM ops.resolution) AND (
            quarantine_id IN (SELECT unnest($ids)::UUID)
            OR (raw_id IS NULL AND EXISTS (
                FROM ops.fetch AS got WHERE got.uri = aside.uri AND got.status <> 'failed'
                    AND got.source_id = aside.source_id
                    AND got.fetched_at > (
                        SELECT max(failed.fetched_at) FROM ops.fetch AS failed
                        WHERE failed.uri = aside.uri AND failed.run_id = aside.run_id
                    )
            ))
        )
        """,
        {"ids": list(quarantine_ids), "run_id": run_id, "now": now},
    ).fetchone()
    return int(row[0]) if row else 0


def _rows(connection: DuckDBPyConnection, condition: str, values: dict[str, object]) -> list[Row]:
    found = connection.execute(f"{_ROWS} {condition}", values)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
