"""`claimstream backfill`: load a folder of older texts, piece by piece."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Config, Warehouse

_DAY = "%Y-%m-%d"
Where = Annotated[Path, typer.Argument(metavar="PATH", help="A folder or file.")]
Since = Annotated[
    datetime | None,
    typer.Option(formats=[_DAY], metavar="DAY", help="Only documents of this day or later."),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=[_DAY], metavar="DAY", help="Only documents of this day or earlier."),
]
Size = Annotated[
    int, typer.Option(metavar="N", min=1, max=100_000, help="What is loaded and recorded at once.")
]
PublishedAt = Annotated[
    str | None, typer.Option(metavar="DATE", help="Publication date of texts that bear none.")
]
Outlet = Annotated[str | None, typer.Option(metavar="NAME", help="Publisher of all of it.")]


def backfill(  # noqa: PLR0913, PLR0917 - the options of a command
    path: Where,
    since: Since = None,
    until: Until = None,
    documents_per_piece: Size = 500,
    published_at: PublishedAt = None,
    outlet: Outlet = None,
    config: Config = None,
    warehouse: Warehouse = None,
) -> None:
    """Load a folder or file of older texts in bounded pieces, as a Prefect flow run.

    Killed, it is started again with the same arguments and goes on where it was. The day of a
    document stands in its path, like 2025-10-26, 20251026 or 2025/10/26; else it is the day of its
    last change.

    Examples:
      claimstream backfill archive/
      claimstream backfill archive/ --since 2024-01-01 --until 2024-06-30
    """
    from flows.cli.output import stderr  # noqa: PLC0415 - keeps `--help` fast
    from flows.cli.run import completed_flow_run  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415
    from flows.warehouse_checks import must_be_writable  # noqa: PLC0415
    from transforms.errors import ConfigError  # noqa: PLC0415

    settings = load_settings(config, warehouse)
    if not path.exists():
        raise ConfigError(f"{path}: no such file or folder; check the path")
    must_be_writable(settings.warehouse.dir)
    console = stderr()
    parameters = {
        "path": str(path.absolute()),
        "since": since.date() if since else None,
        "until": until.date() if until else None,
        "documents_per_piece": documents_per_piece,
        "outlet": outlet,
        "published_on": published_at,
        "config": None if config is None else str(config.absolute()),
        "warehouse": str(settings.warehouse.dir),
    }
    state = completed_flow_run("backfill", parameters, settings, console)
    console.print(state.message or "done", markup=False, soft_wrap=True)
