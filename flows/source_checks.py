"""Read every source once without loading anything, and say what it holds or why it fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from flows.collected import Collected
from flows.collecting import Collector, deliveries
from flows.raw_store import RawStore
from flows.reading import Delivery
from flows.settings import Settings
from flows.sources import SourceConfig


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What one source holds at this moment."""

    source: str
    documents: int
    entries: int
    set_aside: int
    newest: datetime | None
    problem: str | None


def check_sources(
    sources: Sequence[SourceConfig], settings: Settings, *, now: datetime
) -> list[SourceCheck]:
    """Visit, parse and normalise sources; nothing is kept.

    Returns:
        One row per source, in their order; `problem` is None when something could be read.
    """
    with TemporaryDirectory(prefix="claimstream-check-") as folder:
        store = RawStore(Path(folder))
        collected = Collector(settings, store, run_id="check", now=now).collect(sources)
        delivered = Delivery.joined(list(deliveries(collected, store, settings)))
    return [_checked(source, collected, delivered) for source in sources]


def _checked(source: SourceConfig, collected: Collected, delivered: Delivery) -> SourceCheck:
    mine = pl.col("source_id") == source.source_id
    entries, rejects = delivered.entries.filter(mine), delivered.rejects.filter(mine)
    problem = None
    if not entries.height:
        said = rejects.get_column("detail").unique(maintain_order=True)
        problem = "; ".join(said) or "it holds no articles"
    newest = entries.get_column("published_at").drop_nulls().sort().tail(1).to_list()
    return SourceCheck(
        source=source.name,
        documents=sum(read.source.source_id == source.source_id for read in collected.reads),
        entries=entries.height,
        set_aside=rejects.height,
        newest=newest[0] if newest else None,
        problem=problem,
    )
