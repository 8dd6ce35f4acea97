"""Make a warehouse again from its raw documents: the same runs, in their order, with their ids."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from flows.decision_files import import_decisions
from flows.pipeline import load_collected, publish
from flows.prefect_environment import LOGGER
from flows.reading_lists import ReadingList, reading_lists, without_documents
from flows.reports.wording import count
from flows.run_context import DECIDING, RunContext
from flows.sandbox import warm_up
from flows.settings import Settings
from transforms.errors import StopError
from transforms.extraction import EXTRACTOR
from warehouse.backup import copy_raw
from warehouse.decisions import all_decisions
from warehouse.digest import digest
from warehouse.opening import DATABASE, RAW, open_writer
from warehouse.running import begin_run

log = logging.getLogger(LOGGER)
_TOMBSTONES = {
    "ops.forgotten": "FROM ops.forgotten",
    "ops.forgotten_document": "FROM ops.forgotten_document",
    "core.raw_document": (
        "FROM core.raw_document WHERE raw_id IN (SELECT raw_id FROM ops.forgotten_document)"
    ),
    "core.article": "FROM core.article WHERE article_id IN (SELECT article_id FROM ops.forgotten)",
    "core.article_key": (
        "FROM core.article_key WHERE article_id IN (SELECT article_id FROM ops.forgotten)"
    ),
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many runs were done again, and the tables whose rows are not those of the original."""

    runs: int
    differing: tuple[str, ...]


def replay(settings: Settings, target: Path) -> Replayed:
    """Do all runs of a warehouse again into an empty folder, from the documents it kept.

    What the documents say is read by the rules of today: with the same version the new warehouse
    has the digest of the old one. Decisions are taken over where they were made between runs.

    Args:
        settings: of the warehouse whose documents are read; it is not changed.
        target: the folder of the new warehouse.

    Raises:
        StopError: the target has a database, nothing was read yet, or documents are missing.
        RetryError: a run is writing.
    """
    origin = settings.warehouse.dir
    decisions, began, forgotten = _history(origin)
    lists = sorted(
        (
            without_documents(reading, forgotten)
            for reading in reading_lists(origin)
            if reading.run_id in began
        ),
        key=lambda reading: began[reading.run_id],
    )
    _check(origin, target, lists)
    copy_raw(origin / RAW, target / RAW)
    _carry_tombstones(origin, target)
    warm_up()
    again = settings.model_copy(
        update={"warehouse": settings.warehouse.model_copy(update={"dir": target})}
    )
    for number, reading in enumerate(lists, start=1):
        log.info("replay   run %d of %d, of %s", number, len(lists), f"{reading.started_at:%c}")
        is_due = pl.col("recorded_at") < began[reading.run_id]
        _decide(target, decisions.filter(is_due))
        decisions = decisions.remove(is_due)
        context = _run_again(again, reading)
    _decide(target, decisions)
    publish(context)
    return Replayed(len(lists), _differing(origin, target))


def _check(origin: Path, target: Path, lists: Sequence[ReadingList]) -> None:
    if (target / DATABASE).exists():
        raise StopError(f"{target / DATABASE}: there is a database already; name another folder")
    if not lists:
        raise StopError(f"{origin}: no run has left a list of what it read; nothing to replay")
    wanted = set().union(*(reading.raw_ids() for reading in lists))
    kept = {path.name.partition(".")[0] for path in (origin / RAW).glob("*/*.gz")}
    if lost := wanted - kept:
        raise StopError(
            f"{origin / RAW}: the bytes of {len(lost)} of {len(wanted)} documents are not kept any "
            "more, so a replay would lose articles; restore that folder, or use `backup`"
        )


def _history(origin: Path) -> tuple[pl.DataFrame, dict[str, datetime], frozenset[str]]:
    """Give the decisions, when each run began to load, and the documents that are forgotten."""
    with open_writer(origin) as connection:
        loaded = connection.execute(
            "SELECT run_id::VARCHAR, min(loaded_at) FROM ops.load_batch GROUP BY run_id"
        ).fetchall()
        forgotten = connection.execute("SELECT raw_id FROM ops.forgotten_document").fetchall()
        return all_decisions(connection), dict(loaded), frozenset(row[0] for row in forgotten)


def _carry_tombstones(origin: Path, target: Path) -> None:
    """Let what was forgotten be known as forgotten in the new warehouse, too."""
    with open_writer(origin) as connection:
        found = {table: connection.sql(query).pl() for table, query in _TOMBSTONES.items()}
    with open_writer(target) as connection:
        for table, rows in found.items():
            connection.register("tombstones", rows)
            connection.execute(f"INSERT INTO {table} BY NAME FROM tombstones")
            connection.unregister("tombstones")


def _run_again(settings: Settings, reading: ReadingList) -> RunContext:
    ingest = settings.ingest.model_copy(update={"batch_articles": reading.batch_articles})
    context = RunContext(
        settings.model_copy(update={"ingest": ingest}),
        reading.sources,
        reading.run_id,
        reading.started_at,
    )
    versions = {name: version(name) for name in DECIDING} | {"extractor": EXTRACTOR}
    with open_writer(context.directory) as connection:
        begin_run(connection, reading.run_id, started_at=reading.started_at, versions=versions)
    load_collected(context, reading.collected)
    return context


def _decide(target: Path, decisions: pl.DataFrame) -> None:
    if decisions.is_empty():
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.jsonl"
        lines = [json.dumps(row, default=str) for row in decisions.iter_rows(named=True)]
        path.write_text("\n".join(lines), encoding="utf-8")
        import_decisions(target, path, now=datetime.now(UTC))
    log.info("decide   %s", count(decisions.height, "decision"))


def _differing(origin: Path, target: Path) -> tuple[str, ...]:
    found = []
    for directory in (origin, target):
        with open_writer(directory) as connection:
            found.append(digest(connection))
    before, after = found
    return tuple(table for table in before if before[table] != after[table])
