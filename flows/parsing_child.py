"""What runs in a child process: one document at a time, under limits, at the quarantine door."""

import math
import os
import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from transforms.contracts.operations import Reason
from transforms.errors import StopError


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one document may use.

    Attributes:
        cpu_s: processor time; a child that needs more is killed by the kernel.
        memory_bytes: address space beyond what the child started with.
    """

    cpu_s: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be read; `reason` None means that a defect of ours must stop us."""

    reason: Reason | None
    detail: str


def prepare() -> None:
    """Make a fresh child harmless: no core file, no standard output, killed when told to end.

    Its polars has one thread, as there is one child per processor.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a Python handler would wait for C code to end
    os.environ["POLARS_MAX_THREADS"] = "1"
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _size_at_start()


def run(read: Callable[[Any], Any], document: object, allowance: Allowance) -> bytes:
    """Read one document within its allowance.

    Returns:
        The pickled result, or a pickled `Failure`: whatever a parser raises must not reach the
        pool's own channel.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime) + allowance.cpu_s)
    if size := _size_at_start():
        _limit(resource.RLIMIT_AS, size + allowance.memory_bytes)
    try:
        return _read(read, document)
    finally:
        _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
        _limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def _read(read: Callable[[Any], Any], document: object) -> bytes:
    try:
        return pickle.dumps(read(document), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        failure = Failure(Reason.PARSER_DIED, "ran out of memory")
    except StopError as error:
        failure = Failure(None, str(error))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the quarantine door, once per document
        detail = f"the parser failed: {type(error).__name__}: {error}"
        failure = Failure(Reason.PARSE_FAILED, detail)
    return pickle.dumps(failure)


@cache
def _size_at_start() -> int:
    """Give the address space this child began with; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except FileNotFoundError:
        return 0
    return pages * resource.getpagesize()


def _limit(what: int, soft: int) -> None:
    """Set a soft limit, as far as the hard one allows."""
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        soft = hard if soft == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(what, (soft, hard))
