"""A run's report as rows, for the table artifacts that the Prefect UI shows."""

from datetime import date, datetime
from typing import Any

from flows.reports.markdown import escaped
from flows.reports.wording import shortened
from warehouse.run_reports import RunReport


def source_rows(report: RunReport) -> list[dict[str, Any]]:
    """Give one row per source: its books, and why it failed."""
    return [_shown(row) for row in report.sources.to_dicts()]


def disagreement_rows(report: RunReport) -> list[dict[str, Any]]:
    """Give one row per disagreement that the run found."""
    return [_shown(row) for row in report.disagreements.drop("event_id").to_dicts()]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _cell(value) for name, value in row.items() if value is not None}


def _cell(value: object) -> object:
    """Give a value that JSON holds and a page shows; a moment to the minute, in UTC."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return escaped(shortened(value)) if isinstance(value, str) else value
