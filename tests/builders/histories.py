"""Random histories of the small warehouse: batches move members, rows go, analysts decide."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from hypothesis import strategies as st

from flows.decisions import take_down
from transforms.contracts.claims import CLAIM_MEMBERSHIPS, CLAIMS
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MEMBERSHIPS
from transforms.contracts.operations import Decision
from transforms.identifiers import stable_id
from warehouse.decisions import transaction
from warehouse.loading import load_batch
from warehouse.staging import stage

NOW = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
NAMES = st.sampled_from("abcd")
STEPS = st.one_of(
    st.tuples(st.just("claim"), NAMES, st.sampled_from("acd")),
    st.tuples(st.just("event"), NAMES, st.sampled_from("ad")),
    st.tuples(st.just("copy"), NAMES, st.sampled_from("acd")),
    st.tuples(st.just("join claims"), st.sampled_from("cd"), st.sampled_from("a")),
    st.tuples(st.just("retract"), NAMES, st.sampled_from(["claim_mention", "role_statement"])),
    st.tuples(st.just("decide"), st.sampled_from(["merge", "split"]), NAMES),
)
MOVED = {
    "claim": (CLAIM_MEMBERSHIPS, "mention_id", "mention", "claim_id", "claim"),
    "event": (EVENT_MEMBERSHIPS, "event_mention_id", "event mention", "event_id", "event"),
    "copy": (COPY_MEMBERSHIPS, "version_id", "version", "copy_group_id", "group"),
}


def act(connection: duckdb.DuckDBPyConnection, folder: Path, step: Any, at: datetime) -> None:
    """Let a batch move a member or merge claims, take a row back, or let an analyst decide."""
    kind, first, second = step
    if kind == "retract":
        connection.execute(
            f"UPDATE core.{second} SET retracted_at = ?"  # noqa: S608 - one of two names
            " WHERE version_id = ? AND retracted_at IS NULL",
            [at, stable_id("version", first)],
        )
    elif kind == "decide":
        decide(connection, first, second, at)
    else:
        frames = joined(first, second) if kind == "join claims" else moved(connection, *step)
        stage(frames, folder / "batch", batch_id=stable_id("batch", at.isoformat()))
        run_id = stable_id("run", at.isoformat())
        load_batch(connection, folder / "batch", run_id=run_id, recorded_at=at)
        shutil.rmtree(folder / "batch")


def moved(
    connection: duckdb.DuckDBPyConnection, kind: str, member: str, cluster: str
) -> dict[Any, pl.DataFrame]:
    contract, key, of_member, column, of_cluster = MOVED[kind]
    names = ", ".join(contract.schema.names())
    row = connection.sql(
        f"SELECT {names} FROM {contract.table} WHERE {key} = '{stable_id(of_member, member)}'"  # noqa: S608 - names from declarations
        " AND retracted_at IS NULL LIMIT 1"
    ).pl()
    there = pl.lit(stable_id(of_cluster, cluster))
    frame = row.cast(dict(contract.schema)).with_columns(there.alias(column))  # type: ignore[arg-type]
    return {contract: frame}


def joined(later: str, head: str) -> dict[Any, pl.DataFrame]:
    row = {
        "claim_id": stable_id("claim", later),
        "founding_mention_id": stable_id("mention", later),
        "merged_into": stable_id("claim", head),
    }
    return {CLAIMS: pl.DataFrame([row], schema=CLAIMS.schema)}


def decide(connection: duckdb.DuckDBPyConnection, action: str, name: str, at: datetime) -> None:
    mention = stable_id("event mention", name)
    others = [stable_id("event mention", other) for other in "abcd" if other != name]
    decision = Decision(
        decision_id=stable_id("decision", at.isoformat()),
        action=action,
        subject="event",
        subject_ids=[stable_id("event", "a")],
        mention_ids_l=others[:1] if action == "merge" else others,
        mention_ids_r=[mention],
        decided_by="Ada",
        reason=None,
        decided_at=at,
        recorded_at=at,
        undone_at=None,
    )
    with transaction(connection, "decide"):
        take_down(connection, decision)
