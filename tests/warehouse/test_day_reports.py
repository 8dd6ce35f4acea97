from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.day_reports import day_report
from warehouse.opening import open_writer
from warehouse.publishing import publish
from warehouse.run_times import last_run_at
from warehouse.running import begin_run, finish_run

NOW = datetime(2025, 11, 20, 7, tzinfo=UTC)


def ran(directory: Path, *hours_ago: float, status: str = "completed") -> None:
    with open_writer(directory) as connection:
        for hours in hours_ago:
            began = NOW - timedelta(hours=hours)
            run_id = stable_id("run", began.isoformat())
            begin_run(connection, run_id, started_at=began, versions={})
            finish_run(connection, run_id, finished_at=began, status=status, message="")
    publish(directory)


def test_a_day_counts_the_runs_of_24_hours_and_a_week_those_of_seven_days(tmp_path: Path) -> None:
    ran(tmp_path, 0, 1, 23)
    ran(tmp_path, 2, status="failed")
    ran(tmp_path, 25, 100, 24 * 8)

    found = day_report(tmp_path, until=NOW)

    assert found.totals == {"n_runs": 4, "n_failed": 1, "n_new": 0, "n_disagreements": 0}
    assert found.days.get_column("n_runs").to_list() == [3, 2, 0, 0, 1, 0, 0]
    assert found.days.get_column("day").to_list()[0] == NOW.date()
    assert found.disagreements.height == found.troubled.height == 0


def test_a_day_without_a_run_is_a_day_of_nothing(tmp_path: Path) -> None:
    ran(tmp_path)

    found = day_report(tmp_path, until=NOW)

    assert found.totals["n_runs"] == 0
    assert found.days.height == 7


def test_the_last_run_is_the_last_that_was_completed(tmp_path: Path) -> None:
    assert last_run_at(tmp_path) is None
    ran(tmp_path, 5, 3)
    ran(tmp_path, 1, status="failed")
    assert last_run_at(tmp_path) == NOW - timedelta(hours=3)


def test_without_a_snapshot_there_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="nothing is published yet"):
        day_report(tmp_path, until=NOW)
