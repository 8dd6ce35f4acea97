from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.contract import Contract
from transforms.contracts.copies import (
    COPY_EDGES,
    COPY_GROUPS,
    COPY_MEMBERSHIPS,
    FINGERPRINTS,
    SHINGLES,
)
from transforms.copy_state import Copies
from transforms.fingerprints import as_fingerprints
from transforms.identifiers import stable_id
from transforms.near_duplicates import fingerprint, group_copies
from warehouse.known import known_rows
from warehouse.known_copies import known_copies
from warehouse.migrating import MIGRATIONS, migrate, scripts_in

DAY = datetime(2025, 10, 26, tzinfo=UTC)
RUN = stable_id("run", "test")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an empty warehouse in memory."""
    with duckdb.connect(":memory:") as opened:
        migrate(opened)
        yield opened


def story(seed: int, words: int = 200) -> str:
    rng = Random(seed)  # noqa: S311 - repeatable samples
    return " ".join("".join(rng.choices("bcdfgklmnprst", k=6)) for _ in range(words))


def versions(texts: dict[str, str], *, on: datetime = DAY, **every: object) -> pl.DataFrame:
    stand_ins = {"VARCHAR": "", "UUID": RUN, "BIGINT": 1, "BIGINT[]": []}
    rows = [
        {
            column.name: None if column.nullable else stand_ins.get(column.sql_type)
            for column in ARTICLE_VERSIONS.columns
        }
        | {
            "version_id": stable_id("test-version", name),
            "article_id": stable_id("test-article", name),
            "content_hash": stable_id("test-content", text),
            "text": text,
            "fetched_at": on,
        }
        | every
        for name, text in texts.items()
    ]
    return pl.DataFrame(rows, schema=ARTICLE_VERSIONS.schema, orient="row")


def take_in(connection: duckdb.DuckDBPyConnection, batch: pl.DataFrame) -> Copies:
    """Group a batch by what the warehouse knows, and load what was decided."""
    shingles = fingerprint(batch)
    found = group_copies(batch, shingles, known=known_copies(connection, shingles, batch))
    load(connection, ARTICLE_VERSIONS, batch)
    load(connection, FINGERPRINTS, as_fingerprints(batch, shingles))
    load(connection, COPY_GROUPS, found.groups, supersedes="copy_group_id")
    load(connection, COPY_MEMBERSHIPS, found.memberships, supersedes="version_id")
    load(connection, COPY_EDGES, found.edges)
    return found


def load(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract[Any],
    frame: pl.DataFrame,
    *,
    supersedes: str | None = None,
) -> None:
    connection.register("frame", frame)
    if supersedes:
        connection.execute(
            f"UPDATE {contract.table} SET retracted_at = now() WHERE retracted_at IS NULL"  # noqa: S608 - declared names
            f" AND {supersedes} IN (SELECT {supersedes}::UUID FROM frame)"
        )
    connection.execute(
        f"INSERT INTO {contract.table} BY NAME SELECT *, ? AS run_id, ? AS recorded_at FROM frame",  # noqa: S608 - declared names
        [RUN, DAY],
    )
    connection.unregister("frame")


def group_of(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(
        connection.execute(
            "SELECT version_id::VARCHAR, copy_group_id::VARCHAR FROM core.copy_membership"
            " WHERE retracted_at IS NULL"
        ).fetchall()
    )


def version_id(name: str) -> str:
    return stable_id("test-version", name)


def test_an_empty_warehouse_knows_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    batch = versions({"a": story(1)})
    known = known_copies(connection, fingerprint(batch), batch)
    assert known.groups.equals(COPY_GROUPS.empty())
    assert known.memberships.equals(COPY_MEMBERSHIPS.empty())
    assert known.shingles.equals(SHINGLES.empty())
    assert known.frequency.is_empty()


def test_an_empty_batch_asks_for_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    take_in(connection, versions({"a": story(1)}))
    known = known_copies(connection, SHINGLES.empty(), ARTICLE_VERSIONS.empty())
    assert known.memberships.is_empty()
    assert known.frequency.is_empty()


def test_a_copy_in_a_later_batch_joins_the_known_group(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    take_in(connection, versions({"a": story(1), "other": story(2)}))
    later = take_in(connection, versions({"b": story(1) + " and more"}, on=DAY + timedelta(days=3)))
    groups = group_of(connection)
    assert groups[version_id("b")] == groups[version_id("a")] != groups[version_id("other")]
    assert later.groups.is_empty()
    assert later.memberships["relation"].to_list() == ["near"]


def test_only_what_may_matter_is_selected(connection: duckdb.DuckDBPyConnection) -> None:
    take_in(connection, versions({str(n): story(n) for n in range(30)}))
    batch = versions({"copy": story(7)[:900]})
    known = known_copies(connection, fingerprint(batch), batch)
    assert known.memberships["version_id"].to_list() == [version_id("7")]
    assert set(known.shingles["version_id"]) == {version_id("7")}
    assert known.versions.height == known.groups.height == 1


def test_the_same_story_after_the_window_is_not_a_candidate(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    take_in(connection, versions({"a": story(1)}))
    take_in(connection, versions({"b": story(1)}, on=DAY + timedelta(days=31)))
    assert len(set(group_of(connection).values())) == 2


def test_a_later_version_finds_its_article_whatever_the_window_and_its_text(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    article = stable_id("test-article", "a")
    take_in(connection, versions({"a": story(1)}))
    year = DAY + timedelta(days=365)
    second = versions({"a2": story(9)}, on=year, article_id=article, version_no=2)
    found = take_in(connection, second)
    assert len(set(group_of(connection).values())) == 1
    assert found.memberships["relation"].to_list() == ["version"]


def test_the_same_short_text_is_an_exact_copy(connection: duckdb.DuckDBPyConnection) -> None:
    take_in(connection, versions({"a": "Rail strike called off"}))
    found = take_in(connection, versions({"b": "Rail strike called off"}))
    assert found.memberships["relation"].to_list() == ["exact"]
    assert len(set(group_of(connection).values())) == 1


def test_a_footer_that_many_known_reports_have_bridges_nothing(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    footer = story(99, 150)
    take_in(connection, versions({str(n): story(n, 300) + " " + footer for n in range(10)}))
    take_in(connection, versions({"brief": story(50, 40) + " " + footer}))
    assert len(set(group_of(connection).values())) == 11


def test_frequencies_count_groups_and_not_texts(connection: duckdb.DuckDBPyConnection) -> None:
    take_in(connection, versions({str(n): f"{story(1)} edition {n}" for n in range(20)}))
    batch = versions({"late": story(1)})
    known = known_copies(connection, fingerprint(batch), batch)
    assert known.frequency["n_groups"].max() == 1
    take_in(connection, batch)
    assert len(set(group_of(connection).values())) == 1


def test_a_known_group_that_is_taken_over_hands_its_members_on(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    words = story(1, 600).split()
    take_in(connection, versions({"first": " ".join(words[:340])}))
    hour = DAY + timedelta(hours=1)
    take_in(connection, versions({"second": " ".join(words[240:])}, on=hour))
    assert len(set(group_of(connection).values())) == 2
    take_in(connection, versions({"whole": " ".join(words)}, on=hour + timedelta(hours=1)))
    kept = stable_id("copy_group", version_id("first"))
    assert set(group_of(connection).values()) == {kept}
    merged = connection.execute(
        "SELECT merged_into::VARCHAR FROM core.copy_group"
        " WHERE retracted_at IS NULL AND merged_into IS NOT NULL"
    ).fetchall()
    assert merged == [(kept,)]


def test_nothing_joins_a_known_round_up(connection: duckdb.DuckDBPyConnection) -> None:
    hour = timedelta(hours=1)
    take_in(connection, versions({"a": story(1), "b": story(2)}))
    take_in(connection, versions({"round-up": story(1) + " " + story(2)}, on=DAY + hour))
    take_in(connection, versions({"late": story(1) + " again"}, on=DAY + 2 * hour))
    groups = group_of(connection)
    assert groups[version_id("late")] == groups[version_id("a")]
    assert list(groups.values()).count(groups[version_id("round-up")]) == 1


def test_what_was_retracted_is_not_known(connection: duckdb.DuckDBPyConnection) -> None:
    take_in(connection, versions({"a": story(1)}))
    connection.execute("UPDATE core.copy_membership SET retracted_at = now()")
    batch = versions({"b": story(1)})
    assert known_copies(connection, fingerprint(batch), batch).memberships.is_empty()


def test_nothing_is_left_behind_on_the_connection(connection: duckdb.DuckDBPyConnection) -> None:
    batch = versions({"a": story(1)})
    known_copies(connection, fingerprint(batch), batch)
    left = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone()
    assert left == (0,)


def test_fingerprints_of_an_older_warehouse_are_taken_over() -> None:
    texts = versions({"long": story(1), "short": "Rail strike called off"})
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE SCHEMA ops")
        for script in scripts_in(MIGRATIONS)[:9]:
            connection.execute(script.sql)
        load(connection, ARTICLE_VERSIONS, texts)
        connection.register("shingles", fingerprint(texts))
        connection.execute(
            "INSERT INTO core.shingle BY NAME SELECT *, ? AS seen_at, ? AS run_id,"
            " ? AS recorded_at FROM shingles",
            [DAY, RUN, DAY],
        )
        connection.execute(scripts_in(MIGRATIONS)[9].sql)
        kept = known_rows(connection, FINGERPRINTS, "version_id", texts.get_column("version_id"))
    assert kept.equals(as_fingerprints(texts, fingerprint(texts)).sort("version_id"))
