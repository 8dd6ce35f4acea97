"""Tell whether two warehouses hold the same, however they came to it.

The digest covers the live rows of `core` without `run_id`, `recorded_at` and cluster ids. A
cluster (copy group, event, claim) is what its members make it: wherever a row names a cluster, the
digest has the smallest id among its members instead. What only says how a cluster came about
(who founded it, scores, evidence) depends on the order of arrival and is left out.
"""

from hashlib import blake2b
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.contracts.contract import Contract
from warehouse.tables import CLUSTERS, TABLES, Cluster

_CLUSTER_COLUMNS = {
    "copy_group_id": "core.copy_group",
    "event_id": "core.event",
    "event_id_l": "core.event",
    "event_id_r": "core.event",
    "claim_id": "core.claim",
    "claim_id_l": "core.claim",
    "claim_id_r": "core.claim",
}
_LEFT_OUT = {
    "core.copy_group": None,
    "core.event": {"founding_mention_id", "merged_into"},
    "core.claim": None,
    "core.copy_membership": {"relation", "similarity", "rule_version"},
    "core.copy_placement": {"relation", "similarity", "rule_version"},
    "core.event_membership": {
        "status", "score", "evidence_for", "evidence_against", "features", "rule_version",
    },
    "core.claim_membership": {
        "status", "score", "evidence_for", "evidence_against", "rule_version",
    },
    "core.event_link": {"event_link_id"},
    "core.claim_link": {"claim_link_id"},
    "core.entity_link": {"score", "evidence_for", "evidence_against"},
}  # fmt: skip
_MERGED = {
    "core.copy_group": "core.merged_copy_groups_as_of",
    "core.event": "core.merged_events_as_of",
    "core.claim": "core.merged_claims_as_of",
}


def digest(
    connection: DuckDBPyConnection, *, ignoring: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Give one hash per table of `core`; two warehouses hold the same when all are equal.

    Args:
        connection: to a warehouse with all migrations.
        ignoring: further columns to leave out, such as `fetched_at` and `seen_at` when the same
            documents were received at different times.
    """
    for cluster in CLUSTERS:
        connection.execute(_labels(cluster))
    try:
        return {
            table: _hash_of(connection, contract, ignoring)
            for table, contract in sorted(TABLES.items())
            if table.startswith("core.") and _LEFT_OUT.get(table, ()) is not None
        }
    finally:
        for cluster in CLUSTERS:
            connection.execute(f"DROP TABLE IF EXISTS temp.label_{cluster.id}")


def _labels(cluster: Cluster) -> str:
    """Write the table that names each cluster by the smallest of its members."""
    held = "" if cluster.id == "copy_group_id" else "AND row.status <> 'rejected'"
    return f"""
        CREATE OR REPLACE TEMP TABLE label_{cluster.id} AS
        WITH member AS (
            SELECT row.{cluster.id} AS own_id, row.{cluster.member} AS member_id,
                coalesce(merged.head_id, row.{cluster.id}) AS head_id
            FROM {cluster.membership} AS row
            LEFT JOIN {_MERGED[cluster.table]}('infinity'::TIMESTAMPTZ) AS merged
                ON merged.{cluster.id} = row.{cluster.id}
            WHERE row.retracted_at IS NULL {held}
        ), head AS (
            SELECT head_id, min(member_id::VARCHAR) AS label FROM member GROUP BY head_id
        )
        SELECT DISTINCT unnest([member.own_id, member.head_id]) AS id, head.label
        FROM member JOIN head USING (head_id)
    """  # noqa: S608 - names come from declarations


def _hash_of(
    connection: DuckDBPyConnection, contract: Contract[Any], ignoring: frozenset[str]
) -> str:
    table = str(contract.table)
    left_out = (_LEFT_OUT.get(table) or set()) | ignoring
    live = ["retracted_at IS NULL"] if contract.history else []
    live += ["merged_into IS NULL"] if "merged_into" in contract.schema else []
    live += (
        ["status <> 'rejected'"] if table.endswith("_membership") and "status" in left_out else []
    )
    columns = [name for name in contract.schema.names() if name not in left_out]
    where = f"WHERE {' AND '.join(live)}" if live else ""
    rows = connection.execute(
        f"SELECT {', '.join(_value(name) for name in columns)} FROM {table} AS row {where}"  # noqa: S608 - names come from declarations
        " ORDER BY ALL"
    )
    state = blake2b(digest_size=16)
    while batch := rows.fetchmany(10_000):
        state.update(repr(batch).encode())
    return state.hexdigest()


def _value(name: str) -> str:
    cluster = _CLUSTER_COLUMNS.get(name)
    if cluster is None:
        return f"row.{name}::VARCHAR AS {name}"
    own = cluster.removeprefix("core.") + "_id"
    label = f"(SELECT label FROM label_{own} AS known WHERE known.id = row.{name})"  # noqa: S608 - names come from declarations
    return f"coalesce({label}, row.{name}::VARCHAR) AS {name}"
