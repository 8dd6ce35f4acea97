"""Read every source once without loading anything, and say what it holds or why it fails."""

from collections.abc import Iterator, Sequence
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

STALE_DAYS = 14


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What one source holds at this moment; `says` tells it in sentences."""

    source: str
    says: str
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
    return [_checked(source, collected, delivered, now) for source in sources]


def _checked(
    source: SourceConfig, collected: Collected, delivered: Delivery, now: datetime
) -> SourceCheck:
    mine = pl.col("source_id") == source.source_id
    entries, rejects = delivered.entries.filter(mine), delivered.rejects.filter(mine)
    aside = rejects.get_column("detail").unique(maintain_order=True).to_list()
    problem = None
    if not entries.height:
        problem = "; ".join(aside) or "it holds no articles"
    newest = entries.get_column("published_at").drop_nulls().sort().tail(1).to_list()
    visit = collected.visited.get(source.source_id)
    told = [f"It cannot be read: {problem}."] if problem else list(_sentences(entries, now))
    if aside and not problem:
        told.append(f"{rejects.height} set aside: {aside[0]}.")
    if visit and visit.moved_to:
        told.append(f"It is at {visit.moved_to} now: write that into sources.toml.")
    return SourceCheck(
        source=source.name,
        says=" ".join(told),
        documents=sum(read.source.source_id == source.source_id for read in collected.reads),
        entries=entries.height,
        set_aside=rejects.height,
        newest=newest[0] if newest else None,
        problem=problem,
    )


def _sentences(entries: pl.DataFrame, now: datetime) -> Iterator[str]:
    """Say what a person wants to know before a source is relied on."""
    n = entries.height
    full = entries.filter(text_basis="full").height
    yield f"It holds {n} article{'s' * (n > 1)}, {'all' if full == n else full or 'none'} in full."
    if full < n and entries.get_column("canonical_url").drop_nulls().len():
        yield "full_text = true would read the pages of the others."
    undated = entries.get_column("published_at").null_count()
    if undated:
        which = "None has" if undated == n else f"{undated} have not"
        yield f"{which} a date that can be read: what they call Monday stays open."
    newest = entries.get_column("published_at").max()
    if isinstance(newest, datetime) and (now - newest).days > STALE_DAYS:
        yield f"The newest is {(now - newest).days} days old."
    foreign = entries.filter(~pl.col("lang").is_in(["en", "und"])).get_column("lang").unique()
    if foreign.len():
        named = ", ".join(sorted(foreign))
        yield f"Some are not in English ({named}): stored and searched, not read for claims."
    if not entries.get_column("outlet_id").drop_nulls().len():
        yield "No outlet is known: set outlet, or its reports count as one source together."
