"""What earlier runs know of the sources of a run, and what a visit to them brought."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.full_text import Wanted
from flows.raw_store import RawStore
from flows.sources import SourceConfig
from transforms.contracts.operations import Fetch, Reject, SourceState
from transforms.parsers import Document
from transforms.source_health import Visited


@dataclass(frozen=True, slots=True)
class Visit:
    """What the last successful fetch of a location left behind.

    Args:
        raw_id: the bytes it delivered.
        etag: validator to send.
        last_modified: validator to send.
    """

    raw_id: str | None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What earlier runs know of the sources of this one.

    Args:
        visits: per uri, what its last successful fetch left behind.
        states: per source_id, how it stood after the last run.
        pages: pages of feed items that are not fetched again.
    """

    visits: Mapping[str, Visit] = field(default_factory=dict)
    states: Mapping[str, SourceState] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Read:
    """One document whose bytes are in the raw store.

    Args:
        source: where it comes from.
        fetch: how it came.
        media_type: as declared.
        charset: as declared.
        wanted: for the page of a feed's item, the item.
    """

    source: SourceConfig
    fetch: Fetch
    media_type: str | None = None
    charset: str | None = None
    wanted: Wanted | None = None

    def document(self, store: RawStore) -> Document:
        """Give it with its bytes, ready to be parsed."""
        if self.fetch.raw_id is None:  # only what was fetched is read
            raise ValueError(self.fetch.uri)
        return Document(
            source_id=self.source.source_id,
            uri=self.fetch.uri,
            raw_id=self.fetch.raw_id,
            content=store.get(self.fetch.raw_id),
            fetched_at=self.fetch.fetched_at,
            kind="html" if self.wanted else self.source.kind,
            media_type=self.media_type,
            charset=self.charset,
            outlet_name=self.source.outlet,
            published=self.source.published_at,
            columns=self.source.columns,
            about=self.wanted.item if self.wanted else None,
        )


@dataclass(slots=True)
class Collected:
    """What a visit to some sources brought.

    Args:
        reads: documents to parse, in the order of the sources.
        fetches: one row per attempt, failed ones included.
        rejects: what could not be read at all.
        visited: what the visit to each source with a URL came to, by source_id.
        not_due: sources that it was too early to ask.
        pages: of the items of a feed, by the feed's fetch_id.
    """

    reads: list[Read] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    visited: dict[str, Visited] = field(default_factory=dict)
    not_due: list[SourceConfig] = field(default_factory=list)
    pages: dict[str, list[Read]] = field(default_factory=dict)

    def add(self, other: "Collected") -> None:
        """Take in what another visit brought."""
        self.reads += other.reads
        self.fetches += other.fetches
        self.rejects += other.rejects
        self.visited |= other.visited
        self.not_due += other.not_due
        self.pages |= other.pages

    def pages_of(self, read: Read) -> list[Read]:
        """Give the pages that the items of a feed lead to."""
        return self.pages.get(read.fetch.fetch_id, [])

    def documents(self) -> Iterator[Read]:
        """Give everything that is to be parsed: each document, followed by its pages."""
        for read in self.reads:
            yield read
            yield from self.pages_of(read)
