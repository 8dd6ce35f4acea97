"""Lets claims follow the reports they stand in, when these turn out to tell of another event."""

from dataclasses import dataclass

import polars as pl

from transforms.claim_matching import ClaimContext, KnownClaims, MatchedClaims, events_of_claims
from transforms.contracts.claims import CLAIM_MEMBERSHIPS, CLAIM_MENTIONS, CLAIMS


@dataclass(frozen=True, slots=True)
class StandingClaims:
    """What stays known of claims: CLAIM_MEMBERSHIPS and CLAIM_MENTIONS."""

    memberships: pl.DataFrame
    mentions: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of known claims whose reports moved.

    `known` are those that stay, `moved` the CLAIM_MEMBERSHIPS of those that go to another event
    together, `again` the CLAIM_MENTIONS of those that stand alone and are to be matched there, and
    `before` their CLAIM_MEMBERSHIPS.
    """

    known: StandingClaims
    moved: pl.DataFrame
    again: pl.DataFrame
    before: pl.DataFrame


def rehomed(
    memberships: pl.DataFrame, mentions: pl.DataFrame, context: ClaimContext
) -> pl.DataFrame:
    """Give claims whose text no longer tells of their event the event that it is about now.

    Args:
        memberships: CLAIM_MEMBERSHIPS of the mentions.
        mentions: CLAIM_MENTIONS of the versions concerned.
        context: all that these versions report now, and of which events.

    Returns:
        CLAIM_MEMBERSHIPS: those whose `event_id` changes.
    """
    told = context.event_mentions.join(
        context.event_memberships.select("event_mention_id", "event_id"), on="event_mention_id"
    )
    reported = told.select("version_id", "event_id").unique()
    lost = memberships.join(mentions.select("mention_id", "version_id"), on="mention_id").join(
        reported, on=["version_id", "event_id"], how="anti"
    )
    now = events_of_claims(mentions, context).rename({"event_id": "now_id"})
    return CLAIM_MEMBERSHIPS.check(
        lost.filter(pl.col("event_id").is_not_null())
        .join(now, on="mention_id", how="left")
        .with_columns(event_id="now_id")
        .select(CLAIM_MEMBERSHIPS.schema.names())
    )


def follow_reports(
    known: KnownClaims, mentions: pl.DataFrame, context: ClaimContext, moved: pl.DataFrame
) -> Followed:
    """Move the claims of reports that tell of another event now.

    Args:
        known: CLAIM_MEMBERSHIPS and CLAIM_MENTIONS of the events concerned.
        mentions: CLAIM_MENTIONS of the versions that report them.
        context: what these versions report now, and of which events.
        moved: `version_id` of the versions that moved.
    """
    theirs = mentions.join(moved, on="version_id", how="semi")
    held = known.memberships.join(theirs, on="mention_id", how="semi")
    changed = rehomed(held, theirs, context)
    members = known.memberships.group_by("claim_id").agg(n_members=pl.len())
    alone = changed.join(members.filter(n_members=1), on="claim_id", how="semi")
    together = changed.join(alone, on="mention_id", how="anti")
    stay = known.memberships.join(changed, on="mention_id", how="anti")
    return Followed(
        known=StandingClaims(
            pl.concat([stay, together]), known.mentions.join(alone, on="mention_id", how="anti")
        ),
        moved=together,
        again=CLAIM_MENTIONS.check(theirs.join(alone, on="mention_id", how="semi")),
        before=alone,
    )


def taken_over(before: pl.DataFrame, followed: Followed, matched: MatchedClaims) -> pl.DataFrame:
    """Say which claim took over those whose only mention joined another one.

    Args:
        before: CLAIMS of the mentions that were matched again.
        followed: those mentions.
        matched: what came of it.

    Returns:
        CLAIMS, with `merged_into`.
    """
    joined = (
        followed.before.select("mention_id", "claim_id")
        .join(matched.memberships.select("mention_id", now_id="claim_id"), on="mention_id")
        .filter(pl.col("claim_id") != pl.col("now_id"))
    )
    return CLAIMS.check(
        before.join(joined.select("claim_id", "now_id"), on="claim_id")
        .with_columns(merged_into="now_id")
        .select(CLAIMS.schema.names())
    )
