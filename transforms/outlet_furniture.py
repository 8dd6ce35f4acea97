"""Leave out what an outlet prints under its stories, even where it is longer than they are.

The cap on frequent shingles knows furniture only once several reports hold it, and pages that share
more furniture than they have story would be one report before. Within one outlet, less is enough.
"""

import polars as pl

FEWEST_PAGES = 3
"""Pages of one outlet that must hold a shingle, each with a story of its own beside it."""
OWN_SHARE = 0.12
"""Share of a page that no other page of its outlet may hold, for it to have a story of its own.

A story that its outlet prints again, or again and again with more at the end, has none: the next
state holds it.
"""
OUTLETS = pl.Schema({"version_id": pl.String(), "outlet_id": pl.String()})


def without_furniture(texts: pl.DataFrame) -> pl.DataFrame:
    """Drop the shingles that several pages of one outlet hold beside a story of their own.

    Args:
        texts: one row per text and sampled shingle: `node`, `shingle`, `outlet_id` (None where it
            is unknown; then nothing is dropped) and others.

    Returns:
        The rows that are left, without `outlet_id`.
    """
    of_outlet = texts.drop_nulls("outlet_id").select("node", "shingle", "outlet_id")
    often = (
        of_outlet.group_by("outlet_id", "shingle")
        .len()
        .filter(pl.col("len") >= FEWEST_PAGES)
        .select("outlet_id", "shingle")
    )
    if often.is_empty():
        return texts.drop("outlet_id")
    with_story = _with_story(of_outlet)
    furniture = (
        of_outlet.join(often, on=["outlet_id", "shingle"], how="semi")
        .join(with_story, on="node", how="semi")
        .group_by("outlet_id", "shingle")
        .len()
        .filter(pl.col("len") >= FEWEST_PAGES)
    )
    return texts.join(furniture, on=["outlet_id", "shingle"], how="anti").drop("outlet_id")


def _with_story(of_outlet: pl.DataFrame) -> pl.DataFrame:
    """Give each `node` that has enough text which no other page of its outlet holds."""
    is_own = pl.len().over("outlet_id", "shingle") == 1
    return (
        of_outlet.with_columns(is_own=is_own)
        .group_by("node")
        .agg(pl.col("is_own").mean())
        .filter(pl.col("is_own") >= OWN_SHARE)
        .select("node")
    )
