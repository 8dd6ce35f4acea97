"""Keep small queries on one thread."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb


@contextmanager
def on_one_thread(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Run what is done inside on one thread, and leave the setting as it was.

    What a batch asks takes milliseconds: handing it round to threads costs more processor time
    than the work itself.
    """
    (before,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # a broken connection has its own error to tell
            connection.execute(f"SET threads = {before}")
