"""Open the warehouse: one writer at a time on the live file, any number of readers on the snapshot.

Analysts never open the live file, since DuckDB lets a reader block the writer and the writer block
every reader. They read `published/claims.duckdb`, which `warehouse.publishing` replaces whole.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from transforms.errors import BusyError, StopError
from warehouse.failures import meaning_of
from warehouse.migrating import migrate

DATABASE = "claims.duckdb"
LOCK = "warehouse.lock"
PUBLISHED = f"published/{DATABASE}"
RAW = "raw"
SIDE = "reprocess"

SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_READER_SETTINGS = {
    **SETTINGS,
    "allow_community_extensions": "false",
    "enable_external_access": "false",
}


@contextmanager
def warehouse_lock(directory: Path) -> Iterator[None]:
    """Hold the warehouse's lock, so that nobody else writes or publishes meanwhile.

    The operating system lets go of it when the process ends, however it ends.

    Raises:
        BusyError: another process, or another part of this one, holds it.
        StopError: the directory cannot be written.
    """
    path = directory / LOCK
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="ascii")
    except OSError as error:
        raise meaning_of(error, str(path)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise BusyError(
                f"{path}: process {holder} is writing to this warehouse; "
                "wait until it has finished, then run again"
            ) from error
        handle.truncate(0)
        handle.write(f"{os.getpid()}")
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


@contextmanager
def open_writer(directory: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the live database for one window of writing: locked, migrated, checkpointed at the end.

    Args:
        directory: the warehouse's directory; made when it is not there.

    Yields:
        A connection whose time zone is UTC and which downloads nothing.

    Raises:
        RetryError: the lock is held, another program has the file open, or the disk is full.
        StopError: the file is corrupted, newer than this version, or not ours to write.
    """
    path = directory / DATABASE
    with warehouse_lock(directory):
        try:
            connection = duckdb.connect(str(path), config=dict(SETTINGS))
        except duckdb.Error as error:
            raise meaning_of(error, str(path)) from error
        try:
            connection.execute("SET TimeZone = 'UTC'")
            migrate(connection)
            yield connection
            connection.execute("CHECKPOINT")
        except duckdb.Error as error:
            raise meaning_of(error, str(path)) from error
        finally:
            connection.close()


def fold_in_log(live: Path) -> None:
    """Checkpoint what a killed writer left in its write-ahead log, which a copy would miss.

    Must be called with the lock held and the database closed.
    """
    if live.with_name(f"{live.name}.wal").exists():
        with duckdb.connect(str(live), config=dict(SETTINGS)) as connection:
            connection.execute("CHECKPOINT")


def open_reader(directory: Path, *, memory_mb: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open the published snapshot: read-only, no files, no network, settings locked.

    `mart` is the schema that names without one are looked up in.

    The connection keeps reading the snapshot it opened when a newer one is published. DuckDB
    shares one open file per path within a process: a long-lived process sees the newer snapshot
    once it has closed all its older connections.

    Args:
        directory: the warehouse's directory.
        memory_mb: what its queries may use; None = as much as DuckDB thinks fit.

    Raises:
        StopError: nothing has been published yet, or the snapshot cannot be read.
    """
    path = directory / PUBLISHED
    if not path.exists():
        raise StopError(f"{path}: nothing is published yet; run `claimstream run` first")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=dict(_READER_SETTINGS))
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("USE mart")
        if memory_mb is not None:
            connection.execute(f"SET memory_limit = '{memory_mb}MB'")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise meaning_of(error, str(path)) from error
    return connection
