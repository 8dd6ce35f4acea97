"""Guess which new texts are one report before groups exist, to count who holds a phrase."""

import polars as pl

from transforms.copy_links import LinkRules


def guess_reports(texts: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    """Let each new text follow at most one earlier text; leader and followers are one report.

    The leader is the text with which it shares most of its frequent shingles. It is followed
    when they are alike, boilerplate and all, or when all that follow it hold most of its text
    in common: copies edited here and there differ from it in different places, whereas pages
    with one footer share the footer and nothing else. Each shingle proposes one leader only,
    its first holder, so the cost is linear in the batch.

    Args:
        texts: as `find_links` takes them.
        rules: `same_report`, and `most_groups`: rarer shingles need no counting.

    Returns:
        One row per new text: `node, report`; None for one that follows a known text, whose
        group is counted already.
    """
    pairs = _with_shared(_proposed_leaders(texts, rules), texts)
    followed = pairs.filter(pl.col("likeness") >= rules.loose_likeness).join(
        _held_in_common(pairs, texts, rules), on="leader", how="left"
    )
    is_followed = (pl.col("likeness") >= rules.same_report) | (
        pl.col("in_common") >= rules.same_report
    )
    known = texts.select("node", known_group="known_group").unique("node")
    report = (
        pl.when(pl.col("leader").is_null())
        .then("node")
        .when(pl.col("known_group").is_null())
        .then("leader")
    )
    return (
        known.filter(pl.col("known_group").is_null())
        .select("node")
        .join(followed.filter(is_followed).select("node", "leader"), on="node", how="left")
        .join(known.rename({"node": "leader"}), on="leader", how="left")
        .select("node", report=report)
    )


def _proposed_leaders(texts: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    often = texts.group_by("shingle").len().filter(pl.col("len") > rules.most_groups)
    hot = texts.join(often, on="shingle", how="semi")
    first = hot.group_by("shingle").agg(leader=pl.col("node").min())
    return (
        hot.join(first, on="shingle")
        .filter(pl.col("known_group").is_null(), pl.col("leader") < pl.col("node"))
        .group_by("node", "leader")
        .agg(votes=pl.len())
        .sort("votes", "leader", descending=[True, False])
        .unique("node", keep="first", maintain_order=True)
        .select("node", "leader")
    )


def _with_shared(pairs: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Add `likeness`: the share of the smaller text found in the larger, nothing left out."""
    size = texts.group_by("node").agg(size=pl.len())
    shared = _shared(pairs, texts).group_by("node", "leader").agg(shared=pl.len())
    return (
        shared.join(size, on="node")
        .join(size.rename({"node": "leader", "size": "of_leader"}), on="leader")
        .with_columns(likeness=pl.col("shared") / pl.min_horizontal("size", "of_leader"))
    )


def _shared(pairs: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    held = texts.select("node", "shingle")
    of_leader = held.rename({"node": "leader"})
    return pairs.join(held, on="node").join(of_leader, on=["leader", "shingle"], how="semi")


def _held_in_common(pairs: pl.DataFrame, texts: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    """Give the share of each leader's text that many of those who may follow it hold."""
    loose = pairs.filter(pl.col("likeness") >= rules.loose_likeness)
    followers = loose.group_by("leader").agg(
        followers=pl.len(), of_leader=pl.col("of_leader").first()
    )
    return (
        _shared(loose.select("node", "leader"), texts)
        .group_by("leader", "shingle")
        .agg(holders=pl.len())
        .join(followers, on="leader")
        .filter(pl.col("holders") >= rules.loose_likeness * pl.col("followers"))
        .group_by("leader")
        .agg(in_common=pl.len() / pl.col("of_leader").first())
    )
