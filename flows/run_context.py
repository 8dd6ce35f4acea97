"""What every step of one run shares: settings, ids, folders, the moment it began."""

from collections.abc import Callable
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
from warehouse.source_states import known_pages, known_source_states, received_uris

DECIDING = ("claimstream", "duckdb", "polars", "feedparser", "trafilatura", "prefect")

DOCUMENTS_REMEMBERED = timedelta(days=90)
"""No feed or index lists what it leads to for so long."""


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
        known = known_fetches(connection, self._uris(connection))
        ids = pl.Series([source.source_id for source in self.sources], dtype=pl.String)
        return Remembered(
            visits={
                row["uri"]: Visit(row["raw_id"], row["etag"], row["last_modified"])
                for row in known.iter_rows(named=True)
            },
            states=known_source_states(connection, ids),
            pages=self._known_pages(connection),
        )

    def _uris(self, connection: DuckDBPyConnection) -> pl.Series:
        """Give what a visit to the sources would ask for, as far as that can be known."""
        own = pl.Series(list(locations(self.sources)), dtype=pl.String)
        indexes = [source.source_id for source in self.sources if source.kind == "sitemap"]
        return pl.concat([own, self._since(received_uris, connection, indexes)])

    def _known_pages(self, connection: DuckDBPyConnection) -> frozenset[str]:
        feeds = [source.source_id for source in self.sources if source.full_text]
        return frozenset(self._since(known_pages, connection, feeds))

    def _since(
        self,
        asked: Callable[..., pl.Series],
        connection: DuckDBPyConnection,
        source_ids: list[str],
    ) -> pl.Series:
        ids = pl.Series(source_ids, dtype=pl.String)
        since = self.started_at - DOCUMENTS_REMEMBERED
        return asked(connection, ids, since=since) if source_ids else ids

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
        show_ended(self.directory, self.run_id)
