"""Keep beside the raw bytes what each run read and how, so that a warehouse can be made again.

One file per run, `raw/runs/<start>-<run_id>.json.gz`: its documents, the sources as they were
configured (without what they keep secret), and the attempts that failed.
"""

import gzip
from collections.abc import Iterator
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
    folder = context.directory / "raw" / FOLDER
    moment = context.started_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{moment}-{context.run_id}.json.gz"
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
