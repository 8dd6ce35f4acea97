"""Events hardly depend on the order in which reports arrive, nor on how batches are cut."""

import importlib.util
import random
from pathlib import Path

import polars as pl
import pytest

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.evaluation.clusters import score_clusters
from transforms.events import KnownEvents, find_event_mentions, link_events
from transforms.extraction import extract

_SPEC = importlib.util.spec_from_file_location(
    "event_pairs", Path(__file__).with_name("test_event_pairs.py")
)
assert _SPEC
assert _SPEC.loader
event_pairs = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(event_pairs)


@pytest.fixture(scope="module")
def mentions() -> pl.DataFrame:
    """Give the mentions of all dated reports of the pairs."""
    versions = [
        event_pairs.version(f"{pair['name']}{side}", text, day)
        for pair in event_pairs.read_pairs()
        for side, text, day in zip("lr", *pair["read"], strict=True)
        if day
    ]
    frame = ARTICLE_VERSIONS.frame(versions)
    return find_event_mentions(frame, extract(frame))


def linked(batches: list[pl.DataFrame]) -> dict[str, str]:
    known = KnownEvents.none()
    for batch in batches:
        found = link_events(batch, copy_memberships=COPY_MEMBERSHIPS.empty(), known=known)
        known = KnownEvents(
            pl.concat([known.events, found.events]),
            pl.concat([known.mentions, batch]).unique("event_mention_id"),
            pl.concat([known.memberships, found.memberships]),
        )
    return dict(
        known.memberships.select("event_mention_id", "event_id")
        .sort("event_mention_id")
        .iter_rows()
    )


@pytest.mark.parametrize("seed", range(4))
def test_order_and_batches_hardly_matter(mentions: pl.DataFrame, seed: int) -> None:
    together = linked([mentions])
    ids = mentions["event_mention_id"].to_list()
    random.Random(seed).shuffle(ids)  # noqa: S311 - a fixed shuffle, no secret
    size = 7 + 11 * seed
    batches = [
        mentions.filter(pl.col("event_mention_id").is_in(ids[at : at + size]))
        for at in range(0, len(ids), size)
    ]
    apart = linked(batches)
    assert apart.keys() == together.keys()
    scores = score_clusters(list(together.values()), list(apart.values()))
    assert scores.bcubed_f1 >= 0.98


def test_reports_delivered_again_change_nothing(mentions: pl.DataFrame) -> None:
    assert linked([mentions, mentions, mentions]) == linked([mentions])
