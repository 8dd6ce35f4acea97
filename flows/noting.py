"""Note what a visit brought: bytes go to the raw store, what happened becomes rows."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from flows.collected import Collected, Read, Remembered
from flows.fetch_results import FetchRequest, FetchResult
from flows.raw_store import RawStore
from flows.settings import Settings
from flows.sources import SourceConfig
from transforms.contracts.operations import Fetch, Reason, Reject
from transforms.identifiers import stable_id


@dataclass(frozen=True, slots=True)
class Notes:
    """Asks and notes on behalf of one run.

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

    def request(
        self, source: SourceConfig, url: str, *, is_page: bool = False, address: str | None = None
    ) -> FetchRequest:
        """Ask for a document on behalf of a source, if it has changed since it was last received.

        Args:
            source: whose it is; its headers go to its own address only.
            url: the document, secrets included.
            is_page: whether robots.txt may ask us to leave it alone.
            address: where it is asked for instead.
        """
        is_own = url == source.target
        visit = self.remembered.visits.get(source.location if is_own else url)
        return FetchRequest(
            uri=url,
            address=address,
            etag=visit.etag if visit else None,
            last_modified=visit.last_modified if visit else None,
            headers=source.headers if is_own else {},
            kind="html" if is_page else source.kind,
            allow_private=source.allow_private,
            is_page=is_page,
        )

    def note(self, source: SourceConfig, result: FetchResult, collected: Collected) -> Fetch:
        """Note a fetch; what was received is to be read, what failed is set aside."""
        fetch = self.record(source, result)
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
        return fetch

    def record(self, source: SourceConfig, result: FetchResult) -> Fetch:
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
