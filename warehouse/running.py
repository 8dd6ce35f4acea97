"""Keep the ledger of runs."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb


def begin_run(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    started_at: datetime,
    versions: Mapping[str, str],
) -> None:
    """Note that a run began; a run that is known already is left as it is.

    Args:
        connection: a writer's connection.
        run_id: stable id of the run.
        started_at: when, aware.
        versions: engine, rule and package versions that decide in it.
    """
    connection.execute(
        "INSERT INTO ops.run VALUES (?, ?, NULL, 'running', NULL, ?) ON CONFLICT DO NOTHING",
        [run_id, started_at, json.dumps(dict(versions), sort_keys=True)],
    )


def finish_run(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    finished_at: datetime,
    status: str,
    message: str,
) -> None:
    """Note how a run ended.

    Args:
        connection: a writer's connection.
        run_id: the id that `begin_run` was given.
        finished_at: when, aware.
        status: completed, completed_with_failures or failed.
        message: the outcome in one sentence.
    """
    connection.execute(
        "UPDATE ops.run SET finished_at = ?, status = ?, message = ? WHERE run_id = ?",
        [finished_at, status, message, run_id],
    )


def completed_runs(connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> set[str]:
    """Give those of some runs that came to their end without a failure."""
    found = connection.execute(
        "SELECT run_id::VARCHAR FROM ops.run WHERE status = 'completed' AND run_id IN "
        "(SELECT unnest(?::UUID[]))",
        [list(run_ids)],
    ).fetchall()
    return {run_id for (run_id,) in found}


def unfinished_runs(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the runs that began and have not said how they ended."""
    found = connection.execute(
        "SELECT run_id::VARCHAR FROM ops.run WHERE status = 'running'"
    ).fetchall()
    return [run_id for (run_id,) in found]
