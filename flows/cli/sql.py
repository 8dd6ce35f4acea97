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

    The shell completes names with Tab and keeps its history in the warehouse's folder; .tables
    and .schema NAME show what there is, Ctrl-C stops a query, .quit or Ctrl-D leaves.

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
    if not sys.stdin.isatty():
        _read(directory, output)
        return
    from flows.cli.sql_shell import SqlShell  # noqa: PLC0415 - keeps `--help` fast

    SqlShell(directory, output).run()


def _answer(directory: "Path", query: str, output: Format) -> None:
    from flows.cli.output import write_frame  # noqa: PLC0415 - keeps `--help` fast
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    write_frame(query_snapshot(directory, query), output, null="NULL")


def _read(directory: "Path", output: Format) -> None:
    """Answer what is piped in, statement by statement; the first error ends it."""
    statement = ""
    for line in sys.stdin:
        statement += line
        if statement.rstrip().endswith(";"):
            _answer(directory, statement, output)
            statement = ""
    if statement.strip():
        _answer(directory, statement, output)
