"""Hurt `claimstream up` while runs are under way, and see that nothing is lost and all ends well.

    python tests/torture/served.py [--trials 20]

Each trial writes new articles into an inbox, starts an ingest, and at a random moment kills the
server, kills the process of the run, holds Prefect's database locked for 20 s, or lets the server
sleep for 10 s. Then an undisturbed run goes through, and these must hold: each article is in the
warehouse once, the books close, no run is left as running, neither in our ledger nor in Prefect.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.request import Request, urlopen

from flows.serving.server import answers, api_url, free_port
from flows.serving.tenure import current
from warehouse.doctor import examine
from warehouse.opening import open_writer

PROGRAM = (sys.executable, "-c", "from flows.cli import main; main()")
PATIENCE_S = 600.0
TEXT = "Harbour notes {number}\n\nMayor Ruth Calloway said that pier {number} would open on time.\n"


class TroubleError(Exception):
    """What a trial found to be wrong."""


class Harness:
    """One `claimstream up` on an inbox, and a view into it from outside.

    Args:
        folder: for everything.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.warehouse = folder, folder / "warehouse"
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.port = free_port("127.0.0.1")
        self.api = api_url("127.0.0.1", self.port)
        self.config = folder / "claimstream.toml"
        self.config.write_text(f"[prefect]\nport = {self.port}\nevery_minutes = 600\n")
        (folder / "sources.toml").write_text(f'[[source]]\nlocation = "{self.inbox}"\n')
        (folder / "prefect.env").write_bytes(Path("config/prefect.env").read_bytes())
        self.written = 0
        self.write(1)
        named = ("--config", str(self.config), "--warehouse", str(self.warehouse))
        self.up = subprocess.Popen([*PROGRAM, "up", *named], start_new_session=True)  # noqa: S603 - our own command
        self.until(lambda: (held := current(self.home)) is not None and held.ready)

    @property
    def home(self) -> Path:
        """Prefect's folder."""
        return self.warehouse / "prefect"

    def write(self, n_articles: int) -> None:
        """Put new articles into the inbox."""
        for _ in range(n_articles):
            self.written += 1
            path = self.inbox / f"{self.written:05}.txt"
            path.write_text(TEXT.format(number=self.written))

    def ask(self, path: str, body: Any = None) -> Any:
        """Ask the API; again while nobody answers."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        began = time.monotonic()
        while True:
            try:
                with urlopen(Request(f"{self.api}/{path}", data, headers), timeout=30) as reply:  # noqa: S310 - loopback
                    return json.load(reply)
            except OSError:
                if time.monotonic() - began > PATIENCE_S:
                    raise
                time.sleep(1)

    def until(self, holds: Any) -> None:
        """Wait until something holds."""
        began = time.monotonic()
        while not holds():
            if self.up.poll() is not None or time.monotonic() - began > PATIENCE_S:
                raise TroubleError("waited in vain")
            time.sleep(0.5)

    def start(self) -> str:
        """Start an ingest, and give the flow run's id."""
        deployment = self.ask("deployments/name/ingest/every-few-minutes")
        return str(self.ask(f"deployments/{deployment['id']}/create_flow_run", {})["id"])

    def rest(self) -> None:
        """Wait until no run is due or under way: one at a time is let through."""
        busy = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING"]}}}}

        def is_idle() -> bool:
            runs = self.ask("flow_runs/filter", busy)
            return all(run["auto_scheduled"] for run in runs)

        self.until(is_idle)

    def state(self, run: str) -> str:
        """Give the type of a flow run's state."""
        return str(self.ask(f"flow_runs/{run}")["state_type"])

    def processes(self, mark: str) -> list[int]:
        """Give the processes below `up` whose command line holds a mark."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes().decode(errors="replace")
                environ = (path.parent / "environ").read_bytes()
            except OSError:
                continue
            if mark in line and str(self.warehouse).encode() in environ:
                found.append(int(path.parent.name))
        return found


def kill_server(harness: Harness) -> None:
    """Kill the server; `up` has to start another one."""
    for pid in harness.processes("flows.serving.server_process"):
        os.kill(pid, signal.SIGKILL)
    harness.until(lambda: answers(harness.api))


def kill_run(harness: Harness) -> None:
    """Kill the process of the flow run."""
    for pid in harness.processes("prefect.engine"):
        os.kill(pid, signal.SIGKILL)


def lock_database(harness: Harness) -> None:
    """Hold Prefect's database for writing."""
    with closing(sqlite3.connect(harness.home / "prefect.db", timeout=60)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(20)
        connection.rollback()


def slow_server(harness: Harness) -> None:
    """Let the server sleep."""
    pids = harness.processes("flows.serving.server_process")
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(10)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


HARMS = (kill_server, kill_run, lock_database, slow_server)


def trial(harness: Harness, harm: Any, chance: random.Random) -> str:
    """Hurt one run; give how it ended."""
    harness.rest()
    harness.write(chance.randint(1, 5))
    run = harness.start()
    harness.until(lambda: harness.state(run) not in ("SCHEDULED", "PENDING"))
    time.sleep(chance.uniform(0, 8))
    harm(harness)
    harness.until(lambda: harness.state(run) not in ("SCHEDULED", "PENDING", "RUNNING"))
    ended = harness.state(run)
    harness.rest()
    after = harness.start()
    harness.until(lambda: harness.state(after) not in ("SCHEDULED", "PENDING", "RUNNING"))
    if harness.state(after) != "COMPLETED":
        raise TroubleError(f"the run after it ended as {harness.state(after)}")
    check(harness)
    return ended


def check(harness: Harness) -> None:
    """See that nothing is lost, doubled or left as running."""
    with open_writer(harness.warehouse) as connection:
        row = connection.execute("SELECT count(*) FROM core.article").fetchone()
        running = connection.execute("SELECT 1 FROM ops.run WHERE status = 'running'").fetchall()
    if row != (harness.written,):
        raise TroubleError(f"{harness.written} articles were written, {row} are stored")
    if running:
        raise TroubleError(f"{len(running)} runs are noted as running")
    wrong = [finding for finding in examine(harness.warehouse) if finding.status == "error"]
    if wrong:
        raise TroubleError(str(wrong))


def main() -> None:
    """Run the trials; exit code 1 when one found something wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--trials", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    chance = random.Random(chosen.seed)  # noqa: S311 - moments, not secrets
    folder = Path(mkdtemp(prefix="claimstream-served-"))
    harness = Harness(folder)
    counted: Counter[str] = Counter()
    try:
        for number in range(chosen.trials):
            harm = HARMS[number % len(HARMS)]
            try:
                ended = trial(harness, harm, chance)
            except TroubleError as trouble:
                ended = f"TROUBLE: {trouble}"
            print(f"{number + 1:>3}  {harm.__name__:<14} {ended}", flush=True)  # noqa: T201 - a tool
            counted[ended] += 1
    finally:
        harness.up.terminate()
        harness.up.wait(120)
    left = harness.processes("flows.serving") + harness.processes("prefect")
    print(f"{dict(counted)}; {len(left)} processes left behind")  # noqa: T201 - a tool
    shutil.rmtree(folder)
    sys.exit(any("TROUBLE" in ended for ended in counted) or bool(left))


if __name__ == "__main__":
    main()
