"""Rows on a terminal: a table where its columns fit, else one line per value."""

import sys
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 200
"""Width of what goes into a file or a pager, which has none of its own."""

_NARROWEST = 18
"""A column of longer texts is folded, but not below this."""
_FRAME = 3

Row = Sequence[str | None]


def stdout() -> Console:
    """Give the console for data that people read."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def write_table(columns: Sequence[str], rows: Sequence[Row], *, null: str = "") -> None:
    """Write rows as a table, or one below the other where there are too many columns for it.

    Args:
        columns: their names.
        rows: a cell per column.
        null: what is shown, dimmed, for None.
    """
    if not columns:
        return
    console = stdout()
    cells = [[_cell(value, null) for value in row] for row in rows]
    if cells and _needed(columns, cells) > console.width:
        _write_records(console, columns, cells)
        return
    table = Table(header_style="bold", show_lines=False)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in cells:
        table.add_row(*row)
    console.print(table)


def _needed(columns: Sequence[str], rows: Sequence[Sequence[Text]]) -> int:
    """Give the width below which a table of these rows cannot be read."""
    widths = [
        max(cell_len(name), min(_NARROWEST, max(row[at].cell_len for row in rows)))
        for at, name in enumerate(columns)
    ]
    return sum(widths) + _FRAME * len(columns) + 1


def _write_records(
    console: Console, columns: Sequence[str], rows: Sequence[Sequence[Text]]
) -> None:
    widest = max(map(cell_len, columns))
    for number, row in enumerate(rows, start=1):
        console.rule(f"{number} of {len(rows)}", align="left", style="dim")
        record = Table.grid(padding=(0, 2))
        record.add_column(min_width=widest, style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for name, value in zip(columns, row, strict=True):
            record.add_row(Text(name), value)
        console.print(record)


def _cell(value: str | None, null: str) -> Text:
    return Text(null, style="dim italic") if value is None else Text(value)
