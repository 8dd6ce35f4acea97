"""Keep analysts' decisions, and bring events in line with those that are in force.

    decision -> what it hangs together with -> base rows -> replay -> what differs is superseded

Claims and disagreements follow the reports they stand in. Nothing is overwritten: rows that no
longer hold get `retracted_at`, and `mart.…_as_of` answers as before.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import duckdb
import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.contract import Contract
from transforms.contracts.events import EVENT_LINKS, EVENT_MEMBERSHIPS, EVENT_MENTIONS, EVENTS
from transforms.contracts.operations import DECISIONS
from transforms.deciding import EventRows, replay, retire
from transforms.errors import ClaimstreamError
from warehouse.claim_decisions import honour_claim_decisions
from warehouse.event_history import REPROCESSED_AT, Connected, Moment, Past, connected, supersede
from warehouse.failures import meaning_of
from warehouse.following import details_follow
from warehouse.framing import as_frame, columns_as_text
from warehouse.known import known_rows

_NAMING = """
    (subject = 'event_link' OR list_has_any(
        list_concat(mention_ids_l, mention_ids_r),
        (SELECT coalesce(list(mention_id::UUID), []) FROM wanted)
    ))
"""
_FOUNDED = """
    SELECT event_id::VARCHAR AS event_id FROM core.event
    GROUP BY event_id
    HAVING arg_min(run_id, recorded_at) IN (SELECT decision_id FROM ops.decision)
    ORDER BY event_id
"""
_DECIDED: tuple[Contract[Any], ...] = (EVENTS, EVENT_MEMBERSHIPS, EVENT_LINKS)
_IN_FORCE = "undone_at IS NULL AND action <> 'undo'"


def known_decisions(connection: DuckDBPyConnection, mention_ids: pl.Series) -> pl.DataFrame:
    """Give the DECISIONS in force that name some mentions, and all on links, in their order."""
    wanted = mention_ids.cast(pl.String).drop_nulls().unique().to_frame("mention_id")
    return _decisions(connection, f"{_IN_FORCE} AND {_NAMING}", {"wanted": wanted})


def all_decisions(connection: DuckDBPyConnection) -> pl.DataFrame:
    """Give all DECISIONS, undone ones too, in the order in which they were decided."""
    return _decisions(connection, "true", {})


def decisions_on_copies(connection: DuckDBPyConnection) -> pl.DataFrame:
    """Give the DECISIONS in force on copy groups, in their order."""
    return _decisions(connection, f"{_IN_FORCE} AND subject = 'copy_group'", {})


def _decisions(
    connection: DuckDBPyConnection, condition: str, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    sql = f"""
        SELECT {columns_as_text(DECISIONS)} FROM ops.decision AS row
        WHERE {condition} ORDER BY decided_at, recorded_at, decision_id
    """  # noqa: S608 - a constant and names from declarations
    return DECISIONS.check(as_frame(connection, sql, frames))


@contextmanager
def transaction(connection: DuckDBPyConnection, what: str) -> Iterator[None]:
    """Commit all that is done inside, or nothing.

    Args:
        connection: a writer's connection.
        what: what is done, for the message.

    Raises:
        RetryError: the disk is full.
        StopError: the database cannot be written.
    """
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except duckdb.Error as error:
        connection.execute("ROLLBACK")
        raise meaning_of(error, what) from error
    except ClaimstreamError:
        connection.execute("ROLLBACK")
        raise


def next_moment(connection: DuckDBPyConnection, now: datetime) -> datetime:
    """Give the moment from which a decision holds: now, and after all that was recorded before."""
    (last,) = connection.execute(f"""
        SELECT greatest(
            (SELECT max(recorded_at) FROM ops.decision),
            (SELECT max(loaded_at) FROM ops.load_batch),
            (SELECT max(finished_at) FROM ({REPROCESSED_AT}))
        )
    """).fetchone() or (None,)  # noqa: S608 - a constant
    return now if last is None else max(now, last + timedelta(microseconds=1))


def record_decision(connection: DuckDBPyConnection, decision: pl.DataFrame) -> None:
    """Add one row of DECISIONS; an undoing marks, or takes the mark off, what it turns round.

    Args:
        connection: a writer's connection, in a transaction.
        decision: DECISIONS, one row.
    """
    connection.register("decided", DECISIONS.check(decision))
    try:
        cast = ", ".join(f"{column.name}::{column.sql_type}" for column in DECISIONS.columns)
        connection.execute(f"INSERT INTO ops.decision SELECT {cast} FROM decided")  # noqa: S608 - names come from declarations
    finally:
        connection.unregister("decided")


def mark_undone(connection: DuckDBPyConnection, decision_id: str, at: datetime | None) -> None:
    """Note since when a decision is undone; None = it is in force again."""
    connection.execute(
        "UPDATE ops.decision SET undone_at = ? WHERE decision_id = ?", [at, decision_id]
    )


def honour_decisions(
    connection: DuckDBPyConnection, mention_ids: list[str], moment: Moment
) -> dict[str, int]:
    """Bring all that hangs together with some mentions in line with the decisions in force.

    Args:
        connection: a writer's connection, in a transaction.
        mention_ids: event mentions that a decision named which is new, undone or in force again.
        moment: by which decision, and when.

    Returns:
        How many rows of each table were retracted or recorded; empty when nothing changed.
    """
    concerned = connected(connection, mention_ids)
    rows = _rows(connection, concerned)
    mentions = known_rows(connection, EVENT_MENTIONS, "event_mention_id", concerned.mention_ids)
    order = mentions.sort("published_at", "event_mention_id", nulls_last=True)
    before = EventRows(*(rows[table].base.drop("run_id") for table in _DECIDED))
    decisions = known_decisions(connection, concerned.mention_ids)
    holds = replay(before, decisions, order=order.get_column("event_mention_id"))
    told = holds.memberships.filter(pl.col("status") != "rejected")
    homes = dict(told.select("event_mention_id", "event_id").iter_rows())
    target: dict[Contract[Any], pl.DataFrame] = {
        EVENTS: retire(holds.events, rows[EVENTS].live, homes),
        EVENT_MEMBERSHIPS: holds.memberships,
        EVENT_LINKS: holds.links,
    }
    changed = {
        str(table.table): supersede(connection, table, rows[table], frame, moment)
        for table, frame in target.items()
    }
    changed |= details_follow(connection, concerned, before, moment)
    for table, n_rows in honour_claim_decisions(connection, moment).items():
        changed[table] = changed.get(table, 0) + n_rows
    return {table: n_rows for table, n_rows in changed.items() if n_rows}


def _rows(connection: DuckDBPyConnection, concerned: Connected) -> dict[Contract[Any], Past]:
    """Read what the scorer decided and what holds now, of events, memberships and links."""
    judged = _decisions(connection, "subject = 'event_link'", {})
    keys: dict[Contract[Any], tuple[str, pl.Series]] = {
        EVENTS: ("event_id", concerned.event_ids),
        EVENT_MEMBERSHIPS: ("event_mention_id", concerned.mention_ids),
        EVENT_LINKS: ("event_link_id", judged.get_column("subject_ids").explode()),
    }
    found = {table: Past.of(connection, table, *key) for table, key in keys.items()}
    founded = as_frame(connection, _FOUNDED, {}).get_column("event_id")
    scored = found[EVENTS].base.filter(~pl.col("event_id").is_in(founded.implode()))
    held = found[EVENT_MEMBERSHIPS].base.get_column("event_id").implode()
    has_members = pl.col("event_id").is_in(held)  # the scorer leaves no member in what it merges
    scored = scored.with_columns(merged_into=pl.when(~has_members).then("merged_into"))
    return {**found, EVENTS: Past(found[EVENTS].live, scored)}
