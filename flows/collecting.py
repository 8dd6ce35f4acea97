"""Get the documents of sources: bytes go to the raw store, what happened becomes rows."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import polars as pl

from flows.collected import Collected, Read, Remembered
from flows.fetch import fetch_many
from flows.fetch_results import FetchRequest, FetchResult
from flows.files import list_files, read_file
from flows.full_text import wanted_pages, with_pages
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
    Reason,
    Reject,
)
from transforms.identifiers import stable_id
from transforms.source_health import Answer, Visited, address_of, is_due


@dataclass(frozen=True, slots=True)
class Collector:
    """Visits sources on behalf of one run.

    Args:
        settings: limits and manners.
        store: where bytes are kept.
        run_id: the run.
        now: the moment that all of its fetches count as.
        remembered: what earlier runs know.
    """

    settings: Settings
    store: RawStore
    run_id: str
    now: datetime
    remembered: Remembered = field(default_factory=Remembered)

    def collect(self, sources: Sequence[SourceConfig]) -> Collected:
        """Visit sources: files one after the other, URLs side by side.

        A failure is a row and, when nothing was received, a reject; it never stops the others. A
        URL that a person named is asked whether it is due or not.
        """
        collected = Collected()
        for source in sources:
            if not source.is_url:
                self._visit_files(source, collected)
        remote = []
        for source in sources:
            known = self.remembered.states.get(source.source_id)
            if source.is_url and (source.named or is_due(known, now=self.now)):
                remote.append(source)
            elif source.is_url:
                collected.not_due.append(source)
        results = fetch_many([self._request(source) for source in remote], settings=self.settings)
        for source, result in zip(remote, results, strict=True):
            self._note(source, result, collected)
            collected.visited[source.source_id] = visited(result)
        self._visit_pages(collected)
        return collected

    def _visit_pages(self, collected: Collected) -> None:
        """Fetch the pages that the items of feeds with `full_text` lead to."""
        feeds = [read for read in collected.reads if read.source.full_text]
        if not feeds:
            return
        parsed = parse_all(
            (read.document(self.store) for read in feeds), settings=self.settings.sandbox
        )
        most = self.settings.fetch.max_pages
        wanted = [
            (read, page)
            for read, delivery in zip(feeds, parsed, strict=True)
            for page in wanted_pages(delivery, known=self.remembered.pages, most=most)
        ]
        requests = [
            FetchRequest(
                page.url, kind="html", is_page=True, allow_private=read.source.allow_private
            )
            for read, page in wanted
        ]
        results = fetch_many(requests, settings=self.settings)
        for (feed, page), result in zip(wanted, results, strict=True):
            fetch = self._fetch(feed.source, result)
            collected.fetches.append(fetch)
            if fetch.raw_id is not None:
                read = Read(feed.source, fetch, result.media_type, result.charset, page)
                collected.pages.setdefault(feed.fetch.fetch_id, []).append(read)

    def _visit_files(self, source: SourceConfig, collected: Collected) -> None:
        listing = list_files(source)
        collected.rejects += listing.rejects
        collected.fetches += [
            self._fetch(source, FetchResult(r.uri, status="failed", error=r.detail))
            for r in listing.rejects
        ]
        for path in listing.paths:
            result = read_file(path, kind=source.kind, limits=self.settings.ingest)
            self._note(source, result, collected)

    def _request(self, source: SourceConfig) -> FetchRequest:
        visit = self.remembered.visits.get(source.location)
        return FetchRequest(
            uri=source.target,
            address=address_of(self.remembered.states.get(source.source_id)),
            etag=visit.etag if visit else None,
            last_modified=visit.last_modified if visit else None,
            headers=source.headers,
            kind=source.kind,
            allow_private=source.allow_private,
            is_page=source.kind == "html",
        )

    def _note(self, source: SourceConfig, result: FetchResult, collected: Collected) -> None:
        fetch = self._fetch(source, result)
        collected.fetches.append(fetch)
        if fetch.status == "fetched":
            collected.reads.append(Read(source, fetch, result.media_type, result.charset))
        elif fetch.status == "failed":
            collected.rejects.append(
                Reject(
                    source_id=source.source_id,
                    uri=result.uri,
                    raw_id=None,
                    position=None,
                    reason=result.reason or Reason.FETCH_FAILED,
                    detail=result.error or "no reason was given",
                )
            )

    def _fetch(self, source: SourceConfig, result: FetchResult) -> Fetch:
        """Keep the bytes, and tell whether the same ones came from there last time."""
        status, raw_id = result.status, None
        visit = self.remembered.visits.get(result.uri)
        if result.content is not None:
            raw_id = sha256(result.content).hexdigest()
            if visit and visit.raw_id == raw_id and self.store.exists(raw_id):
                status = "known"
            else:
                self.store.put(result.content)
        elif status == "not_modified" and visit:
            raw_id = visit.raw_id
        return Fetch(
            fetch_id=stable_id("fetch", self.run_id, source.source_id, result.uri),
            run_id=self.run_id,
            source_id=source.source_id,
            uri=result.uri,
            status=status,
            http_status=result.http_status,
            etag=result.etag,
            last_modified=result.last_modified,
            raw_id=raw_id,
            size_bytes=None if result.content is None else len(result.content),
            duration_s=result.duration_s,
            error=result.error,
            fetched_at=self.now,
        )


def visited(result: FetchResult) -> Visited:
    """Say what one fetch means for the health of its source."""
    if result.status == "failed":
        answer = Answer.FAILED if result.http_status else Answer.UNREACHED
        if result.http_status == HTTPStatus.GONE:
            answer = Answer.GONE
        return Visited(answer, detail=result.error, wait_s=result.retry_after_s)
    answer = Answer.READ if result.status == "fetched" else Answer.SAME
    return Visited(answer, moved_to=result.moved_to)


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
