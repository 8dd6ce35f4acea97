"""A run's report on the terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.reports.wording import (
    SHOWN,
    books,
    first_rows,
    in_need,
    outcome,
    shortened,
    span_of_time,
)
from warehouse.run_reports import RunReport

Row = dict[str, Any]
Cells = tuple[object, ...]


def show(report: RunReport, console: Console) -> None:
    """Print a report on the terminal."""
    console.print(Text(books(report.totals)), soft_wrap=True)
    console.print(Text(outcome(report.totals), style="bold"), soft_wrap=True)
    for block in _blocks(report):
        console.print()
        console.print(block)


def _blocks(report: RunReport) -> Iterator[RenderableType]:
    waiting = in_need(report.sources)
    for title, columns, frame, cells in (
        (
            "What disagrees",
            ("kind", "one says", "the other says", "why"),
            report.disagreements,
            _disputed,
        ),
        ("What new versions changed", ("change", "outlet", "what"), report.claim_changes, _changed),
        ("Events", ("event", "when", "reports", "independent", "link"), report.events, _event),
        ("Claims", ("who", "kind", "what", "outlets", "independent"), report.claims, _claim),
        ("Copies of one text", ("title", "articles", "outlets"), report.copies, _copied),
        ("Sources that need somebody", ("source", "health", "why"), waiting, _ailing),
        ("Set aside", ("where", "no.", "reason", "detail"), report.trouble, _set_aside),
    ):
        if frame.height:
            yield _block(title, columns, [cells(row) for row in first_rows(frame)], frame.height)


def _disputed(row: Row) -> Cells:
    return row["kind"], _said(row, "l"), _said(row, "r"), row["explanation"]


def _changed(row: Row) -> Cells:
    return row["kind"], row["outlet"] or "unnamed outlet", row["explanation"]


def _event(row: Row) -> Cells:
    title = f"{row['title']} (planned)" if row["tense"] == "planned" else row["title"]
    return title, span_of_time(row), row["n_articles"], row["n_independent"], row["link_status"]


def _claim(row: Row) -> Cells:
    content = shortened(row["content"])
    return row["speaker"], row["kind"], content, row["n_outlets"], row["n_independent"]


def _copied(row: Row) -> Cells:
    return row["title"] or "(no title)", row["n_articles"], ", ".join(row["outlets"] or [])


def _ailing(row: Row) -> Cells:
    return row["source"], row["health"], row["error"] or ""


def _set_aside(row: Row) -> Cells:
    return row["uri"].rsplit("/", 1)[-1], row["position"] or "", row["reason"], row["detail"]


def _block(title: str, columns: Sequence[str], rows: Sequence[Cells], total: int) -> RenderableType:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    more = f"  … and {total - SHOWN:,} more" if total > SHOWN else ""
    return Group(Text(title, style="bold"), table, *([Text(more, style="dim")] if more else []))


def _said(row: Row, side: str) -> str:
    outlet = row[f"outlet_{side}"] or "unnamed outlet"
    return f"{outlet}: “{shortened(row[f'text_{side}'], 80)}”"
