"""Which steps of a run get a bar of their own on its page in Prefect."""

from collections.abc import Callable
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

Result = TypeVar("Result")


class Bars:
    """Runs steps as Prefect tasks as long as that helps who looks at the page.

    A step that has a name of its own, and each other one the first time, gets a bar. What comes
    again with every further batch runs as it is: what it does is in the log of the run. Prefect
    records about fifteen tasks a second, and nobody reads more bars than that.
    """

    def __init__(self) -> None:
        self._shown: set[str] = set()

    def __call__(
        self,
        function: Callable[..., Result],
        *arguments: Any,  # noqa: ANN401 - any step's arguments
        name: str | None = None,
    ) -> Result:
        """Run a step, as a task or as it is; nothing of it is cached or stored."""
        shown = name or getattr(function, "__name__", "step").replace("_", " ")
        if shown in self._shown:
            return function(*arguments)
        self._shown.add(shown)
        step = task(name=shown, task_run_name=shown, cache_policy=NO_CACHE, persist_result=False)
        return step(function)(*arguments)
