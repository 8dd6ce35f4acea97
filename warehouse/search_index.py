"""Fill the search index of a snapshot, taking over what the last snapshot had indexed already."""

from pathlib import Path

import duckdb

_FILL = Path(__file__).with_name("search_index.sql")
_TABLES = ("search_document", "search_term", "search_posting")
_VERSIONS_AT_ONCE = 5000
"""Their words are in memory: a few hundred megabytes for 5,000 usual articles."""
_RULES = """
    SELECT (SELECT checksum FROM {0}ops.schema_migration WHERE name = 'views'),
        (SELECT count(*) FROM {0}ops.forgotten)
"""
_LACKING = """
    SELECT version_id FROM core.claim_mention
    WHERE retracted_at IS NULL
        AND mention_id NOT IN (SELECT document_id FROM mart.search_document WHERE kind = 'claim')
    UNION
    SELECT version_id FROM core.article_version
    WHERE retracted_at IS NULL AND version_id NOT IN (
        SELECT document_id FROM mart.search_document WHERE kind = 'passage'
    )
"""


def fill_search_index(connection: duckdb.DuckDBPyConnection, last: Path | None) -> int:
    """Index the claims and articles that the index of a snapshot lacks, some versions at once.

    Args:
        connection: to the copy that is about to become the snapshot.
        last: the snapshot before it. What it has indexed is taken over when it was indexed by the
            same rules and nothing was forgotten since; when it cannot be read, everything is
            indexed anew.

    Returns:
        How many claim mentions and passages were indexed now.
    """
    connection.execute("BEGIN")
    _empty(connection)
    connection.execute("COMMIT")
    if last is not None and last.exists():
        _take_over(connection, last)
    return extend_search_index(connection, _LACKING)


def extend_search_index(connection: duckdb.DuckDBPyConnection, versions: str) -> int:
    """Index what the index lacks of some versions.

    Args:
        connection: to the copy that is about to become the snapshot.
        versions: a query for their ids.

    Returns:
        How many claim mentions and passages were indexed.
    """
    before = _count(connection)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE search_todo AS {versions}")
    fill = _FILL.read_text(encoding="utf-8").replace("$most", str(_VERSIONS_AT_ONCE))
    while connection.execute("FROM search_todo LIMIT 1").fetchone():
        connection.execute("BEGIN")
        connection.execute(fill)
        connection.execute("COMMIT")
    return _count(connection) - before


def _empty(connection: duckdb.DuckDBPyConnection) -> None:
    for table in _TABLES:
        connection.execute(f"DELETE FROM mart.{table}")  # noqa: S608 - names are our own


def _take_over(connection: duckdb.DuckDBPyConnection, last: Path) -> None:
    """Copy the last index; the snapshot is only a short cut, so a broken one is no error."""
    path = str(last).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{path}' AS last (READ_ONLY)")
    except duckdb.Error:
        return
    try:
        own = connection.execute(_RULES.format("")).fetchone()
        if own == connection.execute(_RULES.format("last.")).fetchone():
            connection.execute("BEGIN")
            for table in _TABLES:
                connection.execute(f"INSERT INTO mart.{table} FROM last.mart.{table}")
            connection.execute("COMMIT")
    except duckdb.Error:
        connection.execute("ROLLBACK")
    finally:
        connection.execute("DETACH last")


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM mart.search_document").fetchone()
    return int(row[0]) if row else 0
