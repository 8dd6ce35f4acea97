"""The command line: `claimstream COMMAND`; every command imports what it needs when it runs."""

import errno
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from flows.cli import (
    backfill,
    backup,
    decide,
    doctor,
    evaluate,
    event,
    explain,
    export,
    extract,
    forget,
    quarantine,
    replay,
    reprocess,
    run,
    search,
    serve,
    sources,
    sql,
    timeline,
)
from flows.cli.teaching import taught
from transforms.errors import ClaimstreamError

app = typer.Typer(
    name="claimstream",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=(
        "Who claimed what, when, in which outlets, how many of those are independent, and what "
        "disagrees.\n\n"
        "Start with [bold]claimstream run[/bold]: it reads the sources of config/sources.toml, at "
        'first our samples. Then ask [bold]claimstream sql "from mart.events"[/bold].\n\n'
        "Exit codes: 0 fine, 1 an error, 2 wrong usage or configuration, 75 try again later."
    ),
)
_PANELS: dict[str, tuple[tuple[str, Callable[..., None] | typer.Typer], ...]] = {
    "Take in": (
        ("run", run.run),
        ("backfill", backfill.backfill),
        ("up", serve.up),
        ("down", serve.down),
        ("status", serve.status),
        ("sources", sources.app),
        ("quarantine", quarantine.app),
    ),
    "Look and ask": (
        ("sql", sql.sql),
        ("search", search.search),
        ("event", event.event),
        ("timeline", timeline.timeline),
        ("explain", explain.explain),
        ("extract", extract.extract),
        ("export", export.export),
    ),
    "Decide": (
        ("decide", decide.app),
        ("reprocess", reprocess.reprocess),
        ("forget", forget.forget),
    ),
    "Keep in order": (
        ("doctor", doctor.doctor),
        ("backup", backup.backup),
        ("restore", backup.restore),
        ("compact", backup.compact),
        ("replay", replay.replay),
        ("eval", evaluate.evaluate),
    ),
}
for panel, commands in _PANELS.items():
    for name, command in commands:
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, rich_help_panel=panel)
        else:
            app.command(name, help=taught(command), rich_help_panel=panel)(command)

INTERRUPTED = 130


def main() -> None:
    """Run the command line; an error of ours is one line on stderr and an exit code."""
    # A service manager's SIGTERM ends a run as Ctrl-C does: nothing half-done, no server left.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except ClaimstreamError as error:
        _end(str(error), error.exit_code)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "free space, then run again" if full else "check the path and its permissions"
        place = f"{error.filename}: " if error.filename else ""
        _end(f"{place}{error.strerror or error}; {remedy}", 75 if full else 1)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer has made this of Ctrl-C
            _end("interrupted; nothing is left half-done", INTERRUPTED)
        raise


def _end(sentence: str, code: int) -> NoReturn:
    """Say in one line why we end, and end."""
    print(f"claimstream: {' '.join(sentence.split())}", file=sys.stderr)  # noqa: T201 - the command line speaks here
    sys.exit(code)
