"""Each case file of `tests/corpus/events` states which outcome its two reports must have."""

from itertools import product
from typing import Any

import polars as pl

from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.events import KnownEvents, LinkedEvents, link_events
from transforms.events.ontology import families


def linked(mentions: pl.DataFrame) -> LinkedEvents:
    return link_events(
        mentions, copy_memberships=COPY_MEMBERSHIPS.empty(), known=KnownEvents.none()
    )


def wanted(mentions: pl.DataFrame, version_id: str, expected: dict[str, Any]) -> str:
    """Give the mention of a version that has the expected family and principals, or place."""
    found = [
        row["event_mention_id"]
        for row in mentions.filter(pl.col("version_id") == version_id).to_dicts()
        if families()[row["kind"]] == families()[expected["kind"]]
        and set(expected.get("principals", [])) <= set(row["participants"][: row["n_principals"]])
        and expected.get("place", row["place"]) == row["place"]
    ]
    assert len(found) == 1, f"{len(found)} such events in {version_id}"
    return str(found[0])


def outcome(links: LinkedEvents, left: str, right: str) -> str:
    rows = links.memberships.filter(pl.col("event_mention_id").is_in([left, right])).to_dicts()
    events = {row["event_id"] for row in rows}
    if len(events) == 1:
        return str(next(row["status"] for row in rows if row["status"] != "single"))
    for row in links.links.to_dicts():
        if {row["event_id_l"], row["event_id_r"]} == events:
            return str(row["relation"])
    return "apart"


def test_the_two_reports_have_the_outcome_that_the_case_states(
    mentions: pl.DataFrame, versions: pl.DataFrame, expected: dict[str, Any]
) -> None:
    pair = [wanted(mentions, version_id, expected) for version_id in versions["version_id"]]
    links = linked(mentions)
    assert outcome(links, *pair) == expected["outcome"]
    against = " ".join(
        sentence
        for row in links.memberships.filter(pl.col("event_mention_id").is_in(pair)).to_dicts()
        for sentence in row["evidence_against"]
    )
    assert all(words in against for words in expected.get("against", []))


def test_every_trigger_and_passage_lies_in_its_text(
    mentions: pl.DataFrame, versions: pl.DataFrame
) -> None:
    texts = dict(versions.select("version_id", "text").iter_rows())
    for row in mentions.to_dicts():
        text = texts[row["version_id"]]
        assert text[row["trigger_start"] : row["trigger_stop"]] == row["trigger"]
        assert row["passage_start"] <= row["trigger_start"]
        assert row["trigger_stop"] <= row["passage_stop"] <= len(text)


def test_the_order_of_the_batch_does_not_matter(
    mentions: pl.DataFrame, mentions_backward: pl.DataFrame
) -> None:
    assert mentions_backward.equals(mentions)
    forward, backward = linked(mentions), linked(mentions.reverse())
    assert forward.events.equals(backward.events)
    assert forward.memberships.equals(backward.memberships)
    assert forward.links.equals(backward.links)


def test_a_mention_twice_in_a_batch_changes_nothing(mentions: pl.DataFrame) -> None:
    assert linked(pl.concat([mentions, mentions])).memberships.equals(linked(mentions).memberships)


def test_known_mentions_are_not_decided_again(mentions: pl.DataFrame) -> None:
    first = linked(mentions)
    known = KnownEvents(first.events, mentions, first.memberships)
    again = link_events(mentions, copy_memberships=COPY_MEMBERSHIPS.empty(), known=known)
    assert again.events.is_empty()
    assert again.memberships.is_empty()
    assert again.links.is_empty()


def test_one_batch_and_two_give_the_same_events(
    mentions: pl.DataFrame, versions: pl.DataFrame
) -> None:
    together = linked(mentions)
    first_version = versions["version_id"][0]
    early = mentions.filter(pl.col("version_id") == first_version)
    first = linked(early)
    second = link_events(
        mentions.filter(pl.col("version_id") != first_version),
        copy_memberships=COPY_MEMBERSHIPS.empty(),
        known=KnownEvents(first.events, early, first.memberships),
    )

    def partition(memberships: pl.DataFrame) -> set[frozenset[str]]:
        groups = memberships.group_by("event_id").agg("event_mention_id")
        return {frozenset(group) for group in groups["event_mention_id"]}

    apart = pl.concat([first.memberships, second.memberships])
    assert partition(apart) == partition(together.memberships)
    pairs = product(mentions["event_mention_id"], repeat=2)
    both = LinkedEvents(second.events, apart, pl.concat([first.links, second.links]))
    assert all(
        outcome(both, *pair) == "apart" or outcome(together, *pair) != "apart"
        for pair in pairs
        if pair[0] < pair[1]
    )
