"""A run over the bundled samples ends in the events and disagreements that they state."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import read_sources
from transforms.identifiers import stable_id
from warehouse.opening import open_reader

CONFIG = Path(__file__).parents[2] / "config"
EXPECTED: Mapping[str, Any] = tomllib.loads(
    (CONFIG / "examples" / "expected.toml").read_text("utf-8")
)
ARTICLES = {
    (article["outlet"], article["title"]): article["key"] for article in EXPECTED["article"]
}
REPORTS = {
    event["key"]: (set(event["reports"]), set(event["reports"]) | set(event.get("may_report", [])))
    for event in EXPECTED["event"]
}
EVENTS = "SELECT event_id::VARCHAR AS id, * EXCLUDE (event_id) FROM mart.events"
Row = dict[str, Any]


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    return connection.sql(query).pl().to_dicts()


@pytest.fixture(scope="module")
def snapshot(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    settings = load_settings(None, tmp_path_factory.mktemp("warehouse"))
    sources = tuple(read_sources(CONFIG / "sources.toml"))
    context = RunContext(settings, sources, stable_id("run", "samples"), datetime.now(UTC))
    load_articles(context)
    publish(context)
    with open_reader(settings.warehouse.dir) as connection:
        yield connection


@pytest.fixture(scope="module")
def told(snapshot: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Give the articles that report each event, by the event's id."""
    found: dict[str, set[str]] = {}
    for row in rows(
        snapshot, "SELECT event_id::VARCHAR AS id, outlet, title FROM mart.event_reports"
    ):
        found.setdefault(row["id"], set()).add(ARTICLES[row["outlet"], row["title"]])
    return found


@pytest.fixture(scope="module")
def keys(snapshot: duckdb.DuckDBPyConnection, told: dict[str, set[str]]) -> dict[str, str]:
    """Give each event its key in `expected.toml`: same participants, kind and reports."""
    found = {}
    for row in rows(snapshot, EVENTS):
        for event in EXPECTED["event"]:
            must, may = REPORTS[event["key"]]
            if (
                row["kind"] in event["kinds"]
                and must <= told[row["id"]] <= may
                and set(event["participants"]) <= set(row["participants"])
            ):
                found[row["id"]] = event["key"]
    return found


@pytest.mark.parametrize("event", EXPECTED["event"], ids=lambda event: event["key"])
def test_each_event_comes_out_once(
    snapshot: duckdb.DuckDBPyConnection, keys: dict[str, str], event: Row
) -> None:
    ids = [id_ for id_, key in keys.items() if key == event["key"]]
    assert len(ids) == 1
    row = next(row for row in rows(snapshot, EVENTS) if row["id"] == ids[0])
    assert row["tense"] == event["tense"]
    assert row["link_status"] in event["link_status"]
    assert row["from_on"] == date.fromisoformat(event["from_on"])
    assert row["until_on"] == date.fromisoformat(event["until_on"])


def test_copies_of_one_text_count_as_one_report(
    snapshot: duckdb.DuckDBPyConnection, keys: dict[str, str], told: dict[str, set[str]]
) -> None:
    counted = {row["id"]: row["n_independent"] for row in rows(snapshot, EVENTS)}
    for event in EXPECTED["event"]:
        for id_ in [id_ for id_, key in keys.items() if key == event["key"]]:
            others = told[id_] - set(event["reports"])
            stated = event.get("independent_reports", len(event["reports"]))
            assert counted[id_] == stated + len(others)


def test_no_other_event_comes_out(told: dict[str, set[str]], keys: dict[str, str]) -> None:
    assert {id_: reports for id_, reports in told.items() if id_ not in keys} == {}


def test_events_are_linked_as_stated(
    snapshot: duckdb.DuckDBPyConnection, keys: dict[str, str]
) -> None:
    found = {
        (row["relation"], frozenset((keys[row["l"]], keys[row["r"]])))
        for row in rows(
            snapshot,
            "SELECT relation, event_id_l::VARCHAR AS l, event_id_r::VARCHAR AS r"
            " FROM mart.event_links",
        )
    }
    expected = {(link["relation"], frozenset(link["events"])) for link in EXPECTED["event_link"]}
    assert found == expected


def test_exactly_the_stated_disagreements_come_out(
    snapshot: duckdb.DuckDBPyConnection, keys: dict[str, str]
) -> None:
    found = rows(snapshot, "SELECT *, event_id::VARCHAR AS id FROM mart.disagreements")
    stated = EXPECTED["disagreement"]
    unexplained = [row for row in found if not any(_is(row, one, keys) for one in stated)]
    missing = [one for one in stated if not any(_is(row, one, keys) for row in found)]
    assert (unexplained, missing) == ([], [])


def _is(row: Row, expected: Row, keys: dict[str, str]) -> bool:
    stated = (keys.get(row["id"]), row["kind"], row["compatible"])
    if stated != (expected["event"], expected["kind"], expected["compatible"]):
        return False
    first, second = expected["texts"]
    pairs = ((row["text_l"], row["text_r"]), (row["text_r"], row["text_l"]))
    return any(_fits(left, first) and _fits(right, second) for left, right in pairs)


def _fits(span: str, text: str) -> bool:
    span, text = span.lower(), text.lower()
    return span in text or text in span


@pytest.mark.parametrize("person", EXPECTED["person"], ids=lambda person: person["name"])
def test_a_person_keeps_all_titles(snapshot: duckdb.DuckDBPyConnection, person: Row) -> None:
    found = rows(snapshot, "FROM mart.entities WHERE kind = 'person'")
    titles = [row["titles"] for row in found if row["name"] == person["name"]]
    assert len(titles) == 1
    assert all(any(_fits(title, wanted) for title in titles[0]) for wanted in person["titles"])


def test_a_text_in_another_language_is_stored_without_claims(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    foreign = rows(snapshot, "FROM mart.articles WHERE lang <> 'en'")
    assert [row["lang"] for row in foreign] == ["de"]
    said = (
        "FROM mart.claim_mentions"
        " WHERE version_id IN (SELECT version_id FROM mart.articles WHERE lang = 'de')"
    )
    assert rows(snapshot, said) == []


@pytest.mark.parametrize("edit", EXPECTED["edit"], ids=lambda edit: edit["article"])
def test_a_silent_edit_is_told_as_the_claims_it_drops_and_adds(
    snapshot: duckdb.DuckDBPyConnection, edit: Row
) -> None:
    found = rows(snapshot, "SELECT kind, content_l, content_r FROM mart.claim_changes")
    dropped = [row["content_l"] for row in found if row["kind"] == "dropped"]
    added = [row["content_r"] for row in found if row["kind"] == "added"]
    assert sorted(dropped) == sorted(edit["dropped"])
    assert sorted(added) == sorted(edit["added"])
    assert {row["kind"] for row in found} == {"added", "dropped"}


def test_claims_that_every_version_dropped_are_withdrawn(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(snapshot, "SELECT content FROM mart.claims WHERE status = 'withdrawn'")
    dropped = [words for edit in EXPECTED["edit"] for words in edit["dropped"]]
    assert sorted(row["content"] for row in found) == sorted(dropped)


def test_a_plan_that_came_true_is_fulfilled(
    snapshot: duckdb.DuckDBPyConnection, keys: dict[str, str]
) -> None:
    found = rows(
        snapshot,
        "SELECT plan_id::VARCHAR AS id, evidence_id::VARCHAR AS evidence, due_until, status"
        " FROM mart.plans WHERE what = 'event'",
    )
    told = [(keys[row["id"]], keys[row["evidence"]], row["status"]) for row in found]
    assert told == [("signing-planned", "signing", "fulfilled")]
    assert found[0]["due_until"] == date(2025, 10, 22)


@pytest.mark.parametrize("person", EXPECTED["person"], ids=lambda person: person["name"])
def test_who_called_a_person_what_is_told_by_outlet_and_time(
    snapshot: duckdb.DuckDBPyConnection, person: Row
) -> None:
    found = rows(snapshot, "FROM mart.roles WHERE outlets <> []")
    given = [row for row in found if row["name"] == person["name"]]
    for wanted in person["titles"]:
        assert any(_fits(row["role"], wanted) for row in given)
    assert all(row["first_seen_at"] <= row["last_seen_at"] for row in given)
