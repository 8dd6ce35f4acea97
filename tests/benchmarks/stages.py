"""Articles per second by stage, peak memory, and Prefect's share of a run: `make bench`.

The same articles go through the plain functions once, timed by stage, and once through
`claimstream run`, each time into a fresh warehouse in a process of its own.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import polars as pl
from rich.console import Console
from rich.table import Table

from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import sources_from_arguments
from transforms.identifiers import stable_id

Result = TypeVar("Result")
STREAM = "stream/allsides-dev.parquet"
KIB_PER_MIB = 1024


class StopWatch:
    """Runs steps and adds up their wall time by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def __call__(
        self,
        function: Callable[..., Result],
        *arguments: Any,
        name: str | None = None,  # noqa: ARG002 - steps are added up by their function
    ) -> Result:
        started = time.perf_counter()
        result = function(*arguments)
        self.seconds[function.__name__] += time.perf_counter() - started
        return result


def run_plainly(path: Path, warehouse: Path) -> dict[str, float]:
    """Take a file through every step without Prefect.

    Returns:
        Wall seconds by step, and `peak_mib`, the largest resident size of this process.
    """
    watch = StopWatch()
    now = datetime.now(UTC)
    sources = tuple(sources_from_arguments([str(path)]))
    run_id = stable_id("run", now.isoformat())
    context = RunContext(load_settings(None, warehouse), sources, run_id, now)
    load_articles(context, step=watch)
    watch(publish, context)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB
    return {**watch.seconds, "peak_mib": peak}


def run_as_flow(path: Path, warehouse: Path) -> tuple[float, float]:
    """Run the same through the command line; give its wall seconds and those before the plan."""
    claimstream = Path(sys.executable).with_name("claimstream")
    command = [str(claimstream), "run", str(path), "--warehouse", str(warehouse)]
    started = time.perf_counter()
    planned = None
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        for line in process.stderr or ():
            if planned is None and line.startswith(b"plan "):
                planned = time.perf_counter() - started
    if process.returncode or planned is None:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - started, planned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        if arguments.plain:
            print(json.dumps(run_plainly(arguments.plain, Path(folder))))
            return
        stream = arguments.data / STREAM
        if not stream.exists():
            print(f"skipped: no {stream}")
            return
        sample = Path(folder) / "sample.parquet"
        pl.read_parquet(stream).head(arguments.articles).write_parquet(sample)
        plain = _in_own_process(sample)
        wall, start = run_as_flow(sample, Path(folder) / "flow")
    _show(plain, wall, start, arguments.articles)


def _in_own_process(sample: Path) -> dict[str, float]:
    script = [sys.executable, __file__, "--data", ".", "--plain", str(sample)]
    done = subprocess.run(script, check=True, capture_output=True, text=True)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def _show(plain: dict[str, float], wall: float, start: float, n: int) -> None:
    peak = plain.pop("peak_mib")
    total = sum(plain.values())
    table = Table("stage", "seconds", "articles/s", "share", box=None)
    for stage, seconds in plain.items():
        rate, share = f"{n / seconds:,.0f}", f"{seconds / total:.0%}"
        table.add_row(stage, f"{seconds:.2f}", rate, share)
    table.add_row("all", f"{total:.2f}", f"{n / total:,.0f}", "")
    Console(width=100).print(table)
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "prefect"))
    print(f"peak memory of the process {peak:,.0f} MiB")
    print(f"claimstream run: {wall:.1f} s, of which {start:.1f} s until the flow's first step")
    print(f"Prefect after its start: {max(0.0, wall - start - total) / wall:.0%} of the wall time")
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"{os.cpu_count()} CPUs, {versions}"
    )


if __name__ == "__main__":
    main()
