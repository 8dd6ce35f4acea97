"""Where a run can be killed: at its steps, at the seams of storing, before any SQL statement."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import FrameType
from typing import Any

STEPS = ("plan", "fetch", "read", "copies", "extract", "link", "load", "publish")
SEAMS = (
    "flows.raw_store:_write_whole",
    "flows.batches:stage",
    "flows.batches:load_batch",
    "flows.batches:rmtree",
    "warehouse.staging:_write_whole",
    "warehouse.staging:_replace_text",
    "warehouse.loading:check_accounts",
    "warehouse.loading:retract_superseded",
    "warehouse.opening:migrate",
    "warehouse.migrating:_apply",
    "warehouse.publishing:fold_in_log",
    "warehouse.publishing:_copy",
    "warehouse.publishing:_build",
    "warehouse.publishing:put_in_place",
    "warehouse.publishing:_replace",
    "flows.run_context:begin_run",
    "flows.run_context:finish_run",
)


@dataclass(frozen=True, slots=True)
class Kill:
    """One way for a run to end.

    Args:
        kind: step, seam, statement or time.
        where: the step or seam; empty for the others.
        after: whether the function has returned when the kill comes.
        nth: the call, or the SQL statement, that it strikes.
        delay_s: for a kill by time: seconds after the start.
    """

    kind: str
    where: str = ""
    after: bool = False
    nth: int = 1
    delay_s: float = 0.0

    def __str__(self) -> str:
        if self.kind == "time":
            return f"after {self.delay_s:.3f} s"
        if self.kind == "statement":
            return f"before SQL statement {self.nth}"
        return f"{'after' if self.after else 'before'} {self.where}, call {self.nth}"


CHAIN = (  # in the order of a run, so that each strikes although those before it have struck
    Kill("seam", "warehouse.migrating:_apply", nth=2),
    Kill("step", "fetch"),
    Kill("seam", "flows.raw_store:_write_whole", after=True),
    Kill("step", "extract", after=True),
    Kill("seam", "warehouse.staging:_replace_text"),
    Kill("seam", "warehouse.loading:retract_superseded", after=True),
    Kill("seam", "flows.batches:load_batch", after=True),
    Kill("step", "load", nth=2),
    Kill("seam", "warehouse.publishing:_copy", after=True),
    Kill("step", "publish", after=True),
)


def die() -> None:
    """End this process as a power cut or the OOM killer would."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(kill: Kill) -> Callable[..., Any]:
    """Prepare this process to die there; give the `step` to run the pipeline with."""
    if kill.kind == "seam":
        module_name, name = kill.where.split(":")
        module = import_module(module_name)
        setattr(module, name, _deadly(getattr(module, name), kill))
    if kill.kind == "statement":
        _count_statements(kill.nth)
    deadly: dict[str, Callable[..., Any]] = {}

    def step(function: Callable[..., Any], *arguments: Any, name: str | None = None) -> Any:
        if kill.kind != "step" or function.__name__ != kill.where:
            return function(*arguments)
        return deadly.setdefault(kill.where, _deadly(function, kill))(*arguments)

    return step


def _deadly(function: Callable[..., Any], kill: Kill) -> Callable[..., Any]:
    calls = 0

    def struck(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == kill.nth and not kill.after:
            die()
        result = function(*arguments, **named)
        if calls == kill.nth:
            die()
        return result

    return struck


def _count_statements(nth: int) -> None:
    left = nth

    def profile(_: FrameType, event: str, called: Any) -> None:
        nonlocal left
        if event == "c_call" and getattr(called, "__name__", "") == "execute":
            left -= 1
            if left == 0:
                die()

    sys.setprofile(profile)
