"""Find which texts share how much, leaving out the passages that everybody prints."""

from dataclasses import dataclass

import polars as pl

from transforms.fingerprints import FEWEST, SCALE


@dataclass(frozen=True, slots=True)
class LinkRules:
    """What counts as shared text.

    Args:
        most_groups: a shingle found in more distinct copy groups than this is boilerplate (site
            furniture, formulas) and says nothing. Groups are counted, not texts: sixty papers
            that print one story are one group.
        fewest_shared: sampled shingles that two texts must share to be linked; one shingle
            stands for about eight words.
        window_days: texts seen further apart are not compared.
        containment: share of the smaller text found in the larger, from which a copy is possible.
        coverage: share of the larger text found in the smaller, from which a copy is possible.
    """

    most_groups: int = 8
    fewest_shared: int = 2
    window_days: int = 30
    containment: float = 0.4
    coverage: float = 0.2


def find_links(texts: pl.DataFrame, frequency: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    """Compare each new text with the texts before it that share telling shingles with it.

    Args:
        texts: one row per text and sampled shingle: `node` (in order of time), `known_group`
            (None for a new text), `seen_at`, `shingle`.
        frequency: `shingle, n_groups`: the known copy groups that hold each shingle.
        rules: what counts as shared text.

    Returns:
        One row per new text `node` and earlier or known text `other`: `shared` shingles, their
        `containment` in the smaller and `coverage` of the larger, `is_smaller` (of `node`).
    """
    telling = _telling(texts, frequency, rules)
    sizes = telling.group_by("node").agg(
        size=pl.len(), seen_at=pl.col("seen_at").first(), bound=_bound()
    )
    return _measure(_pairs(telling, rules), sizes)


def _telling(texts: pl.DataFrame, frequency: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    """Leave out shingles found in more distinct reports than the rules allow."""
    known = frequency.filter(pl.col("n_groups") > rules.most_groups)
    often = (
        texts.group_by("shingle")
        .agg(n=pl.len())
        .filter(pl.col("n") > rules.most_groups)
        .select("shingle")
    )
    hot = texts.join(often, on="shingle", how="semi").join(
        _provisional_reports(texts, often, rules), on="node", how="left"
    )
    in_batch = (
        hot.filter(pl.col("known_group").is_null())
        .group_by("shingle")
        .agg(pl.col("report").drop_nulls().n_unique().alias("n_reports"))
    )
    too_often = (
        in_batch.join(frequency, on="shingle", how="left")
        .filter(pl.col("n_reports") + pl.col("n_groups").fill_null(0) > rules.most_groups)
        .select("shingle")
    )
    boilerplate = pl.concat([known.select("shingle"), too_often]).unique()
    return texts.join(boilerplate, on="shingle", how="anti")


def _provisional_reports(
    texts: pl.DataFrame, often: pl.DataFrame, rules: LinkRules
) -> pl.DataFrame:
    """Guess which new texts are one report, for counting only: each follows at most one leader.

    The leader of a text is the earlier one with which it shares most of its frequent shingles;
    it is followed when, boilerplate and all, it is as like as a copy must be. Each shingle
    proposes one leader only (its first holder), so the cost is linear in the batch.
    A text that follows a known one is in a group counted already: its report is None.
    """
    hot = texts.join(often, on="shingle", how="semi")
    first = hot.group_by("shingle").agg(leader=pl.col("node").min())
    proposed = (
        hot.join(first, on="shingle")
        .filter(pl.col("known_group").is_null(), pl.col("leader") < pl.col("node"))
        .group_by("node", "leader")
        .agg(votes=pl.len())
        .sort("votes", "leader", descending=[True, False])
        .unique("node", keep="first", maintain_order=True)
    )
    size = texts.group_by("node").agg(size=pl.len(), known_group=pl.col("known_group").first())
    held = texts.select("node", "shingle")
    followed = (
        proposed.join(held, on="node")
        .join(held.rename({"node": "leader"}), on=["leader", "shingle"], how="semi")
        .group_by("node", "leader")
        .agg(shared=pl.len())
        .join(size.select("node", "size"), on="node")
        .join(size.rename({"node": "leader", "size": "of_leader"}), on="leader")
        .filter(
            pl.col("shared") >= rules.containment * pl.min_horizontal("size", "of_leader"),
            pl.col("shared") >= rules.coverage * pl.max_horizontal("size", "of_leader"),
        )
    )
    report = (
        pl.when(pl.col("leader").is_null())
        .then("node")
        .when(pl.col("known_group").is_null())
        .then("leader")
    )
    return (
        size.filter(pl.col("known_group").is_null())
        .select("node")
        .join(followed.select("node", "leader", "known_group"), on="node", how="left")
        .select("node", report=report)
    )


def _bound() -> pl.Expr:
    few = (pl.len() <= FEWEST) & (pl.col("shingle").max() >= SCALE)
    return pl.when(few).then(pl.col("shingle").max()).otherwise(pl.lit(SCALE, pl.UInt64))


def _pairs(telling: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    new = telling.filter(pl.col("known_group").is_null()).select("node", "shingle", "seen_at")
    other = telling.select("shingle", other="node", other_seen_at="seen_at", known="known_group")
    apart = (pl.col("seen_at") - pl.col("other_seen_at")).abs()
    return (
        new.join(other, on="shingle")
        .filter(
            pl.col("known").is_not_null() | (pl.col("other") < pl.col("node")),
            pl.col("node") != pl.col("other"),
            apart <= pl.duration(days=rules.window_days),
        )
        .group_by("node", "other")
        .agg(shared=pl.len())
        .filter(pl.col("shared") >= rules.fewest_shared)
    )


def _measure(pairs: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    own = sizes.select("node", "size", "bound")
    others = sizes.select(other="node", other_size="size", other_bound="bound")
    smaller = pl.min_horizontal("size", "other_size")
    larger = pl.max_horizontal("size", "other_size")
    return (
        pairs.join(own, on="node")
        .join(others, on="other")
        .select(
            "node",
            "other",
            "shared",
            containment=pl.col("shared") / smaller,
            coverage=pl.col("shared") / larger,
            is_smaller=pl.col("size") <= pl.col("other_size"),
        )
        .sort("node", "other")
    )
