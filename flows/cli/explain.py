"""`claimstream explain ARTICLE ARTICLE`: copies, one event, the same claims, and why or why not."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.event import ID, changed_and_carried, marked, named, reasons
from flows.cli.options import Config, Format, Output, Warehouse

if TYPE_CHECKING:
    from rich.console import Console

Article = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="An id, how it begins, or words of the title.")
]


def explain(
    left: Article,
    right: Article,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Explain two articles: are they copies, do they report one event, what do both claim?

    The reasons for and against are given also where nothing was linked. JSON gives one object.

    Examples:
      claimstream explain 71ab03cd 0c5522f0
      claimstream explain "harbour talks" "envoy returns"
    """
    from flows.cli.output import write_object  # noqa: PLC0415 - keeps `--help` fast
    from flows.cli.tables import stdout  # noqa: PLC0415
    from flows.explaining import explain as explained  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    told = explained(load_settings(config, warehouse).warehouse.dir, left, right)
    if output is Format.table:
        _show(stdout(), told)
    else:
        write_object(told, output)


def _show(console: "Console", told: dict[str, Any]) -> None:
    for row in told["articles"]:
        console.print(f"{row['article_id'][:ID]}  {named(row)}", style="bold", markup=False)
    copies = told["copies"]
    console.print("\nCopies", style="bold")
    console.print(f"  {copies['verdict']}", markup=False)
    if copies["origin"]:
        console.print(f"  origin: {named(copies['origin'])}", markup=False)
    console.print("\nEvents", style="bold")
    if not told["events"]:
        console.print("  no two passages tell of one kind of event with the same people or place")
    for row in told["events"]:
        _pair(console, row)
    console.print("\nClaims that both make", style="bold")
    if not told["claims"]:
        console.print("  none")
    for row in told["claims"]:
        console.print(f"  {row['speaker'] or 'nobody named'} [{row['status']}]", markup=False)
        for side in ("content_l", "content_r"):
            console.print(f"     “{' '.join(row[side].split())}”", markup=False)
    changed_and_carried(console, told)


def _pair(console: "Console", row: dict[str, Any]) -> None:
    console.print(f"  {row['kind_l']}: {row['verdict']}  [{row['score']:.2f}]", markup=False)
    for side in ("_l", "_r"):
        event_id = (row[f"event_id{side}"] or "")[:ID]
        console.print(f"     {event_id}  {marked(row, side)}", markup=False)
    reasons(console, row)
