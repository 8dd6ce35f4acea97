"""Kill the ingest with SIGKILL wherever it can be killed, run it again, and look what is left.

    python tests/torture/crash.py [--random 200] [--no-named] [--chain] [--seed 1]

Each trial starts from the state of an undisturbed warehouse before a round, kills a run in that
round, runs again unaided, and compares: nothing that was committed is gone, nothing is there
twice, the digest is that of the undisturbed run. A reader asks the published snapshot all the
time. Exit status 1 when anything is wrong, or when the negative control is not caught.
"""

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kill_points import CHAIN, SEAMS, STEPS, Kill, arm
from source_world import FEEDS, ROUNDS, served, write_round

from flows import batches
from flows.collected import Collected
from flows.collecting import fetch_rows, records
from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import SourceConfig, sources_from_arguments
from transforms.contracts.operations import FETCHES
from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.digest import digest
from warehouse.doctor import examine
from warehouse.opening import open_reader, open_writer

FORK = get_context("fork")
RECEIVED = frozenset({"fetched_at", "seen_at"})
FINISHES_WITHIN_S = 300
TWICE = 0.1
"""Share of the random trials in which the next run is killed, too."""


@dataclass
class Trouble:
    """What went wrong in which trial."""

    trial: str
    what: str


@dataclass
class Torture:
    """One folder with a world, the undisturbed states, and the warehouse that is ill-treated."""

    folder: Path
    port: int
    hours: "count[int]" = field(default_factory=count)
    good: list[dict[str, str]] = field(default_factory=list)
    durations_s: list[float] = field(default_factory=list)
    n_kills: int = 0
    n_reads: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    def sources(self) -> list[SourceConfig]:
        urls = [f"http://127.0.0.1:{self.port}/{feed}.xml" for feed in range(FEEDS)]
        named = sources_from_arguments([*urls, str(self.folder / "in")])
        return [replace(source, allow_private=("127.0.0.1/32",)) for source in named]

    def context(self) -> RunContext:
        settings = load_settings(None, self.warehouse)
        settings = settings.model_copy(
            update={
                "ingest": settings.ingest.model_copy(update={"batch_articles": 5}),
                "fetch": settings.fetch.model_copy(update={"host_delay_s": 0.0}),
                "sandbox": settings.sandbox.model_copy(update={"workers": 1}),
            }
        )
        now = datetime(2025, 11, 20, tzinfo=UTC) + timedelta(hours=next(self.hours))
        return RunContext(settings, tuple(self.sources()), stable_id("run", now.isoformat()), now)

    def undisturbed(self, rounds: int) -> None:
        """Run every round in peace, and keep the state before each one."""
        for number in range(rounds):
            write_round(self.folder, number)
            self._keep(number)
            started = time.monotonic()
            code = _in_child(_run, self.context(), None)
            self.durations_s.append(time.monotonic() - started)
            if code != 0:
                raise SystemExit(f"the undisturbed run of round {number} ended with {code}")
            self.good.append(_asked(_state, self.warehouse)["digest"])

    def trial(self, name: str, number: int, kills: list[Kill], *, wrong: bool = False) -> None:
        """Kill one run of a round once or more, run again, and note what is not as it should be."""
        self._restore(number)
        write_round(self.folder, number)
        reading = FORK.Event()
        ours, theirs = FORK.Pipe()
        reader = FORK.Process(target=_keep_reading, args=(self.warehouse, reading, theirs))
        reader.start()
        acknowledged: set[str] = set()
        try:
            for kill in kills:
                code = _in_child(_run, self.context(), kill, wrong)
                if code == -signal.SIGKILL:
                    self.n_kills += 1
                elif code != 0:
                    self._note(name, f"{kill}: the run ended with {code} and was not killed")
                acknowledged |= set(_asked(_committed, self.warehouse))
            if (code := _in_child(_run, self.context(), None)) != 0:
                self._note(name, f"the next run did not finish: {code}")
        finally:
            reading.set()
            reads, errors = ours.recv()
            reader.join()
        self.n_reads += reads
        for error in errors[:1]:
            self._note(name, f"a reader saw: {error}")
        self._judge(name, number, acknowledged)

    def _judge(self, name: str, number: int, acknowledged: set[str]) -> None:
        state = _asked(_state, self.warehouse)
        if lost := acknowledged - set(state["versions"]):
            self._note(name, f"{len(lost)} acknowledged versions are lost")
        for broken in state["broken"]:
            self._note(name, broken)
        if state["digest"] != self.good[number]:
            tables = [
                key for key in state["digest"] if state["digest"][key] != self.good[number][key]
            ]
            self._note(name, f"the digest differs in {', '.join(tables)}")
        if state["left"]:
            self._note(name, f"left behind: {', '.join(state['left'])}")

    def _note(self, name: str, what: str) -> None:
        self.troubles.append(Trouble(name, what))

    def _keep(self, number: int) -> None:
        if self.warehouse.exists():
            shutil.copytree(self.warehouse, self.folder / f"before-{number}")

    def _restore(self, number: int) -> None:
        shutil.rmtree(self.warehouse, ignore_errors=True)
        kept = self.folder / f"before-{number}"
        if kept.exists():
            shutil.copytree(kept, self.warehouse)


def _in_child(function: Callable[..., None], *arguments: Any) -> int:
    """Run something in a child of its own; give how it ended, as `waitpid` tells it."""
    kill = next((item for item in arguments if isinstance(item, Kill)), None)
    child = FORK.Process(target=function, args=arguments)
    child.start()
    by_clock = kill is not None and kill.kind == "time"
    child.join(kill.delay_s if kill and by_clock else FINISHES_WITHIN_S)
    if child.is_alive():
        child.kill()
        child.join()
        return -signal.SIGKILL if by_clock else -signal.SIGALRM
    return int(child.exitcode or 0)


def _asked(function: Callable[[Path], Any], directory: Path) -> Any:
    """Ask a warehouse in a child, so that this process never loads what must not be forked."""
    ours, theirs = FORK.Pipe()
    child = FORK.Process(target=lambda: theirs.send(function(directory)))
    child.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        child.join()


def _run(context: RunContext, kill: Kill | None, wrong: bool = False) -> None:  # noqa: FBT001, FBT002 - passed through a child
    step = arm(kill or Kill("none"))

    def hasty(function: Callable[..., Any], *arguments: Any, name: str | None = None) -> Any:
        """Tell, against all reason, that documents are done with before they are loaded."""
        result = step(function, *arguments, name=name)
        if isinstance(result, Collected):
            known = records(context.sources, result, now=context.started_at)
            rows = {**known, FETCHES: fetch_rows(result)}
            with open_writer(context.directory) as connection:
                batches.load(connection, rows, context.place(stable_id("batch", str(result))))
        return result

    load_articles(context, step=hasty if wrong else step)
    step(publish, context)


def _committed(directory: Path) -> list[str]:
    """Give the versions that a killed run has committed."""
    if not (directory / "claims.duckdb").exists():
        return []
    with open_writer(directory) as connection:
        rows = connection.execute("SELECT version_id::VARCHAR FROM core.article_version").fetchall()
    return [row[0] for row in rows]


def _state(directory: Path) -> dict[str, Any]:
    """Give what a warehouse holds, what of it is broken, and what should not be there."""
    findings = examine(directory)
    broken = [f"{f.check}: {f.detail}" for f in findings if f.status == "error"]
    broken += [f"{f.check}: {f.detail}" for f in findings if f.check == "snapshot" and f.remedy]
    with open_writer(directory) as connection:
        found = digest(connection, ignoring=RECEIVED)
        rows = connection.execute("SELECT version_id::VARCHAR FROM core.article_version").fetchall()
    left = [str(path.relative_to(directory)) for path in directory.rglob("*.tmp*")]
    left += [str(path.relative_to(directory)) for path in directory.glob("staging/*")]
    return {"digest": found, "versions": [row[0] for row in rows], "broken": broken, "left": left}


def _keep_reading(directory: Path, stop: Any, tell: Any) -> None:
    """Ask the published snapshot again and again; report errors, torn reads and steps back."""
    reads, most, errors = 0, 0, []
    while not stop.is_set():
        try:
            with open_reader(directory) as connection:
                n_articles, n_orphans = connection.execute(
                    """
                    SELECT (SELECT count(*) FROM mart.articles), (
                        SELECT count(*) FROM mart.claim_mentions
                        WHERE version_id NOT IN (SELECT version_id FROM mart.articles))
                    """
                ).fetchone() or (0, 0)
        except StopError as error:
            if most or "nothing is published yet" not in str(error):
                errors.append(str(error))
        except Exception as error:  # noqa: BLE001 - whatever a reader sees is the finding
            errors.append(f"{type(error).__name__}: {error}")
        else:
            reads += 1
            if n_articles < most or n_orphans:
                errors.append(f"{most} articles, then {n_articles}; {n_orphans} claims without one")
            most = n_articles
        time.sleep(0.1)
    tell.send((reads, errors))


def named_kills(rng: random.Random) -> Iterator[tuple[int, list[Kill]]]:
    """Plan a kill before and after every step and every seam."""
    for kind, places in (("step", STEPS), ("seam", SEAMS)):
        for where in places:
            for after in (False, True):
                number = 0 if "migrat" in where else rng.randrange(ROUNDS)
                yield number, [Kill(kind, where, after)]


def random_kills(rng: random.Random, n_kills: int) -> Iterator[tuple[int, list[Kill]]]:
    """Plan kills at a moment, an SQL statement, or any call of a step or seam; some come twice."""
    for _ in range(n_kills):
        twice = rng.random() < TWICE
        yield rng.randrange(ROUNDS), [_thrown(rng) for _ in range(1 + twice)]


def _thrown(rng: random.Random) -> Kill:
    kind = rng.choice(("time", "time", "statement", "seam", "step"))
    if kind == "time":
        return Kill("time")
    if kind == "statement":
        return Kill("statement", nth=rng.randint(1, 1200))
    where = rng.choice(SEAMS if kind == "seam" else STEPS)
    return Kill(kind, where, bool(rng.getrandbits(1)), rng.randint(1, 4))


def _at_random(kill: Kill, rng: random.Random, duration_s: float) -> Kill:
    """Give a kill by time its moment, now that the length of a run is known."""
    return replace(kill, delay_s=rng.uniform(0.02, duration_s)) if kill.kind == "time" else kill


def torture(folder: Path, plan: list[tuple[int, list[Kill]]], rng: random.Random) -> dict[str, Any]:
    """Run all trials (a round, and what kills its runs) and the negative control."""
    (folder / "site").mkdir(parents=True)
    started = time.monotonic()
    with served(folder / "site") as port:
        work = Torture(folder, port)
        work.undisturbed(1 + max(number for number, _ in plan))
        for number, kills in plan:
            timed = [_at_random(kill, rng, work.durations_s[number]) for kill in kills]
            work.trial(f"round {number}, {', then '.join(map(str, timed))}", number, timed)
        found = list(work.troubles)
        work.trial("control", 0, [Kill("step", "copies")], wrong=True)
    return {
        "trials": len(plan),
        "kills": work.n_kills,
        "reads": work.n_reads,
        "troubles": [f"{trouble.trial}: {trouble.what}" for trouble in found],
        "control_caught": len(work.troubles) > len(found),
        "control": [trouble.what for trouble in work.troubles[len(found) :]],
        "seconds": round(time.monotonic() - started, 1),
    }


def main() -> int:
    """Run from the command line; print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--random", type=int, default=200)
    parser.add_argument("--named", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--chain", action="store_true", help="ten kills one after the other")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)  # noqa: S311 - repeatable on purpose
    plan = [(0, list(CHAIN))] if asked.chain else []
    plan += [*(named_kills(rng) if asked.named else ()), *random_kills(rng, asked.random)]
    with tempfile.TemporaryDirectory(prefix="claimstream-crash-") as folder:
        figures = torture(Path(folder) / "world", plan, rng)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0 if figures["control_caught"] and not figures["troubles"] else 1


if __name__ == "__main__":
    sys.exit(main())
