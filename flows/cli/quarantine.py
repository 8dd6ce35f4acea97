"""`claimstream quarantine`: what was set aside, and why."""

import typer

from flows.cli.options import Config, Format, Output, Warehouse
from flows.cli.teaching import taught

app = typer.Typer(no_args_is_help=True, help="What could not go on, with the reason.")

_LIST = """
    select quarantined_at, source, uri, position, reason, detail, raw_id
    from mart.quarantine
    order by quarantined_at desc, source, uri, position
"""


def list_quarantine(
    config: Config = None, warehouse: Warehouse = None, output: Output = Format.table
) -> None:
    """List the inputs that were set aside, newest first, with the reason.

    What was received is kept in the warehouse's folder raw/, under the raw_id.

    Examples:
      claimstream quarantine list
      claimstream quarantine list --format csv > quarantine.csv
    """
    from flows.cli.output import write_frame  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    write_frame(query_snapshot(directory, _LIST), output)


app.command("list", help=taught(list_quarantine))(list_quarantine)
