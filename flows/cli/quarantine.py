"""`claimstream quarantine`: what was set aside, and why."""

import typer

from flows.cli.options import Config, Format, Output, Warehouse

app = typer.Typer(no_args_is_help=True, help="What could not go on, with the reason.")

_LIST = """
    select quarantined_at, source, uri, position, reason, detail, raw_id
    from mart.quarantine
    order by quarantined_at desc, source, uri, position
"""


@app.command("list")
def list_quarantine(
    config: Config = None, warehouse: Warehouse = None, output: Output = Format.table
) -> None:
    """List the inputs that were set aside, newest first; the raw bytes are kept under raw_id."""
    from flows.cli.output import write_frame  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    write_frame(query_snapshot(directory, _LIST), output)
