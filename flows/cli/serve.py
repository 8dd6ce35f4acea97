"""`claimstream up`, `down` and `status`: the Prefect server of this warehouse."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse

if TYPE_CHECKING:
    from rich.console import Console

    from flows.serving.tenure import Tenure

Port = Annotated[
    int | None,
    typer.Option(
        metavar="PORT",
        min=1,
        max=65535,
        help="Port of the server; default as configured, else 4200.",
        show_default=False,
    ),
]


def up(port: Port = None, config: Config = None, warehouse: Warehouse = None) -> None:
    """Start a Prefect server on this machine, and serve what runs by itself.

    Ingests the sources every 15 minutes, reviews disagreements, tidies up at night, and tells of
    trouble. Prints the addresses of the pages that matter, and a line per run. Ctrl-C ends it all.
    A second one says what is running.

    Examples:
      claimstream up
      claimstream up --port 4300 --warehouse /srv/claims
    """
    from flows.cli.output import stderr  # noqa: PLC0415 - keeps `--help` fast
    from flows.prefect_environment import prepare  # noqa: PLC0415
    from flows.serving.reaching import API_URL  # noqa: PLC0415
    from flows.serving.server import Site, answers, must_be_free  # noqa: PLC0415
    from flows.serving.tenure import current, tenancy  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.sources import read_sources  # noqa: PLC0415
    from flows.warehouse_checks import must_be_usable  # noqa: PLC0415
    from transforms.errors import RetryError  # noqa: PLC0415

    settings = load_settings(config, warehouse)
    read_sources(settings.ingest.sources)  # what is wrong with it is said before anything starts
    must_be_usable(settings.warehouse.dir)
    named = os.environ.get(API_URL)
    home = prepare(settings)
    console = stderr()
    tenure = current(home)
    if tenure is not None and tenure.role == "up":
        _tell(tenure, console)
        return
    site = None
    if named is None:
        host, at = settings.prefect.host, port or settings.prefect.port
        must_be_free(host, at)
        site = Site(home, host, at, settings.prefect.startup_timeout_s)
        os.environ[API_URL] = site.api_url
    elif not answers(named):
        raise RetryError(f"{API_URL}={named}: no Prefect server answers there; unset it for ours")
    with tenancy(home, role="up", api_url=os.environ[API_URL], ours=site is not None) as held:
        from flows.serving.notifications import addresses  # noqa: PLC0415 - Prefect reads the environment when it is imported
        from flows.serving.up import Up, bring_up  # noqa: PLC0415

        plan = Up(settings, home, site, tuple(addresses(settings.alerts.to)))
        with console.status("Prefect starts …") as status:

            def note(line: str) -> None:
                console.print(line, markup=False, soft_wrap=True)

            try:
                bring_up(plan, held, wait=status.update, note=note)
            except KeyboardInterrupt:
                note("ended; nothing runs any more")


def down(config: Config = None, warehouse: Warehouse = None) -> None:
    """End what `claimstream up` started: the runs under way, the schedule, the server.

    Waits until it has ended. What a run had not loaded yet is read again by the next one.

    Examples:
      claimstream down
      claimstream down --warehouse /srv/claims
    """
    from flows.cli.output import stderr  # noqa: PLC0415 - keeps `--help` fast
    from flows.serving.ending import end_up  # noqa: PLC0415

    console = stderr()
    with console.status("ending …"):
        ended = end_up(_home(config, warehouse))
    said = f"process {ended.pid} has ended" if ended else "nothing was running"
    console.print(said, markup=False)


def status(
    config: Config = None, warehouse: Warehouse = None, output: Output = Format.table
) -> None:
    """Say whether `claimstream up` runs and answers, when the last run was, and where to look.

    Exit code 1 when it is not running, does not answer, or has completed no run for three
    intervals: for a monitor.

    Examples:
      claimstream status
      claimstream status --format json
    """
    from flows.cli.output import write_object  # noqa: PLC0415 - keeps `--help` fast
    from flows.serving.status import state_of  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    settings = load_settings(config, warehouse)
    state = state_of(settings, _home(config, warehouse))
    write_object(state.values, output)
    if not state.is_well:
        raise typer.Exit(1)


def _home(config: Path | None, warehouse: Path | None) -> Path:
    from flows.prefect_environment import prefect_environment  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415

    values = prefect_environment(load_settings(config, warehouse))
    return Path(values["PREFECT_HOME"]).expanduser()


def _tell(tenure: "Tenure", console: "Console") -> None:
    """Say what is running already, and where to look."""
    from flows.serving.links import link_lines  # noqa: PLC0415 - keeps `--help` fast

    since = tenure.since.astimezone().strftime("%Y-%m-%d %H:%M")
    state = "" if tenure.ready else ", still starting"
    console.print(
        f"running already: process {tenure.pid} since {since}{state}; `claimstream down` ends it",
        markup=False,
        soft_wrap=True,
    )
    for line in link_lines(tenure.api_url, ours=tenure.ours):
        console.print(line, markup=False, soft_wrap=True)
