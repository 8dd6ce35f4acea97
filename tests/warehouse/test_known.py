from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.articles import ARTICLE_KEYS, ARTICLE_VERSIONS
from transforms.contracts.claims import CLAIM_MENTIONS, QUANTITIES, ROLE_STATEMENTS
from transforms.contracts.contract import Contract
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MENTIONS, EVENTS
from transforms.events import KnownEvents
from transforms.identifiers import stable_id
from warehouse.known import (
    known_article_keys,
    known_article_versions,
    known_claims,
    known_copy_memberships,
    known_events,
    known_fetches,
    known_raw_ids,
    known_reports,
    known_rows,
)
from warehouse.opening import open_writer

Frames = dict[Contract[Any], pl.DataFrame]
Connection = duckdb.DuckDBPyConnection


@pytest.fixture
def connection(small_warehouse: Path) -> Iterator[Connection]:
    """Give a writer's connection to the small warehouse."""
    with open_writer(small_warehouse) as opened:
        yield opened


def ids(kind: str, *names: str) -> pl.Series:
    """Give the ids of some things of the small warehouse."""
    return pl.Series([stable_id(kind, name) for name in names], dtype=pl.String)


def changed(frame: pl.DataFrame, **values: Any) -> pl.DataFrame:
    """Give the first row under another id and with other values."""
    row = frame.head(1)
    return row.with_columns(
        pl.lit(value, dtype=row.schema[name]).alias(name) for name, value in values.items()
    )


@pytest.mark.parametrize(
    ("contract", "column", "kind"),
    [
        (ARTICLE_VERSIONS, "article_id", "article"),
        (CLAIM_MENTIONS, "version_id", "version"),
        (ROLE_STATEMENTS, "version_id", "version"),
        (EVENT_MENTIONS, "version_id", "version"),
        (COPY_MEMBERSHIPS, "version_id", "version"),
    ],
)
def test_rows_come_back_exactly_as_they_were_loaded(
    connection: Connection,
    small_batch: Frames,
    contract: Contract[Any],
    column: str,
    kind: str,
) -> None:
    found = known_rows(connection, contract, column, ids(kind, "a", "b", "c", "d"))
    assert found.equals(small_batch[contract].sort(contract.key))


def test_asking_for_nothing_gives_an_empty_frame_of_the_contract(connection: Connection) -> None:
    nobody = pl.Series([None, stable_id("nothing")], dtype=pl.String)
    for asked in (pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.Null), nobody):
        assert known_article_keys(connection, asked).equals(ARTICLE_KEYS.empty())
        assert known_article_versions(connection, asked).equals(ARTICLE_VERSIONS.empty())


def test_a_key_leads_to_its_article_and_all_its_versions(connection: Connection) -> None:
    keys = known_article_keys(connection, ids("key", "a", "a", "c", "unheard of"))
    versions = known_article_versions(connection, keys.get_column("article_id"))
    assert sorted(versions.get_column("title")) == ["Report a", "Report c"]


def test_retracted_rows_are_not_known(connection: Connection) -> None:
    connection.execute("UPDATE core.article_key SET retracted_at = now()")
    assert known_article_keys(connection, ids("key", "a")).is_empty()


def test_an_event_with_the_same_two_people_is_known_with_all_its_mentions(
    connection: Connection, small_batch: Frames
) -> None:
    new = changed(small_batch[EVENT_MENTIONS], event_mention_id=stable_id("new"))
    known = known_events(connection, new, COPY_MEMBERSHIPS.empty())
    assert known.events.get_column("event_id").to_list() == [stable_id("event", "a")]
    assert known.mentions.height == 3
    assert known.memberships.height == 3
    assert known.mentions.equals(
        small_batch[EVENT_MENTIONS]
        .filter(pl.col("event_mention_id").is_in(known.memberships["event_mention_id"].implode()))
        .sort("event_mention_id")
    )


def test_one_shared_person_is_not_enough_for_a_meeting(
    connection: Connection, small_batch: Frames
) -> None:
    new = changed(
        small_batch[EVENT_MENTIONS],
        event_mention_id=stable_id("new"),
        participant_ids=[stable_id("entity", "moss"), stable_id("entity", "stranger")],
    )
    assert known_events(connection, new, COPY_MEMBERSHIPS.empty()).events.is_empty()


def test_a_copy_of_a_known_text_leads_to_its_events(
    connection: Connection, small_batch: Frames
) -> None:
    new = changed(
        small_batch[EVENT_MENTIONS],
        event_mention_id=stable_id("new"),
        version_id=stable_id("version", "new"),
        participant_ids=[],
        participants=[],
        n_principals=0,
    )
    copy = changed(small_batch[COPY_MEMBERSHIPS], version_id=stable_id("version", "new"))
    known = known_events(connection, new, copy)
    assert known.events.get_column("event_id").to_list() == [stable_id("event", "a")]


@pytest.mark.parametrize(("day", "n_events"), [(25, 1), (None, 1), (60, 0)])
def test_what_takes_one_principal_is_known_for_thirty_days(
    small_warehouse: Path,
    small_batch: Frames,
    load: Callable[..., Any],
    day: int | None,
    n_events: int,
) -> None:
    mention = changed(
        small_batch[EVENT_MENTIONS],
        event_mention_id=stable_id("event mention", "visit"),
        kind="visit",
        n_principals=1,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    event = changed(
        small_batch[EVENTS],
        event_id=stable_id("event", "visit"),
        founding_mention_id=stable_id("event mention", "visit"),
        kind="visit",
    )
    member = changed(
        small_batch[next(c for c in small_batch if c.name == "EventMembership")],
        event_mention_id=stable_id("event mention", "visit"),
        event_id=stable_id("event", "visit"),
    )
    frames = {EVENT_MENTIONS: mention, EVENTS: event}
    frames[next(c for c in small_batch if c.name == "EventMembership")] = member
    load(small_warehouse, frames, "visit")
    published = None if day is None else datetime.fromtimestamp(1767225600 + day * 86400, UTC)
    new = changed(mention, event_mention_id=stable_id("new"), published_at=published)
    with open_writer(small_warehouse) as opened:
        known = known_events(opened, new, COPY_MEMBERSHIPS.empty())
    assert known.events.height == n_events


def test_no_mentions_know_no_events(connection: Connection) -> None:
    known = known_events(connection, EVENT_MENTIONS.empty(), COPY_MEMBERSHIPS.empty())
    assert known.events.equals(KnownEvents.none().events)


def test_members_of_a_merged_event_are_known_with_those_of_its_successor(
    connection: Connection, small_batch: Frames
) -> None:
    connection.execute(
        "UPDATE core.event SET merged_into = ? WHERE event_id = ?",
        [stable_id("event", "a"), stable_id("event", "d")],
    )
    new = changed(small_batch[EVENT_MENTIONS], event_mention_id=stable_id("new"))
    known = known_events(connection, new, COPY_MEMBERSHIPS.empty())
    assert known.memberships.height == 4
    assert set(known.memberships["event_id"]) == set(ids("event", "a", "d"))
    told = known_reports(connection, ids("event", "d")).event_memberships
    assert (told.height, set(told["event_id"])) == (4, {stable_id("event", "a")})


def test_the_claims_about_an_event_are_known_with_their_mentions(
    connection: Connection, small_batch: Frames
) -> None:
    known = known_claims(connection, ids("event", "a"), COPY_MEMBERSHIPS.empty())
    about = pl.col("mention_id").is_in(list(ids("mention", "a", "b", "c")))
    assert known.mentions.equals(small_batch[CLAIM_MENTIONS].filter(about).sort("mention_id"))
    assert (known.memberships.height, known.copy_memberships.height) == (3, 3)


def test_the_claims_in_copies_of_a_text_are_known_without_an_event(
    connection: Connection, small_batch: Frames
) -> None:
    copy = changed(small_batch[COPY_MEMBERSHIPS], version_id=stable_id("version", "new"))
    known = known_claims(connection, pl.Series([], dtype=pl.String), copy)
    assert set(known.mentions["version_id"]) == set(ids("version", "a", "b"))
    both = known_claims(connection, ids("event", "a"), copy)
    assert (both.memberships.height, both.mentions.height) == (3, 3)


def test_all_reports_of_an_event_are_known_with_what_they_state(
    connection: Connection, small_batch: Frames
) -> None:
    known = known_reports(connection, ids("event", "a"))
    assert set(known.versions["version_id"]) == set(ids("version", "a", "b", "c"))
    assert known.event_memberships.height == known.event_mentions.height == 3
    assert known.claim_mentions.height == known.claim_memberships.height == 3
    assert (known.role_statements.height, known.copy_memberships.height) == (5, 3)
    assert set(known.entities["name"]) == {"Ada Moss", "Bo Lind"}
    assert known.quantities.equals(QUANTITIES.empty())


def test_copy_memberships_are_known_by_version(connection: Connection) -> None:
    assert known_copy_memberships(connection, ids("version", "a", "b")).height == 2


def test_the_last_validators_of_a_document_are_known_and_failures_forget_nothing(
    connection: Connection,
) -> None:
    connection.execute(
        "INSERT INTO ops.fetch SELECT uuid(), run_id, source_id, uri, 'failed', 503, NULL, NULL,"
        " NULL, NULL, 1, 'busy', fetched_at + INTERVAL 1 DAY FROM ops.fetch WHERE uri = 'a.txt'"
    )
    found = known_fetches(connection, pl.Series(["a.txt", "a.txt", "never.txt"]))
    assert found.rows() == [("a.txt", "tag-a", None, "a" * 64)]


def test_documents_are_known_by_their_hash(connection: Connection) -> None:
    asked = pl.Series(["a" * 64, "f" * 64, None])
    assert known_raw_ids(connection, asked).to_list() == ["a" * 64]


def test_asking_leaves_nothing_registered(connection: Connection) -> None:
    known_article_keys(connection, ids("key", "a"))
    left = connection.execute(
        "SELECT count(*) FROM duckdb_views() WHERE temporary AND NOT internal"
    )
    assert left.fetchone() == (0,)
