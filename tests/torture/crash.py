"""Kill the ingest with SIGKILL wherever it can be killed, run it again, and look what is left.

    python tests/torture/crash.py [--random 200] [--no-named] [--chain] [--seed 1]
        [--part 1/4] [--log FILE]

Each trial starts from the state of an undisturbed warehouse before a round, kills a run in that
round, runs again unaided, and compares: nothing that was committed is gone, nothing is there
twice, the digest is that of the undisturbed run. A reader asks the published snapshot all the
time. With a log, trials that are in it already are not run again but counted. Exit status 1 when
anything is wrong, a named place was not struck, or the negative control is not caught.
"""

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from kill_plan import Trial, chain, named_trials, random_trials
from kill_points import Kill, arm
from source_world import FEEDS, ROUNDS, served, write_round
from witnesses import FORK, asked, committed, keep_reading, state

from flows import batches
from flows.collected import Collected
from flows.collecting import fetch_rows, records
from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import SourceConfig, sources_from_arguments
from transforms.contracts.operations import FETCHES
from transforms.extraction.analysis.weights import models
from transforms.identifiers import stable_id
from warehouse.opening import open_writer

FINISHES_WITHIN_S = 1800  # a machine may be busy


@dataclass
class Outcome:
    """What came of one trial: how many kills struck, and what was wrong afterwards."""

    trial: str
    kills: int = 0
    reads: int = 0
    missed: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


@dataclass
class Torture:
    """One folder with a world, the undisturbed states, and the warehouse that is ill-treated."""

    folder: Path
    port: int
    hours: "count[int]" = field(default_factory=count)
    good: list[dict[str, str]] = field(default_factory=list)
    durations_s: list[float] = field(default_factory=list)

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
            self.good.append(asked(state, self.warehouse)["digest"])

    def trial(self, trial: Trial, *, wrong: bool = False) -> Outcome:
        """Kill one run of a round once or more, run again, and note what is not as it should be."""
        self._restore(trial.number)
        write_round(self.folder, trial.number)
        outcome = Outcome(trial.name)
        with self._reader(outcome):
            acknowledged: set[str] = set()
            for kill in trial.timed(self.durations_s[trial.number]):
                self._kill(kill, outcome, wrong=wrong)
                acknowledged |= set(asked(committed, self.warehouse))
            if (code := _in_child(_run, self.context(), None)) != 0:
                outcome.troubles.append(f"the next run did not finish: {code}")
        self._judge(trial.number, acknowledged, outcome)
        if not trial.named:
            outcome.missed.clear()
        return outcome

    @contextmanager
    def _reader(self, outcome: Outcome) -> Iterator[None]:
        """Let somebody read the snapshot meanwhile; note what they saw."""
        enough = FORK.Event()
        ours, theirs = FORK.Pipe()
        reader = FORK.Process(target=keep_reading, args=(self.warehouse, enough, theirs))
        reader.start()
        try:
            yield
        finally:
            enough.set()
            outcome.reads, errors = ours.recv()
            reader.join()
        outcome.troubles += [f"a reader saw: {error}" for error in errors[:1]]

    def _kill(self, kill: Kill, outcome: Outcome, *, wrong: bool) -> None:
        code = _in_child(_run, self.context(), kill, wrong)
        if code == -signal.SIGKILL:
            outcome.kills += 1
        elif code == 0:
            outcome.missed.append(str(kill))
        else:
            outcome.troubles.append(f"{kill}: the run ended with {code} and was not killed")

    def _judge(self, number: int, acknowledged: set[str], outcome: Outcome) -> None:
        found = asked(state, self.warehouse)
        if lost := acknowledged - set(found["versions"]):
            outcome.troubles.append(f"{len(lost)} acknowledged versions are lost")
        outcome.troubles += found["broken"]
        good, digest = self.good[number], found["digest"]
        if tables := [table for table in digest if digest[table] != good[table]]:
            outcome.troubles.append(f"the digest differs in {', '.join(tables)}")
        if found["left"]:
            outcome.troubles.append(f"left behind: {', '.join(found['left'])}")

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


def torture(folder: Path, plan: list[Trial], log: Path | None) -> dict[str, Any]:
    """Run all trials that the log does not know yet, and the negative control."""
    (folder / "site").mkdir(parents=True)
    models()  # read once, here: every run is a fork of this process, which starts no thread
    outcomes = list(_logged(log, plan))
    known = {outcome.trial for outcome in outcomes}
    started = time.monotonic()
    with served(folder / "site") as port:
        work = Torture(folder, port)
        work.undisturbed(ROUNDS)
        for trial in plan:
            if trial.name not in known:
                outcomes.append(work.trial(trial))
                _note(log, outcomes[-1])
        control = work.trial(Trial("control", 0, (Kill("step", "copies"),)), wrong=True)
    return {**_summary(outcomes), **_caught(control), "seconds": time.monotonic() - started}


def _logged(log: Path | None, plan: Iterable[Trial]) -> Iterator[Outcome]:
    planned = {trial.name for trial in plan}
    if log is not None and log.exists():
        for line in log.read_text(encoding="utf-8").splitlines():
            outcome = Outcome(**json.loads(line))
            if outcome.trial in planned:
                yield outcome


def _note(log: Path | None, outcome: Outcome) -> None:
    if log is not None:
        with log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(outcome)) + "\n")


def _summary(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "trials": len(outcomes),
        "kills": sum(outcome.kills for outcome in outcomes),
        "reads": sum(outcome.reads for outcome in outcomes),
        "missed": [kill for outcome in outcomes for kill in outcome.missed],
        "troubles": [f"{o.trial}: {what}" for o in outcomes for what in o.troubles],
    }


def _caught(control: Outcome) -> dict[str, Any]:
    caught = bool(control.kills and control.troubles)
    return {"control_caught": caught, "control": control.troubles}


def main() -> int:
    """Run from the command line; print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--random", type=int, default=200)
    parser.add_argument("--named", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--chain", action="store_true", help="ten kills one after the other")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", default="1/1", help="every so manieth trial: 2/4 is one quarter")
    parser.add_argument("--log", type=Path, help="one line per trial; go on after those in it")
    given = parser.parse_args()
    plan = [chain()] if given.chain else []
    plan += [*(named_trials(given.seed) if given.named else ())]
    plan += random_trials(given.seed, given.random)
    part, parts = map(int, given.part.split("/"))
    plan = plan[part - 1 :: parts]
    with tempfile.TemporaryDirectory(prefix="claimstream-crash-") as folder:
        figures = torture(Path(folder) / "world", plan, given.log)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    sound = not figures["troubles"] and not figures["missed"]
    return 0 if figures["control_caught"] and sound else 1


if __name__ == "__main__":
    sys.exit(main())
