"""Chooses the pairs of event mentions that are worth comparing."""

from itertools import combinations

import polars as pl

from transforms.contracts.events import EventMention
from transforms.events.comparison import needs_pair, principals
from transforms.events.ontology import families
from transforms.events.profiles import key_terms
from transforms.events.reports import OTHER

_SINGLE_WINDOW_DAYS = 30
TEXT_WINDOW_DAYS = 7
_LEAST_SHARED = 0.05
_COMMON_FROM = 20
_COMMON_SHARE = 0.05


def candidate_pairs(
    mentions: dict[str, EventMention], groups: dict[str, str], new: set[str]
) -> list[tuple[str, str]]:
    """Pair mentions of different versions that share a blocking key; at least one is new.

    Keys are: family and two principals for what takes two; family and one principal, or the
    place, else; family and copy group. What has one principal is paired within 30 days of
    publication only; undated reports are paired with all.

    Args:
        mentions: new and known mentions by id.
        groups: copy group of each version.
        new: ids of the mentions that are not yet in an event.
    """
    keys = pl.DataFrame(
        [
            (key, mention_id, mention.version_id, mention.published_at, wide, mention_id in new)
            for mention_id, mention in mentions.items()
            for key, wide in _keys(mention, groups)
        ],
        schema={
            "key": pl.String,
            "mention": pl.String,
            "version": pl.String,
            "published_at": pl.Datetime("us", "UTC"),
            "wide": pl.Boolean,
            "is_new": pl.Boolean,
        },
        orient="row",
    )
    days = (pl.col("published_at") - pl.col("published_at_right")).dt.total_days().abs()
    pairs = (
        keys.join(keys, on="key", suffix="_right")
        .filter(
            pl.col("mention") < pl.col("mention_right"),
            pl.col("version") != pl.col("version_right"),
            pl.col("is_new") | pl.col("is_new_right"),
            pl.col("wide") | days.is_null() | (days <= _SINGLE_WINDOW_DAYS),
        )
        .select("mention", "mention_right")
        .unique()
        .sort("mention", "mention_right")
    )
    return list(pairs.iter_rows())


def _keys(mention: EventMention, groups: dict[str, str]) -> set[tuple[str, bool]]:
    """Give the blocking keys, each with whether it reaches over all time."""
    family = families()[mention.kind]
    keys = (
        {(f"{family}\x1f{groups[mention.version_id]}", True)}
        if mention.version_id in groups
        else set()
    )
    if mention.kind == OTHER:
        return keys
    ids = sorted(principals(mention))
    if needs_pair(mention):
        return keys | {
            (f"{family}\x1f{l_id}\x1f{r_id}", True) for l_id, r_id in combinations(ids, 2)
        }
    if ids:
        return keys | {(f"{family}\x1f{entity_id}", False) for entity_id in ids}
    return keys | ({(f"{family}\x1f{mention.place.casefold()}", False)} if mention.place else set())


def text_pairs(mentions: dict[str, EventMention], new: set[str]) -> list[tuple[str, str]]:
    """Pair mentions that stand for their reports and share telling words; at least one is new.

    Two dated reports are paired within a week; an undated one with all. A word that many reports of
    the same weeks hold leads nowhere.

    Args:
        mentions: new and known mentions by id.
        new: ids of the mentions that are not yet in an event.
    """
    held = pl.DataFrame(
        [
            (
                term,
                mention.report_weights[at],
                mention_id,
                mention.version_id,
                mention.published_at,
                mention_id in new,
            )
            for mention_id, mention in mentions.items()
            for at, term in enumerate(key_terms(mention.report_terms))
        ],
        schema={
            "term": pl.String,
            "weight": pl.Float64,
            "mention": pl.String,
            "version": pl.String,
            "published_at": pl.Datetime("us", "UTC"),
            "is_new": pl.Boolean,
        },
        orient="row",
    )
    held = _telling(held)
    days = (pl.col("published_at") - pl.col("published_at_right")).dt.total_days().abs()
    pairs = (
        held.join(held, on="term", suffix="_right")
        .filter(
            pl.col("mention") < pl.col("mention_right"),
            pl.col("version") != pl.col("version_right"),
            pl.col("is_new") | pl.col("is_new_right"),
            days.is_null() | (days <= TEXT_WINDOW_DAYS),
        )
        .group_by("mention", "mention_right")
        .agg(shared=(pl.col("weight") * pl.col("weight_right")).sum())
        .filter(pl.col("shared") >= _LEAST_SHARED)
        .select("mention", "mention_right")
        .sort("mention", "mention_right")
    )
    return list(pairs.iter_rows())


def _telling(held: pl.DataFrame) -> pl.DataFrame:
    """Drop the words that many reports of the same weeks hold: this one, the last and the next."""
    week = pl.col("published_at").dt.epoch("d") // TEXT_WINDOW_DAYS
    placed = held.with_columns(week=pl.when(pl.col("published_at").is_not_null()).then(week))
    counts = placed.group_by("term", "week").agg(n_reports=pl.len())
    totals = placed.group_by("week").agg(n_all=pl.col("mention").n_unique())
    around = pl.DataFrame({"step": [-1, 0, 1]}, schema={"step": pl.Int64})
    seen = [
        frame.join(around, how="cross")
        .with_columns(week=pl.col("week") + pl.col("step"))
        .filter(pl.col("week").is_not_null() | (pl.col("step") == 0))
        .group_by([*keys, "week"])
        .agg(pl.col(count).sum())
        for frame, keys, count in ((counts, ["term"], "n_reports"), (totals, [], "n_all"))
    ]
    common = pl.max_horizontal(pl.lit(_COMMON_FROM), pl.col("n_all") * _COMMON_SHARE)
    return (
        placed.join(seen[0], on=["term", "week"], nulls_equal=True)
        .join(seen[1], on="week", nulls_equal=True)
        .filter(pl.col("n_reports") <= common)
        .select(held.columns)
    )
