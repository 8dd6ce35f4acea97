"""Compute in the snapshot, once, the views that would be computed at every question.

A snapshot does not change, so a view that says what holds now can be a table there. Its name,
columns and comments stay; the `…_as_of` macros and the live database are left as they are.
"""

from importlib.resources import files

import duckdb

COMPUTED = ("claims", "claim_mentions", "copies", "events", "entities")
_NOW_OR_THEN = """
    CREATE OR REPLACE MACRO core.reports_as_of(ts) AS TABLE
    FROM computed.reports WHERE ts = 'infinity'::TIMESTAMPTZ
    UNION ALL
    FROM core.past_reports_as_of(ts) WHERE ts <> 'infinity'::TIMESTAMPTZ;
    COMMENT ON MACRO TABLE core.reports_as_of IS
        'Versions of articles with outlet and copy group, without their text.'
"""
"""With a constant moment DuckDB drops the other half when it plans the query."""
_COMMENTS = """
    SELECT column_name, comment FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = 'mart' AND table_name = ?
        AND comment IS NOT NULL
    ORDER BY column_index
"""
_COMMENT = """
    SELECT comment FROM duckdb_views()
    WHERE database_name = current_database() AND schema_name = 'mart' AND view_name = ?
"""


def materialise(connection: duckdb.DuckDBPyConnection) -> None:
    """Put tables behind the views that are costly to compute, in one transaction.

    Args:
        connection: to the copy that is about to become the snapshot.
    """
    connection.execute("BEGIN")
    connection.execute("CREATE SCHEMA computed")
    _keep_reports(connection)
    for view in COMPUTED:
        (said,) = connection.execute(_COMMENT, [view]).fetchone() or ("",)
        columns = connection.execute(_COMMENTS, [view]).fetchall()
        compute(connection, view)
        connection.execute(f"CREATE OR REPLACE VIEW mart.{view} AS FROM computed.{view}")
        connection.execute(f"COMMENT ON VIEW mart.{view} IS {_text(said)}")
        for column, comment in columns:
            connection.execute(f"COMMENT ON COLUMN mart.{view}.{column} IS {_text(comment)}")
    connection.execute("COMMIT")


def _keep_reports(connection: duckdb.DuckDBPyConnection) -> None:
    """Let what asks for the reports of now find them; those of then are worked out as before."""
    now = "'infinity'::TIMESTAMPTZ"
    connection.execute(f"CREATE TABLE computed.reports AS FROM core.reports_as_of({now})")
    definition = files("warehouse").joinpath("macros", "3_reports.sql").read_text("utf-8")
    connection.execute(definition.replace("core.reports_as_of", "core.past_reports_as_of"))
    connection.execute(_NOW_OR_THEN)


def compute(connection: duckdb.DuckDBPyConnection, view: str) -> None:
    """Put what a view says now in its table."""
    now = "'infinity'::TIMESTAMPTZ"
    connection.execute(f"CREATE OR REPLACE TABLE computed.{view} AS FROM mart.{view}_as_of({now})")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
