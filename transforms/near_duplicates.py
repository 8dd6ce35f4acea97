"""Group versions whose text is the same report, and type what other texts share.

fingerprint -> [warehouse: known_copies] -> group_copies:
    1. order the new versions by time; exact copies and later versions follow, uncompared
    2. drop shingles found in many distinct reports (boilerplate), join on the rest
    3. place each text in the group it is like as a whole, or found a new one
    4. type the shared text that did not decide: contains, shares_passage
"""

from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.copies import COPY_EDGES, COPY_GROUPS, COPY_MEMBERSHIPS, SHINGLES
from transforms.copy_groups import GroupRules, Groups, Link, place_texts
from transforms.copy_links import LinkRules, find_links
from transforms.copy_origins import AGENCIES, find_credited, settle_origins
from transforms.copy_outcome import (
    edges_decided,
    groups_decided,
    memberships_decided,
    name_groups,
)
from transforms.copy_state import Copies, KnownCopies, learn, narrow
from transforms.fingerprints import fingerprint
from transforms.outlet_furniture import OUTLETS, without_furniture
from transforms.provisional_reports import guess_reports

__all__ = ["Copies", "KnownCopies", "fingerprint", "group_copies"]

SLICE = 1_000
"""New versions that are placed together: what they teach about boilerplate and groups is known
to the next slice, so that one large batch and many small ones come to nearly the same groups."""


@dataclass(frozen=True, slots=True)
class CopyRules:
    """What counts as shared text, and what a group asks of a text that would join it."""

    links: LinkRules = field(default_factory=LinkRules)
    groups: GroupRules = field(default_factory=GroupRules)


RULES = CopyRules()


def group_copies(
    versions: pl.DataFrame,
    shingles: pl.DataFrame,
    *,
    known: KnownCopies,
    agencies: pl.DataFrame | None = None,
    outlets: pl.DataFrame | None = None,
    rules: CopyRules = RULES,
) -> Copies:
    """Give every new version a copy group: one that is known, or one of its own.

    The result does not depend on the order of the rows: versions are taken in the order of
    `published_at` (else `fetched_at`), then of their ids. A later version of an article goes
    where the article is. Two groups that turn out to be one report are merged: the later one is
    returned with `merged_into`, and its members with their new group.

    Args:
        versions: ARTICLE_VERSIONS; those that `known` has a membership for change nothing.
        shingles: SHINGLES of these versions.
        known: prior state.
        agencies: `version_id, agency`: versions whose publisher is an agency, and its name as
            printed. One that others in its group credit is the origin, else the earliest is.
        outlets: `version_id, outlet_id` of new and known versions whose publisher is known: what
            it prints under its stories is no report.
        rules: other than the usual ones, to measure what each is worth.

    Returns:
        One membership per new version and per known one whose group or relation changes, the
        groups founded or taken over, and the edges.

    Raises:
        ContractError: `versions` or `shingles` are not what they should be.
    """
    texts = SHINGLES.check(shingles)
    new = (
        ARTICLE_VERSIONS.check(versions)
        .select(
            "version_id",
            "article_id",
            "content_hash",
            "version_no",
            seen_at=pl.coalesce("published_at", "fetched_at"),
        )
        .join(known.memberships, on="version_id", how="anti")
        .unique("version_id")
        .sort("seen_at", "version_no", "version_id")
    )
    before = known.memberships
    outlets = pl.DataFrame(schema=OUTLETS) if outlets is None else outlets
    found = [Copies(COPY_GROUPS.empty(), COPY_MEMBERSHIPS.empty(), COPY_EDGES.empty())]
    for some in new.iter_slices(SLICE):
        of_some = texts.join(some, on="version_id", how="semi")
        relevant = narrow(known, some, of_some, rules.links.fewest_shared)
        found.append(_group_some(some, of_some, relevant, outlets, rules))
        known = learn(known, some, of_some, found[-1])
    decided = _latest([part.memberships for part in found], "version_id")
    agencies = pl.DataFrame(schema=AGENCIES) if agencies is None else agencies
    credited = find_credited(versions.select("version_id", "text"), decided, before, agencies)
    return Copies(
        _latest([part.groups for part in found], "copy_group_id"),
        settle_origins(decided, before, credited),
        pl.concat([part.edges for part in found]),
    )


def _latest(frames: list[pl.DataFrame], key: str) -> pl.DataFrame:
    return pl.concat(frames).unique(key, keep="last", maintain_order=True)


def _group_some(
    new: pl.DataFrame,
    shingles: pl.DataFrame,
    known: KnownCopies,
    outlets: pl.DataFrame,
    rules: CopyRules,
) -> Copies:
    nodes = _nodes(new, known, pl.duration(days=rules.links.window_days))
    texts = (
        nodes.filter(pl.col("compares"))
        .select("node", "version_id", "seen_at", known_group="copy_group_id")
        .join(
            pl.concat([known.shingles, shingles]).select("version_id", "shingle"), on="version_id"
        )
        .join(outlets, on="version_id", how="left")
        .drop("version_id")
        .pipe(without_furniture)
    )
    reports = guess_reports(texts, rules.links)
    links = find_links(texts, known.frequency, reports, rules.links)
    named = name_groups(_place(nodes, links, known, rules.groups))
    return Copies(
        groups_decided(named, known.groups),
        memberships_decided(named, links, shingles, known.memberships),
        edges_decided(named, links, rules.links.containment),
    )


def _nodes(new: pl.DataFrame, known: KnownCopies, window: pl.Expr) -> pl.DataFrame:
    """Number the known versions, then the new ones, in order of time; say who follows whom."""
    members = known.memberships.join(known.versions, on="version_id").select(
        "version_id",
        "article_id",
        "content_hash",
        "copy_group_id",
        "relation",
        "seen_at",
    )
    numbered = (
        pl.concat(
            [
                members.sort("seen_at", "version_id"),
                new.with_columns(
                    pl.lit(None, pl.String).alias("copy_group_id"),
                    pl.lit(None, pl.String).alias("relation"),
                ).select(members.columns),
            ]
        )
        .with_row_index("node")
        .with_columns(leader=_first_of("copy_group_id"))
    )
    return _with_followed(numbered, new["seen_at"].min(), new["seen_at"].max(), window)


def _first_of(group: str) -> pl.Expr:
    return pl.when(pl.col(group).is_not_null()).then(pl.col("node").min().over(group))


def _with_followed(
    numbered: pl.DataFrame, since: object, until: object, window: pl.Expr
) -> pl.DataFrame:
    """Add `follows` and `reason` for later versions and exact copies; `compares` for the rest."""
    earlier = pl.col("node").shift(1)
    apart = pl.col("seen_at") - pl.col("seen_at").shift(1).over("content_hash", order_by="node")
    twin = earlier.over("content_hash", order_by="node")
    article = earlier.over("article_id", order_by="node")
    is_new = pl.col("leader").is_null()
    is_near = pl.col("seen_at").is_between(pl.lit(since) - window, pl.lit(until) + window)
    return (
        numbered.with_columns(
            of_article=pl.when(is_new).then(article),
            of_twin=pl.when(is_new, apart.abs() <= window).then(twin),
        )
        .with_columns(
            follows=pl.coalesce("of_article", "of_twin"),
            reason=pl.when(pl.col("of_article").is_not_null())
            .then(pl.lit("version"))
            .when(pl.col("of_twin").is_not_null())
            .then(pl.lit("exact")),
        )
        .with_columns(compares=is_near & (pl.coalesce("reason", "relation", pl.lit("")) != "exact"))
        .drop("of_article", "of_twin")
    )


def _place(
    nodes: pl.DataFrame, links: pl.DataFrame, known: KnownCopies, rules: GroupRules
) -> pl.DataFrame:
    """Give every node the leader of its group; known ones move only with their whole group."""
    by_node: dict[int, list[Link]] = defaultdict(list)
    columns = ("node", "other", "containment", "is_copy", "is_smaller")
    for node, *link in links.select(columns).iter_rows():
        by_node[node].append(Link(*link))
    before = nodes.drop_nulls("leader")
    lonely = before.filter(pl.len().over("leader") == 1).join(
        known.roundups, on="version_id", how="semi"
    )
    groups = Groups(rules)
    groups.recall(
        before.select("node", "leader", "compares").iter_rows(), lonely["leader"].to_list()
    )
    for node in before["node"].to_list():
        groups.connect(node, by_node[node])
    new = nodes.filter(pl.col("leader").is_null()).select("node", "follows", "reason")
    place_texts(groups, new.iter_rows(), by_node)
    leaders = [groups.leader(node) for node in nodes["node"].to_list()]
    return nodes.with_columns(leader=pl.Series(leaders, dtype=pl.UInt32))
