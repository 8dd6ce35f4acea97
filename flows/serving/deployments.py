"""What `claimstream up` serves: which flow, when, with which form."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.ingest import ingest, ingest_source
from flows.maintain import maintain
from flows.occasions import DISAGREEMENTS
from flows.prefect_environment import LOGGER
from flows.reprocess import reprocess
from flows.review import review
from flows.serving.forms import FOR_COMMANDS, shape_form, suggest
from flows.settings import Settings

TAG = LOGGER
INGEST = "ingest/every-few-minutes"
REVIEW = "review/after-disagreements"
MAINTAIN = "maintain/nightly"
NIGHTLY = "30 3 * * *"

_QUARTERS = datetime(2025, 1, 1, tzinfo=UTC)
_ONE_AT_A_TIME = ConcurrencyLimitConfig(
    limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
)


def deployments(settings: Settings, sources: Sequence[str]) -> list[RunnerDeployment]:
    """Give what is served.

    Args:
        settings: how often.
        sources: the names of the configured sources, for the form of `ingest-source`.
    """
    every = timedelta(minutes=settings.prefect.every_minutes)
    ingesting = _deployment(
        ingest,
        INGEST,
        f"Reads all sources of {settings.ingest.sources.name}, every "
        f"{settings.prefect.every_minutes} minutes. Skipped while the one before still runs.",
        schedule=Interval(every, anchor_date=_QUARTERS),
        hidden={*FOR_COMMANDS, "locations", "published_at", "outlet"},
    )
    on_demand = _deployment(
        ingest_source,
        "ingest-source/on-demand",
        "Reads one source now: one of the configured ones, or any file, folder, feed or page.",
    )
    if sources:
        suggest(on_demand, "place", sources)
    filling = _deployment(
        backfill,
        "backfill/on-demand",
        "Reads a folder of older texts in bounded pieces. Started again, it goes on where it was.",
    )
    reworking = _deployment(
        reprocess,
        "reprocess/on-demand",
        "Works all articles out again by today's rules, and says what changes before it is put in "
        "place.",
    )
    reviewing = _deployment(
        review,
        REVIEW,
        "Lays out the disagreements of a run. Started when a run found some.",
        tags=(DISAGREEMENTS,),
    )
    tidying = _deployment(
        maintain,
        MAINTAIN,
        "Every night: checks the warehouse, folds in its log, prunes what is no longer needed.",
        schedule=Cron(NIGHTLY),
    )
    return [ingesting, on_demand, filling, reworking, reviewing, tidying]


def _deployment(
    what: Flow[..., Any],
    full_name: str,
    description: str,
    *,
    schedule: Schedule | None = None,
    tags: Sequence[str] = (),
    hidden: Collection[str] = FOR_COMMANDS,
) -> RunnerDeployment:
    deployment = cast(
        "RunnerDeployment",
        what.to_deployment(
            full_name.partition("/")[2],
            description=description,
            tags=[TAG, *tags],
            schedule=schedule,
            concurrency_limit=_ONE_AT_A_TIME,
            entrypoint_type=EntrypointType.MODULE_PATH,
            paused=False,
        ),
    )
    shape_form(deployment, what, hidden=hidden)
    return deployment
