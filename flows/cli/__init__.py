"""The command line: `claimstream COMMAND`; every command imports what it needs when it runs."""

import sys

import typer

from flows.cli import doctor, evaluate, extract, quarantine, run, sources, sql
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
        "Start with [bold]claimstream run config/examples[/bold] or your own files and feeds, then "
        'ask [bold]claimstream sql "from mart.events"[/bold].'
    ),
)
app.command("run")(run.run)
app.command("extract")(extract.extract)
app.command("sql")(sql.sql)
app.command("eval")(evaluate.evaluate)
app.command("doctor")(doctor.doctor)
app.add_typer(sources.app, name="sources")
app.add_typer(quarantine.app, name="quarantine")

INTERRUPTED = 130


def main() -> None:
    """Run the command line; an error of ours is one line on stderr and an exit code."""
    try:
        app()
    except ClaimstreamError as error:
        print(f"claimstream: {error}", file=sys.stderr)  # noqa: T201 - the command line speaks here
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        print("claimstream: interrupted; what was loaded is kept", file=sys.stderr)  # noqa: T201
        sys.exit(INTERRUPTED)
