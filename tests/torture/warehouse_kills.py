"""Kill what loads, checkpoints and publishes, at any moment, and look what is left.

    python tests/torture/warehouse_kills.py [--kills 100] [--articles 1000] [--seed 1]

A child loads batch after batch and publishes after each, until it is killed. Then the database is
opened again: what was acknowledged must be there, each batch with all its rows or none, and the
snapshot must be whole and no older than what was acknowledged as published. In every second
trial the last snapshot is brought forward, in the others it is made anew. Exit status 1 when
anything was lost or torn.
"""

import argparse
import random
import shutil
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from witnesses import FORK, asked

from transforms.identifiers import stable_id
from warehouse import publishing, recomputing
from warehouse.loading import load_batch
from warehouse.opening import open_reader, open_writer
from warehouse.publishing import publish
from warehouse.staging import stage

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from warehouse_world import CLAIMS, batch, make

PER_BATCH = 20
_COUNTS = """
    SELECT (SELECT count(*) FROM core.article), (SELECT count(*) FROM core.claim_mention),
        (SELECT coalesce(sum(n_versions), 0)::BIGINT FROM ops.load_batch)
"""


@dataclass(frozen=True)
class Held:
    """How many articles and claim mentions a file holds, and how many its batches brought."""

    articles: int
    mentions: int
    booked: int


@dataclass
class Found:
    """What all kills did."""

    lost: int = 0
    torn: int = 0
    reopened_s: list[float] = field(default_factory=list)
    batches: int = 0
    published: int = 0


def work(directory: Path, first: int, forward: bool, tell: Any) -> None:  # noqa: FBT001 - passed through a child
    """Load and publish until killed, and say what is done."""
    publishing._WORTH_BRINGING_FORWARD = 0 if forward else sys.maxsize  # noqa: SLF001 - both ways
    recomputing._MOST_TOUCHED = 1.0  # noqa: SLF001 - the world is small
    with duckdb.connect(config={"threads": 1}) as source:
        frames = [batch(source, first + n * PER_BATCH, PER_BATCH) for n in range(10)]
    tell.send(("ready", 0))
    for number, rows in enumerate(frames):
        folder = directory / "staging" / f"{first}-{number}"
        stage(rows, folder, batch_id=stable_id("kill", str(first), str(number)))
        run_id = stable_id("run", str(first))
        with open_writer(directory) as connection:
            load_batch(connection, folder, run_id=run_id, recorded_at=datetime.now(UTC))
            tell.send(("loaded", number + 1))
        publish(directory)
        tell.send(("published", number + 1))


def reopen(directory: Path) -> tuple[float, Held, Held]:
    """Open database and snapshot; give how long the former took, and what both hold."""
    started = time.perf_counter()
    with open_writer(directory) as connection:
        took = time.perf_counter() - started
        held = Held(*connection.execute(_COUNTS).fetchall()[0])
    with open_reader(directory) as connection:
        shown = Held(*connection.execute(_COUNTS).fetchall()[0])
    return took, held, shown


def trial(directory: Path, number: int, rng: random.Random, pace_s: float, found: Found) -> None:
    """Kill one child and note what is left."""
    _, held_before, shown_before = asked(reopen, directory)
    loaded, published = _killed(directory, number, rng.uniform(0, 3 * pace_s))
    took, held, shown = asked(reopen, directory)
    least_shown = shown_before.articles
    if published:
        least_shown = held_before.articles + published * PER_BATCH
    found.reopened_s.append(took)
    found.batches += (held.articles - held_before.articles) // PER_BATCH
    found.published += published
    found.lost += held.articles < held_before.articles + loaded * PER_BATCH
    found.lost += shown.articles < least_shown
    made = held_before.articles - held_before.booked
    found.torn += any(
        state.mentions != CLAIMS * state.articles or state.articles - state.booked != made
        for state in (held, shown)
    )


def _killed(directory: Path, number: int, after_s: float) -> tuple[int, int]:
    """Let a child work for a while; give how many batches it said it had loaded and published."""
    ours, theirs = FORK.Pipe(duplex=False)
    first = 10_000_000 + number * 1000
    child = FORK.Process(target=work, args=(directory, first, bool(number % 2), theirs))
    child.start()
    theirs.close()
    ours.recv()
    child.join(after_s)
    child.kill()
    child.join()
    said = {"loaded": 0, "published": 0}
    while True:
        try:
            what, count = ours.recv()
        except EOFError:
            return said["loaded"], said["published"]
        said[what] = count


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng, found = random.Random(arguments.seed), Found()  # noqa: S311 - repeatable on purpose
    with TemporaryDirectory() as temporary:
        directory = Path(temporary) / "world"
        pace_s = asked(lambda place: _prepare(place, arguments.articles), directory)
        for number in range(arguments.kills):
            trial(directory, number, rng, pace_s, found)
            shutil.rmtree(directory / "staging", ignore_errors=True)
    sys.stdout.write(
        f"{arguments.kills} kills; {found.batches} batches were committed, {found.published}"
        f" publishes finished; lost {found.lost}, torn {found.torn}; reopened in at most"
        f" {max(found.reopened_s):.2f} s\n"
    )
    return int(bool(found.lost or found.torn))


def _prepare(directory: Path, n_articles: int) -> float:
    """Make a small world; give how long a load and a publish take."""
    make(directory, n_articles)
    started = time.perf_counter()
    publish(directory)
    return 2 * (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
