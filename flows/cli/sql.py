"""`claimstream sql`: ask the published snapshot."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse

if TYPE_CHECKING:
    from warehouse.querying import Limits


Query = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY",
        help="SQL; without it, what is piped in, or a shell that ends with .quit",
        show_default=False,
    ),
]
Timeout = Annotated[
    int, typer.Option("--timeout", metavar="S", min=1, help="Seconds a query may take.")
]
Memory = Annotated[
    int, typer.Option("--memory", metavar="MB", min=64, help="Memory a query may use.")
]
Parquet = Annotated[
    Path | None,
    typer.Option(
        "--parquet", metavar="FILE", help="Write the rows of QUERY to this file.", dir_okay=False
    ),
]


def sql(  # noqa: PLR0913, PLR0917 - one parameter per option
    query: Query = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
    timeout_s: Timeout = 600,
    memory_mb: Memory = 2048,
    parquet: Parquet = None,
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
      claimstream sql --parquet claims.parquet "from mart.claims"
    """
    from flows.settings import load_settings  # noqa: PLC0415 - keeps `--help` fast
    from warehouse.querying import Limits, query_snapshot  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    limits = Limits(timeout_s, memory_mb)
    if query is not None and parquet is not None:
        query_snapshot(directory, query, limits=limits).write_parquet(parquet)
        return
    if parquet is not None:
        raise typer.BadParameter("needs a QUERY", param_hint="--parquet")
    if query is not None:
        _answer(directory, query, output, limits)
        return
    if not sys.stdin.isatty():
        _read(directory, output, limits)
        return
    from flows.cli.sql_shell import SqlShell  # noqa: PLC0415 - keeps `--help` fast

    SqlShell(directory, output, limits).run()


def _answer(directory: Path, query: str, output: Format, limits: "Limits") -> None:
    from flows.cli.output import write_frame  # noqa: PLC0415 - keeps `--help` fast
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    write_frame(query_snapshot(directory, query, limits=limits), output, null="NULL")


def _read(directory: Path, output: Format, limits: "Limits") -> None:
    """Answer what is piped in, statement by statement; the first error ends it."""
    statement = ""
    for line in sys.stdin:
        statement += line
        if statement.rstrip().endswith(";"):
            _answer(directory, statement, output, limits)
            statement = ""
    if statement.strip():
        _answer(directory, statement, output, limits)
