"""`claimstream eval`: score a stage on data in a documented format."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Format, Output


class Stage(StrEnum):
    """What can be scored."""

    attribution = "attribution"
    copies = "copies"
    events = "events"
    claims = "claims"
    feeds = "feeds"
    html = "html"


def evaluate(
    stage: Annotated[Stage, typer.Argument(help="What to score.")],
    data: Annotated[
        Path,
        typer.Option("--data", metavar="PATH", help="A file or folder in that stage's format."),
    ],
    output: Output = Format.table,
) -> None:
    """Score one stage against labelled data.

    --format json prints one object: the figures by name, and n, the number of cases.

    Examples:
      claimstream eval attribution --data polnear-dev.jsonl.gz
      claimstream eval copies --data nearbench-dev.parquet --format json
    """
    from flows.cli.output import write_object  # noqa: PLC0415 - keeps `--help` fast
    from transforms.errors import ConfigError  # noqa: PLC0415

    if not data.exists():
        raise ConfigError(f"{data}: no such file or folder; give --data a path that exists")
    module = import_module(f"flows.evaluations.{stage.value}")
    write_object(module.evaluate(data.resolve()), output)
