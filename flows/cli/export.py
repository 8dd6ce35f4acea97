"""`claimstream export`: the views as files for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse


class Kind(StrEnum):
    """What the files are."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    jsonld = "jsonld"


def export(
    kind: Annotated[Kind, typer.Argument(help="What the files are.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="Folder to write into; made if missing.")
    ] = Path("export"),
    monthly: Annotated[  # noqa: FBT002 - this is how typer declares a flag
        bool, typer.Option("--by-month", help="Part Parquet files by month.")
    ] = False,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Write claims, claim mentions, events, event reports, disagreements and articles to files.

    The published snapshot is read, so a run may be writing meanwhile. A second export replaces
    the files of the first. In CSV no cell can be taken for a formula. JSON-LD is one file of
    claims as schema.org has them, each with the places where it stands.

    Examples:
      claimstream export csv
      claimstream export parquet --by-month --to /srv/exports/today
    """
    import polars as pl  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import write_frame  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse import exporting  # noqa: PLC0415

    if monthly and kind is not Kind.parquet:
        raise typer.BadParameter("only Parquet is parted by month", param_hint="--by-month")
    directory = load_settings(config, warehouse).warehouse.dir
    written = exporting.export(directory, to, kind.value, monthly=monthly)
    write_frame(pl.DataFrame(written), output)
