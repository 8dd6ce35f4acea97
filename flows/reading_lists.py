"""Keep beside the raw bytes what each run read and how, so that a warehouse can be made again.

One file per run, `raw/runs/<start>-<run_id>.json.gz`: its documents, the sources as they were
configured (without what they keep secret), and the attempts that failed.
"""

import gzip
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from flows.collected import Collected, Read
from flows.run_context import RunContext
from flows.sources import SourceConfig
from transforms.errors import StopError
from warehouse.failures import meaning_of
from warehouse.moving import put_in_place

FOLDER = "runs"


@dataclass(frozen=True, slots=True)
class ReadingList:
    """What one run read.

    Args:
        run_id: the run.
        started_at: when it began.
        batch_articles: entries it loaded at once.
        sources: its sources, in their order.
        collected: what it received.
    """

    run_id: str
    started_at: datetime
    batch_articles: int
    sources: tuple[SourceConfig, ...]
    collected: Collected

    def raw_ids(self) -> set[str]:
        """Name the documents by the hashes of their bytes."""
        return {str(read.fetch.raw_id) for read in self.collected.documents()}


_FORMAT = TypeAdapter(ReadingList)


def note_reading(context: RunContext, collected: Collected) -> None:
    """Write the reading list of a run; a run that received nothing leaves none.

    Raises:
        RetryError: the disk is full.
    """
    if not collected.reads and not collected.rejects:
        return
    told = ReadingList(
        run_id=context.run_id,
        started_at=context.started_at,
        batch_articles=context.settings.ingest.batch_articles,
        sources=tuple(_without_secrets(source) for source in context.sources),
        collected=_public(collected),
    )
    _write(context.directory, told)


def _write(directory: Path, told: ReadingList) -> None:
    folder = directory / "raw" / FOLDER
    moment = told.started_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{moment}-{told.run_id}.json.gz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_bytes(gzip.compress(_FORMAT.dump_json(told), mtime=0))
        put_in_place(temporary, path)
    except OSError as error:
        raise meaning_of(error, str(path)) from error


def reading_lists(directory: Path) -> Iterator[ReadingList]:
    """Give what the runs of a warehouse read, in the order in which they began.

    Raises:
        StopError: a list is damaged.
    """
    for path in sorted((directory / "raw" / FOLDER).glob("*.json.gz")):
        try:
            yield _FORMAT.validate_json(gzip.decompress(path.read_bytes()))
        except (OSError, EOFError, ValidationError) as error:
            raise StopError(
                f"{path}: damaged ({type(error).__name__}); restore a backup"
            ) from error


def forget_in_lists(directory: Path, raw_ids: Collection[str]) -> int:
    """Strike documents from all lists, with the pages they led to; give from how many lists.

    A list holds what a feed says of a page, which may be the text that is to be forgotten.

    Raises:
        StopError: a list is damaged.
    """
    changed = 0
    for reading in reading_lists(directory):
        if not reading.raw_ids().isdisjoint(raw_ids):
            kept = without_documents(reading, raw_ids)
            _write(directory, kept)
            changed += 1
    return changed


def without_documents(reading: ReadingList, raw_ids: Collection[str]) -> ReadingList:
    """Give a list without some documents and without the pages they led to."""
    collected = reading.collected
    reads = [read for read in collected.reads if read.fetch.raw_id not in raw_ids]
    pages = {
        read.fetch.fetch_id: [
            page for page in collected.pages_of(read) if page.fetch.raw_id not in raw_ids
        ]
        for read in reads
    }
    return replace(reading, collected=replace(collected, reads=reads, pages=pages))


def _public(collected: Collected) -> Collected:
    return replace(
        collected,
        reads=[_cleared(read) for read in collected.reads],
        not_due=[],
        pages={
            fetch_id: [_cleared(page) for page in pages]
            for fetch_id, pages in collected.pages.items()
        },
    )


def _cleared(read: Read) -> Read:
    return replace(read, source=_without_secrets(read.source))


def _without_secrets(source: SourceConfig) -> SourceConfig:
    return replace(source, target=source.location, headers={})
