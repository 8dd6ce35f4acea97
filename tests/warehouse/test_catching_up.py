"""A snapshot that was brought forward is the one that would be made anew."""

import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from histories import NOW, STEPS, act
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse import publishing, recomputing
from warehouse.materialising import COMPUTED
from warehouse.moving import content_of, stored_columns
from warehouse.opening import DATABASE, PUBLISHED, open_writer
from warehouse.publishing import publish


@pytest.fixture
def only_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be made anew, however much of the small warehouse a step touches."""

    def build(*_: object) -> None:
        raise AssertionError("the snapshot was not brought forward")

    monkeypatch.setattr(publishing, "_build", build)
    monkeypatch.setattr(publishing, "_WORTH_BRINGING_FORWARD", 0)
    monkeypatch.setattr(recomputing, "_MOST_TOUCHED", float("inf"))


def stored(path: Path) -> dict[str, Any]:
    """Give what the tables of a file hold, whatever the order of their rows."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return {
            table: content_of(connection, table, columns)
            for table, columns in stored_columns(connection).items()
        }


def told(path: Path) -> dict[str, list[Any]]:
    """Give what the views of a file say: computed before in the snapshot, now in the database."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return {
            view: connection.execute(f"FROM mart.{view} ORDER BY ALL").fetchall()
            for view in (*COMPUTED, "articles", "event_reports")
        }


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=2, max_size=5))
def test_whatever_happened_the_snapshot_has_the_rows_of_the_database_and_what_they_say(
    loaded_once: Path, only_forward: None, steps: list[Any]
) -> None:
    with TemporaryDirectory() as temporary:
        directory = Path(shutil.copytree(loaded_once, Path(temporary) / "warehouse"))
        for number, step in enumerate(steps, start=1):
            with open_writer(directory) as connection:
                act(connection, Path(temporary), step, NOW + timedelta(hours=number))
        publish(directory)
        assert stored(directory / PUBLISHED) == stored(directory / DATABASE)
        assert told(directory / PUBLISHED) == told(directory / DATABASE)
