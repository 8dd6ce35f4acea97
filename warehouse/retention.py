"""Delete the bytes of documents that were received long ago; their texts and claims stay."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.failures import meaning_of
from warehouse.opening import DATABASE, RAW, warehouse_lock

EXPIRED = ".expired"
"""An empty file with this ending says that bytes were deleted on purpose."""
_OLD = """
    SELECT document.raw_id
    FROM core.raw_document AS document
    LEFT JOIN ops.fetch AS visit ON visit.raw_id = document.raw_id
    GROUP BY document.raw_id
    HAVING greatest(max(document.fetched_at), coalesce(max(visit.fetched_at), '-infinity')) < ?
"""


@dataclass(frozen=True, slots=True)
class Expired:
    """How many documents lost their bytes, and how much space that gave."""

    documents: int
    bytes: int


def expire_raw(directory: Path, before: datetime) -> Expired:
    """Delete the bytes of documents that no source has delivered since a moment.

    They cannot be replayed any more. A document that is delivered again is kept again.

    Args:
        directory: the warehouse's directory.
        before: the moment, aware.

    Raises:
        RetryError: a run is writing.
    """
    live = directory / DATABASE
    if not live.exists():
        return Expired(0, 0)
    with warehouse_lock(directory):
        try:
            with duckdb.connect(str(live), read_only=True) as connection:
                old = connection.execute(_OLD, [before]).fetchall()
            gone = [_expire(directory / RAW / raw_id[:2] / f"{raw_id}.gz") for (raw_id,) in old]
        except (duckdb.Error, OSError) as error:
            raise meaning_of(error, str(directory / RAW)) from error
    deleted = [size for size in gone if size is not None]
    return Expired(len(deleted), sum(deleted))


def _expire(path: Path) -> int | None:
    """Delete a document's bytes, having noted that it is on purpose; None = they were gone."""
    if not path.exists():
        return None
    path.with_suffix(EXPIRED).touch()
    size = path.stat().st_size
    path.unlink()
    return size
