"""The Prefect flow `maintain`: what is done for the warehouse every night."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.states import Completed, Failed

from flows.bars import Bars
from flows.ingest import settings_of
from flows.liveness import mend_ledger
from flows.occasions import begin_flow_run
from flows.prefect_environment import LOGGER
from flows.reports.wording import count
from flows.settings import Settings
from transforms.errors import BusyError
from warehouse.backup import backup
from warehouse.doctor import Finding, examine
from warehouse.opening import open_writer

log = logging.getLogger(LOGGER)
KEPT = timedelta(days=30)
_PAGE = 200
_BACKUP_NAME = "claimstream-%Y%m%d-%H%M%S"
_BACKUPS = "claimstream-????????-??????"
_ENDED = [StateType.COMPLETED, StateType.CANCELLED, StateType.FAILED, StateType.CRASHED]


@flow(name="maintain", flow_run_name="nightly maintenance", persist_result=False)
def maintain() -> State[None]:
    """Mend the ledger, fold in the log, back up, check the warehouse, prune Prefect's history.

    Returns:
        A final state that says what was found; failed when `claimstream doctor` found an error.
    """
    settings = settings_of()
    begin_flow_run()
    step = Bars()
    try:
        mended = step(fold_in_log, settings.warehouse.dir)
    except BusyError as busy:
        return Completed(name="Skipped", message=f"skipped: {busy}")
    saved = step(back_up, settings)
    findings = step(check, settings)
    pruned = step(prune_history, datetime.now(UTC) - KEPT)
    errors = [finding for finding in findings if finding.status == "error"]
    done = f"{saved}, {count(mended, 'dead run')} marked, {count(pruned, 'old flow run')} pruned"
    if errors:
        said = "; ".join(f"{finding.check}: {finding.detail}" for finding in errors)
        return Failed(message=f"the warehouse needs care: {said}; {errors[0].remedy}")
    return Completed(message=f"{count(len(findings), 'check')} fine, {done}")


def fold_in_log(directory: Path) -> int:
    """Mark runs that died in the ledger; closing the database folds its write-ahead log in."""
    with open_writer(directory) as connection:
        mended = mend_ledger(directory, connection, now=datetime.now(UTC))
    log.info("ledger   %s marked as failed", count(mended, "dead run"))
    return mended


def back_up(settings: Settings) -> str:
    """Write a backup into a new folder under `[maintain] backups`, and remove the oldest ones.

    Returns:
        What was done, in words.
    """
    folder = settings.maintain.backups
    if folder is None:
        return "no backup (name a folder in [maintain])"
    now = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    tables = backup(settings.warehouse.dir, folder / now.strftime(_BACKUP_NAME), now=now)
    there = sorted(path for path in folder.glob(_BACKUPS) if path.is_dir())
    outdated = there[: -settings.maintain.backups_kept]
    for path in outdated:
        rmtree(path)
    log.info("backup   %s, %d of before removed", count(len(tables), "table"), len(outdated))
    return f"a backup of {count(len(tables), 'table')}"


def check(settings: Settings) -> list[Finding]:
    """Do what `claimstream doctor` does, and show its findings as an artifact."""
    findings = examine(settings.warehouse.dir)
    rows = [
        {name: getattr(finding, name) for name in ("check", "status", "detail", "remedy")}
        for finding in findings
    ]
    create_table_artifact(rows, key="doctor", description="What `claimstream doctor` finds")
    bad = sum(finding.status != "ok" for finding in findings)
    log.info("doctor   %s, %d of them not fine", count(len(findings), "check"), bad)
    return findings


def prune_history(before: datetime) -> int:
    """Delete flow runs that ended long ago from Prefect, with their logs and task runs."""
    old = FlowRunFilter(
        start_time=FlowRunFilterStartTime.model_validate({"before_": before}),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_ENDED)),
    )
    pruned = 0
    with get_client(sync_client=True) as client:
        while runs := client.read_flow_runs(flow_run_filter=old, limit=_PAGE):
            for run in runs:
                client.delete_flow_run(run.id)
            pruned += len(runs)
    log.info("history  %s older than %d days", count(pruned, "flow run"), KEPT.days)
    return pruned
