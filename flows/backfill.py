"""The Prefect flow `backfill`: load a folder of older texts in bounded pieces."""

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any

from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.bars import Bars
from flows.ingest import Outlet, PublishedOn, settings_of
from flows.occasions import begin_flow_run
from flows.pieces import Piece, pieces
from flows.pipeline import load_articles, publish
from flows.prefect_environment import LOGGER
from flows.reports.wording import count
from flows.run_context import RunContext
from flows.settings import Settings
from flows.sources import sources_from_arguments
from transforms.errors import BusyError, ConfigError
from warehouse.opening import open_writer
from warehouse.running import completed_runs

log = logging.getLogger(LOGGER)

_BARS = 12
"""Bars on the page of a run; each stands for several pieces where there are more."""

_BUSY_TRIES = 60
_BUSY_PAUSE_S = 5.0

Where = Annotated[
    str,
    Field(
        title="Folder or file",
        description="On the machine that runs claimstream. Subfolders are read, too.",
        min_length=1,
        examples=["/srv/archive/2024"],
    ),
]
Since = Annotated[
    date | None,
    Field(
        title="From day",
        description="The day of a document stands in its path, like 2025-10-26, 20251026 or "
        "2025/10/26; else it is the day of its last change.",
    ),
]
Until = Annotated[date | None, Field(title="To day", description="The last day, included.")]
Size = Annotated[
    int,
    Field(
        title="Documents per piece",
        description="What is loaded and recorded at once. More is faster and needs more memory.",
        ge=1,
        le=100_000,
    ),
]


@dataclass(slots=True)
class Progress:
    """How far a backfill has come."""

    n_pieces: int
    artifact: Any
    n_done: int = 0
    n_skipped: int = 0
    n_entries: int = 0
    failed: list[str] = field(default_factory=list)

    def step(self) -> None:
        """Note that one more piece is done, where people see it."""
        self.n_done += 1
        update_progress_artifact(self.artifact, progress=100 * self.n_done / self.n_pieces)


@flow(name="backfill", flow_run_name="backfill {path}", persist_result=False)
def backfill(  # noqa: PLR0913, PLR0917 - the fields of a form
    path: Where,
    since: Since = None,
    until: Until = None,
    documents_per_piece: Size = 500,
    outlet: Outlet = None,
    published_on: PublishedOn = None,
    config: str | None = None,
    warehouse: str | None = None,
) -> State[None]:
    """Load a folder or file of older texts, piece by piece.

    Each piece is a run in our own ledger, under an id that its documents give it. A backfill that
    was killed is started again with the same values: what is in the ledger is passed over, the
    piece that was on its way is loaded again, and what had been loaded of it is known.

    Args:
        path: the folder or file.
        since: the first day.
        until: the last day.
        documents_per_piece: how much at once.
        outlet: publisher of all of it, where the texts do not say.
        published_on: publication date of what bears none.
        config: the settings file; None = `config/claimstream.toml`.
        warehouse: the warehouse folder; None = as configured.

    Raises:
        ConfigError: there is no such folder, it is a URL, or no document lies in the range.
    """
    settings = settings_of(config, warehouse)
    begin_flow_run()
    (source,) = sources_from_arguments([path], outlet=outlet, published_at=published_on)
    if source.is_url:
        raise ConfigError(f"{path}: a backfill reads a folder or file; use ingest-source for a URL")
    planned = pieces(source, n_documents=documents_per_piece, since=since, until=until)
    if not planned:
        raise ConfigError(f"{path}: no document lies there in this range")
    progress = Progress(len(planned), _show(path, len(planned)))
    step = Bars()
    left = step(pass_over_known, settings, planned, progress, name="what is loaded already")
    size = -(-len(left) // _BARS)
    for start in range(0, len(left), size or 1):
        some = left[start : start + size]
        name = f"pieces {start + 1} to {start + len(some)}" if size > 1 else f"piece {start + 1}"
        step(load_pieces, settings, some, progress, name=f"{name} of {len(left)}")
    step(publish, _context(settings, planned[-1]))
    return _outcome(progress)


def _show(path: str, n_pieces: int) -> Any:  # noqa: ANN401 - Prefect's id of an artifact
    said = f"backfill of {path} in {count(n_pieces, 'piece')}"
    return create_progress_artifact(0.0, key="backfill-progress", description=said)


def pass_over_known(settings: Settings, planned: list[Piece], progress: Progress) -> list[Piece]:
    """Give the pieces that the ledger does not hold as completed."""
    with open_writer(settings.warehouse.dir) as connection:
        known = completed_runs(connection, [piece.piece_id for piece in planned])
    left = [piece for piece in planned if piece.piece_id not in known]
    progress.n_skipped = len(planned) - len(left)
    for _ in range(progress.n_skipped):
        progress.n_done += 1
    log.info("backfill %s, %d of them loaded already", count(len(planned), "piece"), len(known))
    return left


def load_pieces(settings: Settings, some: list[Piece], progress: Progress) -> None:
    """Load pieces one after the other; each is complete in the ledger before the next begins."""
    for piece in some:
        collected = _load(settings, piece)
        failed = [fetch.uri for fetch in collected.fetches if fetch.status == "failed"]
        progress.failed += failed
        progress.step()
        log.info(
            "piece    %d of %d: %s, %d failed",
            progress.n_done,
            progress.n_pieces,
            count(len(piece.paths), "document"),
            len(failed),
        )


def _load(settings: Settings, piece: Piece) -> Any:  # noqa: ANN401 - flows.collecting.Collected
    """Load one piece; a run that is writing meanwhile is waited for."""
    for _ in range(_BUSY_TRIES):
        try:
            return load_articles(_context(settings, piece))
        except BusyError as busy:
            log.info("waiting: %s", busy)
            time.sleep(_BUSY_PAUSE_S)
    return load_articles(_context(settings, piece))


def _context(settings: Settings, piece: Piece) -> RunContext:
    return RunContext(settings, (piece.as_source(),), piece.piece_id, datetime.now(UTC))


def _outcome(progress: Progress) -> State[None]:
    done = progress.n_pieces - progress.n_skipped
    said = f"{count(done, 'piece')} loaded, {progress.n_skipped} known already"
    if progress.failed:
        first = progress.failed[0]
        return Failed(message=f"{said}; {count(len(progress.failed), 'document')} failed: {first}")
    return Completed(message=said)
