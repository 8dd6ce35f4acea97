"""Compute anew what changed in the computed tables of a snapshot that was caught up.

The rows that decide on it are brought into an empty database with the same views, and what these
say there takes the place of what was computed before. So there is one definition of every view.
"""

from importlib.resources import files

import duckdb

from warehouse.catching_up import FRESH
from warehouse.materialising import compute

_KEYS = {
    "reports": ("core.reports_as_of('infinity'::TIMESTAMPTZ)", "version_id", "touched_version"),
    "claims": ("mart.claims", "claim_id", "touched_claim"),
    "claim_mentions": ("mart.claim_mentions", "mention_id", "touched_mention"),
    "copies": ("mart.copies", "version_id", "touched_version"),
    "events": ("mart.events", "event_id", "touched_event"),
}
_ALWAYS = "entities"
"""Who is named often is touched by every batch: it costs less to count them all."""
_HEADS = {"group_head": "copy_groups", "event_head": "events", "claim_head": "claims"}
_MOST_TOUCHED = 0.3
"""Share of all claims above which computing everything costs less."""


def recompute(connection: duckdb.DuckDBPyConnection) -> bool:
    """Bring the computed tables of `fresh` to what its other tables say.

    Args:
        connection: to a migrated and otherwise empty database in memory, after
            `warehouse.catching_up.catch_up`.

    Returns:
        Whether it was done; not when so much has changed that all had better be computed.
    """
    _name_heads(connection)
    connection.execute(_script("recomputing_touched.sql"))
    if _is_too_much(connection):
        return False
    connection.execute(_script("recomputing_part.sql"))
    for table, (said, key, touched) in _KEYS.items():
        connection.execute(f"DELETE FROM {FRESH}.computed.{table} WHERE {key} IN (FROM {touched})")  # noqa: S608 - constants
        connection.execute(
            f"INSERT INTO {FRESH}.computed.{table} FROM {said} WHERE {key} IN (FROM {touched})"
        )
    connection.execute(f"USE {FRESH}")
    compute(connection, _ALWAYS)
    connection.execute("USE memory")
    return True


def _name_heads(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"USE {FRESH}")
    for table, clusters in _HEADS.items():
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS"
            f" FROM core.merged_{clusters}_as_of('infinity'::TIMESTAMPTZ)"
        )
    connection.execute("USE memory")


def _is_too_much(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute(
        f"SELECT (SELECT count(*) FROM touched_claim) > ? * count(*) FROM {FRESH}.computed.claims",  # noqa: S608 - constants
        [_MOST_TOUCHED],
    ).fetchone()
    return bool(row and row[0])


def _script(name: str) -> str:
    return files("warehouse").joinpath(name).read_text("utf-8")
