"""Tell at once whether a run can write to its warehouse, before anything slow begins."""

import shutil
from pathlib import Path

from transforms.errors import BusyError, ConfigError, RetryError
from warehouse.opening import open_writer

LEAST_FREE_BYTES = 64 * 1024 * 1024
"""What even a small run needs: the database, its snapshot and Prefect's records."""


def must_be_usable(directory: Path) -> None:
    """See that the folder is there, or can be made, and has room; somebody may be writing to it.

    Raises:
        ConfigError: it is something else.
        RetryError: the disk is full.
        StopError: it cannot be made or written.
    """
    try:
        must_be_writable(directory)
    except BusyError:
        return


def must_be_writable(directory: Path) -> None:
    """Open the warehouse as a run does, and close it again.

    Raises:
        ConfigError: the directory is something else.
        RetryError: somebody else is writing, or the disk is full.
        StopError: the database cannot be opened or written.
    """
    if directory.exists() and not directory.is_dir():
        raise ConfigError(f"{directory}: not a folder; name one with --warehouse")
    with open_writer(directory):
        free = shutil.disk_usage(directory).free
    if free < LEAST_FREE_BYTES:
        raise RetryError(
            f"{directory}: only {free / 1e6:,.0f} MB are free on its disk, a run needs "
            f"{LEAST_FREE_BYTES / 1e6:,.0f}; free space, then run again"
        )
