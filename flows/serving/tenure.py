"""Who has a Prefect server on this Prefect folder: a lock that the system drops with its holder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from transforms.errors import RetryError, StopError

LOCK = "server.lock"
Role = Literal["up", "run"]

_TRIES = 5
_BETWEEN_TRIES_S = 0.05
_WIDTH = 400


class Tenure(BaseModel):
    """What the holder of the lock has written into it.

    Attributes:
        pid: the holder.
        role: `up` serves deployments; `run` has a temporary server for one run.
        api_url: where the server answers, `…/api` included.
        ours: whether it is a child of the holder, and not one that PREFECT_API_URL names.
        since: when it began, aware.
        ready: whether the server has answered and, for `up`, the deployments are registered.
    """

    pid: int
    role: Role
    api_url: str
    ours: bool = True
    since: datetime
    ready: bool = False


class Tenancy:
    """The lock while we hold it."""

    def __init__(self, descriptor: int, tenure: Tenure) -> None:
        self._descriptor = descriptor
        self.tenure = tenure
        self._write()

    def announce(self) -> None:
        """Tell others that the server can be used."""
        self.tenure = self.tenure.model_copy(update={"ready": True})
        self._write()

    def _write(self) -> None:
        # One write of fixed width: who reads meanwhile sees the old or the new.
        line = self.tenure.model_dump_json().ljust(_WIDTH) + "\n"
        os.pwrite(self._descriptor, line.encode(), 0)


@contextmanager
def tenancy(home: Path, *, role: Role, api_url: str, ours: bool = True) -> Iterator[Tenancy]:
    """Hold the lock of a Prefect folder, so that its database has one server of ours at most.

    The arguments are told to who asks; see `Tenure`.

    Raises:
        RetryError: somebody else holds it.
        StopError: the folder cannot be written.
    """
    path = home / LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StopError(
            f"{path}: cannot be written ({error.strerror}); check the folder"
        ) from error
    try:
        if not _locked(descriptor):
            raise RetryError(_held(current(home), home))
        now = datetime.now(UTC)
        tenure = Tenure(pid=os.getpid(), role=role, api_url=api_url, ours=ours, since=now)
        yield Tenancy(descriptor, tenure)
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def current(home: Path) -> Tenure | None:
    """Give who has a server on this folder now; None when nobody has.

    What a killed holder left behind counts for nothing: its lock went with it.
    """
    try:
        with (home / LOCK).open(encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return Tenure.model_validate_json(handle.read())
    except (FileNotFoundError, ValidationError):
        return None
    return None


def _locked(descriptor: int) -> bool:
    """Take the lock; a moment's hold by somebody who only looks is waited for."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(_BETWEEN_TRIES_S)
        else:
            return True
    return False


def _held(holder: Tenure | None, home: Path) -> str:
    if holder is None:
        return f"{home}: another process is starting or ending a Prefect server; run again"
    if holder.role == "up":
        return f"`claimstream up` (process {holder.pid}) serves {holder.api_url} already"
    return (
        f"process {holder.pid} has a temporary Prefect server on {home}; "
        "run again when it has finished"
    )
