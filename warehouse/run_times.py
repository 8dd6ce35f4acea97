"""When runs took place, read from the published snapshot."""

from datetime import datetime
from pathlib import Path

from transforms.errors import StopError
from warehouse.opening import open_reader


def last_run_at(directory: Path) -> datetime | None:
    """Give when the last completed run began; None when nothing is published yet."""
    try:
        connection = open_reader(directory)
    except StopError:
        return None
    with connection:
        row = connection.execute(
            "SELECT max(started_at) FROM mart.runs WHERE status LIKE 'completed%'"
        ).fetchone()
    return row[0] if row else None
