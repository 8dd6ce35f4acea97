"""The Prefect flow `ingest`: names and records for the steps of `flows.pipeline`."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.pipeline import load_articles, publish
from flows.prefect_environment import LOGGER
from flows.redaction import restored
from flows.reports.markdown import as_markdown
from flows.reports.tables import disagreement_rows, source_rows
from flows.reports.wording import count, outcome
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import chosen_sources
from transforms.contracts.operations import Fetch
from transforms.errors import ClaimstreamError
from transforms.identifiers import stable_id
from warehouse.run_reports import RunReport, run_report

Result = TypeVar("Result")
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
        A final state whose message is the outcome in one sentence and whose result is the report
        (None when the load was not published); failed when nothing at all could be read.
    """
    settings = load_settings(
        Path(config) if config else None, Path(warehouse) if warehouse else None
    )
    sources = chosen_sources(
        [restored(location) for location in locations or []],
        settings.ingest.sources,
        outlet=outlet,
        published_at=published_at,
    )
    started_at = datetime.now(UTC)
    run_id = stable_id("run", flow_run.id or "", started_at.isoformat())
    context = RunContext(settings, tuple(sources), run_id, started_at)
    collected = load_articles(context, step=as_task)
    try:
        as_task(publish, context)
    except ClaimstreamError as error:
        message = f"loaded, but not published: {error}"
        log.warning(message)
        return Completed(message=message, data=None)
    found = as_task(report, context)
    if collected.fetches and all(fetch.status == "failed" for fetch in collected.fetches):
        return Failed(message=_failure(collected.fetches), data=found)
    return Completed(message=outcome(found.totals), data=found)


def _failure(fetches: Sequence[Fetch]) -> str:
    more = f" (and {count(len(fetches) - 1, 'other')})" if len(fetches) > 1 else ""
    return f"nothing could be read: {fetches[0].uri}: {fetches[0].error}{more}"


def as_task(function: Callable[..., Result], *arguments: Any, name: str | None = None) -> Result:  # noqa: ANN401 - any step's arguments
    """Run a step as a Prefect task; nothing of it is cached or stored."""
    step = task(task_run_name=name, cache_policy=NO_CACHE, persist_result=False)(function)
    return step(*arguments)


def report(context: RunContext) -> RunReport:
    """Write the artifacts that the Prefect UI shows."""
    found = run_report(context.directory, context.run_id)
    summary = outcome(found.totals)
    create_markdown_artifact(as_markdown(found), key="ingest-report", description=summary)
    create_table_artifact(source_rows(found), key="source-summary")
    create_table_artifact(disagreement_rows(found), key="disagreements")
    return found
