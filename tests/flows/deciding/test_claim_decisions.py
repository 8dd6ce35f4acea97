"""Decisions on claims hold, outlive later runs and decisions on events, and can be taken back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.decisions import Asked, decide
from transforms.errors import StopError
from warehouse.opening import open_reader

Ingest = Callable[..., None]
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def rows(directory: Path, sql: str) -> list[tuple[object, ...]]:
    with open_reader(directory) as connection:
        return connection.execute(sql).fetchall()


def claims(directory: Path) -> dict[str, str]:
    """Give the claim of each mention by how its content begins."""
    found = rows(
        directory,
        "SELECT version_id::VARCHAR || content[:12], claim_id::VARCHAR FROM mart.claim_mentions"
        " WHERE claim_id IS NOT NULL",
    )
    return {str(key): str(claim_id) for key, claim_id in found}


def two(directory: Path) -> tuple[str, str]:
    first, second = rows(
        directory, "SELECT claim_id::VARCHAR FROM mart.claims ORDER BY first_seen_at, 1 LIMIT 2"
    )
    return str(first[0]), str(second[0])


@pytest.fixture
def asked() -> Callable[..., Asked]:
    return lambda action, *ids: Asked(action, ids, "Ines", "one and the same")


def test_merged_claims_are_one_and_undoing_parts_them(
    desk: Path, asked: Callable[..., Asked]
) -> None:
    before, (left, right) = claims(desk), two(desk)
    done = decide(desk, asked("merge", left, right), now=NOW)
    merged = claims(desk)
    assert right not in merged.values()
    assert {key for key, claim in before.items() if claim in (left, right)} == {
        key for key, claim in merged.items() if claim == left
    }
    decide(desk, asked("undo", done.decision.decision_id), now=NOW + timedelta(hours=1))
    assert claims(desk) == before


def test_a_mention_that_is_taken_out_founds_a_claim_and_comes_back(
    desk: Path, asked: Callable[..., Asked]
) -> None:
    before, (left, right) = claims(desk), two(desk)
    decide(desk, asked("merge", left, right), now=NOW)
    joined = claims(desk)
    (out, *_) = rows(
        desk,
        f"SELECT mention_id::VARCHAR FROM mart.claim_mentions WHERE claim_id = '{left}' ORDER BY 1",  # noqa: S608 - an id
    )
    done = decide(desk, asked("split", left, str(out[0])), now=NOW + timedelta(hours=1))
    apart = claims(desk)
    assert len(set(apart.values())) == len(set(joined.values())) + 1
    assert len(before) == len(apart)
    decide(desk, asked("undo", done.decision.decision_id), now=NOW + timedelta(hours=2))
    assert claims(desk) == joined


def test_later_runs_and_decisions_on_events_leave_it_alone(
    desk: Path, ingest: Ingest, asked: Callable[..., Asked]
) -> None:
    left, right = two(desk)
    decide(desk, asked("merge", left, right), now=NOW)
    merged = claims(desk)
    events = rows(desk, "SELECT event_id::VARCHAR FROM mart.events ORDER BY 1 LIMIT 2")
    decide(desk, asked("merge", *(str(row[0]) for row in events)), now=NOW + timedelta(hours=1))
    assert claims(desk) == merged
    ingest(desk, "u")
    later = claims(desk)
    assert {key: later[key] for key in merged} == merged


def test_what_is_so_already_is_said(desk: Path, asked: Callable[..., Asked]) -> None:
    left, right = two(desk)
    decide(desk, asked("merge", left, right), now=NOW)
    with pytest.raises(StopError, match="one claim already"):
        decide(desk, asked("merge", left, right), now=NOW + timedelta(hours=1))
