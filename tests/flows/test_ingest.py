"""The flow as a person runs it: the command, a temporary Prefect server or one there is."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from warehouse.digest import digest
from warehouse.opening import open_writer
from warehouse.querying import query_snapshot

pytestmark = pytest.mark.prefect

REPOSITORY = Path(__file__).parents[2]
RECEIVED = frozenset({"fetched_at", "seen_at"})
ARTIFACTS = ["disagreements", "ingest-report", "source-summary"]


@dataclass(frozen=True)
class Runs:
    """Two runs of the samples: with a temporary server, then on one that is there."""

    warehouse: Path
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    digests: tuple[dict[str, str], dict[str, str]]

    def prefect(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask what the temporary server has recorded."""
        with closing(connect(self.warehouse / "prefect/prefect.db")) as connection:
            return connection.execute(sql).fetchall()


def claimstream(*arguments: str, home: Path, **also: str) -> subprocess.CompletedProcess[str]:
    said = ("PREFECT_", "CLAIMSTREAM_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(said)}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
        cwd=REPOSITORY,
        env=environment | {"HOME": str(home), "PYTHONPATH": str(REPOSITORY)} | also,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory, served: Any) -> Runs:
    folder = tmp_path_factory.mktemp("ingest")
    warehouse = folder / "warehouse"

    def state() -> dict[str, str]:
        with open_writer(warehouse) as connection:
            return digest(connection, ignoring=RECEIVED)

    first = claimstream("run", "--warehouse", str(warehouse), home=folder)
    before = state()
    arguments = ("run", "--warehouse", str(warehouse), "--format", "json")
    second = claimstream(*arguments, home=folder, PREFECT_API_URL=served.api_url)
    return Runs(warehouse, first, second, (before, state()))


def test_the_samples_are_ingested_and_told(runs: Runs) -> None:
    assert runs.first.returncode == 0, runs.first.stderr
    assert "17 articles, 1 new version, 3 copies" in runs.first.stdout
    for heading in ("What disagrees", "Events", "Claims", "Copies of one text", "Set aside"):
        assert heading in runs.first.stdout.splitlines()


def test_only_our_own_lines_are_on_stderr(runs: Runs) -> None:
    before, _, after = runs.first.stderr.partition("\nTry next\n")

    stages = {line.split(maxsplit=1)[0] for line in before.splitlines() if line}
    assert stages == {"plan", "fetch", "read", "copies", "extract", "link", "load", "publish"}
    assert after.startswith("  claimstream sql --warehouse ")


def test_the_outcome_is_the_final_state_of_the_flow_run(runs: Runs) -> None:
    told = runs.prefect(
        """
        select run.name, run.state_type, state.message
        from flow_run as run join flow_run_state as state on state.id = run.state_id
        order by run.start_time
        """
    )

    assert [row[:2] for row in told] == [("ingest 8 sources", "COMPLETED")]
    assert told[0][2].startswith("17 articles, 1 new version, 3 copies")


def test_a_flow_run_has_a_bar_per_stage_and_few_for_fetching(runs: Runs) -> None:
    counted = runs.prefect(
        "select count(*) from task_run group by flow_run_id order by min(start_time)"
    )

    assert all(6 <= number <= 15 for (number,) in counted)
    names = {name for (name,) in runs.prefect("select name from task_run")}
    assert "fetch Harbour Gazette and 1 more" in names
    assert runs.prefect("select distinct state_type from task_run") == [("COMPLETED",)]


def test_each_run_leaves_three_artifacts(runs: Runs) -> None:
    left = runs.prefect(
        "select key, type from artifact where key is not null order by key, created"
    )

    assert [key for key, _ in left] == ARTIFACTS
    assert {kind for key, kind in left if key == "ingest-report"} == {"markdown"}
    (report,) = runs.prefect(
        "select data from artifact where key = 'ingest-report' order by created limit 1"
    )[0]
    assert json.loads(report).startswith("**17 articles")


def test_a_second_run_changes_nothing(runs: Runs) -> None:
    before, after = runs.digests

    assert runs.second.returncode == 0, runs.second.stderr
    assert after == before
    totals = json.loads(runs.second.stdout)
    assert totals["n_known"] == totals["n_documents"] == 11
    assert totals["n_seen"] == 0


def test_each_run_is_in_the_books(runs: Runs) -> None:
    assert query_snapshot(runs.warehouse, "select status from mart.runs").rows() == [
        ("completed",),
        ("completed",),
    ]
