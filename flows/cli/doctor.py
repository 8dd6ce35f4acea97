"""`claimstream doctor`: is the warehouse sound, and what to do if not."""

from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse


def doctor(
    show_sizes: Annotated[  # noqa: FBT002 - this is how typer declares a flag
        bool, typer.Option("--sizes", help="Say what takes the space instead.")
    ] = False,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Check the warehouse: spans verbatim, keys unique, books closed, snapshot readable, disk.

    Every finding names a remedy. Exit code 1 when a finding is an error.

    Examples:
      claimstream doctor
      claimstream doctor --warehouse /srv/claims --format json
      claimstream doctor --sizes
    """
    import polars as pl  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import write_frame  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.doctor import examine  # noqa: PLC0415
    from warehouse.sizes import sizes  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    if show_sizes:
        write_frame(pl.DataFrame(sizes(directory)), output)
        return
    findings = examine(directory)
    write_frame(pl.DataFrame(findings), output)
    if any(finding.status == "error" for finding in findings):
        raise typer.Exit(1)
