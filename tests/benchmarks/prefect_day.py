"""What a day of runs leaves in Prefect: the growth of its database, memory, files, late runs.

    python tests/benchmarks/prefect_day.py [--runs 96] [--every 0] [--sources 12]

`claimstream up` serves a world of folders in which articles appear all the time. The day is
compressed: the runs follow each other at once, from this process, on that server; reviews come on
top, each a process of its own. With `--every 25` its own schedule starts a run every 25 seconds in
place of 15 minutes, in a process of its own, too: for a machine that has nothing else to do. Texts
are made up.
"""

import argparse
import json
import logging
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.request import Request, urlopen

from prefect_world import fill, settings_for

from flows.prefect_environment import prepare
from flows.serving.server import api_url
from flows.serving.tenure import current
from flows.settings import Settings

PROGRAM = (sys.executable, "-c", "from flows.cli import main; main()")
SCHEDULED = "ingest/every-few-minutes"
SAMPLES = 8
INGESTS = """from flow_run
    where end_time is not null and flow_id = (select id from flow where name = 'ingest')"""


class Day:
    """A `claimstream up` on a world of folders, and a view into it from outside.

    Args:
        settings: what it serves.
        every_s: seconds between two runs of its schedule; 0 = it starts none.
    """

    def __init__(self, settings: Settings, every_s: int) -> None:
        self.settings, self.every_s = settings, every_s
        self.home = settings.warehouse.dir / "prefect"
        self.api = api_url(settings.prefect.host, settings.prefect.port)
        named = ("--config", str(settings.config), "--warehouse", str(settings.warehouse.dir))
        # The scheduler plans the next half hour, and as many runs as that takes.
        environment = os.environ | {"PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "200"}
        self.up = subprocess.Popen([*PROGRAM, "up", *named], env=environment)
        while not ((held := current(self.home)) and held.ready):
            if self.up.poll() is not None:
                sys.exit("claimstream up has ended")
            time.sleep(0.5)
        self._compress()
        while not self.n_ended():  # the run that it begins with
            time.sleep(0.5)

    def _compress(self) -> None:
        deployment = self.ask("GET", f"deployments/name/{SCHEDULED}")
        (schedule,) = deployment["schedules"]
        changed = {"active": False}
        if self.every_s:
            changed = {"schedule": schedule["schedule"] | {"interval": self.every_s}}
        self.ask("PATCH", f"deployments/{deployment['id']}/schedules/{schedule['id']}", changed)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{self.api}/{path}", data, headers, method=method)) as reply:  # noqa: S310 - loopback
            return json.loads(reply.read() or "null")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask Prefect's database."""
        with closing(sqlite3.connect(self.home / "prefect.db", timeout=60)) as connection:
            return connection.execute(query).fetchall()

    def n_ended(self) -> int:
        """Count the ingests that are over, however they ended."""
        return int(self.rows(f"select count(*) {INGESTS}")[0][0])

    def go_by(self, n_runs: int, sources: list[Path], source: random.Random) -> None:
        """Let a day's runs pass, and say what grows."""
        from flows.ingest import ingest  # noqa: PLC0415 - Prefect reads the environment when it is imported

        print("runs  Prefect MB  server MB  server files  up MB  up files  our MB  our files")
        told = 0
        while (ended := self.n_ended()) < n_runs:
            if ended >= told:
                print(self.sample(ended), flush=True)
                told = ended + n_runs // SAMPLES
            fill(source.choice(sources), source.randint(0, 3), source)
            if self.every_s:
                time.sleep(self.every_s / 2)
            else:
                ingest(config=str(self.settings.config), warehouse=str(self.settings.warehouse.dir))
        print(self.sample(ended))
        print(self.told())

    def sample(self, n_ended: int) -> str:
        """Give a line of what has grown."""
        size = sum(path.stat().st_size for path in self.home.glob("prefect.db*")) / 1e6
        server, up, us = self.server_pid(), self.up.pid, os.getpid()
        return (
            f"{n_ended:>4}  {size:>10.1f}  {memory(server):>9.0f}  {files(server):>12}"
            f"  {memory(up):>5.0f}  {files(up):>8}  {memory(us):>6.0f}  {files(us):>9}"
        )

    def server_pid(self) -> int:
        """Give the process of the server: a child of `up`."""
        children = Path(f"/proc/{self.up.pid}/task/{self.up.pid}/children").read_text().split()
        lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in children}
        return next(pid for pid, line in lines.items() if "server_process" in line)

    def told(self) -> str:
        """Say how the runs ended, how many began late, and how many task runs each had."""
        ends = self.rows(f"select state_name, count(*) {INGESTS} group by 1 order by 2 desc")
        late = self.rows(
            "select count(distinct flow_run_id) from flow_run_state where name = 'Late'"
        )
        bars = self.rows(
            "select max(n), avg(n) from (select count(*) as n from task_run group by flow_run_id)"
        )
        others = self.rows("select count(*) from flow_run where name like 'review%'")
        said = ", ".join(f"{number} {name}" for name, number in ends)
        return (
            f"ingests: {said}; {others[0][0]} reviews; {late[0][0]} runs began late; "
            f"{bars[0][0]} task runs per flow run at most, {bars[0][1]:.1f} on average"
        )


def memory(pid: int) -> float:
    """Give the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def files(pid: int) -> int:
    """Give how many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def main() -> None:
    """Measure, and print what came out."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=96)
    arguments.add_argument("--every", type=int, default=0, help="seconds; 0 = at once")
    arguments.add_argument("--sources", type=int, default=12)
    chosen = arguments.parse_args()
    folder = Path(mkdtemp(prefix="claimstream-prefect-"))
    source = random.Random(7)  # noqa: S311 - texts, not secrets
    places = [folder / f"sources/s{number:03}" for number in range(chosen.sources)]
    for place in places:
        fill(place, 1, source)
    settings = settings_for(folder, places)
    logging.raiseExceptions = False
    world = Day(settings, chosen.every)
    os.environ["PREFECT_API_URL"] = world.api
    prepare(settings)
    try:
        world.go_by(chosen.runs, places, source)
    finally:
        world.up.terminate()
        world.up.wait(180)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
