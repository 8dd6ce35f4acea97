"""What loading, reading and publishing cost in a large warehouse; `--articles 1000000` for all.

Each article has ten claim mentions. Parts: load, readers, queries, publish.
"""

import argparse
import multiprocessing
import platform
import resource
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from warehouse_world import batch, make

from transforms.identifiers import stable_id
from warehouse.loading import load_batch
from warehouse.opening import DATABASE, PUBLISHED, open_reader, open_writer
from warehouse.publishing import publish
from warehouse.staging import stage

QUERIES = (
    "SELECT kind, content, n_outlets FROM claims WHERE speaker = 'Speaker {s}' LIMIT 50",
    "FROM speaker_timeline('Speaker {s}')",
    "SELECT count(*) FROM claim_mentions WHERE outlet = 'Paper {o}'",
    "SELECT outlet, count(*) FROM claim_mentions GROUP BY outlet ORDER BY 2 DESC LIMIT 10",
    "SELECT title, n_articles FROM events WHERE place = 'Town {p}'",
    "SELECT kind, count(*) FROM events GROUP BY kind",
    "SELECT content FROM claim_mentions WHERE content LIKE '%river 00{p}%' LIMIT 20",
    "SELECT title, published_at FROM articles WHERE title = 'River report {p}'",
    "SELECT outlet, count(*) FROM articles WHERE is_origin GROUP BY outlet LIMIT 5",
    "SELECT count(*) FROM copies WHERE relation = 'near' AND outlet = 'Paper {o}'",
    "SELECT name, n_claims FROM entities WHERE name = 'Speaker {s}'",
    "FROM search_claims('{s}')",  # as rare as a surname; its other words are in every text
)
SEED_STEP = 37


def load(directory: Path, n_known: int) -> dict[str, float]:
    """Load 1,000 and then 10,000 new articles; publishing is apart."""
    found = {}
    for number, n_new in enumerate((1000, 10_000)):
        folder = directory / "staging" / f"bench{number}"
        with duckdb.connect() as source:
            frames = batch(source, n_known + 100_000 * (number + 1), n_new)
        stage(frames, folder, batch_id=stable_id("bench", str(n_known), str(number)))
        run_id = stable_id("run", "bench")
        wall, cpu = time.perf_counter(), time.process_time()
        with open_writer(directory) as connection:
            load_batch(connection, folder, run_id=run_id, recorded_at=datetime.now(UTC))
        found[f"load {n_new:,} articles, CPU s"] = time.process_time() - cpu
        found[f"load {n_new:,} articles, wall s"] = time.perf_counter() - wall
        found[f"the same files into empty tables by plain DuckDB, {n_new:,}, CPU s"] = _plain(
            folder
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**found, "peak memory of loading, MB": peak / 1000}


def _plain(folder: Path) -> float:
    """Give what it costs to create tables of staged files, without a check or a join."""
    place = folder / "plain.duckdb"
    cpu = time.process_time()
    with duckdb.connect(str(place), config={"threads": 1}) as connection:
        for number, path in enumerate(sorted(folder.glob("*.parquet"))):
            connection.execute(f"CREATE TABLE t{number} AS FROM read_parquet('{path}')")
        connection.execute("CHECKPOINT")
    spent = time.process_time() - cpu
    place.unlink()
    return spent


def _copied(path: Path) -> float:
    """Give what it costs plain DuckDB to write the tables of a file into another one."""
    place = path.with_name("copied.duckdb")
    cpu = time.process_time()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS held (READ_ONLY)")
        connection.execute(f"ATTACH '{place}' AS copied")
        found = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'held'"
        ).fetchall()
        for schema, table in found:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS copied.{schema}")
            connection.execute(
                f"CREATE TABLE copied.{schema}.{table} AS FROM held.{schema}.{table}"
            )
        connection.execute("CHECKPOINT copied")
    spent = time.process_time() - cpu
    place.unlink()
    return spent


def queries(directory: Path, n_known: int) -> dict[str, float]:
    """Ask 60 queries: twelve kinds with five values each, connection opened once."""
    by_kind: dict[str, list[float]] = {kind: [] for kind in QUERIES}
    used: list[float] = []
    with open_reader(directory) as connection:
        connection.execute("SELECT count(*) FROM articles").fetchall()
        for number in range(5):
            step = number * SEED_STEP
            values = {"s": f"{step:04d}", "o": step % 200, "p": step % 900}
            for kind, spent in by_kind.items():
                started, cpu = time.perf_counter(), time.process_time()
                connection.execute(kind.format(**values)).fetchall()
                spent.append(time.perf_counter() - started)
                used.append(time.process_time() - cpu)
    every, used = sorted(value for spent in by_kind.values() for value in spent), sorted(used)
    for kind, spent in by_kind.items():
        print(f"  {1000 * sum(spent) / len(spent):8,.0f} ms  {kind}")
    return {
        "query, median ms": 1000 * every[len(every) // 2],
        "query, p95 ms": 1000 * every[int(len(every) * 0.95)],
        "query, p95 CPU ms": 1000 * used[int(len(used) * 0.95)],
    }


def publishing(directory: Path, n_known: int) -> dict[str, float]:
    """Publish for the first time, and again with 1,000 articles more."""
    found = {}
    for name in ("publish at first", "publish 1,000 articles more"):
        started, cpu = time.perf_counter(), time.process_time()
        publish(directory)
        found[f"{name}, wall s"] = time.perf_counter() - started
        found[f"{name}, CPU s"] = time.process_time() - cpu
        with duckdb.connect() as source:
            frames = batch(source, n_known + 500_000, 1000)
        folder = directory / "staging" / "publishing"
        stage(frames, folder, batch_id=stable_id("bench", "publishing"))
        with open_writer(directory) as connection:
            load_batch(
                connection, folder, run_id=stable_id("run", "p"), recorded_at=datetime.now(UTC)
            )
    snapshot = directory / PUBLISHED
    found["the snapshot's tables copied by plain DuckDB, CPU s"] = _copied(snapshot)
    size = snapshot.stat().st_size
    return {**found, "snapshot, MB": size / 1e6, "database, MB": _size(directory)}


def readers(directory: Path, n_known: int) -> dict[str, float]:
    """Let three readers ask in a loop, first alone, then while batches are loaded and published."""
    publish(directory)
    idle = _read_while(directory, lambda: time.sleep(10))
    ends = time.monotonic() + 60
    loaded = [0]

    def write() -> None:
        while time.monotonic() < ends:
            number = loaded[0] = loaded[0] + 1
            with duckdb.connect() as source:
                frames = batch(source, n_known + 600_000 + number * 100, 100)
            folder = directory / "staging" / f"readers{number}"
            stage(frames, folder, batch_id=stable_id("bench", "readers", str(number)))
            with open_writer(directory) as connection:
                load_batch(
                    connection,
                    folder,
                    run_id=stable_id("run", "r"),
                    recorded_at=datetime.now(UTC),
                )
            publish(directory)
            time.sleep(2)

    busy = _read_while(directory, write)
    return {
        "queries while loading": len(busy[0]),
        "batches loaded and published meanwhile": loaded[0],
        "failed or torn": busy[1],
        "reader p95 alone, ms": 1000 * idle[0][int(len(idle[0]) * 0.95)],
        "reader p95 while loading, ms": 1000 * busy[0][int(len(busy[0]) * 0.95)],
    }


def _read_while(directory: Path, act: Callable[[], None]) -> tuple[list[float], int]:
    context = multiprocessing.get_context("spawn")
    done, results = context.Event(), context.Queue()
    readers = [
        context.Process(target=_read, args=(directory, done, results), daemon=True)
        for _ in range(3)
    ]
    for reader in readers:
        reader.start()
    act()
    done.set()
    found = [results.get() for _ in readers]
    for reader in readers:
        reader.join()
    return sorted(value for spent, _ in found for value in spent), sum(bad for _, bad in found)


def _read(
    directory: Path, done: Event, results: "multiprocessing.Queue[tuple[list[float], int]]"
) -> None:
    """Open the snapshot, ask whether it is whole, close it; again and again."""
    spent, bad, seen = [], 0, 0
    while not done.is_set():
        started = time.perf_counter()
        try:
            with open_reader(directory) as connection:
                (n_articles, n_mentions) = connection.execute(
                    "SELECT (SELECT count(*) FROM core.article),"
                    " (SELECT count(*) FROM core.claim_mention)"
                ).fetchall()[0]
            bad += n_mentions != 10 * n_articles or n_articles < seen
            seen = n_articles
        except Exception as error:  # noqa: BLE001 - any failure counts
            if not bad:
                print(f"  {error}")
            bad += 1
        spent.append(time.perf_counter() - started)
    results.put((spent, bad))


def _size(directory: Path) -> float:
    return (directory / DATABASE).stat().st_size / 1e6


PARTS = {"load": load, "publish": publishing, "queries": queries, "readers": readers}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--keep", type=Path, help="folder that keeps the warehouses")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, duckdb {version('duckdb')}, {_cpus()} CPUs")
    with TemporaryDirectory() as temporary:
        for n_articles in arguments.articles:
            directory = (arguments.keep or Path(temporary)) / f"world{n_articles}"
            if not (directory / DATABASE).exists():
                made = time.perf_counter()
                make(directory, n_articles)
                print(f"{n_articles:,} articles made in {time.perf_counter() - made:.0f} s")
            for part in arguments.parts:
                for name, value in PARTS[part](directory, n_articles).items():
                    print(f"{n_articles:>9,} articles  {name:64} {value:12,.2f}", flush=True)
            if arguments.keep is None:
                shutil.rmtree(directory)
    return 0


def _cpus() -> int:
    return multiprocessing.cpu_count()


if __name__ == "__main__":
    sys.exit(main())
