"""Chooses the pairs of event mentions that are worth comparing."""

from itertools import combinations

import polars as pl

from transforms.contracts.events import EventMention
from transforms.events.comparison import needs_pair, principals
from transforms.events.ontology import families

_SINGLE_WINDOW_DAYS = 30


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
    ids = sorted(principals(mention))
    if needs_pair(mention):
        return keys | {
            (f"{family}\x1f{l_id}\x1f{r_id}", True) for l_id, r_id in combinations(ids, 2)
        }
    if ids:
        return keys | {(f"{family}\x1f{entity_id}", False) for entity_id in ids}
    return keys | ({(f"{family}\x1f{mention.place.casefold()}", False)} if mention.place else set())
