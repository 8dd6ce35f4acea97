"""Group versions whose text is the same report, and type what other texts share.

fingerprint -> [warehouse: known_copies] -> group_copies:
    1. order the new versions by time; exact copies and later versions follow, uncompared
    2. drop shingles found in many distinct reports (boilerplate), join on the rest
    3. place each text in the group it is like as a whole, or found a new one
    4. type the shared text that did not decide: contains, shares_passage
"""

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.copies import (
    COPY_EDGES,
    COPY_GROUPS,
    COPY_MEMBERSHIPS,
    SHINGLES,
)
from transforms.copy_groups import GroupRules, Groups, Link, Placement
from transforms.copy_links import LinkRules, find_links
from transforms.fingerprints import fingerprint
from transforms.identifiers import stable_ids

__all__ = ["Copies", "KnownCopies", "fingerprint", "group_copies"]

RULE_VERSION = "copies-1"
LINK_RULES = LinkRules()
GROUP_RULES = GroupRules()
SHARED_PASSAGE = 3
"""Sampled shingles, about 25 words, from which shared text is worth an edge."""

FREQUENCY = pl.Schema({"shingle": pl.UInt64(), "n_groups": pl.Int64()})
KNOWN_VERSIONS = pl.Schema(
    {"version_id": pl.String(), "article_id": pl.String(), "content_hash": pl.String()}
)


@dataclass(frozen=True, slots=True)
class KnownCopies:
    """What the warehouse knows that may matter for a batch.

    Args:
        memberships: COPY_MEMBERSHIPS of every group that holds a candidate: a version that
            shares a shingle within the window, has the same content hash, or is of the same
            article.
        shingles: SHINGLES of those that share any with the batch.
        frequency: `shingle, n_groups`: distinct copy groups that hold each shingle of the batch
            and of the candidates, within the window.
        versions: `version_id, article_id, content_hash` of the memberships' versions.
    """

    memberships: pl.DataFrame
    shingles: pl.DataFrame
    frequency: pl.DataFrame
    versions: pl.DataFrame

    @classmethod
    def nothing(cls) -> "KnownCopies":
        """Give the state of an empty warehouse."""
        return cls(
            COPY_MEMBERSHIPS.empty(),
            SHINGLES.empty(),
            pl.DataFrame(schema=FREQUENCY),
            pl.DataFrame(schema=KNOWN_VERSIONS),
        )


@dataclass(frozen=True, slots=True)
class Copies:
    """What was decided: COPY_GROUPS, COPY_MEMBERSHIPS and COPY_EDGES to add."""

    groups: pl.DataFrame
    memberships: pl.DataFrame
    edges: pl.DataFrame


def group_copies(versions: pl.DataFrame, shingles: pl.DataFrame, *, known: KnownCopies) -> Copies:
    """Give every new version a copy group: one that is known, or one of its own.

    The result does not depend on the order of the rows; versions are taken in the order of
    `published_at` (else `fetched_at`), then of their ids.

    Args:
        versions: ARTICLE_VERSIONS; those that `known` has a membership for change nothing.
        shingles: SHINGLES of these versions.
        known: prior state.
    """
    ARTICLE_VERSIONS.check(versions)
    nodes = _nodes(versions, known)
    new = nodes.filter(pl.col("copy_group_id").is_null())
    if new.is_empty():
        return Copies(COPY_GROUPS.empty(), COPY_MEMBERSHIPS.empty(), COPY_EDGES.empty())
    followed = _followed(nodes)
    texts = _texts(nodes, followed, shingles, known)
    links = find_links(texts, known.frequency, LINK_RULES)
    placements = _place(nodes, followed, links)
    return _frames(nodes, placements, links, shingles)


def _nodes(versions: pl.DataFrame, known: KnownCopies) -> pl.DataFrame:
    """Number known versions, then new ones, in order of time."""
    before = known.memberships.join(known.versions, on="version_id", how="left").select(
        "version_id",
        "article_id",
        "content_hash",
        "copy_group_id",
        "relation",
        "seen_at",
        version_no=pl.lit(0, pl.Int64),
    )
    new = versions.join(known.memberships, on="version_id", how="anti").select(
        "version_id",
        "article_id",
        "content_hash",
        copy_group_id=pl.lit(None, pl.String),
        relation=pl.lit(None, pl.String),
        seen_at=pl.coalesce("published_at", "fetched_at"),
        version_no="version_no",
    )
    order = ["seen_at", "version_no", "version_id"]
    ordered = pl.concat([before.sort(order), new.unique("version_id").sort(order)])
    return ordered.with_row_index("node").with_columns(
        leader=pl.when(pl.col("copy_group_id").is_not_null()).then(
            pl.col("node").min().over("copy_group_id")
        )
    )


def _followed(nodes: pl.DataFrame) -> pl.DataFrame:
    """Find new texts that need no comparing: later versions of an article, and exact copies."""
    window = pl.duration(days=LINK_RULES.window_days)
    apart = pl.col("seen_at") - pl.col("seen_at").shift(1).over("content_hash", order_by="node")
    return (
        nodes.with_columns(
            of_article=pl.col("node").shift(1).over("article_id", order_by="node"),
            twin=pl.when(apart.abs() <= window).then(
                pl.col("node").shift(1).over("content_hash", order_by="node")
            ),
        )
        .filter(pl.col("copy_group_id").is_null())
        .select(
            "node",
            follows=pl.coalesce("of_article", "twin"),
            reason=pl.when(pl.col("of_article").is_not_null())
            .then(pl.lit("version"))
            .otherwise(pl.lit("exact")),
        )
        .drop_nulls("follows")
    )


def _texts(
    nodes: pl.DataFrame, followed: pl.DataFrame, shingles: pl.DataFrame, known: KnownCopies
) -> pl.DataFrame:
    """Give the shingles of every text that is compared; of exact copies, one stands for all."""
    exact = followed.filter(pl.col("reason") == "exact")
    return (
        nodes.filter(pl.col("relation").is_null() | (pl.col("relation") != "exact"))
        .join(exact, on="node", how="anti")
        .select("node", "version_id", "seen_at", known_group="copy_group_id")
        .join(pl.concat([known.shingles, shingles]).unique(), on="version_id")
        .drop("version_id")
    )


def _place(nodes: pl.DataFrame, followed: pl.DataFrame, links: pl.DataFrame) -> list[Placement]:
    known = nodes.drop_nulls("leader").select("node", "leader", "relation", similarity=pl.lit(1.0))
    by_node: dict[int, list[Link]] = defaultdict(list)
    columns = ("node", "other", "containment", "coverage", "is_smaller")
    for node, *link in links.select(columns).iter_rows():
        by_node[node].append(Link(*link))
    groups = Groups((Placement(*row) for row in known.iter_rows()), LINK_RULES, GROUP_RULES)
    new = nodes.filter(pl.col("copy_group_id").is_null())["node"].to_list()
    return groups.place_all(
        new, by_node, {node: (other, why) for node, other, why in followed.iter_rows()}
    )


def _frames(
    nodes: pl.DataFrame, placements: list[Placement], links: pl.DataFrame, shingles: pl.DataFrame
) -> Copies:
    placed = pl.DataFrame(
        placements,
        schema={
            "node": pl.UInt32(),
            "leader": pl.UInt32(),
            "relation": pl.String(),
            "similarity": pl.Float64(),
        },
    )
    founders = placed.filter(pl.col("relation") == "origin").join(nodes, on="node")
    new_groups = pl.DataFrame(
        {
            "leader": founders["node"],
            "copy_group_id": stable_ids("copy_group", founders["version_id"].to_list()),
            "founding_version_id": founders["version_id"],
        },
        schema_overrides={"copy_group_id": pl.String()},
    )
    old_groups = nodes.select("leader", "copy_group_id").drop_nulls().unique()
    ids = pl.concat([old_groups, new_groups.select("leader", "copy_group_id")])
    sizes = shingles.group_by("version_id").agg(n_shingles=pl.len().cast(pl.Int64))
    members = (
        placed.join(nodes.select("node", "version_id", "seen_at"), on="node")
        .join(ids, on="leader")
        .join(sizes, on="version_id", how="left")
        .with_columns(pl.col("n_shingles").fill_null(0), rule_version=pl.lit(RULE_VERSION))
        .sort("node")
    )
    groups = new_groups.select(
        "copy_group_id", "founding_version_id", merged_into=pl.lit(None, pl.String)
    )
    return Copies(
        COPY_GROUPS.check(groups),
        COPY_MEMBERSHIPS.check(members.select(COPY_MEMBERSHIPS.schema.names())),
        _edges(nodes, placed, links),
    )


def _edges(nodes: pl.DataFrame, placed: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Type the links: the best one inside the group, and what is shared with other groups."""
    of = pl.concat([placed.select("node", "leader"), nodes.select("node", "leader").drop_nulls()])
    typed = (
        links.join(of, on="node")
        .join(of.rename({"node": "other", "leader": "other_leader"}), on="other")
        .sort("node", "containment", "coverage", "other", descending=[False, True, True, False])
        .with_columns(inside=pl.col("leader") == pl.col("other_leader"))
        .with_columns(best=pl.int_range(pl.len()).over("node", "inside") == 0)
        .with_columns(
            relation=pl.when("inside")
            .then(pl.when("best").then(pl.lit("copy_of")))
            .when(pl.col("containment") >= LINK_RULES.containment)
            .then(pl.lit("contains"))
            .when(pl.col("shared") >= SHARED_PASSAGE)
            .then(pl.lit("shares_passage"))
        )
        .drop_nulls("relation")
    )
    names = nodes.select("node", "version_id")
    edges = (
        typed.join(names, on="node")
        .join(names.rename({"node": "other", "version_id": "other_id"}), on="other")
        .select(
            version_id_l=pl.when("is_smaller").then("version_id").otherwise("other_id"),
            version_id_r=pl.when("is_smaller").then("other_id").otherwise("version_id"),
            relation="relation",
            containment="containment",
            coverage="coverage",
            rule_version=pl.lit(RULE_VERSION),
        )
        .sort("version_id_l", "version_id_r")
    )
    return COPY_EDGES.check(edges)
