"""The Prefect flow `review`: lay out what one run found to disagree, for somebody to decide."""

import logging
from typing import Annotated

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from flows.bars import Bars
from flows.ingest import settings_of
from flows.occasions import begin_flow_run
from flows.prefect_environment import LOGGER
from flows.reports.reviewing import as_review
from flows.reports.wording import count
from flows.settings import Settings
from warehouse.run_reports import RunReport, run_report

log = logging.getLogger(LOGGER)

RunId = Annotated[
    str,
    Field(
        title="Run",
        description="The run_id of the run whose disagreements are laid out, as in mart.runs.",
        pattern=r"^[0-9a-fA-F-]{36}$",
    ),
]


@flow(name="review", flow_run_name="review of a run's disagreements", persist_result=False)
def review(run_id: RunId) -> State[None]:
    """Lay out the disagreements of one run: both passages, why they differ, how to decide.

    Args:
        run_id: the run, as in mart.runs.
    """
    settings = settings_of()
    begin_flow_run()
    step = Bars()
    found = step(look_up, settings, run_id)
    step(lay_out, found)
    disputed = found.disagreements.filter(~found.disagreements.get_column("compatible")).height
    return Completed(
        message=f"{count(found.disagreements.height, 'disagreement')}, {disputed} of them conflicts"
    )


def look_up(settings: Settings, run_id: str) -> RunReport:
    """Read what the run found, from the published snapshot."""
    found = run_report(settings.warehouse.dir, run_id)
    log.info("review   %s", count(found.disagreements.height, "disagreement"))
    return found


def lay_out(found: RunReport) -> None:
    """Write the artifact `review`."""
    events = found.disagreements.get_column("event_id").n_unique()
    create_markdown_artifact(
        as_review(found), key="review", description=f"disputed: {count(events, 'event')}"
    )
