"""`claimstream replay`: make the warehouse again from the documents it kept."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse


def replay(
    target: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the new warehouse; it has none yet.")
    ],
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Do all runs again into a new warehouse, from the raw documents and as they were configured.

    The old warehouse is left as it is. By the same rules the new one has the same digest; where
    rules have changed since, the tables that differ are named. Decisions are taken over. Needs
    the bytes of all documents, see keep_raw_days in the settings.

    Examples:
      claimstream replay /srv/claims-new
    """
    from flows.cli.output import write_object  # noqa: PLC0415 - keeps `--help` fast
    from flows.replaying import replay as run_again  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    done = run_again(load_settings(config, warehouse), target.absolute())
    write_object({"runs": done.runs, "differing": list(done.differing)}, output)
