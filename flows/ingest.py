"""The Prefect flows `ingest` and `ingest-source`: names and records for `flows.pipeline`."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from pydantic import Field

from flows.bars import Bars
from flows.occasions import begin_flow_run, is_served
from flows.pipeline import load_articles, publish
from flows.prefect_environment import LOGGER
from flows.redaction import public_url, restored
from flows.reports.markdown import as_markdown
from flows.reports.tables import disagreement_rows, source_rows
from flows.reports.wording import count, outcome
from flows.run_context import RunContext
from flows.settings import Settings, load_settings
from flows.signals import tell
from flows.source_entries import Kind
from flows.sources import SourceConfig, chosen_sources, read_sources, sources_from_arguments
from transforms.contracts.operations import Fetch
from transforms.errors import BusyError, ClaimstreamError, ConfigError
from transforms.identifiers import stable_id
from warehouse.day_reports import day_report
from warehouse.run_reports import RunReport, run_report

log = logging.getLogger(LOGGER)


def _run_name() -> str:
    locations = flow_run.parameters.get("locations") or []
    named = ", ".join(Path(location).name or location for location in locations[:3])
    more = f" and {len(locations) - 3} more" if len(locations) > 3 else ""  # noqa: PLR2004 - as many as are named
    return f"ingest {named}{more}" if named else f"ingest {_configured()}"


def _configured() -> str:
    config, warehouse = (flow_run.parameters.get(name) for name in ("config", "warehouse"))
    try:
        sources = read_sources(settings_of(config, warehouse).ingest.sources)
    except ClaimstreamError:
        return "configured sources"
    return count(len(sources), "source")


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
        A final state whose message is the outcome in one sentence and whose result is the report
        (None when the load was not published); failed when nothing at all could be read.
    """
    settings = settings_of(config, warehouse)
    sources = chosen_sources(
        [restored(location) for location in locations or []],
        settings.ingest.sources,
        outlet=outlet,
        published_at=published_at,
    )
    return run_ingest(settings, sources)


Place = Annotated[
    str,
    Field(
        title="Source, path or URL",
        description=(
            "The name of a source of sources.toml, a file or folder on the machine that runs "
            "claimstream, or the URL of a feed or page. No passwords: what is typed here is "
            "stored. A URL that needs one belongs into sources.toml."
        ),
        min_length=1,
        examples=["Harbour Gazette", "https://example.org/feed.xml", "/srv/inbox"],
    ),
]
What = Annotated[
    Kind | None,
    Field(title="Kind", description="What it holds. Leave it empty: the content tells."),
]
Outlet = Annotated[
    str | None,
    Field(title="Outlet", description="The publisher of all of it, where the texts do not say."),
]
PublishedOn = Annotated[
    str | None,
    Field(
        title="Publication date",
        description="Like 2025-10-26; for texts that bear no date of their own.",
        pattern=r"^\d{4}-\d{2}-\d{2}$",
    ),
]


@flow(name="ingest-source", flow_run_name="ingest {place}", persist_result=False)
def ingest_source(
    place: Place,
    kind: What = None,
    outlet: Outlet = None,
    published_on: PublishedOn = None,
) -> State[RunReport | None]:
    """Ingest one source now: one of `sources.toml` by its name, or any file, folder, feed or page.

    Args:
        place: the name of a source, or a path or URL.
        kind: what it holds; None = the content tells.
        outlet: the publisher of all of it, where the texts do not say.
        published_on: publication date of what bears none.

    Raises:
        ConfigError: there is no such source, path or URL, or the URL holds a password.
    """
    settings = settings_of()
    if "://" in place and public_url(place) != place:
        raise ConfigError("a URL with a password belongs into sources.toml: forms are stored")
    listed = [source for source in read_sources(settings.ingest.sources) if source.name == place]
    if listed:  # asked for now, so whether it is due or not
        return run_ingest(settings, [replace(source, named=True) for source in listed])
    named = sources_from_arguments([place], outlet=outlet, published_at=published_on)
    return run_ingest(settings, [replace(source, kind=kind) for source in named])


def settings_of(config: str | None = None, warehouse: str | None = None) -> Settings:
    """Load the settings that a flow's parameters name."""
    return load_settings(Path(config) if config else None, Path(warehouse) if warehouse else None)


def run_ingest(settings: Settings, sources: Sequence[SourceConfig]) -> State[Any]:
    """Run one ingest in this flow run: its steps as bars, its outcome as the final state.

    Raises:
        ClaimstreamError: as `flows.pipeline.load_articles`; that somebody else is writing is an
            error for a command only: of a served run it is the outcome.
    """
    begin_flow_run()
    started_at = datetime.now(UTC)
    run_id = stable_id("run", flow_run.id or "", started_at.isoformat())
    context = RunContext(settings, tuple(sources), run_id, started_at)
    step = Bars()
    try:
        collected = load_articles(context, step=step)
    except BusyError as busy:
        if not is_served():
            raise
        log.info("skipped: %s", busy)
        return Completed(name="Skipped", message=f"skipped: {busy}")
    try:
        step(publish, context)
    except ClaimstreamError as error:
        message = f"loaded, but not published: {error}"
        log.warning(message)
        return Completed(message=message, data=None)
    found = step(report, context)
    failed = all(fetch.status == "failed" for fetch in collected.fetches)
    if collected.fetches and failed and not collected.not_due:
        return Failed(message=_failure(collected.fetches), data=found)
    return Completed(message=outcome(found.totals), data=found)


def _failure(fetches: Sequence[Fetch]) -> str:
    more = f" (and {count(len(fetches) - 1, 'other')})" if len(fetches) > 1 else ""
    return f"nothing could be read: {fetches[0].uri}: {fetches[0].error}{more}"


def report(context: RunContext) -> RunReport:
    """Write the artifacts that the Prefect UI shows, and tell automations what was found."""
    found = run_report(context.directory, context.run_id)
    day = day_report(context.directory, until=context.started_at)
    summary = outcome(found.totals)
    create_markdown_artifact(as_markdown(found, day), key="ingest-report", description=summary)
    create_table_artifact(source_rows(found), key="source-summary")
    create_table_artifact(disagreement_rows(found), key="disagreements")
    tell(found, day, context.settings.alerts)
    return found
