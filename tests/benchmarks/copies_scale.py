"""CPU per new article of recognising copies, with many articles known: `make bench`.

    python tests/benchmarks/copies_scale.py 100000 1000000 --data ../shared/data

A real warehouse is filled with simulated articles (fingerprints, versions, groups and memberships,
spread evenly over the days before today), then real articles come in, in batches of 100, through
the same functions as in a run: fingerprint, probe, assign, write, and one checkpoint when the
window of writing closes after ten batches. The first batches are a warm-up.
Publishing, fetching, parsing, extraction and events are left out. All threads count.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import polars as pl
from duckdb import DuckDBPyConnection

from flows.evaluations.copies import read_documents, versions_of
from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.copies import COPY_EDGES, COPY_GROUPS, COPY_MEMBERSHIPS, FINGERPRINTS
from transforms.copy_outcome import RULE_VERSION
from transforms.fingerprints import as_fingerprints
from transforms.identifiers import stable_id
from transforms.near_duplicates import fingerprint, group_copies
from warehouse.known_copies import known_copies, known_outlets
from warehouse.loading import load_batch
from warehouse.opening import open_writer
from warehouse.staging import stage

DOCUMENTS = "copies/nearbench-dev.parquet"
BATCH = 100
WARM_UP = 10
MEASURED = 10
SHINGLES_EACH = 90
"""Mean size of a fingerprint in the labelled documents."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUN = stable_id("run", "benchmark")

_HISTORY = "$run::UUID AS run_id, $now::TIMESTAMPTZ AS recorded_at"
_SIMULATED = """
CREATE TEMP TABLE simulated AS
SELECT md5('version' || n)::UUID AS version_id, md5('group' || n)::UUID AS copy_group_id,
    md5('content' || n)::UUID AS content_hash, md5('article' || n)::UUID AS article_id,
    $now::TIMESTAMPTZ - to_microseconds(($known - n) * ($days * 86400000000 // $known)) AS seen_at
FROM range($known) AS t(n)
"""
_FILL = {
    "core.copy_group": "SELECT copy_group_id, version_id AS founding_version_id",
    "core.copy_membership": f"SELECT version_id, copy_group_id, 'origin' AS relation,"
    f" 1.0 AS similarity, {SHINGLES_EACH} AS n_shingles, seen_at, '{RULE_VERSION}' AS rule_version",
    "core.article_version": "SELECT version_id, article_id, 1 AS version_no, '' AS text,"
    " []::BIGINT[] AS text_map, 'full' AS text_basis, content_hash, 'none' AS published_basis,"
    " 'en' AS lang, 'utf-8' AS encoding, 'given' AS encoding_rule, article_id AS source_id,"
    " '' AS raw_id, 1 AS position, seen_at AS fetched_at",
    "core.fingerprint": "SELECT version_id, article_id, content_hash, seen_at, list_sort("
    f"list_transform(range({SHINGLES_EACH}), lambda k: hash(version_id, k) // 8)) AS shingles",
}


class Meter:
    """Adds up CPU seconds by step, of all threads."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = process_time()
        yield
        self.seconds[name] += process_time() - started

    def add(self, other: "Meter") -> None:
        for name, seconds in other.seconds.items():
            self.seconds[name] += seconds


def fill(connection: DuckDBPyConnection, *, known: int, days: int) -> None:
    """Write the fingerprints of so many simulated articles, seen over so many days."""
    connection.execute(_SIMULATED, {"known": known, "days": days, "now": NOW})
    for table, select in _FILL.items():
        connection.execute(
            f"INSERT INTO {table} BY NAME {select}, {_HISTORY} FROM simulated",
            {"run": RUN, "now": NOW},
        )
    connection.execute("DROP TABLE simulated")
    connection.execute("CHECKPOINT")


def take_in(connection: DuckDBPyConnection, versions: pl.DataFrame, folder: Path) -> Meter:
    """Recognise the copies of a batch and load it."""
    meter = Meter()
    with meter.step("fingerprint"):
        shingles = fingerprint(versions)
        fingerprints = as_fingerprints(versions, shingles)
    with meter.step("probe"):
        known = known_copies(connection, shingles, versions)
        outlets = known_outlets(connection, known.versions["version_id"])
    with meter.step("assign"):
        copies = group_copies(
            versions,
            shingles,
            known=known,
            agencies=outlets.drop_nulls("agency").select("version_id", "agency"),
            outlets=outlets.select("version_id", "outlet_id"),
        )
    frames = {
        ARTICLE_VERSIONS: versions,
        FINGERPRINTS: fingerprints,
        COPY_GROUPS: copies.groups,
        COPY_MEMBERSHIPS: copies.memberships,
        COPY_EDGES: copies.edges,
    }
    with meter.step("write"):
        stage(frames, folder, batch_id=stable_id("batch", folder.name))
        load_batch(connection, folder, run_id=RUN, recorded_at=NOW)
    return meter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("known", type=int, nargs="*", default=[100_000], help="articles known")
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument("--days", type=int, default=365, help="over which they were seen")
    arguments = parser.parse_args()
    path = arguments.data / DOCUMENTS
    if not path.exists():
        print(f"skipped: no {path}")
        return
    documents = read_documents(path).head(BATCH * (WARM_UP + MEASURED))
    versions = versions_of(documents, since=NOW)
    for known in arguments.known:
        measure(versions, known=known, days=arguments.days)


def measure(versions: pl.DataFrame, *, known: int, days: int) -> None:
    """Print CPU milliseconds per article by step; closing the window of writing is a step."""
    total = Meter()
    with TemporaryDirectory() as folder, ExitStack() as window:
        connection = window.enter_context(open_writer(Path(folder)))
        fill(connection, known=known, days=days)
        for n, batch in enumerate(versions.iter_slices(BATCH)):
            meter = take_in(connection, batch, Path(folder) / f"batch-{n}")
            if n >= WARM_UP:
                total.add(meter)
            elif n == WARM_UP - 1:
                connection.execute("CHECKPOINT")
        with total.step("close"):
            window.close()
    each = {step: 1000 * spent / (BATCH * MEASURED) for step, spent in total.seconds.items()}
    print(f"{known:,} articles known over {days} days, new ones in batches of {BATCH}")
    for step, milliseconds in (*each.items(), ("all", sum(each.values()))):
        print(f"{step:12} {milliseconds:6.2f} ms CPU per article", flush=True)


if __name__ == "__main__":
    main()
