"""Events hardly depend on the order in which reports arrive, nor on how batches are cut."""

import importlib.util
import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.evaluation.clusters import score_clusters
from transforms.events import KnownEvents, find_event_mentions, link_events
from transforms.extraction import extract
from transforms.identifiers import stable_id

STORM = {
    "mast": "Storm Ylva cut the power in Sandholm. Storm Ylva tore down the mast above Sandholm in "
    "the evening. The mast of Granvik Radio carried the power lines of 4,000 homes. Granvik "
    "Radio went silent and the lines fell on the road to Sandholm.",
    "ferry": "Ferries stay in port as Storm Ylva passes. The ferry Havsula lay in the port of "
    "Lillevik with 212 passengers. Captain Runa Dahl kept the Havsula in Lillevik until Storm Ylva "
    "had passed. The ferries to the islands will sail again in the morning.",
    "both": "Storm Ylva: mast falls, ferry Havsula waits. Storm Ylva tore down the mast of Granvik "
    "Radio above Sandholm and cut the power lines of 4,000 homes. In the port of Lillevik Captain "
    "Runa Dahl kept the ferry Havsula with 212 passengers until the storm had passed. The road to "
    "Sandholm is closed, and the ferries to the islands stay in port.",
}
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
        known = known.after(batch, found)
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


def test_a_report_that_tells_both_sides_brings_two_events_together() -> None:
    day = date(2026, 1, 10)
    frame = ARTICLE_VERSIONS.frame(
        event_pairs.version(name, text, day) for name, text in STORM.items()
    )
    mentions = find_event_mentions(frame, extract(frame)).sort("version_id")
    alone = mentions.filter(pl.col("version_id") != stable_id("version", "both"))
    rest = mentions.filter(pl.col("version_id") == stable_id("version", "both"))
    assert len(set(linked([alone]).values())) == 2
    assert len(set(linked([alone, rest]).values())) == 1
    assert set(linked([alone, rest]).values()) < set(linked([alone]).values())


def test_the_founder_of_an_event_that_was_taken_over_gives_its_reasons() -> None:
    day = date(2026, 1, 10)
    frame = ARTICLE_VERSIONS.frame(
        event_pairs.version(name, text, day) for name, text in STORM.items()
    )
    mentions = find_event_mentions(frame, extract(frame))
    both = pl.col("version_id") == stable_id("version", "both")
    known = KnownEvents.none()
    for batch in (mentions.filter(~both), mentions.filter(both)):
        found = link_events(batch, copy_memberships=COPY_MEMBERSHIPS.empty(), known=known)
        known = known.after(batch, found)
    held = known.memberships.filter(status="single")
    assert held.height == 1
    assert known.memberships.filter(pl.col("status") != "single")["evidence_for"].list.len().min()


def test_reports_delivered_again_change_nothing(mentions: pl.DataFrame) -> None:
    assert linked([mentions, mentions, mentions]) == linked([mentions])
