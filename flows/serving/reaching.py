"""The way of a command to Prefect: a server that somebody runs, else a temporary one."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.serving.server import Say, Site, answers, free_port, running_server
from flows.serving.tenure import current, tenancy
from flows.settings import Settings
from transforms.errors import RetryError

API_URL = "PREFECT_API_URL"
_BETWEEN_LOOKS_S = 0.5
_HAND_OVER_S = 15.0


@contextmanager
def reached_server(home: Path, settings: Settings, say: Say) -> Iterator[str]:
    """See that PREFECT_API_URL names a server that answers, for as long as the block lasts.

    It is the one that the environment names, else that of `claimstream up`, else a temporary one.
    Prefect reads the variable when it is imported: not before the block.

    Args:
        home: Prefect's folder.
        settings: where a server listens and how long it may take.
        say: is told what is waited for.

    Yields:
        The address of its API.

    Raises:
        RetryError: there is no answer, or somebody else has a temporary server on the same files.
        StopError: the temporary server does not start.
    """
    named = os.environ.get(API_URL)
    if named:
        if not answers(named):
            raise RetryError(
                f"{API_URL}={named}: no Prefect server answers there; check the address, or unset "
                "it for a temporary server"
            )
        yield named
        return
    served = _served(home, settings.prefect.startup_timeout_s, say)
    if served is not None:
        os.environ[API_URL] = served
        yield served
        return
    host = settings.prefect.host
    site = Site(home, host, free_port(host), settings.prefect.startup_timeout_s, temporary=True)
    with tenancy(home, role="run", api_url=site.api_url):
        os.environ[API_URL] = site.api_url
        with running_server(site, say):
            try:
                yield site.api_url
            finally:
                say("ending …")
                _hand_over()


def _hand_over() -> None:
    """Let Prefect send what it still holds: at its exit it would wait for a server that is gone."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415 - after the environment is set
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    for worker in (EventsWorker, APILogWorker):
        worker.drain_all(timeout=_HAND_OVER_S)


def _served(home: Path, timeout_s: int, say: Say) -> str | None:
    """Give the address of `claimstream up` on these files, waited for while it starts."""
    began = time.monotonic()
    while (tenure := current(home)) is not None and tenure.role == "up":
        if tenure.ready and answers(tenure.api_url):
            return tenure.api_url
        if time.monotonic() - began > timeout_s:
            raise RetryError(
                f"`claimstream up` (process {tenure.pid}) does not answer at {tenure.api_url}; "
                "`claimstream down` ends it"
            )
        say(f"waiting for `claimstream up` (process {tenure.pid}) …")
        time.sleep(_BETWEEN_LOOKS_S)
    return None
