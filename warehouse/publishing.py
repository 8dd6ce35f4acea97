"""Publish the database as a read-only snapshot that replaces the last one in a single step."""

import os
import shutil
from pathlib import Path

import duckdb

from transforms.errors import StopError
from warehouse.failures import meaning_of
from warehouse.materialising import materialise
from warehouse.moving import put_in_place
from warehouse.opening import DATABASE, PUBLISHED, fold_in_log, warehouse_lock
from warehouse.search_index import fill_search_index

_TEMPORARY = f".{DATABASE}.*.tmp*"


def publish(directory: Path) -> bool:
    """Replace the published snapshot with the database as it is now.

    Must be called after the writer has closed: it takes the same lock, and copying a file that
    this process has open in DuckDB would silently drop DuckDB's own lock on it. Readers keep the
    snapshot they opened. A failure leaves the last snapshot in place, and the next call removes
    what it left behind.

    Args:
        directory: the warehouse's directory.

    Returns:
        Whether there was anything new to publish.

    Raises:
        RetryError: a writer holds the lock, or the disk is full.
        StopError: there is no database yet, or it cannot be read.
    """
    live, snapshot = directory / DATABASE, directory / PUBLISHED
    with warehouse_lock(directory):
        if not live.exists():
            raise StopError(f"{live}: there is no database yet; run `claimstream run` first")
        try:
            snapshot.parent.mkdir(exist_ok=True)
            _remove_leftovers(snapshot.parent)
            fold_in_log(live)
            if _is_current(live, snapshot):
                return False
            _replace(live, snapshot)
        except (duckdb.Error, OSError) as error:
            raise meaning_of(error, str(snapshot)) from error
    return True


def _remove_leftovers(folder: Path) -> None:
    for leftover in folder.glob(_TEMPORARY):
        leftover.unlink()


def _is_current(live: Path, snapshot: Path) -> bool:
    """A snapshot bears the modification time of the database it was made from."""
    return snapshot.exists() and snapshot.stat().st_mtime_ns == live.stat().st_mtime_ns


def _replace(live: Path, snapshot: Path) -> None:
    temporary = snapshot.with_name(f".{DATABASE}.{os.getpid()}.tmp")
    try:
        _copy(live, temporary, snapshot)
    except (duckdb.Error, OSError):
        _remove_leftovers(snapshot.parent)  # a full disk needs the space now
        raise
    put_in_place(temporary, snapshot)


def _copy(live: Path, temporary: Path, snapshot: Path) -> None:
    shutil.copyfile(live, temporary)
    with duckdb.connect(str(temporary)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        fill_search_index(connection, snapshot)
        materialise(connection)
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")
    made_from = live.stat().st_mtime_ns
    os.utime(temporary, ns=(made_from, made_from))
