from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts.articles import (
    ARTICLE_KEYS,
    ARTICLE_VERSIONS,
    ENTRIES,
    ENTRY_OUTCOMES,
    NORMALISED_ENTRIES,
    Entry,
)
from transforms.identity import CAPPED, MOST_VERSIONS, Identified, entry_keys, identify
from transforms.normalise import normalise

NOW = datetime(2025, 11, 1, tzinfo=UTC)
LONG = "The two ministers met on Tuesday and agreed to reopen the railway before winter. " * 4
BASE = Entry(
    source_id="s1",
    uri="https://e.example/feed",
    raw_id="raw1",
    position=1,
    guid="urn:guid:1",
    url="https://e.example/a",
    title="Railway to reopen",
    body=LONG,
    body_type="text",
    text_basis="full",
    published_raw=None,
    published_basis=None,
    author=None,
    outlet_name=None,
    lang_declared=None,
    encoding="utf-8",
    encoding_rule="utf8",
    fetched_at=NOW,
)


def entry(**known: Any) -> Entry:
    return replace(BASE, **known)


def frame(*entries: Entry) -> pl.DataFrame:
    return normalise(ENTRIES.frame(entries))[0]


class Warehouse:
    """What has been identified so far."""

    def __init__(self) -> None:
        self.keys = ARTICLE_KEYS.empty()
        self.versions = ARTICLE_VERSIONS.empty()
        self.articles: list[str] = []

    def take(self, *entries: Entry) -> list[tuple[str, str]]:
        result = self.load(frame(*entries))
        return list(result.outcomes.select("outcome", "rule").iter_rows())

    def load(self, normalised: pl.DataFrame) -> Identified:
        result = identify(normalised, known_keys=self.keys, known_versions=self.versions)
        self.keys = pl.concat([self.keys, result.article_keys])
        self.versions = pl.concat([self.versions, result.versions])
        self.articles += result.articles["article_id"].to_list()
        assert self.keys["key_id"].is_unique().all()
        assert self.versions["version_id"].is_unique().all()
        assert len(self.articles) == len(set(self.articles))
        return result


def test_nothing_gives_nothing() -> None:
    result = identify(
        NORMALISED_ENTRIES.empty(),
        known_keys=ARTICLE_KEYS.empty(),
        known_versions=ARTICLE_VERSIONS.empty(),
    )

    assert result.outcomes.schema == ENTRY_OUTCOMES.schema
    assert result.outcomes.is_empty()
    assert result.versions.is_empty()
    assert entry_keys(NORMALISED_ENTRIES.empty()).columns == ["entry_id", "rule", "key_id"]


def test_an_entry_never_seen_founds_an_article_with_its_first_version() -> None:
    result = Warehouse().load(frame(entry()))

    assert result.outcomes.item(0, "outcome") == "new"
    assert result.outcomes.item(0, "rule") == "founding"
    assert result.articles.item(0, "founding_rule") == "canonical_url"
    assert result.versions.item(0, "version_no") == 1
    assert result.outlets["name"].to_list() == ["e.example"]


def test_the_same_delivery_again_changes_nothing() -> None:
    warehouse = Warehouse()
    warehouse.take(entry())

    assert warehouse.take(entry(raw_id="raw2")) == [("unchanged", "source_guid")]
    assert warehouse.versions.height == 1


def test_a_changed_text_is_a_new_version() -> None:
    warehouse = Warehouse()
    warehouse.take(entry())

    assert warehouse.take(entry(body=LONG + "It rained.")) == [("updated", "source_guid")]
    assert warehouse.versions["version_no"].to_list() == [1, 2]


def test_a_text_that_goes_back_is_the_earlier_version_again() -> None:
    warehouse = Warehouse()
    warehouse.take(entry())
    warehouse.take(entry(body=LONG + "It rained."))

    again = warehouse.load(frame(entry()))

    assert again.outcomes.item(0, "outcome") == "unchanged"
    assert again.outcomes.item(0, "version_id") == warehouse.versions.item(0, "version_id")
    assert warehouse.versions.height == 2


def test_a_summary_that_becomes_the_full_text_is_an_update_and_never_goes_back() -> None:
    warehouse = Warehouse()
    summary = entry(body="The ministers met.", text_basis="summary")

    assert warehouse.take(summary) == [("new", "founding")]
    assert warehouse.take(entry()) == [("updated", "source_guid")]
    other_summary = entry(body="The two ministers met.", text_basis="summary")
    assert warehouse.take(other_summary) == [("unchanged", "source_guid")]
    assert warehouse.versions["text_basis"].to_list() == ["summary", "full"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"guid": "urn:guid:2"}, "canonical_url"),
        ({"guid": None}, "canonical_url"),
        ({"guid": "urn:guid:2", "url": None}, "title_text"),
        ({"guid": "urn:guid:2", "url": "https://e.example/moved"}, "title_text"),
        ({"url": "http://www.e.example/a/?utm_source=x"}, "source_guid"),
        ({"url": "https://e.example/moved"}, "source_guid"),
        ({"guid": None, "url": "http://www.e.example/a/?utm_source=x"}, "canonical_url"),
    ],
)
def test_an_article_is_recognised_under_new_ids_and_links(
    changes: dict[str, str | None], rule: str
) -> None:
    warehouse = Warehouse()
    warehouse.take(entry(outlet_name="E", uri="feed"))
    if changes.get("url", "") is None:  # without a link the outlet is known by its name alone
        warehouse = Warehouse()
        warehouse.take(entry(outlet_name="E", uri="feed", url=None))

    found = warehouse.take(entry(outlet_name="E", uri="feed", **changes))

    assert found == [("unchanged", rule)]


def test_a_feed_that_republishes_everything_under_new_ids_founds_nothing() -> None:
    entries = [
        entry(position=n, guid=f"urn:old:{n}", url=f"https://e.example/{n}", title=f"Part {n}")
        for n in range(1, 6)
    ]
    warehouse = Warehouse()
    warehouse.take(*entries)

    again = warehouse.take(*(replace(each, guid=f"urn:new:{each.position}") for each in entries))

    assert again == [("unchanged", "canonical_url")] * 5


OTHER = (
    "Firefighters searched the quarry through Thursday while engineers closed every bridge. " * 4
)


def test_an_id_that_is_given_to_another_article_later_founds_that_article() -> None:
    warehouse = Warehouse()
    other = entry(raw_id="raw2", url="https://e.example/b", title="Landslide", body=OTHER)
    warehouse.take(entry())
    assert warehouse.take(other) == [("new", "founding")]
    assert warehouse.take(replace(other, raw_id="raw3")) == [("unchanged", "guid_url")]
    assert warehouse.take(entry(raw_id="raw4")) == [("unchanged", "source_guid")]
    rewritten = entry(raw_id="raw5", body=LONG + OTHER)
    assert warehouse.take(rewritten) == [("updated", "source_guid")]


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://e.example/b", "body": OTHER},  # the title stays
        {"url": "https://e.example/b", "title": "Rails", "body": LONG.replace("Tuesday", "Friday")},
        {"title": "Landslide", "body": OTHER},  # the address stays
        {"url": None, "title": "Landslide", "body": OTHER},  # no other address
        {"url": "https://e.example/b", "title": "Landslide", "body": "Too short."},
    ],
)
def test_an_id_leads_to_its_article_while_anything_else_of_it_stays(
    change: dict[str, Any],
) -> None:
    warehouse = Warehouse()
    warehouse.take(entry())
    assert warehouse.take(entry(raw_id="raw2", **change)) == [("updated", "source_guid")]


def test_a_page_that_changes_at_every_visit_gets_so_many_versions_a_day() -> None:
    warehouse = Warehouse()
    found = []
    for visit in range(MOST_VERSIONS + 3):
        state = entry(raw_id=f"r{visit}", body=f"{LONG} {visit}", fetched_at=NOW)
        found += warehouse.take(state)
    assert found[MOST_VERSIONS - 1 :] == [("updated", "source_guid")] + [("unchanged", CAPPED)] * 3
    assert warehouse.versions.height == MOST_VERSIONS
    next_day = entry(raw_id="r99", body=LONG + "99", fetched_at=NOW + timedelta(days=1))
    assert warehouse.take(next_day) == [("updated", "source_guid")]


def test_the_same_link_from_two_sources_is_one_article() -> None:
    outcomes = Warehouse().take(entry(), entry(source_id="s2", guid="urn:other"))

    assert [outcome for outcome, _ in outcomes] == ["new", "duplicate"]


def test_which_of_two_sources_came_first_does_not_change_the_ids() -> None:
    first, second = entry(), entry(source_id="s2", guid="urn:other")
    one, other = Warehouse(), Warehouse()
    one.take(first)
    one.take(second)
    other.take(second)
    other.take(first)

    assert one.articles == other.articles
    assert one.versions["version_id"].to_list() == other.versions["version_id"].to_list()


def test_two_outlets_that_print_one_text_are_two_articles() -> None:
    warehouse = Warehouse()

    assert (
        warehouse.take(
            entry(), entry(source_id="s2", guid="urn:other", url="https://other.example/a")
        )
        == [("new", "founding")] * 2
    )


def test_one_article_twice_in_a_delivery_is_a_duplicate_whatever_the_order() -> None:
    first, second = entry(), entry(position=2, guid="urn:guid:2")
    outcomes = [
        Warehouse().load(frame(*order)).outcomes for order in ([first, second], [second, first])
    ]

    assert outcomes[0].equals(outcomes[1])
    assert outcomes[0]["outcome"].to_list() == ["new", "duplicate"]


def test_two_texts_under_one_link_in_one_file_are_two_versions() -> None:
    warehouse = Warehouse()

    warehouse.take(entry(guid="1"), entry(guid="2", position=2, body=LONG + "It rained."))

    assert len(warehouse.articles) == 1
    assert warehouse.versions["version_no"].to_list() == [1, 2]


@pytest.mark.parametrize("url", ["https://e.example/", "https://e.example/changelog"])
def test_entries_that_share_a_front_page_or_a_changelog_stay_apart(url: str) -> None:
    entries = [
        entry(position=n, guid=f"urn:guid:{n}", url=url, title=f"Release {n}", body=f"What {n} is")
        for n in range(1, 4)
    ]

    assert Warehouse().take(*entries) == [("new", "founding")] * 3


def test_a_feed_that_gives_every_entry_the_same_id_is_read_by_its_links() -> None:
    entries = [
        entry(position=n, guid="urn:same", url=f"https://e.example/{n}", title=f"Part {n}")
        for n in range(1, 4)
    ]

    assert Warehouse().take(*entries) == [("new", "founding")] * 3


def test_row_numbers_of_two_tables_do_not_meet() -> None:
    warehouse = Warehouse()
    warehouse.take(entry(guid="1", url=None, uri="/in/a.csv"))

    assert warehouse.take(
        entry(guid="1", url=None, uri="/in/b.csv", raw_id="raw2", title="Other", body="Else. " * 60)
    ) == [("new", "founding")]


def test_short_texts_that_recur_on_other_days_are_other_articles() -> None:
    bulletin = {"url": None, "title": "Morning bulletin", "body": "Listen now."}
    warehouse = Warehouse()
    warehouse.take(entry(guid="urn:day:1", published_raw="2025-10-26", **bulletin))

    assert warehouse.take(entry(guid="urn:day:2", published_raw="2025-10-27", **bulletin)) == [
        ("new", "founding")
    ]


def test_an_agency_is_known_as_one() -> None:
    outlets = (
        Warehouse()
        .load(frame(entry(url="https://www.reuters.com/a"), entry(guid="x", position=2)))
        .outlets
    )

    assert dict(outlets.select("domain", "is_agency").iter_rows()) == {
        "e.example": False,
        "reuters.com": True,
    }


DELIVERIES = st.lists(
    st.builds(
        lambda source, guid, url, text, basis: entry(
            source_id=source,
            uri=source,
            guid=guid,
            url=url,
            outlet_name="E",
            body=f"{LONG}{text}" if basis == "full" else text,
            text_basis=basis,
        ),
        st.sampled_from(["s1", "s2"]),
        st.sampled_from([None, "urn:a", "urn:b", "3"]),
        st.sampled_from([None, "https://e.example/a", "https://e.example/b"]),
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(["full", "summary"]),
    ),
    min_size=1,
    max_size=8,
).map(
    lambda entries: [
        replace(each, raw_id=f"raw{n}", fetched_at=NOW + timedelta(hours=n))
        for n, each in enumerate(entries)
    ]
)


@settings(max_examples=40, deadline=None)
@given(DELIVERIES, st.integers(1, 3))
def test_documents_in_one_batch_or_in_many_give_the_same_rows(
    entries: list[Entry], size: int
) -> None:
    whole, parts = Warehouse(), Warehouse()
    whole.take(*reversed(entries))
    for start in range(0, len(entries), size):
        parts.take(*entries[start : start + size])

    assert sorted(whole.articles) == sorted(parts.articles)
    assert whole.keys.sort("key_id").equals(parts.keys.sort("key_id"))
    assert whole.versions.sort("version_id").equals(parts.versions.sort("version_id"))


@settings(max_examples=30, deadline=None)
@given(DELIVERIES)
def test_the_same_batch_twice_adds_nothing(entries: list[Entry]) -> None:
    warehouse = Warehouse()
    warehouse.take(*entries)
    before = (warehouse.versions.height, warehouse.keys.height, len(warehouse.articles))

    again = warehouse.take(*entries)

    assert {outcome for outcome, _ in again} <= {"unchanged", "duplicate"}
    assert (warehouse.versions.height, warehouse.keys.height, len(warehouse.articles)) == before
