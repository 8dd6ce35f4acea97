"""Publish the database as a read-only snapshot that replaces the last one in a single step."""

import os
import shutil
from pathlib import Path

import duckdb

from transforms.errors import StopError
from warehouse.catching_up import FRESH, LIVE, catch_up
from warehouse.failures import meaning_of
from warehouse.materialising import materialise
from warehouse.migrating import migrate
from warehouse.moving import put_in_place
from warehouse.opening import DATABASE, PUBLISHED, SETTINGS, fold_in_log, warehouse_lock
from warehouse.recomputing import recompute
from warehouse.search_index import extend_search_index, fill_search_index

_NEW_TEXTS = """
    SELECT version_id FROM changed_claim_mention
    UNION
    SELECT version_id FROM changed_article_version
"""
_WORTH_BRINGING_FORWARD = 50_000_000
"""Bytes of a database; of a smaller one the snapshot is made anew in about a second."""
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
    if not _bring_forward(live, temporary, snapshot):
        _build(live, temporary, snapshot)
    made_from = live.stat().st_mtime_ns
    os.utime(temporary, ns=(made_from, made_from))


def _bring_forward(live: Path, temporary: Path, snapshot: Path) -> bool:
    """Add to a copy of the last snapshot what is new; tell whether that could be done."""
    if not snapshot.exists() or live.stat().st_size < _WORTH_BRINGING_FORWARD:
        return False
    shutil.copyfile(snapshot, temporary)
    with duckdb.connect(config=dict(SETTINGS)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrate(connection)
        try:
            connection.execute(f"ATTACH {_quoted(temporary)} AS {FRESH}")
        except duckdb.Error:  # a snapshot that cannot be read is made anew
            return False
        connection.execute(f"ATTACH {_quoted(live)} AS {LIVE} (READ_ONLY)")
        if not (catch_up(connection) and recompute(connection)):
            return False
        connection.execute(f"USE {FRESH}")
        extend_search_index(connection, _NEW_TEXTS)
        connection.execute(f"CHECKPOINT {FRESH}")
    return True


def _build(live: Path, temporary: Path, snapshot: Path) -> None:
    """Make the snapshot from the database alone, but for what was indexed already."""
    shutil.copyfile(live, temporary)
    temporary.with_name(f"{temporary.name}.wal").unlink(missing_ok=True)
    with duckdb.connect(str(temporary), config=dict(SETTINGS)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        fill_search_index(connection, snapshot)
        materialise(connection)
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
