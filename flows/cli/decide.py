"""`claimstream decide`: what an analyst knows better; it outranks the scorer and can be undone."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Config, Format, Output, Warehouse
from flows.cli.teaching import taught

app = typer.Typer(
    no_args_is_help=True,
    help="Merge, split, confirm or reject; it outranks the scorer and can be undone.",
)
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who decides.")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID …", help="Ids, or how they begin.")]

_LIST = """
    select decided_at, decision_id, action, subject, subject_ids, decided_by, reason, undone_at
    from ops.decision
    order by decided_at desc, decision_id
"""
_EXPORT = "select * from ops.decision order by decided_at, recorded_at, decision_id"


def merge(
    ids: Ids,
    by: By,
    reason: Reason = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Say that two or more events are one, or copy groups or versions one report.

    The oldest keeps its id.

    Example:
      claimstream decide merge 2f91022b 8c01d5aa --by Ines --reason "one trip"
    """
    _decide("merge", ids, (by, reason), (config, warehouse), output)


def split(
    ids: Ids,
    by: By,
    reason: Reason = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Take reports out of an event: first the event, then the reports. They become an event.

    Reports are named by the ids that claimstream event prints. The same parts copies: first a copy
    group or version, then the versions that are not the same report.

    Example:
      claimstream decide split 2f91022b 71ab03cd --by Ines
    """
    _decide("split", ids, (by, reason), (config, warehouse), output)


def confirm(
    ids: Ids,
    by: By,
    reason: Reason = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Confirm a link of events or of claims, a report of an event, or all its doubtful reports.

    Example:
      claimstream decide confirm 2f91022b --by Ines
    """
    _decide("confirm", ids, (by, reason), (config, warehouse), output)


def reject(
    ids: Ids,
    by: By,
    reason: Reason = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Say that a link is wrong, or that a report does not tell of an event.

    A later copy of the report will not join the event either.

    Example:
      claimstream decide reject 2f91022b 71ab03cd --by Ines
    """
    _decide("reject", ids, (by, reason), (config, warehouse), output)


def undo(
    ids: Ids,
    by: By,
    reason: Reason = None,
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Take a decision back. To undo the undoing is to decide it again.

    Example:
      claimstream decide undo 5d0c77e1 --by Ines
    """
    _decide("undo", ids, (by, reason), (config, warehouse), output)


def list_decisions(
    config: Config = None, warehouse: Warehouse = None, output: Output = Format.table
) -> None:
    """List the decisions, the latest first."""
    _query(_LIST, config, warehouse, output)


def export_decisions(
    config: Config = None, warehouse: Warehouse = None, output: Output = Format.jsonl
) -> None:
    """Write all decisions, for another warehouse to take over.

    Example:
      claimstream decide export > decisions.jsonl
    """
    _query(_EXPORT, config, warehouse, output)


def import_file(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSON Lines.")],
    config: Config = None,
    warehouse: Warehouse = None,
    output: Output = Format.table,
) -> None:
    """Take over the decisions of a file that export wrote. Doing so twice changes nothing.

    Decisions on reports that are not here are left out: import again once these are.

    Example:
      claimstream decide import decisions.jsonl
    """
    from dataclasses import asdict  # noqa: PLC0415 - keeps `--help` fast
    from datetime import UTC, datetime  # noqa: PLC0415

    from flows.cli.output import write_object  # noqa: PLC0415
    from flows.decision_files import import_decisions  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    write_object(asdict(import_decisions(directory, path, now=datetime.now(UTC))), output)


def _decide(
    action: str,
    ids: list[str],
    who: tuple[str, str | None],
    where: tuple[Path | None, Path | None],
    output: Format,
) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415 - keeps `--help` fast

    from flows.cli.output import write_object  # noqa: PLC0415
    from flows.decisions import Asked, decide  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    directory = load_settings(*where).warehouse.dir
    asked = Asked(action, tuple(ids), *who)
    decided = decide(directory, asked, now=datetime.now(UTC))
    decision = decided.decision
    shown = {
        "decision_id": decision.decision_id,
        "action": decision.action,
        "subject_ids": decision.subject_ids,
        "event_ids": list(decided.event_ids),
        "copy_group_ids": list(decided.copy_group_ids),
        "rows_changed": sum(decided.changed.values()),
        "undo": f"claimstream decide undo {decision.decision_id[:8]} --by {decision.decided_by}",
    }
    write_object(shown, output)


def _query(sql: str, config: Path | None, warehouse: Path | None, output: Format) -> None:
    from flows.cli.output import write_frame  # noqa: PLC0415 - keeps `--help` fast
    from flows.settings import load_settings  # noqa: PLC0415
    from warehouse.querying import query_snapshot  # noqa: PLC0415

    directory = load_settings(config, warehouse).warehouse.dir
    write_frame(query_snapshot(directory, sql), output)


for name, command in (
    ("merge", merge),
    ("split", split),
    ("confirm", confirm),
    ("reject", reject),
    ("undo", undo),
    ("list", list_decisions),
    ("export", export_decisions),
    ("import", import_file),
):
    app.command(name, help=taught(command))(command)
