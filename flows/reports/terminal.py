"""A run's report on the terminal."""

from collections.abc import Iterable, Sequence
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


def show(report: RunReport, console: Console) -> None:
    """Print a report on the terminal."""
    console.print(Text(books(report.totals)), soft_wrap=True)
    console.print(Text(outcome(report.totals), style="bold"), soft_wrap=True)
    for block in _blocks(report):
        console.print()
        console.print(block)


def _blocks(report: RunReport) -> Iterable[RenderableType]:
    yield from _block(
        "What disagrees",
        ("kind", "one says", "the other says", "why"),
        (
            (row["kind"], _said(row, "l"), _said(row, "r"), row["explanation"])
            for row in first_rows(report.disagreements)
        ),
        report.disagreements.height,
    )
    yield from _block(
        "What new versions changed",
        ("change", "outlet", "what"),
        (
            (row["kind"], row["outlet"] or "unnamed outlet", row["explanation"])
            for row in first_rows(report.claim_changes)
        ),
        report.claim_changes.height,
    )
    yield from _block(
        "Events",
        ("event", "when", "reports", "independent", "link"),
        (
            (
                f"{row['title']} (planned)" if row["tense"] == "planned" else row["title"],
                span_of_time(row),
                row["n_articles"],
                row["n_independent"],
                row["link_status"],
            )
            for row in first_rows(report.events)
        ),
        report.events.height,
    )
    yield from _block(
        "Claims",
        ("who", "kind", "what", "outlets", "independent"),
        (
            (
                row["speaker"],
                row["kind"],
                shortened(row["content"]),
                row["n_outlets"],
                row["n_independent"],
            )
            for row in first_rows(report.claims)
        ),
        report.claims.height,
    )
    yield from _block(
        "Copies of one text",
        ("title", "articles", "outlets"),
        (
            (row["title"] or "(no title)", row["n_articles"], ", ".join(row["outlets"] or []))
            for row in first_rows(report.copies)
        ),
        report.copies.height,
    )
    waiting = in_need(report.sources)
    yield from _block(
        "Sources that need somebody",
        ("source", "health", "why"),
        ((row["source"], row["health"], row["error"] or "") for row in first_rows(waiting)),
        waiting.height,
    )
    yield from _block(
        "Set aside",
        ("where", "no.", "reason", "detail"),
        (
            (row["uri"].rsplit("/", 1)[-1], row["position"] or "", row["reason"], row["detail"])
            for row in first_rows(report.trouble)
        ),
        report.trouble.height,
    )


def _block(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], total: int
) -> Iterable[RenderableType]:
    if not total:
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    more = f"  … and {total - SHOWN:,} more" if total > SHOWN else ""
    yield Group(Text(title, style="bold"), table, *([Text(more, style="dim")] if more else []))


def _said(row: dict[str, Any], side: str) -> str:
    outlet = row[f"outlet_{side}"] or "unnamed outlet"
    return f"{outlet}: “{shortened(row[f'text_{side}'], 80)}”"
