"""What `claimstream up` does, from the first check to the last sign of life."""

import os
import time
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.settings import get_current_settings

from flows.environment import CONFIG_VARIABLE, WAREHOUSE_VARIABLE
from flows.reports.wording import count
from flows.serving.automations import automations, register
from flows.serving.catching_up import (
    bury_dead_runs,
    collapse_missed_runs,
    is_due,
    start_one_now,
)
from flows.serving.deployments import INGEST, REVIEW, deployments
from flows.serving.finished import Finished
from flows.serving.links import link_lines
from flows.serving.notifications import save_blocks
from flows.serving.served import Served
from flows.serving.server import LOG, Say, Server, Site, running_server
from flows.serving.tenure import Tenancy
from flows.settings import Settings
from flows.sources import read_sources
from warehouse.run_times import last_run_at

_LOOK_S = 1.0
_READ_RUNS_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class Up:
    """What to bring up.

    Attributes:
        settings: everything that can be set.
        home: Prefect's folder.
        site: where the server is to be; None = one that somebody else runs, at PREFECT_API_URL.
        addresses: where alerts are sent.
    """

    settings: Settings
    home: Path
    site: Site | None
    addresses: tuple[str, ...]


def bring_up(up: Up, tenancy: Tenancy, *, wait: Say, note: Say) -> None:
    """Start the server, register everything, and serve until KeyboardInterrupt.

    Args:
        up: what.
        tenancy: the lock of Prefect's folder, held.
        wait: is told what is waited for.
        note: is told what is worth keeping.

    Raises:
        RetryError: the server does not start now.
        StopError: the server does not start at all.
    """
    with (
        (up.home / LOG).open("a", buffering=1, encoding="utf-8") as log,
        redirect_stdout(log),  # where Prefect prints what it tries again
        running_server(up.site, wait) if up.site else nullcontext() as server,
    ):
        _pass_on(up.settings)
        with get_client(sync_client=True) as client:
            wait("registering deployments and automations …")
            served = _register(up, client, note, fresh=server is not None)
            try:
                served.start()
                tenancy.announce()
                for line in link_lines(tenancy.tenure.api_url, ours=tenancy.tenure.ours):
                    note(line)
                note("Ctrl-C ends it\n")
                _watch(server, served, Finished(client, note), note)
            finally:
                wait("ending what runs …")
                served.stop()


def _pass_on(settings: Settings) -> None:
    """Let the processes of served runs find the same settings and warehouse."""
    os.environ[WAREHOUSE_VARIABLE] = str(settings.warehouse.dir)
    if settings.config is not None:
        os.environ[CONFIG_VARIABLE] = str(settings.config)


def _register(up: Up, client: SyncPrefectClient, note: Say, *, fresh: bool) -> Served:
    settings, now = up.settings, datetime.now(UTC)
    if fresh and (dead := bury_dead_runs(client)):
        note(f"{count(dead, 'run')} of before had died; marked as crashed")
    names = [source.name for source in read_sources(settings.ingest.sources)]
    wanted = deployments(settings, names)
    served = Served(wanted)
    missed = collapse_missed_runs(client, list(served.ids.values()), now=now)
    every = timedelta(minutes=settings.prefect.every_minutes)
    if missed or is_due(last_run_at(settings.warehouse.dir), now=now, every=every):
        start_one_now(client, served.ids[INGEST])
    heartbeat_s = get_current_settings().flows.heartbeat_frequency or 30
    wanted_automations = automations(
        settings,
        review=served.ids[REVIEW],
        heartbeat_s=heartbeat_s,
        blocks=save_blocks(up.addresses),
    )
    register(client, wanted_automations)
    note(
        f"serving {count(len(wanted), 'deployment')} and {len(wanted_automations)} automations; "
        f"{count(len(names), 'source')} every {settings.prefect.every_minutes} minutes"
    )
    if missed:
        note(f"{count(missed, 'scheduled run')} had been missed; one takes their place")
    return served


def _watch(server: Server | None, served: Served, finished: Finished, note: Say) -> None:
    """Look after server and runner until KeyboardInterrupt."""
    next_read = time.monotonic()
    while True:
        if server is not None and server.has_died():
            note("the Prefect server has died; starting it again")
            server.start()
        if not served.is_alive:
            note("serving had stopped; starting it again")
            served.start_again()
        if time.monotonic() >= next_read:
            finished.tell()
            next_read = time.monotonic() + _READ_RUNS_EVERY_S
        time.sleep(_LOOK_S)
