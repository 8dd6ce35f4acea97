"""`claimstream sql`: ask the published snapshot."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse

if TYPE_CHECKING:
    from pathlib import Path


def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY",
            help="SQL; without it, what is piped in, or a shell that ends with .quit",
            show_default=False,
        ),
    ] = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Run SQL on the published snapshot: read-only, works while a run is writing.

    The views to ask are in the schema mart: articles, events, event_reports, event_links,
    claims, claim_mentions, entities, disagreements, copies, sources_health, runs, quarantine;
    mart.data_dictionary explains every column. A row with more columns than the terminal has
    room for is shown as one line per column.

    Examples:
      claimstream sql "from mart.events"
      claimstream sql "select speaker, content from mart.claims limit 9"
      claimstream sql --format csv "from mart.disagreements" > disagreements.csv
      claimstream sql --format jsonl < queries.sql
    """
    from flows.settings import load_settings  # noqa: PLC0415 - keeps `--help` fast

    directory = load_settings(config, warehouse).warehouse.dir
    if query is not None:
        _answer(directory, query, output)
        return
    _shell(directory, output)


def _answer(directory: "Path", query: str, output: Format) -> None:
    from flows.cli.output import write_frame  # noqa: PLC0415 - keeps `--help` fast
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    write_frame(query_snapshot(directory, query), output, null="NULL")


def _shell(directory: "Path", output: Format) -> None:
    from transforms.errors import ClaimstreamError  # noqa: PLC0415 - keeps `--help` fast

    asking = sys.stdin.isatty()
    if asking:
        sys.stderr.write("One statement, closed by a semicolon; .quit ends.\n")
    statement = ""
    while True:
        try:
            line = input(("claimstream> " if not statement else "         ...> ") if asking else "")
        except EOFError:
            line, ended = "", True
        else:
            ended = line.strip() in (".quit", ".exit")
        statement = statement if ended else f"{statement}{line}\n"
        if statement.strip() and (ended or statement.rstrip().endswith(";")):
            try:
                _answer(directory, statement, output)
            except ClaimstreamError as error:
                if not asking:
                    raise
                sys.stderr.write(f"{error}\n")
            statement = ""
        if ended:
            return
