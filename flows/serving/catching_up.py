"""Put right what a standstill left in Prefect: dead runs, and runs that nobody started."""

from datetime import datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.states import Crashed

from flows.occasions import CATCHING_UP

_PAGE = 200


def collapse_missed_runs(
    client: SyncPrefectClient, deployments: list[UUID], *, now: datetime
) -> int:
    """Delete scheduled runs whose time has passed, so that they are not all made up for.

    Returns:
        How many there were.
    """
    missed = FlowRunFilter(
        state=_in(StateType.SCHEDULED),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": now}),
    )
    of_ours = DeploymentFilter(id=DeploymentFilterId(any_=deployments))
    deleted = 0
    while runs := client.read_flow_runs(
        flow_run_filter=missed, deployment_filter=of_ours, limit=_PAGE
    ):
        for run in runs:
            client.delete_flow_run(run.id)
        deleted += len(runs)
    return deleted


def bury_dead_runs(client: SyncPrefectClient) -> int:
    """Mark runs as crashed that Prefect takes for running, when nothing can be running.

    Only for a server that has just been started: whoever ran on it before ended with it.
    """
    dead = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=_in(StateType.RUNNING, StateType.PENDING)), limit=_PAGE
    )
    for run in dead:
        state: State[None] = Crashed(message="its process ended before it could say so")
        client.set_flow_run_state(run.id, state, force=True)
    return len(dead)


def start_one_now(client: SyncPrefectClient, deployment: UUID) -> None:
    """Start a run at once, in place of those that were missed."""
    client.create_flow_run_from_deployment(deployment, tags=[CATCHING_UP])


def is_due(last_run_at: datetime | None, *, now: datetime, every: timedelta) -> bool:
    """Tell from our own ledger whether a run is due before the schedule's next one."""
    return last_run_at is None or now - last_run_at > every


def _in(*types: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
