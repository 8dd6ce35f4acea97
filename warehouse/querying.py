"""Answer a person's SQL from the published snapshot."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import duckdb
import polars as pl

from transforms.errors import StopError
from warehouse.opening import open_reader
from warehouse.presenting import frame_of, quoted

_LISTEN_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a query may take and how much memory it may use; None = as long or much as it is.

    Beyond its memory DuckDB goes on on disk where it can, and ends the query where it cannot.
    """

    timeout_s: float | None = None
    memory_mb: int | None = None


NO_LIMITS = Limits()


def query_snapshot(
    directory: Path,
    sql: str,
    *,
    values: Mapping[str, object] | None = None,
    limits: Limits = NO_LIMITS,
) -> pl.DataFrame:
    """Run SQL on the published snapshot and give its rows; Ctrl-C and the time limit stop it.

    Args:
        directory: the warehouse's directory.
        sql: what the person asks; of several statements the last one answers.
        values: what `$name` stands for in it.
        limits: what the query may cost.

    Returns:
        The rows; a statement without a result gives an empty frame. Columns of one name are
        numbered from the second on: `n`, `n_2`. What frames cannot hold comes as text.

    Raises:
        StopError: nothing is published yet, or the SQL is wrong, in one line.
        KeyboardInterrupt: Ctrl-C stopped the query.
    """
    connection = open_reader(directory, memory_mb=limits.memory_mb)
    watch = threading.Timer(limits.timeout_s or 0, connection.interrupt)
    try:
        if limits.timeout_s is not None:
            watch.start()
        return _interruptible(connection, sql, values)
    except duckdb.InterruptException as error:
        raise StopError(f"the query was stopped after {limits.timeout_s} s") from error
    except duckdb.Error as error:
        raise StopError(readable(error)) from error
    finally:
        watch.cancel()
        connection.close()


def _interruptible(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None
) -> pl.DataFrame:
    """Ask in a thread and listen in this one, which alone can hear of Ctrl-C."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        answer = pool.submit(_rows, connection, sql, values)
        try:
            while not answer.done():
                wait([answer], timeout=_LISTEN_EVERY_S)
        except KeyboardInterrupt:
            while not answer.done():  # an interrupt before the query has begun is lost
                connection.interrupt()
                wait([answer], timeout=_LISTEN_EVERY_S)
            raise
        return answer.result()


def readable(error: duckdb.Error) -> str:
    """Put what DuckDB says about somebody's SQL on one line, its suggestion included."""
    said = str(error).split("\n\nLINE ")[0].split("\nLINE ")[0]
    return " ".join(said.split())


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> pl.DataFrame:
    relation = cast("duckdb.DuckDBPyRelation | None", connection.sql(sql, params=values))
    if relation is None:  # the stubs do not know that SET and the like give nothing
        return pl.DataFrame()
    names = _distinct(relation.columns)
    if names != relation.columns:
        listed = ", ".join(quoted(name) for name in names)
        relation = connection.sql(
            f"SELECT * FROM ({sql.strip().rstrip(';')}) AS asked({listed})",  # noqa: S608 - the reader runs any SQL that is asked, locked down
            params=values,
        )
    return frame_of(relation)


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return distinct
