"""Write down what was decided about copies: groups, memberships and typed edges."""

import polars as pl

from transforms.contracts.copies import COPY_EDGES, COPY_GROUPS, COPY_MEMBERSHIPS
from transforms.identifiers import stable_ids

RULE_VERSION = "copies-1"
SHARED_PASSAGE = 3
"""Sampled shingles, about 25 words, from which shared text is worth an edge."""


def name_groups(placed: pl.DataFrame) -> pl.DataFrame:
    """Add `group_id`: that of the leader if it is known, else minted from the leader's version.

    Args:
        placed: one row per `node`: `version_id`, its `leader`, its `copy_group_id` if known.
    """
    leaders = placed.filter(pl.col("node") == pl.col("leader"))
    minted = pl.Series(stable_ids("copy_group", leaders["version_id"].to_list()), dtype=pl.String)
    names = leaders.select("leader", group_id=pl.coalesce("copy_group_id", minted))
    return placed.join(names, on="leader")


def groups_decided(named: pl.DataFrame, known_groups: pl.DataFrame) -> pl.DataFrame:
    """Give COPY_GROUPS: those founded, and known ones that another took over."""
    founded = named.filter(
        pl.col("node") == pl.col("leader"), pl.col("copy_group_id").is_null()
    ).select(
        copy_group_id="group_id",
        founding_version_id="version_id",
        merged_into=pl.lit(None, pl.String),
    )
    taken_over = (
        named.filter(pl.col("copy_group_id") != pl.col("group_id"))
        .select("copy_group_id", "group_id")
        .unique()
        .join(known_groups, on="copy_group_id")
        .select("copy_group_id", "founding_version_id", merged_into="group_id")
    )
    return COPY_GROUPS.check(pl.concat([founded, taken_over]).sort("copy_group_id"))


def memberships_decided(
    named: pl.DataFrame, links: pl.DataFrame, shingles: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """Give COPY_MEMBERSHIPS: of every new version, and of known ones whose group was taken over.

    Args:
        named: from `name_groups`, with `reason` for followers.
        links: from `find_links`.
        shingles: SHINGLES of the batch.
        known: COPY_MEMBERSHIPS.
    """
    sizes = shingles.group_by("version_id").agg(n_shingles=pl.len().cast(pl.Int64))
    new = (
        named.filter(pl.col("copy_group_id").is_null())
        .join(_mean_links(named, links), on="node", how="left")
        .join(sizes, on="version_id", how="left")
        .select(
            "version_id",
            copy_group_id="group_id",
            relation=pl.coalesce(
                "reason",
                pl.when(pl.col("node") == pl.col("leader"))
                .then(pl.lit("origin"))
                .otherwise(pl.lit("near")),
            ),
            similarity=pl.coalesce("mean_link", pl.lit(1.0)),
            n_shingles=pl.col("n_shingles").fill_null(0),
            seen_at="seen_at",
            rule_version=pl.lit(RULE_VERSION),
        )
    )
    moved = (
        named.filter(pl.col("copy_group_id") != pl.col("group_id"))
        .select("version_id", "group_id")
        .join(known, on="version_id")
        .with_columns(
            copy_group_id="group_id",
            relation=pl.col("relation").replace("origin", "near"),
            rule_version=pl.lit(RULE_VERSION),
        )
    )
    names = COPY_MEMBERSHIPS.schema.names()
    decided = pl.concat([new.select(names), moved.select(names)])
    return COPY_MEMBERSHIPS.check(decided.sort("seen_at", "version_id"))


def _mean_links(named: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Average what each near copy or later version shares with the rest of its group."""
    compared = named.filter(pl.col("compares"))
    others = compared.group_by("leader").agg(others=pl.len() - 1)
    both_ways = pl.concat(
        [
            links.select("node", "other", "containment"),
            links.select(node="other", other="node", containment="containment"),
        ]
    )
    group = compared.select("node", "leader")
    total = (
        both_ways.join(group, on="node")
        .join(group.rename({"node": "other"}), on=["other", "leader"])
        .group_by("node")
        .agg(total=pl.col("containment").sum())
    )
    return (
        group.filter(pl.col("node") != pl.col("leader"))
        .join(others, on="leader")
        .join(total, on="node", how="left")
        .select("node", mean_link=(pl.col("total").fill_null(0.0) / pl.col("others")).clip(0, 1))
    )


def edges_decided(named: pl.DataFrame, links: pl.DataFrame, containment: float) -> pl.DataFrame:
    """Give COPY_EDGES: each new text's best link in its group, and what other groups share.

    Text shared across groups is `contains` from this containment on: a round-up, a long
    quotation. Below, it is `shares_passage` from about 25 words on.
    """
    of = named.select("node", "leader", "version_id")
    known = named.filter(pl.col("copy_group_id").is_not_null())
    relation = (
        pl.when("inside")
        .then(pl.when("is_best").then(pl.lit("copy_of")))
        .when(pl.col("containment") >= containment)
        .then(pl.lit("contains"))
        .when(pl.col("shared") >= SHARED_PASSAGE)
        .then(pl.lit("shares_passage"))
    )
    typed = (
        links.join(known, on="node", how="anti")
        .join(of, on="node")
        .join(of.rename({"node": "other"}), on="other", suffix="_other")
        .sort("node", "containment", "coverage", "other", descending=[False, True, True, False])
        .with_columns(inside=pl.col("leader") == pl.col("leader_other"))
        .with_columns(is_best=pl.int_range(pl.len()).over("node", "inside") == 0)
        .with_columns(relation=relation)
        .drop_nulls("relation")
    )
    edges = typed.select(
        version_id_l=pl.when("is_smaller").then("version_id").otherwise("version_id_other"),
        version_id_r=pl.when("is_smaller").then("version_id_other").otherwise("version_id"),
        relation="relation",
        containment="containment",
        coverage="coverage",
        rule_version=pl.lit(RULE_VERSION),
    )
    return COPY_EDGES.check(edges.sort("version_id_l", "version_id_r"))
