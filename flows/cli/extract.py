"""`claimstream extract`: the claims of files, without warehouse or Prefect."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Format, Output


def extract(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files or folders of articles.")
    ],
    output: Output = Format.table,
) -> None:
    """Take the claims out of files: who said what, verbatim.

    Offsets in the JSON formats are code points in the decoded file; of a page, a feed or a table,
    in the text of each article taken out of it.

    Examples:
      claimstream extract report.txt
      claimstream extract reports/ --format jsonl > claims.jsonl
    """
