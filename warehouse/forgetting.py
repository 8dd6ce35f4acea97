"""Forget an article: its text and all that was taken from it go, a tombstone stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from duckdb import DuckDBPyConnection

from warehouse.framing import as_frame
from warehouse.tables import CLUSTERS, TABLES, Cluster

_VERSIONS = ("version_id", "version_id_l", "version_id_r")
_MENTIONS = ("mention_id", "mention_id_l", "mention_id_r")
_GONE = "SELECT id FROM temp.gone_{what}"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Which article is forgotten, on whose word, and when."""

    article_id: str
    forgotten_by: str
    reason: str | None
    at: datetime


def forget(connection: DuckDBPyConnection, stone: Tombstone) -> dict[str, int]:
    """Delete what the warehouse holds of an article, and put up its tombstone.

    Events, claims and copy groups that other articles share stay; where the article had founded
    one, another member founds it now. People whom no other article names go with it. The rows of
    the article and of its identity keys stay, so that it is known when it is delivered again.

    Args:
        connection: a writer's connection, in a transaction.
        stone: what to forget; doing so twice changes nothing.

    Returns:
        How many rows were deleted, by table; empty when the article was forgotten before.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE gone_version AS SELECT DISTINCT version_id AS id, raw_id"
        " FROM core.article_version WHERE article_id = ?",
        [stone.article_id],
    )
    _set_aside(connection, "mention", "core.claim_mention", "mention_id")
    _set_aside(connection, "event_mention", "core.event_mention", "event_mention_id")
    _set_aside(connection, "named", "core.entity_mention", "entity_id")
    _bury(connection, stone)
    deleted = dict(_delete_rows(connection))
    for cluster in CLUSTERS:
        deleted[cluster.table] = _refound(connection, cluster)
    deleted["core.entity"] = _forget_people(connection)
    connection.execute(
        "DELETE FROM core.claim_term WHERE mention_id IN (SELECT id FROM gone_mention)"
    )
    return {table: n_rows for table, n_rows in deleted.items() if n_rows}


def is_forgotten(connection: DuckDBPyConnection, article_ids: pl.Series) -> pl.Series:
    """Give those of some articles that are forgotten."""
    wanted = article_ids.cast(pl.String).drop_nulls().unique().to_frame("id")
    sql = """
        SELECT article_id::VARCHAR AS article_id FROM ops.forgotten
        WHERE article_id IN (SELECT id::UUID FROM wanted) ORDER BY 1
    """
    return as_frame(connection, sql, {"wanted": wanted}).get_column("article_id")


def note_documents(connection: DuckDBPyConnection, documents: pl.DataFrame) -> None:
    """Note documents that delivered a forgotten article again: `raw_id, article_id`."""
    connection.register("delivered", documents.unique())
    try:
        connection.execute("""
            INSERT INTO ops.forgotten_document
            SELECT raw_id, article_id::UUID FROM delivered AS row
            WHERE NOT EXISTS (
                FROM ops.forgotten_document AS there
                WHERE there.raw_id = row.raw_id AND there.article_id = row.article_id::UUID
            )
        """)
    finally:
        connection.unregister("delivered")


def forgotten_raw_ids(connection: DuckDBPyConnection) -> list[str]:
    """Give the documents whose bytes are not to be kept."""
    rows = connection.execute("SELECT DISTINCT raw_id FROM ops.forgotten_document ORDER BY 1")
    return [raw_id for (raw_id,) in rows.fetchall()]


def _set_aside(connection: DuckDBPyConnection, what: str, table: str, column: str) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE gone_{what} AS SELECT DISTINCT {column} AS id FROM {table}"  # noqa: S608 - constants
        " WHERE version_id IN (SELECT id FROM gone_version)"
    )


def _bury(connection: DuckDBPyConnection, stone: Tombstone) -> None:
    connection.execute(
        "INSERT INTO ops.forgotten SELECT ?, ?, ?, ?"
        " WHERE ?::UUID NOT IN (SELECT article_id FROM ops.forgotten)",
        [stone.article_id, stone.forgotten_by, stone.reason, stone.at, stone.article_id],
    )
    delivered = connection.sql(
        "SELECT DISTINCT raw_id, ?::VARCHAR AS article_id FROM gone_version",
        params=[stone.article_id],
    ).pl()
    note_documents(connection, delivered)
    connection.execute(
        "UPDATE ops.quarantine SET detail = 'forgotten'"
        " WHERE raw_id IN (SELECT raw_id FROM gone_version)"
    )


def _delete_rows(connection: DuckDBPyConnection) -> Iterator[tuple[str, int]]:
    """Delete all rows that stand in the versions or rest on their mentions, the text last."""
    ordered = [table for table in TABLES if table != "core.article_version"]
    for table in [*ordered, "core.article_version"]:
        names = TABLES[table].schema.names()
        found = [(name, "version") for name in _VERSIONS if name in names]
        found += [(name, "mention") for name in _MENTIONS if name in names]
        found += [("event_mention_id", "event_mention")] if "event_mention_id" in names else []
        if not found or not table.startswith("core."):
            continue
        conditions = " OR ".join(f"{name} IN ({_GONE.format(what=what)})" for name, what in found)
        row = connection.execute(f"DELETE FROM {table} WHERE {conditions}").fetchone()  # noqa: S608 - names come from declarations
        yield table, int(row[0]) if row else 0


def _refound(connection: DuckDBPyConnection, cluster: Cluster) -> int:
    """Give clusters whose founder is gone another one, and delete those that nobody is left in."""
    founder = next(
        name for name in TABLES[cluster.table].schema.names() if name.startswith("founding_")
    )
    what = {"version_id": "version", "mention_id": "mention"}.get(cluster.member, "event_mention")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE left_over AS
        WITH orphan AS (
            SELECT DISTINCT {cluster.id} AS id FROM {cluster.table}
            WHERE {founder} IN ({_GONE.format(what=what)})
        ), family AS (
            SELECT id, id AS part FROM orphan
            UNION SELECT merged_into, {cluster.id} FROM {cluster.table}
            WHERE merged_into IN (FROM orphan)
        )
        SELECT family.id, min(member.{cluster.member}) AS founder
        FROM family LEFT JOIN {cluster.membership} AS member ON member.{cluster.id} = family.part
        GROUP BY family.id
    """)  # noqa: S608 - names come from declarations
    connection.execute(f"""
        UPDATE {cluster.table} AS row SET {founder} = left_over.founder FROM left_over
        WHERE row.{cluster.id} = left_over.id AND left_over.founder IS NOT NULL
            AND row.{founder} IN ({_GONE.format(what=what)})
    """)  # noqa: S608 - names come from declarations
    return _delete_clusters(connection, cluster)


def _delete_clusters(connection: DuckDBPyConnection, cluster: Cluster) -> int:
    """Delete empty clusters with the links that lead to them; what may do without forgets them."""
    empty = "(SELECT id FROM left_over WHERE founder IS NULL)"
    for table, contract in TABLES.items():
        for column in contract.columns:
            if table == cluster.table or not column.name.startswith(cluster.id):
                continue
            if column.nullable:
                connection.execute(
                    f"UPDATE {table} SET {column.name} = NULL WHERE {column.name} IN {empty}"  # noqa: S608 - names come from declarations
                )
            elif table != cluster.membership:
                connection.execute(f"DELETE FROM {table} WHERE {column.name} IN {empty}")  # noqa: S608 - names come from declarations
    row = connection.execute(
        f"DELETE FROM {cluster.table} WHERE {cluster.id} IN {empty}"  # noqa: S608 - names come from declarations
    ).fetchone()
    return int(row[0]) if row else 0


def _forget_people(connection: DuckDBPyConnection) -> int:
    """Delete the entities that nothing names any more, with their aliases and links."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE unnamed AS
        SELECT id FROM gone_named
        WHERE id NOT IN (SELECT entity_id FROM core.entity_mention)
            AND id NOT IN (SELECT entity_id FROM core.role_statement)
            AND id NOT IN (
                SELECT speaker_id FROM core.claim_mention WHERE speaker_id IS NOT NULL
            )
            AND id NOT IN (SELECT unnest(participant_ids) FROM core.event_mention)
    """)
    unnamed = "(SELECT id FROM unnamed)"
    connection.execute(f"DELETE FROM core.entity_alias WHERE entity_id IN {unnamed}")  # noqa: S608 - a constant
    connection.execute(
        f"DELETE FROM core.entity_link WHERE entity_id_l IN {unnamed} OR entity_id_r IN {unnamed}"  # noqa: S608 - a constant
    )
    row = connection.execute(f"DELETE FROM core.entity WHERE entity_id IN {unnamed}").fetchone()  # noqa: S608 - a constant
    return int(row[0]) if row else 0
