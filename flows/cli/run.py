"""`claimstream run`: one ingest as a Prefect flow run."""

import logging
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from flows.cli.options import Config, Format, Output, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prefect import Flow
    from prefect.client.schemas.objects import State
    from rich.console import Console

    from flows.settings import Settings
    from warehouse.run_reports import RunReport


def run(
    locations: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|URL",
            help="Files, folders, feeds or pages; without any, the sources of config/sources.toml.",
            show_default=False,
        ),
    ] = None,
    published_at: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Publication date, like 2025-10-26, of what you name: for undated texts.",
        ),
    ] = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Publisher of what you name.")
    ] = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Ingest articles: read, normalise, recognise copies, extract claims, link, load, publish.

    Runs as a Prefect flow: on the server that PREFECT_API_URL names, else on that of `claimstream
    up`, else on a temporary one. The same input again changes nothing. What cannot be read is set
    aside with a reason.

    Examples:
      claimstream run
      claimstream run reports/ https://example.org/feed.xml
      claimstream run minutes.txt --published-at 2025-10-26 --outlet "My paper"
    """
    from flows.cli.output import stderr, write_object  # noqa: PLC0415 - keeps `--help` fast
    from flows.redaction import withheld  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.sources import chosen_sources  # noqa: PLC0415
    from flows.warehouse_checks import must_be_writable  # noqa: PLC0415

    settings = load_settings(config, warehouse)
    # What is wrong with the arguments or the warehouse is said before Prefect takes its time.
    chosen_sources(
        locations or [], settings.ingest.sources, outlet=outlet, published_at=published_at
    )
    must_be_writable(settings.warehouse.dir)
    console = stderr()
    parameters = {
        "locations": [withheld(location) for location in locations or []],
        "published_at": published_at,
        "outlet": outlet,
        "config": None if config is None else str(config.absolute()),
        "warehouse": str(settings.warehouse.dir),
    }
    report = _report_of(completed_flow_run("ingest", parameters, settings, console))
    if output is Format.table:
        _show(report, settings, console)
    else:
        write_object({"run_id": report.run_id, **report.totals}, output)


def completed_flow_run(
    flow: str, parameters: dict[str, Any], settings: "Settings", console: "Console"
) -> "State[Any]":
    """Run a flow on the server there is, or on a temporary one, and show what it logs.

    Args:
        flow: `ingest` or `backfill`.
        parameters: of the flow.
        settings: where Prefect's files are, and how to reach it.
        console: for progress.

    Returns:
        The state of a completed run.

    Raises:
        ClaimstreamError: what ended the run, with its own exit code.
        KeyboardInterrupt: it was interrupted.
    """
    from flows.prefect_environment import prepare  # noqa: PLC0415 - keeps `--help` fast
    from flows.serving.reaching import reached_server  # noqa: PLC0415
    from transforms.errors import ClaimstreamError, StopError  # noqa: PLC0415

    home = prepare(settings)
    logging.raiseExceptions = False  # Prefect would write past us what it cannot log to its server
    with _progress(console) as say, reached_server(home, settings, say):
        state = _flow_run(flow, parameters)
        result = state.result(raise_on_failure=False)
    if isinstance(result, ClaimstreamError | KeyboardInterrupt):
        raise result
    if not state.is_completed():
        raise StopError(state.message or f"the run ended as {state.name}") from (
            result if isinstance(result, BaseException) else None
        )
    return state


def _flow_run(flow: str, parameters: dict[str, Any]) -> "State[Any]":
    from transforms.errors import RetryError  # noqa: PLC0415 - keeps `--help` fast

    try:
        # Prefect reads the environment when it is imported.
        from prefect import tags  # noqa: PLC0415

        from flows.backfill import backfill  # noqa: PLC0415
        from flows.ingest import ingest  # noqa: PLC0415
        from flows.occasions import COMMAND_LINE  # noqa: PLC0415

        with tags(COMMAND_LINE):
            chosen = cast("Flow[..., Any]", {"ingest": ingest, "backfill": backfill}[flow])
            return cast("State[Any]", chosen(**parameters, return_state=True))
    except Exception as error:  # the run's own errors are in its state: these are Prefect's
        raise RetryError(
            f"Prefect does not work ({_first_line(error)}); check the server at "
            f"{os.environ['PREFECT_API_URL']}, then run again"
        ) from error


def _first_line(error: Exception) -> str:
    said = str(error).strip().splitlines()
    return said[0] if said else type(error).__name__


def _report_of(state: "State[Any]") -> "RunReport":
    from transforms.errors import RetryError  # noqa: PLC0415 - keeps `--help` fast

    result = state.result(raise_on_failure=False)
    if result is None:
        raise RetryError(state.message or "loaded, but not published")
    return cast("RunReport", result)


@contextmanager
def _progress(console: "Console") -> "Iterator[Any]":
    """Show what the flow logs: a line when a stage ends, a spinner while it works."""
    from flows.prefect_environment import LOGGER  # noqa: PLC0415 - keeps `--help` fast

    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    with console.status("") as status:
        handler = _StatusHandler(console, status)
        logger.addHandler(handler)
        try:
            yield status.update
        finally:
            logger.removeHandler(handler)


class _StatusHandler(logging.Handler):
    """Prints what is worth keeping; what ends in an ellipsis is only the state of things."""

    def __init__(self, console: "Console", status: Any) -> None:  # noqa: ANN401 - rich's Status
        super().__init__(logging.INFO)
        self._console = console
        self._status = status

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.endswith("…"):
            self._status.update(message)
        else:
            style = "yellow" if record.levelno >= logging.WARNING else None
            self._console.print(message, style=style, markup=False, soft_wrap=True)


def _show(report: "RunReport", settings: "Settings", console: "Console") -> None:
    from flows.cli.tables import stdout  # noqa: PLC0415 - keeps `--help` fast
    from flows.reports.next_steps import next_steps  # noqa: PLC0415
    from flows.reports.terminal import show  # noqa: PLC0415

    console.print()
    show(report, stdout())
    console.print("\nTry next", style="bold")
    for line in next_steps(
        settings.warehouse.dir, working_directory=Path.cwd(), program=Path(sys.argv[0])
    ):
        console.print(f"  {line}", markup=False, soft_wrap=True)
