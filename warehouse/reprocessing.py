"""Work out a warehouse anew beside itself, compare, and put what came out in its place.

    articles -> a second warehouse, decided by today's rules -> compared -> promoted

Articles, versions and analysts' decisions are taken over as they are; all that rules decide is
derived again. Promoting retracts the rows that the rules no longer give and records the new
ones, so that the warehouse can still be read as of any earlier moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.articles import ARTICLE_KEYS, ARTICLE_VERSIONS, ARTICLES, OUTLETS
from transforms.contracts.contract import Contract
from transforms.contracts.copies import COPY_PLACEMENTS
from transforms.contracts.operations import DECISIONS, RAW_DOCUMENTS, SOURCES
from warehouse.decisions import all_decisions, honour_decisions
from warehouse.event_history import Moment
from warehouse.framing import as_frame, columns_as_text
from warehouse.known import known_rows
from warehouse.known_copies import known_outlets
from warehouse.tables import CLUSTERS, HISTORY_COLUMNS, TABLES, Cluster

TAKEN_OVER = (ARTICLES, ARTICLE_KEYS, ARTICLE_VERSIONS, COPY_PLACEMENTS)
DERIVED = tuple(
    contract
    for table, contract in TABLES.items()
    if table.startswith("core.") and contract.history and contract not in TAKEN_OVER
)
_ORDER = """
    SELECT version_id::VARCHAR AS version_id FROM core.article_version AS version
    WHERE retracted_at IS NULL
    ORDER BY min(coalesce(published_at, fetched_at)) OVER (PARTITION BY article_id), article_id,
        version_no, version_id
"""
_COMPARED = """
    SELECT mention_id::VARCHAR AS mention_id, version_id::VARCHAR AS version_id, speaker, cue,
        content, content_start, content_stop, attributed
    FROM core.claim_mention WHERE retracted_at IS NULL
"""
_CHANGES = """
    WITH lost AS (FROM before ANTI JOIN now USING (mention_id)),
    gained AS (FROM now ANTI JOIN before USING (mention_id)),
    pair AS (
        SELECT lost.mention_id AS before_id, gained.mention_id AS now_id
        FROM lost JOIN gained ON gained.version_id = lost.version_id
            AND gained.attributed = lost.attributed
            AND least(gained.content_stop, lost.content_stop)
                - greatest(gained.content_start, lost.content_start)
                >= 0.5 * greatest(gained.content_stop - gained.content_start,
                    lost.content_stop - lost.content_start)
        QUALIFY row_number() OVER (PARTITION BY lost.mention_id ORDER BY gained.mention_id) = 1
            AND row_number() OVER (PARTITION BY gained.mention_id ORDER BY lost.mention_id) = 1
    )
    SELECT 'changed' AS change, lost.version_id, lost.attributed, lost.speaker AS speaker_before,
        gained.speaker AS speaker_now, lost.cue AS cue_before, gained.cue AS cue_now,
        lost.content AS content_before, gained.content AS content_now
    FROM pair JOIN lost ON lost.mention_id = before_id JOIN gained ON gained.mention_id = now_id
    UNION ALL BY NAME
    SELECT 'lost' AS change, version_id, attributed, speaker AS speaker_before, cue AS cue_before,
        content AS content_before
    FROM lost WHERE mention_id NOT IN (SELECT before_id FROM pair)
    UNION ALL BY NAME
    SELECT 'gained' AS change, version_id, attributed, speaker AS speaker_now, cue AS cue_now,
        content AS content_now
    FROM gained WHERE mention_id NOT IN (SELECT now_id FROM pair)
    ORDER BY change, version_id, content_before, content_now
"""


@dataclass(frozen=True, slots=True)
class Portion:
    """Versions that are worked out together: what is known of them, by contract.

    `publishers` are the `version_id, outlet_id, agency` of those whose outlet is known.
    """

    taken: dict[Contract[Any], pl.DataFrame]
    publishers: pl.DataFrame

    @property
    def versions(self) -> pl.DataFrame:
        """ARTICLE_VERSIONS."""
        return self.taken[ARTICLE_VERSIONS]


def take_decisions(side: DuckDBPyConnection, origin: DuckDBPyConnection) -> None:
    """Take over what analysts decided, so that the second warehouse honours it."""
    for contract, history in ((DECISIONS, ()), (COPY_PLACEMENTS, HISTORY_COLUMNS)):
        names = [*contract.schema.names(), *(column.name for column in history)]
        columns = columns_as_text(contract) + "".join(f", row.{c.name}" for c in history)
        live = "WHERE row.retracted_at IS NULL" if history else ""
        rows = as_frame(origin, f"SELECT {columns} FROM {contract.table} AS row {live}", {})  # noqa: S608 - names come from declarations
        side.execute(f"DELETE FROM {contract.table}")  # noqa: S608 - a name from a declaration
        side.register("taken", rows.select(names))
        side.execute(f"INSERT INTO {contract.table} BY NAME FROM taken")
        side.unregister("taken")


def portions(
    side: DuckDBPyConnection, origin: DuckDBPyConnection, *, size: int
) -> Iterator[Portion]:
    """Give the versions that the second warehouse lacks, in an order that is always the same.

    Args:
        side: a writer's connection to the second warehouse.
        origin: a connection to the warehouse.
        size: versions in one portion.
    """
    there = as_frame(side, "SELECT version_id::VARCHAR AS version_id FROM core.article_version", {})
    missing = as_frame(origin, _ORDER, {}).join(
        there, on="version_id", how="anti", maintain_order="left"
    )
    for start in range(0, missing.height, size):
        ids = missing.get_column("version_id").slice(start, size)
        versions = known_rows(origin, ARTICLE_VERSIONS, "version_id", ids)
        article_ids = versions.get_column("article_id")
        articles = known_rows(origin, ARTICLES, "article_id", article_ids)
        yield Portion(
            {
                ARTICLES: articles,
                ARTICLE_VERSIONS: versions,
                ARTICLE_KEYS: known_rows(origin, ARTICLE_KEYS, "article_id", article_ids),
                OUTLETS: known_rows(origin, OUTLETS, "outlet_id", articles["outlet_id"]),
                SOURCES: known_rows(origin, SOURCES, "source_id", versions["source_id"]),
                RAW_DOCUMENTS: known_rows(origin, RAW_DOCUMENTS, "raw_id", versions["raw_id"]),
            },
            known_outlets(origin, ids),
        )


def claim_changes(side: DuckDBPyConnection, origin: DuckDBPyConnection) -> pl.DataFrame:
    """Compare the claim mentions of both: which are gained, lost, or have other edges or words.

    Returns:
        `change` (gained, lost, changed), `version_id, attributed`, and `speaker`, `cue` and
        `content` with `_before` and `_now`. A lost and a gained one whose contents overlap by half
        are one that changed.
    """
    frames = {"before": as_frame(origin, _COMPARED, {}), "now": as_frame(side, _COMPARED, {})}
    return as_frame(side, _CHANGES, frames)


def row_counts(connection: DuckDBPyConnection) -> dict[str, int]:
    """Count the live rows of every table that rules decide; merged clusters are left out."""
    counts = {}
    for contract in DERIVED:
        merged = "AND merged_into IS NULL" if "merged_into" in contract.schema.names() else ""
        row = connection.execute(
            f"SELECT count(*) FROM {contract.table} WHERE retracted_at IS NULL {merged}"  # noqa: S608 - a name from a declaration
        ).fetchone()
        counts[str(contract.table)] = int(row[0]) if row else 0
    return counts


def promote(
    connection: DuckDBPyConnection, side: Path, run_id: str, at: datetime
) -> dict[str, tuple[int, int]]:
    """Put what the second warehouse holds in the place of what this one holds.

    A cluster that is no more leads to the one that has the member that founded it. Analysts'
    decisions are applied to what came out.

    Args:
        connection: a writer's connection, in a transaction.
        side: the second warehouse's database, which nobody has open.
        run_id: on whose behalf.
        at: the moment; decisions hold a microsecond later.

    Returns:
        By table: how many rows were retracted, how many recorded.
    """
    path = str(side).replace("'", "''")
    connection.execute(f"ATTACH IF NOT EXISTS '{path}' AS side (READ_ONLY)")
    changed = {str(contract.table): _put(connection, contract, run_id, at) for contract in DERIVED}
    for row in all_decisions(connection).filter(pl.col("undone_at").is_null()).to_dicts():
        if row["action"] != "undo" and row["subject"] in ("event", "event_link"):
            named = [*row["mention_ids_l"], *row["mention_ids_r"]]
            moment = Moment(row["decision_id"], at + timedelta(microseconds=1))
            honour_decisions(connection, named, moment)
    return changed


def _put(
    connection: DuckDBPyConnection, contract: Contract[Any], run_id: str, at: datetime
) -> tuple[int, int]:
    table, names = str(contract.table), contract.schema.names()
    columns = ", ".join(names)
    cluster = next((each for each in CLUSTERS if each.table == table), None)
    led = _led(cluster, names) if cluster else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE target AS SELECT {columns} FROM side.{table}"  # noqa: S608 - names come from declarations
        f" WHERE retracted_at IS NULL {led}"
    )
    same = " AND ".join(f"target.{key} = there.{key}" for key in contract.key)
    equal = " AND ".join(f"target.{name} IS NOT DISTINCT FROM there.{name}" for name in names)
    retracted = connection.execute(
        f"UPDATE {table} AS there SET retracted_at = ? WHERE retracted_at IS NULL"  # noqa: S608 - names come from declarations
        f" AND NOT EXISTS (FROM target WHERE {equal})",
        [at],
    ).fetchone()
    recorded = connection.execute(
        f"INSERT INTO {table} ({columns}, run_id, recorded_at)"  # noqa: S608 - names come from declarations
        f" SELECT {columns}, ?::UUID, ?::TIMESTAMPTZ FROM target"
        f" WHERE NOT EXISTS (FROM {table} AS there WHERE there.retracted_at IS NULL AND {same})",
        [run_id, at],
    ).fetchone()
    connection.execute("DROP TABLE target")
    return (int(retracted[0]) if retracted else 0, int(recorded[0]) if recorded else 0)


def _led(cluster: Cluster, names: list[str]) -> str:
    """Write the rows of clusters that are no more: they lead to where their founder is."""
    founder = f"founding_{cluster.member.removeprefix('event_')}"
    held = "" if cluster.id == "copy_group_id" else "AND member.status <> 'rejected'"
    columns = ", ".join(
        f"member.{cluster.id}" if name == "merged_into" else f"gone.{name}" for name in names
    )
    return f"""
        UNION ALL
        SELECT {columns} FROM {cluster.table} AS gone
        JOIN side.{cluster.membership} AS member
            ON member.{cluster.member} = gone.{founder} AND member.retracted_at IS NULL {held}
        WHERE gone.retracted_at IS NULL
            AND gone.{cluster.id} NOT IN (
                SELECT {cluster.id} FROM side.{cluster.table} WHERE retracted_at IS NULL)
    """  # noqa: S608 - names come from declarations
