"""`claimstream event ID`: one event, its reports and the reasons that they are reports of it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.options import Config, Format, Output, Warehouse

if TYPE_CHECKING:
    from rich.console import Console

_MOST_DETAILS = 25
ID = 8
"""Characters of an id that people are shown; commands take the beginning of an id."""


def event(
    event_id: Annotated[str, typer.Argument(metavar="ID", help="An event, or how its id begins.")],
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Tell all that is known of an event: its reports, why they are, and what it is linked to.

    The word that tells of the event stands between » and «. The ids are what claimstream decide
    takes. JSON gives one object.

    Examples:
      claimstream event 2f91022b
      claimstream event 2f91022b --format json
    """
    from flows.cli.output import write_object  # noqa: PLC0415 - keeps `--help` fast
    from flows.cli.tables import stdout  # noqa: PLC0415
    from flows.event_story import tell_event  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    told = tell_event(load_settings(config, warehouse).warehouse.dir, event_id)
    if output is Format.table:
        _show(stdout(), told)
    else:
        write_object(told, output)


def marked(row: dict[str, Any], side: str = "") -> str:
    """Give a sentence on one line, with its trigger between » and «."""
    sentence = row[f"sentence{side}"]
    start, stop = row[f"trigger_start{side}"], row[f"trigger_stop{side}"]
    told = f"{sentence[:start]}»{sentence[start:stop]}«{sentence[stop:]}"
    return " ".join(told.split())


def when(row: dict[str, Any]) -> str:
    """Give the days between which something happened, as far as they are known."""
    first, last = row.get("from_on"), row.get("until_on")
    if first == last:
        return str(first) if first else "at a time that is not told"
    return f"between {first or '?'} and {last or '?'}"


def reasons(console: "Console", row: dict[str, Any]) -> None:
    """Print the evidence for and against, one reason a line."""
    for sign, side in (("+", "evidence_for"), ("−", "evidence_against")):
        for reason in row[side]:
            console.print(f"     {sign} {reason}", markup=False, highlight=False)


def _show(console: "Console", told: dict[str, Any]) -> None:
    found = told["event"]
    console.print(str(found.get("title") or found["event_id"]), style="bold", markup=False)
    facts = [
        ("id", found["event_id"]),
        ("kind", f"{found.get('kind')}, {found.get('tense')}"),
        ("when", when(found) + (f" ({found['time_basis']})" if found.get("time_basis") else "")),
        ("where", found.get("place") or "not told"),
        ("who", ", ".join(found.get("participants") or []) or "nobody is named"),
        ("reports", f"{found.get('n_articles', 0)}, independent {found.get('n_independent', 0)}"),
        ("status", found.get("link_status") or "no report is left"),
    ]
    for name, value in facts:
        console.print(f"  {name:<8} {value}", markup=False)
    _section(console, "Reports", told["reports"], _report)
    _section(console, "Linked events", told["links"], _link)
    _section(console, "Disagreements", told["disagreements"], _disagreement)
    _section(console, "Who states what", told["details"][:_MOST_DETAILS], _detail)
    if len(told["details"]) > _MOST_DETAILS:
        console.print(f"  … and {len(told['details']) - _MOST_DETAILS} more: --format json")
    changed_and_carried(console, told)
    _section(console, "Decisions", told["decisions"], _decision)


def _section(console: "Console", title: str, rows: list[dict[str, Any]], show: Any) -> None:  # noqa: ANN401 - any of the functions below
    if rows:
        console.print(f"\n{title}", style="bold")
        for row in rows:
            show(console, row)


def changed_and_carried(console: "Console", told: dict[str, Any]) -> None:
    """Print what new versions changed and through whom words came, each where there is any."""
    _section(console, "What new versions changed", told["changes"], _change)
    _section(console, "Through whom words came", told["carried"], _carried)


def named(row: dict[str, Any]) -> str:
    """Give an article's outlet, day and title."""
    day = f"{row['published_at']:%Y-%m-%d}" if row["published_at"] else "undated"
    return f"{row['outlet'] or 'unknown outlet'}, {day}: {row['title'] or 'no title'}"


def _report(console: "Console", row: dict[str, Any]) -> None:
    judged = f"[{row['link_status']} {row['score']:.2f}]"
    console.print(f"  {row['article_id'][:ID]}  {named(row)}  {judged}", markup=False)
    console.print(f"     {marked(row)}", markup=False)
    reasons(console, row)


def _link(console: "Console", row: dict[str, Any]) -> None:
    console.print(
        f"  {row['event_link_id'][:ID]}  {row['relation']}: {row['title']} "
        f"({row['event_id'][:ID]}, {row['tense']}, {when(row)})  [{row['status']}]",
        markup=False,
    )
    reasons(console, row)


def _disagreement(console: "Console", row: dict[str, Any]) -> None:
    both = "both may be true" if row["compatible"] else "not both can be true"
    console.print(f"  {row['kind']}: {row['explanation']} ({both})", markup=False)


def _detail(console: "Console", row: dict[str, Any]) -> None:
    said = f"{row['speaker']}: " if row["speaker"] else ""
    console.print(f"  {row['kind']}: {said}“{' '.join(row['detail'].split())}”", markup=False)
    for report in row["reports"]:
        console.print(f"     {' '.join(report.split())}", markup=False)


def _change(console: "Console", row: dict[str, Any]) -> None:
    console.print(
        f"  {row['article_id'][:ID]}  {row['outlet'] or 'unknown outlet'}, version "
        f"{row['version_no_r']}, {row['changed_at']:%Y-%m-%d}: {row['kind']}",
        markup=False,
    )
    console.print(f"     {' '.join(row['explanation'].split())}", markup=False)


def _carried(console: "Console", row: dict[str, Any]) -> None:
    speaker = row["speaker"] or row["speaker_as_written"]
    chain = [row["outlet"] or "unknown outlet", *row["via"], *([speaker] if speaker else [])]
    console.print(f"  {' ← '.join(' '.join(link.split()) for link in chain)}", markup=False)
    console.print(f"     “{' '.join(row['content'].split())}”", markup=False)


def _decision(console: "Console", row: dict[str, Any]) -> None:
    undone = f", undone {row['undone_at']:%Y-%m-%d}" if row["undone_at"] else ""
    reason = f": {row['reason']}" if row["reason"] else ""
    console.print(
        f"  {row['decision_id'][:ID]}  {row['decided_at']:%Y-%m-%d} {row['action']} by "
        f"{row['decided_by']}{reason}{undone}",
        markup=False,
    )
