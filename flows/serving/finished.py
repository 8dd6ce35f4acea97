"""Tell of flow runs that have ended: a line each, where `claimstream up` was started."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterEndTime
from prefect.client.schemas.sorting import FlowRunSort

_PAGE = 20


class Finished:
    """Remembers up to when it has told of runs.

    Args:
        client: of the server.
        say: is given a line per run.
    """

    def __init__(self, client: SyncPrefectClient, say: Callable[[str], None]) -> None:
        self._client = client
        self._say = say
        self._told_until = datetime.now(UTC)

    def tell(self) -> None:
        """Tell of the runs that have ended since last time; a server that is away is waited for."""
        ended = FlowRunFilter(
            end_time=FlowRunFilterEndTime.model_validate({"after_": self._told_until})
        )
        try:
            runs = self._client.read_flow_runs(
                flow_run_filter=ended, sort=FlowRunSort.START_TIME_ASC, limit=_PAGE
            )
        except httpx.HTTPError:
            return
        for run in sorted(runs, key=lambda run: run.end_time or self._told_until):
            if run.end_time is None or run.end_time <= self._told_until:
                continue
            self._told_until = run.end_time
            said = (run.state.message if run.state else None) or run.state_name
            clock = run.end_time.astimezone().strftime("%H:%M:%S")
            self._say(f"{clock}  {run.name}: {said}")
