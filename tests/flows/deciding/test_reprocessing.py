"""Everything derived again: the same tables whatever the order of arrival, and nothing lost."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.decisions import Asked, decide
from flows.reprocessing import put_in_place, work_out
from transforms.contracts.claims import CLAIM_MENTIONS
from warehouse.digest import digest
from warehouse.opening import open_reader, open_writer

Ingest = Callable[..., None]
NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
REPORTS = "abcdmfw"


def state(directory: Path) -> dict[str, str]:
    with open_writer(directory) as connection:
        return digest(connection)


def told(directory: Path) -> set[tuple[str, str]]:
    with open_reader(directory) as connection:
        rows = connection.execute(
            "SELECT DISTINCT title, event_id::VARCHAR FROM mart.event_reports"
        ).fetchall()
    return set(rows)


@pytest.fixture(scope="session")
def at_once(tmp_path_factory: pytest.TempPathFactory, ingest: Ingest) -> dict[str, str]:
    """Give the tables after all reports came in one batch and were reprocessed."""
    directory = tmp_path_factory.mktemp("at-once") / "desk"
    ingest(directory, *REPORTS)
    put_in_place(directory, now=NOW)
    return state(directory)


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(REPORTS), size=st.integers(1, 4))
def test_any_order_in_any_batches_is_the_same_after_it(
    tmp_path_factory: pytest.TempPathFactory,
    ingest: Ingest,
    at_once: dict[str, str],
    order: list[str],
    size: int,
) -> None:
    directory = tmp_path_factory.mktemp("in-parts") / "desk"
    for start in range(0, len(order), size):
        ingest(directory, *order[start : start + size])
    put_in_place(directory, now=NOW)
    assert state(directory) == at_once


@pytest.fixture(scope="session")
def reprocessed(tmp_path_factory: pytest.TempPathFactory, ingested: Path) -> Path:
    directory = shutil.copytree(ingested, tmp_path_factory.mktemp("reprocessed") / "desk")
    put_in_place(directory, now=NOW - timedelta(hours=1))
    return directory


@pytest.fixture
def desk(tmp_path: Path, reprocessed: Path) -> Path:
    return Path(shutil.copytree(reprocessed, tmp_path / "desk"))


def test_by_the_same_rules_nothing_changes(desk: Path) -> None:
    before = state(desk)
    compared = work_out(desk)
    assert compared.claims.is_empty()
    assert compared.before == compared.now
    assert put_in_place(desk, now=NOW) == {}
    assert state(desk) == before


def test_what_other_rules_had_found_is_retracted_and_can_still_be_asked(desk: Path) -> None:
    with open_writer(desk) as connection:
        before = connection.execute("SELECT count(*) FROM core.claim_mention").fetchone()
        connection.execute(
            "UPDATE core.claim_mention SET speaker = 'Somebody Else' WHERE content LIKE '%doubled%'"
        )
    assert work_out(desk).before == work_out(desk).now
    changed = put_in_place(desk, now=NOW)
    assert changed[str(CLAIM_MENTIONS.table)] == (1, 1)
    with open_writer(desk) as connection:
        live = connection.execute(
            "SELECT count(*) FROM core.claim_mention WHERE retracted_at IS NULL"
        ).fetchone()
        (speaker,) = connection.execute(
            "SELECT speaker FROM core.claim_mention WHERE retracted_at IS NOT NULL"
        ).fetchone()
    assert (live, speaker) == (before, "Somebody Else")


def test_decisions_hold_afterwards_and_can_still_be_undone(desk: Path) -> None:
    first = state(desk)
    events = {event_id for title, event_id in told(desk) if title in {"Report a", "Report c"}}
    decided = decide(desk, Asked("merge", tuple(sorted(events)), "Ines"), now=NOW)
    merged = state(desk)
    put_in_place(desk, now=NOW + timedelta(hours=1))
    assert state(desk) == merged
    undoing = Asked("undo", (decided.decision.decision_id,), "Ines")
    decide(desk, undoing, now=NOW + timedelta(hours=2))
    assert state(desk) == first
