"""How `claimstream up` is doing, from its lock, its server and our own ledger."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.serving.links import links
from flows.serving.server import answers
from flows.serving.tenure import current
from flows.settings import Settings
from warehouse.run_times import last_run_at

_MISSED_INTERVALS = 3


@dataclass(frozen=True, slots=True)
class State:
    """What `claimstream status` shows.

    Attributes:
        values: name and value, in the order to show them.
        is_well: whether a monitor may be content.
    """

    values: dict[str, Any]
    is_well: bool


def state_of(settings: Settings, home: Path) -> State:
    """Look how it is doing.

    Args:
        settings: how often runs take place, and where the warehouse is.
        home: Prefect's folder.
    """
    now = datetime.now(UTC)
    tenure = current(home)
    last = last_run_at(settings.warehouse.dir)
    served = tenure is not None and tenure.role == "up"
    answering = tenure is not None and answers(tenure.api_url)
    allowed = _MISSED_INTERVALS * timedelta(minutes=settings.prefect.every_minutes)
    begun = tenure.since if tenure is not None else now
    timely = max(last or begun, begun) > now - allowed
    values: dict[str, Any] = {
        "state": _word(served=served, answering=answering, timely=timely),
        "process": tenure.pid if tenure and served else None,
        "since": tenure.since if tenure and served else None,
        "last run": last,
        "warehouse": str(settings.warehouse.dir),
    }
    if tenure is not None and served:
        values |= links(tenure.api_url, ours=tenure.ours)
    return State(values, is_well=served and answering and timely)


def _word(*, served: bool, answering: bool, timely: bool) -> str:
    if not served:
        return "not running"
    if not answering:
        return "running, but its server does not answer"
    return "running" if timely else "running, but no run was completed for three intervals"
