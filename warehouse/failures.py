"""What DuckDB's errors mean for the person who runs claimstream."""

import duckdb
import polars as pl

from transforms.errors import ClaimstreamError, RetryError, StopError

_FULL = ("no space left on device", "could not write all bytes", "disk quota exceeded")
_HELD = ("could not set lock on file", "conflicting lock is held")
_NEWER = ("trying to read a database file with version number", "serialized with a newer version")


def meaning_of(
    error: duckdb.Error | OSError | pl.exceptions.ComputeError, where: str
) -> ClaimstreamError:
    """Turn a database or file error into ours: one line, what it hit, what to do.

    Args:
        error: what DuckDB, polars or the operating system raised.
        where: the file that was worked on.
    """
    said = first_line(error)
    lowered = str(error).lower()
    if any(sign in lowered for sign in _FULL):
        return RetryError(f"{where}: the disk is full ({said}); free space, then run again")
    if any(sign in lowered for sign in _HELD):
        return RetryError(
            f"{where}: another program has the database open ({said}); close it, then run again"
        )
    if any(sign in lowered for sign in _NEWER):
        return StopError(f"{where}: written by a newer DuckDB ({said}); upgrade claimstream")
    if isinstance(error, duckdb.ProgrammingError):
        return StopError(f"{where}: a statement does not fit this database ({said}); report this")
    if isinstance(error, OSError | pl.exceptions.ComputeError):
        return StopError(f"{where}: {said}; check the path and its permissions")
    return StopError(
        f"{where}: the database cannot be read or written ({said}); "
        "run `claimstream doctor`, or move the file away and load again"
    )


def first_line(error: Exception) -> str:
    """Give the first line of an error's message, without DuckDB's long JSON tail."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror  # its message would repeat the path
    text = str(error).strip()
    return text.splitlines()[0][:300] if text else type(error).__name__
