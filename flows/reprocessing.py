"""Derive everything anew by today's rules, beside the warehouse, and put it in place on request.

    take over what is missing -> copies -> extract -> link -> load, into DIR/reprocess
    compare -> on request: take over what came in meanwhile, promote, publish

Articles are worked out in one order that does not depend on when they came in, so two warehouses
with the same articles are the same after it. What was worked out is kept: a second call goes on
where the first one was stopped.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

import polars as pl
from duckdb import DuckDBPyConnection

from flows.batches import Frames, Place, copies_of_batch, extracted_frames, load
from flows.extraction_slices import extract_in_slices
from flows.ledger import keep_ledger
from flows.linking import link_batch
from flows.prefect_environment import LOGGER
from flows.reports.wording import count
from transforms.contracts.articles import ARTICLE_KEYS, ARTICLES, ENTRY_OUTCOMES, OUTLETS
from transforms.errors import StopError
from transforms.extraction import EXTRACTOR
from transforms.identifiers import stable_id
from transforms.identity import Identified
from warehouse.decisions import next_moment, transaction
from warehouse.opening import DATABASE, SIDE, open_reader, open_writer
from warehouse.publishing import publish
from warehouse.reprocessing import (
    Portion,
    claim_changes,
    portions,
    promote,
    row_counts,
    take_decisions,
)
from warehouse.running import begin_run, finish_run

PORTION = 5000
"""Versions worked out together."""

log = logging.getLogger(LOGGER)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What today's rules give beside what the warehouse holds.

    `claims` are the changed claim mentions (see `warehouse.reprocessing.claim_changes`); `before`
    and `now` count live rows by table.
    """

    claims: pl.DataFrame
    before: dict[str, int]
    now: dict[str, int]


def work_out(directory: Path, *, size: int = PORTION) -> Comparison:
    """Work the published articles out anew in a second warehouse, and compare the two.

    Runs may go on meanwhile. What an earlier call worked out by the same rules is kept.

    Args:
        directory: the warehouse's folder.
        size: versions worked out together.

    Raises:
        StopError: there is no warehouse.
    """
    if not (directory / DATABASE).exists():
        raise StopError(f"{directory}: there is no warehouse yet; run `claimstream run` first")
    with open_reader(directory) as origin, _side(directory) as side:
        _catch_up(directory, side, origin, size=size)
        return Comparison(claim_changes(side, origin), row_counts(origin), row_counts(side))


def put_in_place(
    directory: Path, *, now: datetime, size: int = PORTION
) -> dict[str, tuple[int, int]]:
    """Work out what came in meanwhile, promote the result, and publish it.

    Args:
        directory: the warehouse's folder.
        now: the moment, aware.
        size: versions worked out together.

    Returns:
        By table: how many rows were retracted, how many recorded.

    Raises:
        RetryError: a run is writing.
    """
    run_id = stable_id("run", "reprocess", now.isoformat())
    with open_writer(directory) as connection:
        with _side(directory) as side:
            _catch_up(directory, side, connection, size=size)
        at = next_moment(connection, now)
        done = at + timedelta(microseconds=1)
        with transaction(connection, "reprocess"):
            begin_run(connection, run_id, started_at=at, versions=_rules() | {"reprocess": "1"})
            changed = promote(connection, directory / SIDE / DATABASE, run_id, at)
            rows = sum(retracted + recorded for retracted, recorded in changed.values())
            finish_run(
                connection,
                run_id,
                finished_at=done,
                status="completed",
                message=f"reprocessed: {count(rows, 'row')} changed",
            )
        connection.execute("DETACH side")
    publish(directory)
    rmtree(directory / SIDE)
    return {table: each for table, each in changed.items() if any(each)}


def _rules() -> dict[str, str]:
    return {"claimstream": version("claimstream"), "extractor": EXTRACTOR}


@contextmanager
def _side(directory: Path) -> Iterator[DuckDBPyConnection]:
    """Open the second warehouse; one that other rules worked out is begun anew."""
    folder = directory / SIDE
    noted = folder / "rules.json"
    if not noted.exists() or json.loads(noted.read_text("utf-8")) != _rules():
        rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        noted.write_text(json.dumps(_rules()), encoding="utf-8")
    with open_writer(folder) as connection:
        yield connection


def _catch_up(
    directory: Path, side: DuckDBPyConnection, origin: DuckDBPyConnection, *, size: int
) -> None:
    take_decisions(side, origin)
    for portion in portions(side, origin, size=size):
        first, last = portion.versions["version_id"].min(), portion.versions["version_id"].max()
        batch_id = stable_id("batch", "reprocess", str(first), str(last), portion.versions.height)
        log.info("reworking %s …", count(portion.versions.height, "version"))
        place = Place(directory / SIDE, batch_id, stable_id("run", "reprocess"))
        load(side, _frames(side, portion), place)


def _frames(side: DuckDBPyConnection, portion: Portion) -> Frames:
    """Run the stages of a run over versions that are known."""
    versions = portion.versions
    found = Identified(
        ENTRY_OUTCOMES.empty(),
        portion.taken[OUTLETS],
        portion.taken[ARTICLES],
        portion.taken[ARTICLE_KEYS],
        versions,
    )
    frames: Frames = {**copies_of_batch(side, versions, portion.publishers)}

    def say(done: int, total: int) -> None:
        log.info("extracting claims: %s of %s …", f"{done:,}", count(total, "version"))

    extracted = extract_in_slices(versions, done=say)
    frames |= link_batch(side, versions, extracted, frames)
    frames |= keep_ledger(side, found, extracted, frames)
    return frames | extracted_frames(extracted) | portion.taken
