"""Let claims and disagreements follow the reports they stand in, when a decision moves these."""

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.claim_matching import ClaimContext, events_of_claims
from transforms.contracts.claims import CLAIM_MEMBERSHIPS, CLAIM_MENTIONS, DISAGREEMENTS
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MEMBERSHIPS, EVENT_MENTIONS
from transforms.deciding import EventRows, heads
from transforms.disagreements import find_disagreements
from warehouse.event_history import Connected, Moment, Past, supersede
from warehouse.known import known_reports, known_rows
from warehouse.successors import under_successors

_PAIR = ("version_id_l", "version_id_r")


def details_follow(
    connection: DuckDBPyConnection, concerned: Connected, before: EventRows, moment: Moment
) -> dict[str, int]:
    """Bring claims and disagreements in line with the events as they are now.

    A claim that stood under an event its report no longer tells of goes to the one it does. A
    disagreement stays where both reports still tell of one event; those between reports that a
    decision brought together are found.

    Args:
        connection: a writer's connection, in a transaction; events are as they should be.
        concerned: the events and event mentions that decisions touched.
        before: what the scorer decided on them.
        moment: by which decision, and when.

    Returns:
        Rows retracted or recorded, by table.
    """
    mentions = known_rows(connection, EVENT_MENTIONS, "event_mention_id", concerned.mention_ids)
    version_ids = mentions.get_column("version_id").unique().sort()
    told = _told(connection, version_ids)
    return {
        str(CLAIM_MEMBERSHIPS.table): _claims(connection, concerned, version_ids, told, moment),
        str(DISAGREEMENTS.table): _disagreements(connection, concerned, before, told, moment),
    }


def _told(connection: DuckDBPyConnection, version_ids: pl.Series) -> pl.DataFrame:
    """Give the event mentions of some versions with the events that stand for them now."""
    mentions = known_rows(connection, EVENT_MENTIONS, "version_id", version_ids)
    members = known_rows(
        connection, EVENT_MEMBERSHIPS, "event_mention_id", mentions.get_column("event_mention_id")
    )
    held = under_successors(connection, members.filter(pl.col("status") != "rejected"))
    return mentions.join(held.select("event_mention_id", "event_id"), on="event_mention_id")


def _claims(
    connection: DuckDBPyConnection,
    concerned: Connected,
    version_ids: pl.Series,
    told: pl.DataFrame,
    moment: Moment,
) -> int:
    mentions = known_rows(connection, CLAIM_MENTIONS, "version_id", version_ids)
    mention_ids = mentions.get_column("mention_id")
    past = Past.of(connection, CLAIM_MEMBERSHIPS, "mention_id", mention_ids)
    base = past.base
    context = ClaimContext(
        event_mentions=told.drop("event_id"),
        event_memberships=told.select("event_mention_id", "event_id"),
        copy_memberships=COPY_MEMBERSHIPS.empty(),
    )
    about = events_of_claims(mentions, context).select("mention_id", now_id="event_id")
    reported = told.select("version_id", head_id="event_id").unique()
    placed = (
        base.with_columns(
            under_successors(connection, base.select("event_id"))
            .get_column("event_id")
            .alias("head_id")
        )
        .join(mentions.select("mention_id", "version_id"), on="mention_id")
        .join(reported.with_columns(is_told=True), on=["version_id", "head_id"], how="left")
        .join(about, on="mention_id", how="left")
    )
    lost = pl.col("event_id").is_in(concerned.event_ids.implode()) & pl.col("is_told").is_null()
    target = placed.with_columns(
        event_id=pl.when(lost).then("now_id").otherwise("event_id")
    ).select(CLAIM_MEMBERSHIPS.schema.names())
    return supersede(connection, CLAIM_MEMBERSHIPS, past, target, moment)


def _disagreements(
    connection: DuckDBPyConnection,
    concerned: Connected,
    before: EventRows,
    told: pl.DataFrame,
    moment: Moment,
) -> int:
    past = Past.of(connection, DISAGREEMENTS, "event_id", concerned.event_ids)
    base = past.base
    reported = told.select("version_id", head_id="event_id").unique()
    both = (
        base.select("disagreement_id", "event_id", *_PAIR)
        .join(reported, left_on="version_id_l", right_on="version_id")
        .join(reported, left_on=["version_id_r", "head_id"], right_on=["version_id", "head_id"])
    )
    same = under_successors(connection, both.select("event_id")).get_column("event_id")
    home = (
        both.with_columns(moves=pl.col("head_id") != same)
        .sort("disagreement_id", "moves", "head_id")
        .unique("disagreement_id", keep="first", maintain_order=True)
        .select("disagreement_id", "moves", "head_id")
    )
    kept = base.join(home, on="disagreement_id").with_columns(
        event_id=pl.when("moves").then("head_id").otherwise("event_id")
    )
    found = _found(connection, concerned, before, told).join(base, on="disagreement_id", how="anti")
    target = pl.concat([kept.select(DISAGREEMENTS.schema.names()), found])
    return supersede(connection, DISAGREEMENTS, past, target, moment)


def _found(
    connection: DuckDBPyConnection, concerned: Connected, before: EventRows, told: pl.DataFrame
) -> pl.DataFrame:
    """Compare the reports of those events that bring together what the scorer had apart."""
    scored = before.memberships.filter(pl.col("status") != "rejected").select(
        "event_mention_id",
        scored_id=pl.col("event_id").replace(heads(before.events)),
    )
    joined = (
        told.filter(pl.col("event_mention_id").is_in(concerned.mention_ids.implode()))
        .join(scored, on="event_mention_id")
        .group_by("event_id")
        .agg(pl.col("scored_id").n_unique())
        .filter(pl.col("scored_id") > 1)
    )
    if joined.is_empty():
        return DISAGREEMENTS.empty()
    return find_disagreements(known_reports(connection, joined.get_column("event_id").sort()))
