"""After a standstill one run takes the place of those that were missed, and no dead run is left."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient

from flows.occasions import CATCHING_UP
from flows.serving.catching_up import collapse_missed_runs, is_due, start_one_now

NOW = datetime.now(UTC)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def unserved(served: Any) -> UUID:
    """Register a deployment that no runner looks after."""
    flow = served.ask("flows/", {"name": "standstill"})
    found = served.ask("deployments/", {"name": "nobody's", "flow_id": flow["id"]})
    return UUID(found["id"])


def plan(served: Any, deployment: UUID, at: datetime) -> str:
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": at.isoformat()}}
    run = served.ask(f"deployments/{deployment}/create_flow_run", {"state": state})
    return str(run["id"])


def runs_of(served: Any, deployment: UUID) -> dict[str, Any]:
    wanted = {"deployments": {"id": {"any_": [str(deployment)]}}}
    return {run["id"]: run for run in served.ask("flow_runs/filter", wanted)}


@pytest.mark.prefect
def test_runs_that_were_missed_become_one(served: Any, unserved: UUID) -> None:
    missed = [plan(served, unserved, NOW - number * QUARTER) for number in (1, 2, 3)]
    planned = plan(served, unserved, NOW + QUARTER)

    with SyncPrefectClient(served.api_url) as client:
        n_missed = collapse_missed_runs(client, [unserved], now=NOW)
        start_one_now(client, unserved)

    left = runs_of(served, unserved)
    assert n_missed == len(missed)
    assert planned in left
    assert not left.keys() & set(missed)
    assert [run["tags"] for run in left.values() if run["id"] != planned] == [[CATCHING_UP]]
    served.ask(f"deployments/{unserved}", method="DELETE")


@pytest.mark.parametrize(
    ("last", "due"), [(None, True), (NOW - 2 * QUARTER, True), (NOW - QUARTER / 2, False)]
)
def test_our_own_ledger_says_whether_a_run_is_due(last: datetime | None, *, due: bool) -> None:
    assert is_due(last, now=NOW, every=QUARTER) is due
