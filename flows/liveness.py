"""Tell runs that are under way from those that died: a lock per run, dropped with its process."""

import fcntl
from datetime import datetime
from pathlib import Path
from typing import IO

from duckdb import DuckDBPyConnection

from warehouse.running import finish_run, unfinished_runs

DIED = "its process ended before the run did: killed, or the machine stopped"

_held: dict[str, IO[str]] = {}
"""The locks of the runs of this process."""


def show_alive(directory: Path, run_id: str) -> None:
    """Hold the lock of a run for as long as this process lives, or until `show_ended`."""
    path = _sign(directory, run_id)
    path.parent.mkdir(exist_ok=True)
    handle = path.open("a")
    fcntl.flock(handle, fcntl.LOCK_EX)
    _held[run_id] = handle


def show_ended(directory: Path, run_id: str) -> None:
    """Drop the lock of a run whose end is in the ledger."""
    handle = _held.pop(run_id, None)
    if handle is not None:
        _sign(directory, run_id).unlink(missing_ok=True)
        handle.close()


def mend_ledger(directory: Path, connection: DuckDBPyConnection, *, now: datetime) -> int:
    """Mark runs as failed that the ledger takes for running while nobody runs them.

    Args:
        directory: the warehouse's folder.
        connection: a writer's connection.
        now: when this is found.

    Returns:
        How many there were.
    """
    dead = [run_id for run_id in unfinished_runs(connection) if not _lives(directory, run_id)]
    for run_id in dead:
        finish_run(connection, run_id, finished_at=now, status="failed", message=DIED)
        _sign(directory, run_id).unlink(missing_ok=True)
    return len(dead)


def _sign(directory: Path, run_id: str) -> Path:
    return directory / "running" / run_id


def _lives(directory: Path, run_id: str) -> bool:
    try:
        with _sign(directory, run_id).open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
