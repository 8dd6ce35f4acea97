from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from transforms.contracts.claims import CLAIM_MEMBERSHIPS, DISAGREEMENTS
from warehouse.opening import open_reader
from warehouse.publishing import publish

Frames = dict[Any, pl.DataFrame]
Load = Callable[..., Any]
LOADED = datetime(2026, 3, 1, tzinfo=UTC)
VIEWS = (
    "articles events event_reports event_links claims claim_mentions entities disagreements copies"
)


def ask(directory: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with open_reader(directory) as connection:
        return connection.execute(sql, list(values)).fetchall()


@pytest.mark.parametrize("name", ["Ada Moss", "ada moss", "Moss"])
def test_a_timeline_tells_what_somebody_said_in_order(loaded_once: Path, name: str) -> None:
    assert ask(loaded_once, "SELECT outlet, content FROM speaker_timeline(?)", name) == [
        ("Morning Post", "trade had doubled"),
        ("Evening Post", "trade had doubled"),
        ("Oslo Times", "Trade has tripled"),
    ]


def test_nobody_said_nothing(loaded_once: Path) -> None:
    assert ask(loaded_once, "FROM speaker_timeline('Nobody')") == []


def test_since_the_beginning_everything_is_new_and_since_now_nothing(loaded_once: Path) -> None:
    counted = "SELECT what, change, count(*) FROM what_changed(?) GROUP BY ALL ORDER BY ALL"
    assert ask(loaded_once, counted, datetime(2020, 1, 1, tzinfo=UTC)) == [
        ("claim", "new", 3),
        ("disagreement", "new", 1),
        ("event", "new", 2),
    ]
    assert ask(loaded_once, counted, datetime.now(UTC)) == []


def test_what_a_later_decision_changed_is_told(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    moved = small_batch[CLAIM_MEMBERSHIPS].with_columns(status=pl.lit("candidate"))
    gone = small_batch[DISAGREEMENTS].with_columns(explanation=pl.lit("Twice or thrice."))
    load(small_warehouse, {CLAIM_MEMBERSHIPS: moved, DISAGREEMENTS: gone}, "later", _later(1))
    publish(small_warehouse)
    assert ask(small_warehouse, "SELECT count(*) FROM what_changed(?)", _later(2)) == [(0,)]
    explained = "SELECT explanation FROM disagreements_as_of(?)"
    assert ask(small_warehouse, explained, _later(0)) != ask(small_warehouse, explained, _later(2))


def test_every_view_can_be_read_as_a_snapshot_of_that_time_showed_it(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    """Three histories on top of each other, each compared with what was published at its time."""
    shown: dict[datetime, dict[str, list[tuple[Any, ...]]]] = {}
    for day, status in enumerate(("candidate", "rejected", "confirmed"), start=1):
        moved = small_batch[CLAIM_MEMBERSHIPS].with_columns(status=pl.lit(status))
        load(small_warehouse, {CLAIM_MEMBERSHIPS: moved}, f"day {day}", _later(day))
        publish(small_warehouse)
        shown[_later(day)] = {v: _sorted(small_warehouse, v) for v in VIEWS.split()}
    for moment, views in shown.items():
        at = f"TIMESTAMPTZ '{moment.isoformat()}'"
        asked = {v: _sorted(small_warehouse, f"{v}_as_of({at})") for v in views}
        assert asked == views


def _sorted(directory: Path, relation: str) -> list[tuple[Any, ...]]:
    return ask(directory, f"FROM {relation} ORDER BY ALL")


def _later(days: int) -> datetime:
    return LOADED + timedelta(days=days)
