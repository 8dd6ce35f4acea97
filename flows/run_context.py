"""What every step of one run shares: settings, ids, folders, the moment it began."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

import polars as pl
from duckdb import DuckDBPyConnection

from flows.batches import Place
from flows.collected import Collected, Remembered, Visit
from flows.collecting import locations
from flows.liveness import mend_ledger, show_alive, show_ended
from flows.raw_store import RawStore
from flows.settings import Settings
from flows.source_states import health_rules, states_after
from flows.sources import SourceConfig
from transforms.extraction import EXTRACTOR
from warehouse.known import known_fetches
from warehouse.running import begin_run, finish_run
from warehouse.source_states import known_pages, known_source_states

DECIDING = ("claimstream", "duckdb", "polars", "feedparser", "trafilatura", "prefect")

PAGES_REMEMBERED = timedelta(days=90)
"""No feed lists its items for so long."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """One run: made once at its start, handed to every step."""

    settings: Settings
    sources: tuple[SourceConfig, ...]
    run_id: str
    started_at: datetime

    @property
    def directory(self) -> Path:
        """The warehouse's folder."""
        return self.settings.warehouse.dir

    @property
    def store(self) -> RawStore:
        """Where bytes as received are kept."""
        return RawStore(self.directory / "raw")

    def place(self, batch_id: str) -> Place:
        """Give where and on whose behalf a batch is loaded."""
        return Place(self.directory, batch_id, self.run_id)

    def clear_staging(self) -> None:
        """Remove what a killed run left; it is computed again. Only while holding the lock."""
        rmtree(self.directory / "staging", ignore_errors=True)

    def begin(self, connection: DuckDBPyConnection) -> Remembered:
        """Note that the run begins; give what earlier runs know of its sources."""
        show_alive(self.directory, self.run_id)
        mend_ledger(self.directory, connection, now=datetime.now(UTC))
        begin_run(
            connection,
            self.run_id,
            started_at=self.started_at,
            versions={name: version(name) for name in DECIDING} | {"extractor": EXTRACTOR},
        )
        known = known_fetches(connection, pl.Series(list(locations(self.sources)), dtype=pl.String))
        ids = pl.Series([source.source_id for source in self.sources], dtype=pl.String)
        return Remembered(
            visits={
                row["uri"]: Visit(row["raw_id"], row["etag"], row["last_modified"])
                for row in known.iter_rows(named=True)
            },
            states=known_source_states(connection, ids),
            pages=self._known_pages(connection),
        )

    def _known_pages(self, connection: DuckDBPyConnection) -> frozenset[str]:
        feeds = [source.source_id for source in self.sources if source.full_text]
        if not feeds:
            return frozenset()
        ids = pl.Series(feeds, dtype=pl.String)
        return known_pages(connection, ids, since=self.started_at - PAGES_REMEMBERED)

    def states_after(self, connection: DuckDBPyConnection, collected: Collected) -> pl.DataFrame:
        """Give how the sources stand after the run: SOURCE_STATES."""
        return states_after(
            connection,
            self.sources,
            collected,
            rules=health_rules(self.settings.fetch),
            run_id=self.run_id,
            now=self.started_at,
        )

    def end(self, connection: DuckDBPyConnection, status: str, message: str) -> None:
        """Note how the run ended."""
        finish_run(
            connection,
            self.run_id,
            finished_at=datetime.now(UTC),
            status=status,
            message=message,
        )
