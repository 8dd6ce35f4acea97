"""The steps of an ingest and their order; each step is a plain function that says what it did.

plan -> fetch (a step per source, grouped when there are many)
  -> per batch: read -> copies -> extract -> link -> load
  -> publish
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from duckdb import DuckDBPyConnection

from flows import batches
from flows.batches import Frames, Place
from flows.collected import Collected, Remembered
from flows.collecting import (
    Collector,
    configured,
    deliveries,
    fetch_rows,
    records,
)
from flows.extraction_slices import extract_in_slices
from flows.forgetting import delete_bytes, without_forgotten
from flows.ledger import keep_ledger
from flows.linking import link_batch
from flows.prefect_environment import LOGGER
from flows.reading import Delivery
from flows.reading_lists import note_reading
from flows.reports.wording import count, outcome
from flows.run_context import RunContext
from flows.sandbox import warm_up
from flows.sources import SourceConfig
from transforms.contracts.articles import OUTLETS
from transforms.contracts.claims import CLAIMS, DISAGREEMENTS
from transforms.contracts.copies import COPY_GROUPS
from transforms.contracts.events import EVENTS
from transforms.contracts.operations import FETCHES, SOURCE_STATES
from transforms.extraction import Extracted
from transforms.identifiers import stable_id
from transforms.identity import CAPPED, MOST_VERSIONS, Identified
from warehouse.forgetting import forgotten_raw_ids
from warehouse.loading import LoadReport
from warehouse.opening import open_writer
from warehouse.publishing import publish as publish_snapshot
from warehouse.run_reports import run_totals

FETCH_STEPS = 5
"""Steps that fetching takes at most, several sources each: nobody reads more bars than that."""

TOLD_ONE_BY_ONE = 5
"""Sources of one step that the log tells of one by one."""

Result = TypeVar("Result")
log = logging.getLogger(LOGGER)


class Step(Protocol):
    """Runs one step: as it is, as a Prefect task, or with a stop-watch."""

    def __call__(
        self,
        function: Callable[..., Result],
        *arguments: Any,  # noqa: ANN401 - any step's arguments
        name: str | None = None,
    ) -> Result:
        """Run a function of this module; `name` says what it works on."""


def plainly(function: Callable[..., Result], *arguments: Any, name: str | None = None) -> Result:  # noqa: ANN401, ARG001 - any step's arguments
    """Run a step as it is."""
    return function(*arguments)


def load_articles(context: RunContext, *, step: Step = plainly) -> Collected:
    """Bring everything new that the sources hold into the warehouse; publishing is apart.

    Returns:
        What was fetched, for the caller to tell whether anything could be read at all.

    Raises:
        RetryError: another run is writing, or the disk is full.
        StopError: the warehouse is broken, or a stage broke its promise.
    """
    warm_up()
    remembered = step(plan, context)
    collected = Collected()
    for group in _groups(context.sources):
        collected.add(step(fetch, context, group, remembered, name=f"fetch {_named(group)}"))
    load_collected(context, collected, step=step)
    return collected


def load_collected(context: RunContext, collected: Collected, *, step: Step = plainly) -> None:
    """Bring documents whose bytes are in the raw store into the warehouse, and end the run.

    Raises:
        RetryError: another run is writing, or the disk is full.
        StopError: the warehouse is broken, or a stage broke its promise.
    """
    known = records(context.sources, collected, now=context.started_at)
    read_in_children = deliveries(collected, context.store, context.settings)
    pieces = batches.cut(read_in_children, size=context.settings.ingest.batch_articles)
    with open_writer(context.directory) as connection:
        context.clear_staging()
        try:
            note_reading(context, collected)
            while (delivery := step(read, pieces)) is not None:
                _load_batch(context, connection, delivery, known, step)
            done = {
                **known,
                FETCHES: fetch_rows(collected),
                SOURCE_STATES: context.states_after(connection, collected),
            }
            place = context.place(stable_id("batch", "fetches", context.run_id))
            step(load, connection, done, place, name="load the record of fetches")
            delete_bytes(context.store, forgotten_raw_ids(connection))
            totals = run_totals(connection, context.run_id)
        except BaseException as error:
            context.end(connection, "failed", str(error) or type(error).__name__)
            raise
        status = "completed_with_failures" if totals["n_failed"] else "completed"
        context.end(connection, status, outcome(totals))


def _load_batch(
    context: RunContext,
    connection: DuckDBPyConnection,
    delivery: Delivery,
    known: Frames,
    step: Step,
) -> None:
    delivery = without_forgotten(connection, delivery)
    place = context.place(batches.batch_id(delivery))
    found, frames = step(copies, context, connection, delivery)
    extracted = step(extract, found)
    frames |= step(link, connection, found, extracted, frames)
    frames |= known | batches.book_frames(delivery, found, extracted, place)
    step(load, connection, frames, place)


def _groups(sources: Sequence[SourceConfig]) -> Iterator[list[SourceConfig]]:
    """Give one source at a time; of many, all URLs at once, so that no slow one holds others up."""
    remote = [source for source in sources if source.is_url]
    if len(sources) > FETCH_STEPS and remote:
        yield remote
        sources = [source for source in sources if not source.is_url]
    size = max(1, -(-len(sources) // FETCH_STEPS))
    for start in range(0, len(sources), size):
        yield list(sources[start : start + size])


def _named(group: Sequence[SourceConfig]) -> str:
    return group[0].name if len(group) == 1 else f"{group[0].name} and {len(group) - 1} more"


def plan(context: RunContext) -> Remembered:
    """Note that the run begins, and look up what earlier runs know of its sources."""
    with open_writer(context.directory) as connection:
        remembered = context.begin(connection)
    log.info("plan     %s", count(len(context.sources), "source"))
    return remembered


def fetch(
    context: RunContext, sources: Sequence[SourceConfig], remembered: Remembered
) -> Collected:
    """Get the documents of some sources into the raw store."""
    log.info("fetching %s …", _named(sources))
    collector = Collector(
        context.settings, context.store, context.run_id, context.started_at, remembered
    )
    collected = collector.collect(sources)
    for attempt in collected.fetches:
        if attempt.status == "failed":
            log.warning("fetch    %s: %s", attempt.uri, attempt.error)
    visited = {attempt.source_id for attempt in collected.fetches}
    for source in sources:
        if source.source_id not in visited and not source.is_url:
            log.warning("fetch    %s: the folder holds no documents", source.name)
    if waiting := len(collected.not_due):
        log.info("fetch    %s: %s not due yet", _named(sources), count(waiting, "source"))
    if waiting == len(sources):
        return collected
    _tell_fetched(sources, collected)
    return collected


def _tell_fetched(sources: Sequence[SourceConfig], collected: Collected) -> None:
    """Say how much is new: per source where there are few, else in all."""
    fetched = Counter(a.source_id for a in collected.fetches if a.status == "fetched")
    if len(sources) > TOLD_ONE_BY_ONE:
        log.info("fetch    %s: %s new", _named(sources), count(fetched.total(), "document"))
        return
    asked = {attempt.source_id for attempt in collected.fetches}
    for source in sources:
        if source.source_id in asked:
            new = count(fetched[source.source_id], "document")
            log.info("fetch    %s: %s new", source.name, new)


def read(pieces: Iterator[Delivery]) -> Delivery | None:
    """Parse and normalise the next batch of documents, in child processes."""
    log.info("reading …")
    delivery = next(pieces, None)
    if delivery is not None:
        log.info(
            "read     %s, %d set aside",
            count(delivery.entries.height, "entry"),
            delivery.rejects.height,
        )
    return delivery


def copies(
    context: RunContext, connection: DuckDBPyConnection, delivery: Delivery
) -> tuple[Identified, Frames]:
    """Tell new articles and versions from known ones, and group copies of one text."""
    found = batches.identify_batch(connection, delivery)
    if capped := found.outcomes.filter(rule=CAPPED).height:
        log.warning(
            "copies   %s changed more than %d times in a day; the last version of each stands",
            count(capped, "article"),
            MOST_VERSIONS,
        )
    outlets = configured(found.outlets, context.sources)
    publishers = batches.publishers_of_batch(delivery, found, outlets)
    frames = batches.copies_of_batch(connection, found.versions, publishers)
    frames[OUTLETS] = outlets
    log.info(
        "copies   %s in %s",
        count(found.versions.height, "new version"),
        count(frames[COPY_GROUPS].height, "new text"),
    )
    return found, frames


def extract(found: Identified) -> Extracted:
    """Take claims, names, roles and quantities out of the new versions."""

    def say(done: int, total: int) -> None:
        log.info("extracting claims: %s of %s …", f"{done:,}", count(total, "version"))

    extracted = extract_in_slices(found.versions, done=say)
    log.info("extract  %s", count(extracted.claim_mentions.height, "claim mention"))
    return extracted


def link(
    connection: DuckDBPyConnection, found: Identified, extracted: Extracted, frames: Frames
) -> Frames:
    """Link passages to events and mentions to claims; find what disagrees."""
    log.info("linking …")
    linked = link_batch(connection, found.versions, extracted, frames)
    linked |= keep_ledger(connection, found, extracted, frames | linked)
    log.info(
        "link     %s, %s, %s",
        count(linked[EVENTS].height, "new event"),
        count(linked[CLAIMS].height, "new claim"),
        count(linked[DISAGREEMENTS].height, "disagreement"),
    )
    return linked


def load(connection: DuckDBPyConnection, frames: Frames, place: Place) -> LoadReport:
    """Load a batch in one transaction."""
    loaded = batches.load(connection, frames, place)
    rows = sum(loaded.inserted.values())
    log.info("load     %s", "known already" if loaded.skipped else count(rows, "row"))
    return loaded


def publish(context: RunContext) -> bool:
    """Replace the snapshot that analysts read; give whether anything had changed."""
    log.info("publishing …")
    changed = publish_snapshot(context.directory)
    log.info("publish  %s", "a new snapshot" if changed else "nothing changed")
    return changed
