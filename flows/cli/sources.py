"""`claimstream sources`: what is read, and whether it can be."""

from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse
from flows.cli.source_lists import add, export_opml, import_opml
from flows.cli.teaching import taught

app = typer.Typer(no_args_is_help=True, help="The places that articles are read from.")


def list_sources(config: Config = None, output: Output = Format.table) -> None:
    """List the sources of config/sources.toml.

    Those with enabled = false are left out. Nothing is read.

    Examples:
      claimstream sources list
      claimstream sources list --format json
    """
    from flows.cli.output import write_rows  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.sources import read_sources  # noqa: PLC0415

    columns = ["name", "location", "kind", "outlet", "agency", "owner_group"]
    rows = [
        {
            "name": source.name,
            "location": source.location,
            "kind": source.kind or "told from the content",
            "outlet": source.outlet,
            "agency": source.agency,
            "owner_group": source.owner_group,
        }
        for source in read_sources(load_settings(config).ingest.sources)
    ]
    write_rows(columns, rows, output)


def check(config: Config = None, output: Output = Format.table) -> None:
    """Read every source once, load nothing, and say what it holds or why it fails.

    Exit code 1 when a source cannot be read.

    Examples:
      claimstream sources check
      claimstream sources check --format csv > sources.csv
    """
    from dataclasses import asdict, fields  # noqa: PLC0415 - keeps `--help` fast
    from datetime import UTC, datetime  # noqa: PLC0415

    from flows.cli.output import write_rows  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.source_checks import SourceCheck, check_sources  # noqa: PLC0415
    from flows.sources import read_sources  # noqa: PLC0415

    settings = load_settings(config)
    listed = read_sources(settings.ingest.sources)
    checks = check_sources(listed, settings, now=datetime.now(UTC))
    columns = [field.name for field in fields(SourceCheck)]
    write_rows(columns, (asdict(check) for check in checks), output)
    if any(check.problem for check in checks):
        raise typer.Exit(1)


def revive(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME|URL …", help="Sources, by name or address.", show_default=False
        ),
    ],
    config: Config = None,
    warehouse: Warehouse = None,
) -> None:
    """Ask sources again at the next run: those that were gone, back off or have moved.

    Example:
      claimstream sources revive "Harbour Gazette"
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - keeps `--help` fast

    from flows.settings import load_settings  # noqa: PLC0415
    from flows.sources import named_sources, read_sources  # noqa: PLC0415
    from warehouse.opening import open_writer  # noqa: PLC0415
    from warehouse.source_states import revive_source  # noqa: PLC0415

    settings = load_settings(config, warehouse)
    chosen = named_sources(read_sources(settings.ingest.sources), names)
    with open_writer(settings.warehouse.dir) as connection:
        for source in chosen:
            known = revive_source(connection, source.source_id, now=datetime.now(UTC))
            said = "the next run asks it" if known else "no run has asked it yet; the next one does"
            typer.echo(f"{source.name}: {said}", err=True)


for name, command in (
    ("list", list_sources),
    ("add", add),
    ("check", check),
    ("revive", revive),
    ("import-opml", import_opml),
    ("export-opml", export_opml),
):
    app.command(name, help=taught(command))(command)
