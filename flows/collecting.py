"""Get the documents of sources: bytes go to the raw store, what happened becomes rows."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import polars as pl

from flows.collected import Collected
from flows.fetch import fetch_many
from flows.fetch_results import FetchRequest, FetchResult
from flows.files import list_files, read_file
from flows.following import follow_pages, follow_sitemaps
from flows.full_text import with_pages
from flows.noting import Notes
from flows.raw_store import RawStore
from flows.reading import Delivery, rejected
from flows.redaction import public_path
from flows.sandbox import parse_all
from flows.settings import Settings
from flows.sources import SourceConfig
from transforms.contracts.articles import OUTLETS
from transforms.contracts.contract import Contract
from transforms.contracts.operations import (
    FETCHES,
    RAW_DOCUMENTS,
    REJECTS,
    SOURCES,
    Fetch,
    RawDocument,
)
from transforms.source_health import Answer, Visited, address_of, is_due


@dataclass(frozen=True, slots=True)
class Collector(Notes):
    """Visits sources on behalf of one run."""

    def collect(self, sources: Sequence[SourceConfig]) -> Collected:
        """Visit sources: files one after the other, URLs side by side.

        A failure is a row and, when nothing was received, a reject; it never stops the others. A
        URL that a person named is asked whether it is due or not.
        """
        collected = Collected()
        for source in sources:
            if not source.is_url:
                before = len(collected.fetches)
                self._visit_files(source, collected)
                collected.visited[source.source_id] = visited_files(collected.fetches[before:])
        remote = []
        for source in sources:
            known = self.remembered.states.get(source.source_id)
            if source.is_url and (source.named or is_due(known, now=self.now)):
                remote.append(source)
            elif source.is_url:
                collected.not_due.append(source)
        results = fetch_many([self._asked(source) for source in remote], settings=self.settings)
        for source, result in zip(remote, results, strict=True):
            self.note(source, result, collected)
            collected.visited[source.source_id] = visited(result)
        follow_sitemaps(self, remote, collected)
        follow_pages(self, collected)
        return collected

    def _asked(self, source: SourceConfig) -> FetchRequest:
        address = address_of(self.remembered.states.get(source.source_id))
        is_page = source.kind == "html"
        return self.request(source, source.target, is_page=is_page, address=address)

    def _visit_files(self, source: SourceConfig, collected: Collected) -> None:
        listing = list_files(source)
        collected.rejects += listing.rejects
        collected.fetches += [
            self.record(source, FetchResult(r.uri, status="failed", error=r.detail))
            for r in listing.rejects
        ]
        for path in listing.paths:
            result = read_file(path, kind=source.kind, limits=self.settings.ingest)
            self.note(source, result, collected)


def visited(result: FetchResult) -> Visited:
    """Say what one fetch means for the health of its source."""
    if result.status == "failed":
        answer = Answer.FAILED if result.http_status else Answer.UNREACHED
        if result.http_status == HTTPStatus.GONE:
            answer = Answer.GONE
        return Visited(answer, detail=result.error, wait_s=result.retry_after_s)
    answer = Answer.READ if result.status == "fetched" else Answer.SAME
    return Visited(answer, moved_to=result.moved_to)


def visited_files(fetches: Sequence[Fetch]) -> Visited:
    """Say what a look at a file or folder means for the health of its source."""
    failed = [fetch.error for fetch in fetches if fetch.status == "failed"]
    if len(failed) == len(fetches):
        return Visited(Answer.FAILED, detail=next(iter(failed), "the folder holds no documents"))
    changed = any(fetch.status == "fetched" for fetch in fetches)
    return Visited(Answer.READ if changed else Answer.SAME)


def deliveries(collected: Collected, store: RawStore, settings: Settings) -> Iterator[Delivery]:
    """Read what was collected, in child processes; documents are in memory only meanwhile."""
    if collected.rejects:
        yield rejected(REJECTS.frame(collected.rejects))
    waiting = (read.document(store) for read in collected.documents())
    with closing(parse_all(waiting, settings=settings.sandbox)) as parsed:
        for read in collected.reads:
            delivery = next(parsed)
            positions = [page.wanted.position for page in collected.pages_of(read) if page.wanted]
            pages = list(zip(positions, parsed, strict=False))  # positions first: it stops in time
            yield with_pages(delivery, pages) if pages else delivery


def locations(sources: Sequence[SourceConfig]) -> Iterator[str]:
    """Give the uri of every document that a visit to these sources would ask for."""
    for source in sources:
        if source.is_url:
            yield source.location
        else:
            yield from (public_path(path) for path in list_files(source).paths)


def records(
    sources: Sequence[SourceConfig], collected: Collected, *, now: datetime
) -> dict[Contract[Any], pl.DataFrame]:
    """Give the rows of ops.source and core.raw_document that entries refer to."""
    return {
        SOURCES: SOURCES.frame(source.row(first_seen_at=now) for source in sources),
        RAW_DOCUMENTS: RAW_DOCUMENTS.frame(
            RawDocument(
                raw_id=str(read.fetch.raw_id),
                source_id=read.source.source_id,
                uri=read.fetch.uri,
                media_type=read.media_type,
                size_bytes=read.fetch.size_bytes or 0,
                fetched_at=read.fetch.fetched_at,
            )
            for read in collected.documents()
        ),
    }


def fetch_rows(collected: Collected) -> pl.DataFrame:
    """Give the rows of ops.fetch; written last, since they say that documents are done with."""
    return FETCHES.frame(collected.fetches)


def configured(outlets: pl.DataFrame, sources: Sequence[SourceConfig]) -> pl.DataFrame:
    """Complete outlets with what the sources say of them: agency or not, and who owns them.

    Args:
        outlets: OUTLETS.
        sources: configured sources.
    """
    said = pl.DataFrame(
        [(s.outlet, s.agency, s.owner_group) for s in sources if s.outlet],
        schema={"name": pl.String, "said_agency": pl.Boolean, "said_group": pl.String},
        orient="row",
    ).unique("name", keep="first", maintain_order=True)
    return OUTLETS.check(
        outlets.join(said, on="name", how="left", maintain_order="left")
        .with_columns(
            is_agency=pl.col("is_agency") | pl.col("said_agency").fill_null(value=False),
            owner_group=pl.coalesce("owner_group", "said_group"),
        )
        .drop("said_agency", "said_group")
    )
