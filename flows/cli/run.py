"""`claimstream run`: one ingest as a Prefect flow run."""

import logging
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from flows.cli.options import Config, Format, Output, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prefect.client.schemas.objects import State
    from rich.console import Console

    from flows.settings import Settings
    from warehouse.run_reports import RunReport


def run(
    locations: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|URL]...",
            help="Files, folders, feeds or pages; without any, the sources of config/sources.toml.",
            show_default=False,
        ),
    ] = None,
    published_at: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date of what you name, for undated texts."),
    ] = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Publisher of what you name.")
    ] = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Ingest articles: read, normalise, recognise copies, extract claims, link, load, publish.

    Runs as a Prefect flow: on the server that PREFECT_API_URL names, else on a temporary one. The
    same input again changes nothing. What cannot be read is set aside with a reason.

    Examples:
      claimstream run
      claimstream run reports/ https://example.org/feed.xml
      claimstream run minutes.txt --published-at 2025-10-26 --outlet "Harbour Gazette"
    """
    from flows.cli.output import stderr, write_object  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.sources import chosen_sources  # noqa: PLC0415
    from warehouse.opening import warehouse_lock  # noqa: PLC0415

    settings = load_settings(config, warehouse)
    # What is wrong with the arguments or the warehouse is said before Prefect takes its time.
    chosen_sources(
        locations or [], settings.ingest.sources, outlet=outlet, published_at=published_at
    )
    with warehouse_lock(settings.warehouse.dir):
        console = stderr()
    parameters = {
        "locations": locations or [],
        "published_at": published_at,
        "outlet": outlet,
        "config": None if config is None else str(config.absolute()),
        "warehouse": str(settings.warehouse.dir),
    }
    report = _ingest(parameters, settings, console)
    if output is Format.table:
        _show(report, settings, console)
    else:
        write_object({"run_id": report.run_id, **report.totals}, output)


def _ingest(parameters: dict[str, Any], settings: "Settings", console: "Console") -> "RunReport":
    from flows.prefect_environment import prepare  # noqa: PLC0415 - keeps `--help` fast

    prepare(settings)
    with _progress(console) as say:
        where = os.environ.get("PREFECT_API_URL", "a temporary server; takes 10 to 30 s")
        say(f"Prefect starts ({where}) …")
        # Prefect reads the environment when it is imported.
        from flows.ingest import ingest  # noqa: PLC0415

        return _report_of(ingest(**parameters, return_state=True))


def _report_of(state: "State[Any]") -> "RunReport":
    """Give the report of a completed run, or raise what ended it: ours keeps its exit code."""
    from transforms.errors import ClaimstreamError, RetryError, StopError  # noqa: PLC0415

    result = state.result(raise_on_failure=False)
    if isinstance(result, ClaimstreamError | KeyboardInterrupt):
        raise result
    if not state.is_completed():
        raise StopError(state.message or f"the run ended as {state.name}") from (
            result if isinstance(result, BaseException) else None
        )
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
            self._console.print(message, style=style, markup=False)


def _show(report: "RunReport", settings: "Settings", console: "Console") -> None:
    from rich.console import Console as Terminal  # noqa: PLC0415 - keeps `--help` fast

    from flows.reports.terminal import show  # noqa: PLC0415
    from flows.reports.wording import EVENTS_QUERY  # noqa: PLC0415
    from warehouse.opening import PUBLISHED  # noqa: PLC0415

    console.print()
    show(report, Terminal(highlight=False))
    snapshot = _shortest(settings.warehouse.dir / PUBLISHED)
    option = (
        ""
        if settings.warehouse.dir == Path("var/claimstream").resolve()
        else (f" --warehouse {_shortest(settings.warehouse.dir)}")
    )
    console.print("\nTry next", style="bold")
    for line in (
        f'claimstream sql{option} "{EVENTS_QUERY}"',
        f'claimstream sql{option} "from mart.disagreements"',
        f'duckdb -readonly {snapshot} "from mart.claims"     # the same, in the DuckDB shell',
        "claimstream run https://example.org/feed.xml     # a feed once; to keep it, add a",
        "                                                 # [[source]] to config/sources.toml",
    ):
        console.print(f"  {line}", markup=False, soft_wrap=True)


def _shortest(path: Path) -> Path:
    """Give a path relative to the working directory where it is below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
