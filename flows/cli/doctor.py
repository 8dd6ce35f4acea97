"""`claimstream doctor`: is the warehouse sound, and what to do if not."""

import typer

from flows.cli.options import Config, Format, Output, Warehouse


def doctor(
    config: Config = None, warehouse: Warehouse = None, output: Output = Format.table
) -> None:
    """Check the warehouse: spans verbatim, keys unique, books closed, snapshot readable, disk.

    Every finding names a remedy. Exit code 1 when a finding is an error.

    Examples:
      claimstream doctor
      claimstream doctor --warehouse /srv/claims --format json
    """
    import polars as pl  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import write_frame  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.doctor import examine  # noqa: PLC0415

    findings = examine(load_settings(config, warehouse).warehouse.dir)
    write_frame(pl.DataFrame(findings), output)
    if any(finding.status == "error" for finding in findings):
        raise typer.Exit(1)
