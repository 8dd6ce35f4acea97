"""Why a flow run takes place: a tag that people read on its page."""

import logging
from collections.abc import Iterable

from prefect.client.orchestration import get_client
from prefect.runtime import deployment, flow_run

from flows.prefect_environment import LOGGER

COMMAND_LINE = "command line"
CATCHING_UP = "catching up"
SCHEDULED = "scheduled"
ON_DEMAND = "on demand"
DISAGREEMENTS = "after disagreements"
OCCASIONS = frozenset({COMMAND_LINE, CATCHING_UP, SCHEDULED, ON_DEMAND, DISAGREEMENTS})

_PREFECT_SCHEDULED = "auto-scheduled"


def is_served() -> bool:
    """Tell whether this flow run belongs to a deployment, and not to a command."""
    return deployment.id is not None


def begin_flow_run() -> None:
    """Let what the run says through to its log, and tag it with why it takes place.

    A tag of whoever made the run stays.
    """
    logging.getLogger(LOGGER).setLevel(logging.INFO)
    if flow_run.id is None:
        return
    said = set(flow_run.tags or [])
    occasion = occasion_of(said)
    if occasion not in said:
        with get_client(sync_client=True) as client:
            client.update_flow_run(flow_run.id, tags=sorted({*said, occasion}))


def occasion_of(tags: Iterable[str], *, served: bool | None = None) -> str:
    """Give why a run takes place, from the tags that it was made with.

    Args:
        tags: of the flow run.
        served: whether it belongs to a deployment; None = as this process's run.
    """
    said = set(tags)
    if named := said & OCCASIONS:
        return min(named)
    if _PREFECT_SCHEDULED in said:
        return SCHEDULED
    served = is_served() if served is None else served
    return ON_DEMAND if served else COMMAND_LINE
