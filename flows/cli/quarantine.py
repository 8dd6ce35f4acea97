"""`claimstream quarantine`: what was set aside, and why; and reading it again."""

import sys
from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse
from flows.cli.teaching import taught

app = typer.Typer(no_args_is_help=True, help="What could not go on, with the reason.")

_LIST = """
    select quarantined_at, quarantine_id, source, uri, position, reason, detail, resolved_at
    from mart.quarantine
    where $resolved or resolved_at is null
    order by quarantined_at desc, source, uri, position
"""


def list_quarantine(
    resolved: Annotated[  # noqa: FBT002 - this is how typer declares a flag
        bool, typer.Option("--all", help="Those that were read after all, too.")
    ] = False,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """List the inputs that were set aside, newest first, with the reason.

    What was received is kept; claimstream quarantine show ID shows it.

    Examples:
      claimstream quarantine list
      claimstream quarantine list --format csv > quarantine.csv
    """
    from flows.cli.output import write_frame  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    write_frame(query_snapshot(directory, _LIST, values={"resolved": resolved}), output)


def show(
    quarantine_id: Annotated[
        str, typer.Argument(metavar="ID", help="An input, or how its id begins.")
    ],
    raw: Annotated[  # noqa: FBT002 - this is how typer declares a flag
        bool, typer.Option("--raw", help="Write the bytes as received, and nothing else.")
    ] = False,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Tell why an input was set aside, and show what was received: text, or bytes as hex.

    Examples:
      claimstream quarantine show 2f91022b
      claimstream quarantine show 2f91022b --raw > document.xml
    """
    from flows.cli.output import write_object  # noqa: PLC0415 - keeps `--help` fast
    from flows.quarantine import raw_bytes, show_quarantined  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    if raw:
        sys.stdout.buffer.write(raw_bytes(directory, quarantine_id))
        return
    write_object(show_quarantined(directory, quarantine_id), output)


def replay(
    quarantine_id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="An input, or how its id begins.", show_default=False),
    ] = None,
    every: Annotated[  # noqa: FBT002 - this is how typer declares a flag
        bool, typer.Option("--all", help="Everything that is open.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option(metavar="REASON", help="What is open for this reason.")
    ] = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Read inputs that were set aside again, with the settings and the parsers of today.

    The documents go through the pipeline as in any run. What can be read now is marked as resolved
    in the quarantine and stays there.

    Examples:
      claimstream quarantine replay 2f91022b
      claimstream quarantine replay --reason parser_died
    """
    from dataclasses import asdict  # noqa: PLC0415 - keeps `--help` fast

    from flows import quarantine  # noqa: PLC0415
    from flows.cli.output import write_object  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from transforms.contracts.operations import Reason  # noqa: PLC0415

    if [quarantine_id is not None, every, reason is not None].count(True) != 1:
        raise typer.BadParameter("name one ID, --all or --reason")
    if reason is not None and reason not in list(Reason):
        known = ", ".join(Reason)
        raise typer.BadParameter(f"one of {known}", param_hint="--reason")
    settings = load_settings(config, warehouse)
    write_object(asdict(quarantine.replay(settings, quarantine_id, reason=reason)), output)


for name, command in (("list", list_quarantine), ("show", show), ("replay", replay)):
    app.command(name, help=taught(command))(command)
