"""What becomes of a disagreement when one of its two reports turns out to tell of another event."""

from dataclasses import dataclass

import polars as pl

from transforms.contracts.claims import DISAGREEMENTS
from transforms.contracts.operations import WITHDRAWALS
from transforms.disagreements.stage import EventReports


@dataclass(frozen=True, slots=True)
class Parted:
    """DISAGREEMENTS that go with both their reports, and WITHDRAWALS of those that lost one."""

    moved: pl.DataFrame
    withdrawn: pl.DataFrame


def part_disagreements(before: pl.DataFrame, reports: EventReports) -> Parted:
    """Look which disagreements still stand between two reports of one event.

    Args:
        before: DISAGREEMENTS of events that lost a report.
        reports: what the versions concerned report now.
    """
    told = (
        reports.event_mentions.select("event_mention_id", "version_id")
        .join(
            reports.event_memberships.select("event_mention_id", "event_id"), on="event_mention_id"
        )
        .select("version_id", now_id="event_id")
        .unique()
    )
    homes = (
        before.join(told, left_on="version_id_l", right_on="version_id")
        .join(told, left_on=["version_id_r", "now_id"], right_on=["version_id", "now_id"])
        .sort("disagreement_id", pl.col("now_id") != pl.col("event_id"), "now_id")
        .unique("disagreement_id", keep="first", maintain_order=True)
    )
    lost = before.join(homes, on="disagreement_id", how="anti")
    return Parted(
        DISAGREEMENTS.check(
            homes.filter(pl.col("now_id") != pl.col("event_id"))
            .with_columns(event_id="now_id")
            .select(DISAGREEMENTS.schema.names())
        ),
        WITHDRAWALS.check(
            lost.select(table_name=pl.lit(DISAGREEMENTS.table), row_id="disagreement_id")
        ),
    )
