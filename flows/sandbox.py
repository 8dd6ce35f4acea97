"""Read documents in child processes, so that no document can harm the run or its siblings."""

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows.child_context import ChildContext
from flows.parsing_child import Allowance, Failure, prepare, run
from flows.reading import Delivery, read_document, rejected
from flows.settings import SandboxSettings
from transforms.contracts.operations import REJECTS, Reason
from transforms.errors import RetryError, SetAsideError, StopError
from transforms.parsers import Document

_MIB = 1024 * 1024
_MOST_WORKERS = 4
_AHEAD_PER_WORKER = 16  # so that children read on while a batch is loaded or one document is slow
_AHEAD_BYTES = 256 * _MIB
_PRELOADED = ["flows.parsing_child", "flows.reading"]
_NO_CHILDREN = (
    "no child process for parsing can be started or kept; free memory and process slots, run again"
)

Read = Callable[[Document], Delivery]
Result = TypeVar("Result")


def warm_up() -> None:
    """Start the server that children are forked from, and do not wait for it.

    It imports the parsers while the caller does something else, such as fetching.
    """
    _context()
    forkserver.ensure_running()


def parse_all(
    documents: Iterable[Document], *, settings: SandboxSettings, read: Read = read_document
) -> Generator[Delivery]:
    """Read documents side by side in child processes; one delivery per document, in their order.

    A document whose child runs out of time or memory, or crashes, is delivered as one reject
    (`parser_died`); where that may be chance (a crash, or wall time that ran out) it is tried once
    more, alone. Children are forked when the first document comes, and documents are taken from
    the iterable only so many ahead of the results.

    Args:
        documents: what to read.
        settings: workers and limits.
        read: a module-level function that a child can import.

    Raises:
        StopError: `read` raised it: a defect of ours, no property of the document.
        RetryError: the system lets us start no child.
    """
    n_workers = settings.workers or min(_MOST_WORKERS, os.cpu_count() or 1)
    waiting: deque[_Job] = deque()
    pool: ProcessPool | None = None
    try:
        for document in documents:
            pool = pool or child_pool(n_workers)
            waiting.append(_Job.start(pool, document, read, settings))
            while len(waiting) > n_workers * _AHEAD_PER_WORKER or _size(waiting) > _AHEAD_BYTES:
                yield waiting.popleft().finish(settings)
        while waiting:
            yield waiting.popleft().finish(settings)
    finally:
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


def read_one(
    document: Document, read: Callable[[Document], Result], *, settings: SandboxSettings
) -> Result:
    """Let a child process take something out of one document.

    Args:
        document: what to read.
        read: a module-level function that a child can import.
        settings: limits.

    Raises:
        SetAsideError: it cannot be read, or its child ran out of time or memory.
        RetryError: the system lets us start no child.
    """
    with child_pool(1) as pool:
        outcome = _Job.start(pool, document, read, settings).outcome(settings)
    if isinstance(outcome, Failure):
        raise SetAsideError(outcome.reason or Reason.PARSE_FAILED, outcome.detail)
    return outcome  # type: ignore[no-any-return]


def child_pool(n_workers: int) -> ProcessPool:
    """Give a pool of child processes that know nothing of the main program."""
    return ProcessPool(max_workers=n_workers, initializer=prepare, context=_context())


def allowance_for(size_bytes: int, settings: SandboxSettings) -> Allowance:
    """Give what a document of this size may use."""
    beyond = max(0, size_bytes - settings.ordinary_bytes)
    return Allowance(
        cpu_s=int(settings.cpu_s + _extra_s(size_bytes, settings)),
        memory_bytes=settings.memory_bytes + settings.extra_memory_per_byte * beyond,
    )


def _extra_s(size_bytes: int, settings: SandboxSettings) -> float:
    return settings.extra_s_per_mib * max(0, size_bytes - settings.ordinary_bytes) / _MIB


@dataclass(frozen=True, slots=True)
class _Job:
    """A document on its way through a child."""

    document: Document
    read: Callable[[Document], Any]
    allowance: Allowance
    wall_s: float
    future: ProcessFuture[bytes]

    @classmethod
    def start(
        cls,
        pool: ProcessPool,
        document: Document,
        read: Callable[[Document], Any],
        settings: SandboxSettings,
    ) -> "_Job":
        size = len(document.content)
        allowance = allowance_for(size, settings)
        wall_s = settings.wall_s + _extra_s(size, settings)
        try:
            future = pool.schedule(run, args=(read, document, allowance), timeout=wall_s)
        except RuntimeError as error:
            raise RetryError(_NO_CHILDREN) from error
        return cls(document, read, allowance, wall_s, future)

    def finish(self, settings: SandboxSettings) -> Delivery:
        """Wait for the delivery; a failure is one reject.

        Raises:
            StopError: the child says that going on would be wrong.
            RetryError: no child can be started.
        """
        outcome = self.outcome(settings)
        if isinstance(outcome, Failure):
            return self._set_aside(outcome)
        return outcome  # type: ignore[no-any-return]

    def outcome(self, settings: SandboxSettings, *, again: bool = True) -> Any | Failure:  # noqa: ANN401 - what `read` gives
        """Wait for what the child gives, or for why it gives nothing.

        Raises:
            RetryError: no child can be started.
        """
        try:
            return pickle.loads(self.future.result())  # noqa: S301 - written by our own child
        except BrokenExecutor as error:
            raise RetryError(_NO_CHILDREN) from error
        except (TimeoutError, ProcessExpired) as error:
            if again and getattr(error, "exitcode", None) != -signal.SIGXCPU:
                return self._alone(settings)
            return Failure(Reason.PARSER_DIED, self._cause(error))

    def _alone(self, settings: SandboxSettings) -> Any | Failure:  # noqa: ANN401 - what `read` gives
        with child_pool(1) as pool:
            job = _Job.start(pool, self.document, self.read, settings)
            return job.outcome(settings, again=False)

    def _cause(self, error: TimeoutError | ProcessExpired) -> str:
        if isinstance(error, TimeoutError):
            return f"took longer than {self.wall_s:.3g} s"
        if error.exitcode == -signal.SIGXCPU:
            return f"used more than {self.allowance.cpu_s} s of processor time"
        if error.exitcode and error.exitcode < 0:
            name = signal.Signals(-error.exitcode).name
            memory = " or ran out of memory" if name in {"SIGABRT", "SIGKILL"} else ""
            return f"its parser crashed{memory} ({name})"
        return f"its parser ended without a result (exit code {error.exitcode})"

    def _set_aside(self, failure: Failure) -> Delivery:
        if failure.reason is None:
            raise StopError(failure.detail)
        detail = " ".join(failure.detail.split())[:500]
        return rejected(REJECTS.frame([self.document.reject(failure.reason, detail)]))


def _size(jobs: Iterable[_Job]) -> int:
    return sum(len(job.document.content) for job in jobs)


@cache
def _context() -> ChildContext:
    context = ChildContext()
    context.set_forkserver_preload(_PRELOADED)
    return context
