"""Carry decisions from one warehouse to another: CSV or JSON Lines, by ids that are stable."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from flows.decisions import take_down, turn_round
from transforms.contracts.operations import DECISIONS, Decision
from transforms.errors import StopError
from warehouse.decisions import all_decisions, next_moment, transaction
from warehouse.opening import open_writer
from warehouse.publishing import publish

ACTIONS = frozenset({"merge", "split", "confirm", "reject", "undo"})
_LISTS = ("subject_ids", "mention_ids_l", "mention_ids_r")
_TIMES = ("decided_at", "recorded_at", "undone_at")
_KNOWN = """
    SELECT count(*) FROM core.event_mention
    WHERE retracted_at IS NULL AND event_mention_id IN (SELECT unnest($ids)::UUID)
    UNION ALL
    SELECT count(*) FROM core.claim_mention
    WHERE retracted_at IS NULL AND mention_id IN (SELECT unnest($ids)::UUID)
    UNION ALL
    SELECT count(*) FROM core.article_version
    WHERE retracted_at IS NULL AND version_id IN (SELECT unnest($ids)::UUID)
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many decisions of a file were taken over, were known, or have nothing to hold on to."""

    taken_over: int
    known: int
    without_reports: int


def import_decisions(directory: Path, path: Path, *, now: datetime) -> Imported:
    """Take over the decisions of a file, in the order in which they were made, and publish.

    A decision on reports that this warehouse does not have is left out; import the file again
    once they are there.

    Args:
        directory: the warehouse's folder.
        path: what `claimstream decide export` wrote: `.csv`, else JSON Lines.
        now: the moment, aware.

    Raises:
        StopError: the file cannot be read as decisions; nothing was taken over.
        RetryError: a run is writing.
    """
    decisions = sorted(_read(path), key=lambda row: (row.decided_at, row.action == "undo"))
    counts = {"taken_over": 0, "known": 0, "without_reports": 0}
    with open_writer(directory) as connection, transaction(connection, str(path)):
        for decision in decisions:
            counts[_take_over(connection, decision, now)] += 1
    publish(directory)
    return Imported(**counts)


def _take_over(connection: DuckDBPyConnection, decision: Decision, now: datetime) -> str:
    known = all_decisions(connection)
    ids = set(known.get_column("decision_id"))
    if decision.decision_id in ids:
        return "known"
    fresh = replace(decision, recorded_at=next_moment(connection, now), undone_at=None)
    if decision.action == "undo":
        if decision.subject_ids[0] not in ids:
            return "without_reports"
        turn_round(connection, fresh, known)
        return "taken_over"
    if not all(_is_known(connection, side) for side in (fresh.mention_ids_l, fresh.mention_ids_r)):
        return "without_reports"
    take_down(connection, fresh)
    return "taken_over"


def _is_known(connection: DuckDBPyConnection, mention_ids: list[str]) -> bool:
    rows = connection.execute(_KNOWN, {"ids": mention_ids}).fetchall()
    return not mention_ids or any(count for (count,) in rows)


def _read(path: Path) -> Iterator[Decision]:
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            if path.suffix.lower() == ".csv":
                rows: list[dict[str, Any]] = list(csv.DictReader(handle))
            else:
                rows = [json.loads(line) for line in handle if line.strip()]
    except (OSError, ValueError) as error:
        raise StopError(f"{path}: cannot be read as decisions ({error})") from error
    for number, row in enumerate(rows, start=1):
        yield _decision(row, f"{path}: decision {number}")


def _decision(row: Any, where: str) -> Decision:  # noqa: ANN401 - a line of somebody's file
    names = DECISIONS.schema.names()
    if not isinstance(row, dict) or set(row) != set(names):
        raise StopError(f"{where}: expected the columns {', '.join(names)}")
    values: dict[str, Any] = {name: row[name] or None for name in names}
    try:
        for name in _LISTS:
            value = row[name]
            values[name] = json.loads(value) if isinstance(value, str) else list(value)
        for name in _TIMES:
            values[name] = datetime.fromisoformat(row[name]) if row[name] else None
        decision = Decision(**values)
        DECISIONS.frame([decision])
    except (TypeError, ValueError) as error:
        raise StopError(f"{where}: {error}; export it again") from error
    if decision.action not in ACTIONS or not decision.decided_at.tzinfo:
        raise StopError(f"{where}: expected one of {', '.join(sorted(ACTIONS))}, at a time in UTC")
    return decision
