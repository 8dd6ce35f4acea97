"""Serve deployments until told to stop: the part of `claimstream up` that runs flows."""

import asyncio
import threading
from collections.abc import Sequence
from typing import cast
from uuid import UUID

from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner

_POLL_S = 5.0
_LIMIT = 4
_STOP_S = 60.0


class Served:
    """A runner in a thread of its own, so that the main thread hears signals.

    Args:
        deployments: what to serve; they are registered when this is made.
    """

    def __init__(self, deployments: Sequence[RunnerDeployment]) -> None:
        self._deployments = deployments
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread()
        self._runner, self.ids = self._registered()

    def start(self) -> None:
        """Begin to look for runs that are due."""
        self._thread = threading.Thread(target=self._run, name="claimstream-runner", daemon=True)
        self._thread.start()

    def start_again(self) -> None:
        """Begin once more, with a new runner: one that has ended cannot go on."""
        self._runner, self.ids = self._registered()
        self.start()

    def _registered(self) -> tuple[Runner, dict[str, UUID]]:
        runner = Runner(name="claimstream", query_seconds=_POLL_S, limit=_LIMIT)
        ids = {d.full_name: cast("UUID", runner.add_deployment(d)) for d in self._deployments}
        return runner, ids

    @property
    def is_alive(self) -> bool:
        """Whether it still looks for runs; a server that is away for long can end it."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End the runs that are under way, pause the schedules, and stop looking."""
        if self._loop is not None and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._stop(), self._loop)
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._runner.start()

    async def _stop(self) -> None:
        if self._runner.started:
            await self._runner.astop()
