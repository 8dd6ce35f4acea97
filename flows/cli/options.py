"""The options that every command shares."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How rows are written to stdout."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings to use; default CLAIMSTREAM_CONFIG, else config/claimstream.toml.",
        rich_help_panel="Everywhere",
    ),
]
Warehouse = Annotated[
    Path | None,
    typer.Option(
        "--warehouse",
        metavar="DIR",
        help="Folder of the warehouse; default CLAIMSTREAM_WAREHOUSE, else var/claimstream.",
        rich_help_panel="Everywhere",
    ),
]
Output = Annotated[
    Format,
    typer.Option(
        "--format",
        help="How to write rows; everything but data goes to stderr.",
        rich_help_panel="Everywhere",
    ),
]
