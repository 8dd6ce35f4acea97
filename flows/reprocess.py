"""The Prefect flow `reprocess`: derive all anew by today's rules, report, put it in place."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.bars import Bars
from flows.ingest import settings_of
from flows.occasions import begin_flow_run, is_served
from flows.prefect_environment import LOGGER
from flows.reports.comparing import as_comparison, changes
from flows.reports.wording import count
from flows.reprocessing import Comparison, put_in_place, work_out
from transforms.contracts.claims import CLAIM_MENTIONS
from transforms.errors import BusyError

log = logging.getLogger(LOGGER)

Then = Annotated[
    Literal["only report", "put in place"],
    Field(
        title="What to do with the result",
        description="Report first, and look at the artifact reprocess-report. Put in place, it is "
        "what everybody reads; what was held before stays in the history.",
    ),
]
MostLost = Annotated[
    int,
    Field(
        title="Claims that may be lost, of a hundred",
        description="When today's rules lose more of those that are held, nothing is put in place.",
        ge=0,
        le=100,
    ),
]


@flow(name="reprocess", flow_run_name="reprocess, {then}", persist_result=False)
def reprocess(then: Then = "only report", most_lost: MostLost = 10) -> State[None]:
    """Work all articles out again by today's rules, report what changes, and put it in place.

    The articles stay as they are; copies, claims, events and disagreements are derived anew, beside
    the warehouse. What was worked out is kept, so that putting it in place later costs little.

    Args:
        then: what to do with the result.
        most_lost: with a larger share of the claims lost, the run fails after its report.
    """
    directory = settings_of().warehouse.dir
    begin_flow_run()
    step = Bars()
    try:
        compared = step(work_out, directory)
        step(report, compared)
        if then == "only report":
            return Completed(message=f"{changes(compared)}; nothing is put in place")
        if refusal := too_much_lost(compared, most_lost):
            return Failed(message=refusal)
        return Completed(message=step(promote, directory))
    except BusyError as busy:
        if not is_served():
            raise
        return Completed(name="Skipped", message=f"skipped: {busy}")


def report(compared: Comparison) -> None:
    """Write the artifact `reprocess-report`."""
    said = changes(compared)
    create_markdown_artifact(as_comparison(compared), key="reprocess-report", description=said)
    log.info("compare  %s", said)


def too_much_lost(compared: Comparison, most_lost: int) -> str | None:
    """Say why the result must not be put in place; None when it may.

    Args:
        compared: what was worked out beside what is held.
        most_lost: claims that may be lost, of a hundred that are held.
    """
    held = compared.before[str(CLAIM_MENTIONS.table)]
    lost = compared.claims.filter(change="lost").height
    if 100 * lost <= most_lost * held:
        return None
    return (
        f"not put in place: {count(lost, 'claim')} of {held:,} would be lost, "
        f"more than {most_lost} of a hundred; look at the artifact reprocess-report"
    )


def promote(directory: Path) -> str:
    """Put the result in the place of what is held, and publish; give what changed, in words."""
    changed = put_in_place(directory, now=datetime.now(UTC))
    retracted, recorded = (sum(rows[side] for rows in changed.values()) for side in (0, 1))
    said = f"put in place: {count(retracted, 'row')} retracted, {recorded:,} recorded"
    log.info("promote  %s", said)
    return said
