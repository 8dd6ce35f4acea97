"""Events that a run leaves for automations: one of a kind per run, never one per finding."""

import polars as pl
from prefect.events import emit_event

from flows.reports.wording import count, outcome
from flows.settings import AlertSettings
from warehouse.day_reports import DayReport
from warehouse.run_reports import RunReport

DISAGREEMENTS_FOUND = "claimstream.disagreements.found"
MANY_DISAGREEMENTS = "claimstream.disagreements.many"
SOURCES_DRIED_UP = "claimstream.sources.dried-up"
GONE_QUIET = ("dried_up", "gone")
"""What a source's health is when nothing comes from it any more (ref.source_health)."""


def tell(report: RunReport, day: DayReport, alerts: AlertSettings) -> None:
    """Emit what automations wait for: disagreements, many of them, sources gone quiet.

    Args:
        report: what the run found.
        day: the day that it ends, and the sources that are not well.
        alerts: from how many disagreements on an alert is due.
    """
    found = report.totals["n_disagreements"]
    resource = {"prefect.resource.id": f"claimstream.run.{report.run_id}"}
    if found:
        payload = {
            "run_id": report.run_id,
            "n_disagreements": found,
            "sentence": f"{count(found, 'disagreement')}: {outcome(report.totals)}",
        }
        emit_event(DISAGREEMENTS_FOUND, resource, payload=payload)
        if found >= alerts.disagreements:
            emit_event(MANY_DISAGREEMENTS, resource, payload=payload)
    fresh = day.troubled.filter(pl.col("is_fresh") & pl.col("health").is_in(GONE_QUIET))
    if fresh.height:
        said = "; ".join(
            f"{row['source']}: {row['detail'] or row['health']}" for row in fresh.to_dicts()
        )
        payload = {"run_id": report.run_id, "sentence": said}
        emit_event(SOURCES_DRIED_UP, resource, payload=payload)
