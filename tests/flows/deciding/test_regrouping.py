"""A later report that shows two events to be one, and what becomes of what hung on them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.decisions import Asked, decide
from warehouse.digest import digest
from warehouse.doctor import examine
from warehouse.opening import open_reader, open_writer

Ingest = Callable[..., None]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EVENTS = """
    SELECT report.title[-1:] AS name, event_id::VARCHAR AS event_id
    FROM mart.event_reports_as_of($at) AS report JOIN mart.events_as_of($at) USING (event_id)
    WHERE kind = 'other'
"""


def told(directory: Path, at: str = "infinity") -> dict[str, str]:
    """Give the event that each report is about, by the report's name."""
    with open_reader(directory) as connection:
        return dict(connection.execute(EVENTS.replace("$at", f"'{at}'::TIMESTAMPTZ")).fetchall())


def claimed(directory: Path) -> dict[str, str]:
    """Give the event of each of the mayor's claims, by the claim's words."""
    with open_reader(directory) as connection:
        rows = connection.execute(
            "SELECT content, event_id::VARCHAR FROM mart.claims WHERE speaker LIKE '%Aker'"
        ).fetchall()
    return dict(rows)


@pytest.fixture
def desk(tmp_path: Path, ingest: Ingest) -> Path:
    directory = tmp_path / "desk"
    ingest(directory, "m")
    ingest(directory, "f")
    return directory


def test_two_events_become_one_under_the_older_id(desk: Path, ingest: Ingest) -> None:
    before = told(desk)
    assert before["m"] != before["f"]
    ingest(desk, "w")
    after = told(desk)
    assert len(set(after.values())) == 1
    assert set(after.values()) < set(before.values())
    assert set(claimed(desk).values()) == set(after.values())


def test_what_was_held_before_can_still_be_asked(desk: Path, ingest: Ingest) -> None:
    before = told(desk)
    with open_reader(desk) as connection:
        (moment,) = connection.execute(
            "SELECT max(loaded_at)::VARCHAR FROM ops.load_batch"
        ).fetchone()
    ingest(desk, "w")
    assert told(desk, moment) == before


def test_reports_that_come_one_by_one_end_up_as_those_that_come_at_once(
    desk: Path, ingest: Ingest, tmp_path: Path
) -> None:
    ingest(desk, "w")
    at_once = tmp_path / "at-once"
    ingest(at_once, "m", "f", "w")
    with open_writer(desk) as connection:
        one_by_one = digest(connection)
    with open_writer(at_once) as connection:
        together = digest(connection)
    same = (
        "core.event_mention",
        "core.claim_mention",
        "core.claim_membership",
        "core.event",
        "core.disagreement",
    )
    assert {table: one_by_one[table] for table in same} == {
        table: together[table] for table in same
    }


def test_what_an_analyst_joined_stays_together(desk: Path, ingest: Ingest) -> None:
    ingest(desk, "d")
    with open_reader(desk) as connection:
        (meeting,) = connection.execute(
            "SELECT event_id::VARCHAR FROM mart.events WHERE kind = 'meet'"
        ).fetchone()
    merged = told(desk)["m"]
    decide(desk, Asked("merge", (merged, meeting), "Ines", "one story"), now=NOW)
    ingest(desk, "w")
    with open_reader(desk) as connection:
        held = connection.execute(
            "SELECT list(DISTINCT report.title[-1:] ORDER BY report.title[-1:])"
            " FROM mart.event_reports AS report WHERE event_id IN"
            " (SELECT event_id FROM mart.event_reports WHERE title = 'Report m')"
        ).fetchone()
    assert {"d", "m"} <= set(held[0])


def test_nothing_is_left_dangling(desk: Path, ingest: Ingest) -> None:
    ingest(desk, "w")
    checks = {"clusters", "unique keys", "verbatim"}
    found = {each.check: each.detail for each in examine(desk) if each.status != "ok"}
    assert {check: found[check] for check in checks & found.keys()} == {}
