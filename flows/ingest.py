"""The Prefect flow `ingest`: what happens when, under which name; the work is plain functions.

plan -> fetch (a task per source, grouped when there are many)
  -> per batch: read -> copies -> extract -> link -> load
  -> publish -> report
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import batches
from flows.batches import Frames, Place
from flows.collecting import (
    Collected,
    Collector,
    Visit,
    configured,
    deliveries,
    fetch_rows,
    records,
)
from flows.prefect_environment import LOGGER
from flows.reading import Delivery
from flows.reports.markdown import as_markdown
from flows.reports.tables import disagreement_rows, source_rows
from flows.reports.wording import count, outcome
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import SourceConfig, read_sources, sources_from_arguments
from transforms.contracts.articles import OUTLETS
from transforms.contracts.copies import COPY_GROUPS
from transforms.contracts.events import EVENT_LINKS, EVENTS
from transforms.contracts.operations import FETCHES
from transforms.errors import ClaimstreamError, ConfigError
from transforms.extraction import Extracted
from transforms.extraction import extract as extract_claims
from transforms.identifiers import stable_id
from transforms.identity import Identified
from warehouse.loading import LoadReport
from warehouse.opening import open_writer
from warehouse.publishing import publish
from warehouse.run_reports import RunReport, run_report, run_totals

GROUPED_ABOVE = 25
"""Sources above which one task visits several: Prefect records about 15 tasks a second."""

log = logging.getLogger(LOGGER)


def _run_name() -> str:
    locations = flow_run.parameters.get("locations") or []
    named = ", ".join(Path(location).name or location for location in locations[:3])
    return f"ingest {named}" if named else "ingest configured sources"


@flow(name="ingest", flow_run_name=_run_name, persist_result=False)
def ingest(
    locations: list[str] | None = None,
    published_at: str | None = None,
    outlet: str | None = None,
    config: str | None = None,
    warehouse: str | None = None,
) -> State[RunReport | None]:
    """Ingest articles from files and feeds into the warehouse, and report what came in.

    Args:
        locations: paths and URLs; none = the sources of `sources.toml`.
        published_at: publication date of the named locations, for undated texts.
        outlet: publisher of the named locations.
        config: the settings file; None = `config/claimstream.toml`.
        warehouse: the warehouse folder; None = as configured.

    Returns:
        A final state whose message is the outcome in one sentence and whose result is the report;
        failed when nothing at all could be read.
    """
    settings = load_settings(
        Path(config) if config else None, Path(warehouse) if warehouse else None
    )
    sources = _sources(locations or [], published_at, outlet, settings.ingest.sources)
    started_at = datetime.now(UTC)
    run_id = stable_id("run", flow_run.id or "", started_at.isoformat())
    context = RunContext(settings, tuple(sources), run_id, started_at)
    visits = plan(context)
    collected = Collected()
    for group in _groups(sources):
        collected.add(
            fetch.with_options(task_run_name=f"fetch {_named(group)}")(context, group, visits)
        )
    _load_all(context, collected)
    return _finish(context, collected)


def _sources(
    locations: Sequence[str], published_at: str | None, outlet: str | None, listed: Path
) -> list[SourceConfig]:
    if locations:
        return sources_from_arguments(locations, outlet=outlet, published_at=published_at)
    sources = read_sources(listed)
    if not sources:
        raise ConfigError(f"{listed}: no [[source]] is enabled; add one, or name a path or URL")
    return sources


def _groups(sources: Sequence[SourceConfig]) -> Iterator[list[SourceConfig]]:
    size = -(-len(sources) // GROUPED_ABOVE)
    for start in range(0, len(sources), size):
        yield list(sources[start : start + size])


def _named(group: Sequence[SourceConfig]) -> str:
    return group[0].name if len(group) == 1 else f"{group[0].name} and {len(group) - 1} more"


def _load_all(context: RunContext, collected: Collected) -> None:
    """Take everything that was collected through the stages, a batch at a time, under the lock."""
    known = records(context.sources, collected, now=context.started_at)
    read_in_children = deliveries(collected, context.store, context.settings)
    pieces = batches.cut(read_in_children, size=context.settings.ingest.batch_articles)
    with open_writer(context.directory) as connection:
        context.clear_staging()
        try:
            while (delivery := read(pieces)) is not None:
                _load_one(context, connection, delivery, known)
            done = {**known, FETCHES: fetch_rows(collected)}
            load(connection, done, context.place(stable_id("batch", "fetches", context.run_id)))
            totals = run_totals(connection, context.run_id)
        except BaseException as error:
            context.end(connection, "failed", str(error) or type(error).__name__)
            raise
        status = "completed_with_failures" if totals["n_failed"] else "completed"
        context.end(connection, status, outcome(totals))


def _load_one(
    context: RunContext, connection: DuckDBPyConnection, delivery: Delivery, known: Frames
) -> None:
    place = context.place(batches.batch_id(delivery))
    found, frames = copies(connection, delivery)
    extracted = extract(found)
    frames |= link(connection, found, extracted, frames)
    frames |= known | batches.book_frames(delivery, found, extracted, place)
    frames[OUTLETS] = configured(found.outlets, context.sources)
    load(connection, frames, place)


def _finish(context: RunContext, collected: Collected) -> State[RunReport | None]:
    try:
        published(context)
    except ClaimstreamError as error:
        message = f"loaded, but not published: {error}"
        log.warning(message)
        return Completed(message=message, data=None)
    found = report(context)
    if collected.fetches and all(fetch.status == "failed" for fetch in collected.fetches):
        return Failed(message=f"nothing could be read: {collected.fetches[0].error}", data=found)
    return Completed(message=outcome(found.totals), data=found)


@task(cache_policy=NO_CACHE)
def plan(context: RunContext) -> Mapping[str, Visit]:
    """Note that the run begins, and look up what the last visits left behind."""
    with open_writer(context.directory) as connection:
        visits = context.begin(connection)
    log.info("plan     %s", count(len(context.sources), "source"))
    return visits


@task(cache_policy=NO_CACHE)
def fetch(
    context: RunContext,
    sources: Sequence[SourceConfig],
    visits: Mapping[str, Visit],
) -> Collected:
    """Get the documents of some sources into the raw store."""
    log.info("fetching %s …", _named(sources))
    collector = Collector(
        context.settings, context.store, context.run_id, context.started_at, visits
    )
    collected = collector.collect(sources)
    for attempt in collected.fetches:
        if attempt.status == "failed":
            log.warning("fetch    %s: %s", attempt.uri, attempt.error)
    fetched = sum(attempt.status == "fetched" for attempt in collected.fetches)
    log.info("fetch    %s: %s new", _named(sources), count(fetched, "document"))
    return collected


@task(cache_policy=NO_CACHE)
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


@task(cache_policy=NO_CACHE)
def copies(connection: DuckDBPyConnection, delivery: Delivery) -> tuple[Identified, Frames]:
    """Tell new articles and versions from known ones, and group copies of one text."""
    found = batches.identify_batch(connection, delivery)
    frames = batches.copies_of_batch(connection, found.versions)
    log.info(
        "copies   %s in %s",
        count(found.versions.height, "new version"),
        count(frames[COPY_GROUPS].height, "new text"),
    )
    return found, frames


@task(cache_policy=NO_CACHE)
def extract(found: Identified) -> Extracted:
    """Take claims, names, roles and quantities out of the new versions."""
    log.info("extracting from %s …", count(found.versions.height, "version"))
    extracted = extract_claims(found.versions)
    log.info("extract  %s", count(extracted.claim_mentions.height, "claim mention"))
    return extracted


@task(cache_policy=NO_CACHE)
def link(
    connection: DuckDBPyConnection, found: Identified, extracted: Extracted, frames: Frames
) -> Frames:
    """Link passages to events and mentions to claims; find what disagrees."""
    log.info("linking …")
    linked = batches.link_batch(connection, found.versions, extracted, frames)
    log.info(
        "link     %s, %s",
        count(linked[EVENTS].height, "new event"),
        count(linked[EVENT_LINKS].height, "link"),
    )
    return linked


@task(cache_policy=NO_CACHE)
def load(connection: DuckDBPyConnection, frames: Frames, place: Place) -> LoadReport:
    """Load a batch in one transaction."""
    loaded = batches.load(connection, frames, place)
    rows = sum(loaded.inserted.values())
    log.info("load     %s", "known already" if loaded.skipped else count(rows, "row"))
    return loaded


@task(name="publish", cache_policy=NO_CACHE)
def published(context: RunContext) -> bool:
    """Replace the snapshot that analysts read."""
    log.info("publishing …")
    changed = publish(context.directory)
    log.info("publish  %s", "a new snapshot" if changed else "nothing changed")
    return changed


@task(cache_policy=NO_CACHE)
def report(context: RunContext) -> RunReport:
    """Write the artifacts that the Prefect UI shows."""
    found = run_report(context.directory, context.run_id)
    create_markdown_artifact(
        as_markdown(found), key="ingest-report", description=outcome(found.totals)
    )
    create_table_artifact(source_rows(found), key="source-summary")
    create_table_artifact(disagreement_rows(found), key="disagreements")
    return found
