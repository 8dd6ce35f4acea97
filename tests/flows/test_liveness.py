import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from flows.liveness import DIED, mend_ledger, show_alive, show_ended
from transforms.identifiers import stable_id
from warehouse.opening import open_writer
from warehouse.running import begin_run, completed_runs, finish_run, unfinished_runs

NOW = datetime(2025, 11, 20, tzinfo=UTC)


def test_a_run_whose_process_died_is_marked_and_one_that_lives_is_not(tmp_path: Path) -> None:
    dead, alive = stable_id("run", "dead"), stable_id("run", "alive")
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from flows.liveness import show_alive\n"
        "show_alive(Path(sys.argv[1]), sys.argv[2])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path), dead], check=False)  # noqa: S603 - our own
    with open_writer(tmp_path) as connection:
        for run_id in (dead, alive):
            begin_run(connection, run_id, started_at=NOW, versions={})
        show_alive(tmp_path, alive)
        try:
            mended = mend_ledger(tmp_path, connection, now=NOW)
            left = unfinished_runs(connection)
        finally:
            show_ended(tmp_path, alive)
        row = connection.execute(
            "SELECT status, message FROM ops.run WHERE run_id = ?", [dead]
        ).fetchone()

    assert (mended, left, row) == (1, [alive], ("failed", DIED))
    assert list((tmp_path / "running").iterdir()) == []


def test_only_runs_that_came_to_their_end_count_as_completed(tmp_path: Path) -> None:
    ids = [stable_id("run", name) for name in ("good", "bad", "never")]
    with open_writer(tmp_path) as connection:
        for run_id, status in zip(ids, ("completed", "failed"), strict=False):
            begin_run(connection, run_id, started_at=NOW, versions={})
            finish_run(connection, run_id, finished_at=NOW, status=status, message="")
        assert completed_runs(connection, ids) == {ids[0]}
        assert completed_runs(connection, []) == set()
