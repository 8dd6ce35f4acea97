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
        same_report: share of the smaller text found in the larger, boilerplate and all, from
            which two texts count as one report when the groups that hold a shingle are counted.
        loose_likeness: the same for texts that are judged together with others.
        most_holders: the earliest holders of a shingle that later ones are compared with; bounds
            the cost of a story that is printed a thousand times.
    """

    most_groups: int = 3
    fewest_shared: int = 2
    window_days: int = 30
    containment: float = 0.4
    coverage: float = 0.2
    same_report: float = 0.55
    loose_likeness: float = 0.3
    most_holders: int = 256


def find_links(
    texts: pl.DataFrame, frequency: pl.DataFrame, reports: pl.DataFrame, rules: LinkRules
) -> pl.DataFrame:
    """Compare each new text with the texts before it that share telling shingles with it.

    Args:
        texts: one row per text and sampled shingle: `node` (in order of time), `known_group`
            (None for a new text), `seen_at`, `shingle`.
        frequency: `shingle, n_groups`: the known copy groups that hold each shingle.
        reports: `node, report`: which new texts count as one, from `guess_reports`;
            `report` is None for those in a known group, which `frequency` counts.
        rules: what counts as shared text.

    Returns:
        One row per text `node` and earlier text `other`, known ones only across groups: `shared`
        shingles, their `containment` in the smaller and `coverage` of the larger, `is_copy`
        (both high enough) and `is_smaller` (of `node`).
    """
    telling = _telling(texts, frequency, reports, rules)
    return _measure(_pairs(telling, rules), telling, texts, rules)


def _telling(
    texts: pl.DataFrame, frequency: pl.DataFrame, reports: pl.DataFrame, rules: LinkRules
) -> pl.DataFrame:
    """Leave out shingles found in more distinct reports than the rules allow."""
    known = frequency.filter(pl.col("n_groups") > rules.most_groups)
    hot = texts.join(reports, on="node")
    in_batch = hot.group_by("shingle").agg(
        pl.col("report").drop_nulls().n_unique().alias("n_reports")
    )
    too_often = (
        in_batch.join(frequency, on="shingle", how="left")
        .filter(pl.col("n_reports") + pl.col("n_groups").fill_null(0) > rules.most_groups)
        .select("shingle")
    )
    boilerplate = pl.concat([known.select("shingle"), too_often]).unique()
    return texts.join(boilerplate, on="shingle", how="anti")


def _pairs(telling: pl.DataFrame, rules: LinkRules) -> pl.DataFrame:
    """Join texts on telling shingles: each with earlier ones, known ones with other groups."""
    earliest = telling.filter(
        pl.col("node").rank("ordinal").over("shingle") <= rules.most_holders
    ).select("shingle", other="node", other_seen_at="seen_at", other_group="known_group")
    apart = (pl.col("seen_at") - pl.col("other_seen_at")).abs()
    return (
        telling.join(earliest, on="shingle")
        .filter(
            pl.col("other") < pl.col("node"),
            apart <= pl.duration(days=rules.window_days),
            pl.col("known_group").is_null() | (pl.col("known_group") != pl.col("other_group")),
        )
        .group_by("node", "other")
        .agg(shared=pl.len())
        .filter(pl.col("shared") >= rules.fewest_shared)
    )


def _measure(
    pairs: pl.DataFrame, telling: pl.DataFrame, texts: pl.DataFrame, rules: LinkRules
) -> pl.DataFrame:
    """Put shared shingles in proportion, at the scale both were sampled at."""
    scales = _scales(texts)
    sizes = telling.group_by("node").agg(size=pl.len())
    scaled = (
        pairs.join(scales, on="node")
        .join(scales.rename({"node": "other", "scale": "other_scale"}), on="other")
        .with_columns(common=pl.min_horizontal("scale", "other_scale"))
    )
    measured = (
        scaled.join(sizes, on="node")
        .join(sizes.rename({"node": "other", "size": "other_size"}), on="other")
        .join(_sizes_at(scaled, telling, "node", "scale"), on=["node", "other"], how="left")
        .join(_sizes_at(scaled, telling, "other", "other_scale"), on=["node", "other"], how="left")
        .with_columns(
            size=pl.coalesce("node_at_common", "size"),
            other_size=pl.coalesce("other_at_common", "other_size"),
        )
    )
    containment = pl.col("shared") / pl.min_horizontal("size", "other_size")
    coverage = pl.col("shared") / pl.max_horizontal("size", "other_size")
    return measured.select(
        "node",
        "other",
        "shared",
        containment=containment,
        coverage=coverage,
        is_copy=(containment >= rules.containment) & (coverage >= rules.coverage),
        is_smaller=pl.col("size") <= pl.col("other_size"),
    ).sort("node", "other")


def _scales(texts: pl.DataFrame) -> pl.DataFrame:
    """Give the bound below which a text's fingerprint is complete: higher for short texts."""
    is_finer = (pl.len() <= FEWEST) & (pl.col("shingle").max() >= SCALE)
    scale = pl.when(is_finer).then(pl.col("shingle").max()).otherwise(pl.lit(SCALE, pl.UInt64))
    return texts.group_by("node").agg(scale=scale)


def _sizes_at(scaled: pl.DataFrame, telling: pl.DataFrame, side: str, scale: str) -> pl.DataFrame:
    """Count a finer text's telling shingles below the common scale, for pairs that need it."""
    return (
        scaled.filter(pl.col(scale) > pl.col("common"))
        .select("node", "other", "common")
        .join(telling.select(pl.col("node").alias(side), "shingle"), on=side)
        .filter(pl.col("shingle") <= pl.col("common"))
        .group_by("node", "other")
        .agg(pl.len().alias(f"{side}_at_common"))
    )
