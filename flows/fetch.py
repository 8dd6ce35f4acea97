"""Fetch documents over HTTP: polite, bounded in time and size, never into a private network."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import aiohttp
from yarl import URL

from flows.content_decoding import Body, BodyError, TooLargeError, body_for
from flows.fetch_failures import FetchError, network_sentence, status_sentence
from flows.fetch_results import FetchRequest, FetchResult
from flows.fetch_robots import ROBOTS, RobotsBook
from flows.fetch_sessions import Route, open_route
from flows.http_headers import content_type, retry_after_s, validator
from flows.redaction import public_url
from flows.settings import FetchSettings, IngestSettings, Settings
from flows.source_entries import TABULAR_KINDS
from transforms.contracts.operations import Reason

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_NOT_MODIFIED = 304
_SUCCESS = frozenset({200, 203})  # 204 and 206 are no whole document
_CHUNK_BYTES = 64 * 1024
_ROBOTS_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least


def fetch_many(requests: Sequence[FetchRequest], *, settings: Settings) -> list[FetchResult]:
    """Fetch documents side by side; one result per request, in their order.

    A request that fails is a result with `status` failed; it never stops the others.
    """
    if not requests:
        return []
    return asyncio.run(_Client(settings.fetch, settings.ingest).fetch_all(requests))


@dataclass(slots=True)
class _Host:
    """The turns at one host: a few at a time, a pause between two starts."""

    slots: asyncio.Semaphore
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0

    @asynccontextmanager
    async def turn(self, delay_s: float) -> AsyncIterator[None]:
        async with self.slots:
            async with self.gate:
                await asyncio.sleep(max(0.0, self.next_start - time.monotonic()))
                self.next_start = time.monotonic() + delay_s
            yield


class _Client:
    """One run's requests: their turns, sessions and limits."""

    def __init__(self, settings: FetchSettings, ingest: IngestSettings) -> None:
        self._settings = settings
        self._limits = {
            "html": settings.max_page_bytes,
            ROBOTS: _ROBOTS_BYTES,
            **dict.fromkeys(TABULAR_KINDS, ingest.max_table_bytes),
        }
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._hosts: defaultdict[str | None, _Host] = defaultdict(
            lambda: _Host(asyncio.Semaphore(settings.per_host))
        )
        self._routes: dict[tuple[str, ...], Route] = {}
        # out of turn, as a page that is redirected waits for them while it holds its own
        self._robots = RobotsBook(self._in_time, settings.user_agent.partition("/")[0])

    async def fetch_all(self, requests: Sequence[FetchRequest]) -> list[FetchResult]:
        async with AsyncExitStack() as stack:
            for allowed in {request.allow_private for request in requests}:
                self._routes[allowed] = route = open_route(self._settings, allowed)
                await stack.enter_async_context(route.session)
            return await asyncio.gather(*(self._fetch(request) for request in requests))

    async def _fetch(self, request: FetchRequest) -> FetchResult:
        try:
            url = URL(request.address or request.uri)
            pause_s = max(self._settings.host_delay_s, await self._permit(request, url))
        except (FetchError, ValueError) as error:
            return self._failed(request, error)
        async with self._hosts[url.host].turn(pause_s), self._slots:
            return await self._in_time(request)

    async def _in_time(self, request: FetchRequest) -> FetchResult:
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._settings.total_s):
                result = await self._follow(request)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, FetchError) as error:
            result = self._failed(request, error)
        return replace(result, duration_s=time.monotonic() - started)

    def _failed(self, request: FetchRequest, error: Exception) -> FetchResult:
        uri = public_url(request.uri)
        if isinstance(error, FetchError):
            return FetchResult(uri, status="failed", error=error.sentence, reason=error.reason)
        sentence = network_sentence(error, self._settings)
        return FetchResult(uri, status="failed", error=sentence, reason=Reason.FETCH_FAILED)

    async def _permit(self, request: FetchRequest, url: URL) -> float:
        """Ask for leave to read a page; give the pause that its site wants."""
        if not request.is_page or not self._settings.robots:
            return 0.0
        return await self._robots.permit(url, request.allow_private)

    async def _follow(self, request: FetchRequest) -> FetchResult:
        """Follow redirects by hand: each is a new request that the guard looks at."""
        route = self._routes[request.allow_private]
        home, start = URL(request.uri), URL(request.address or request.uri)
        url = start
        moved: URL | None = None
        is_permanent = True
        for _ in range(self._settings.max_redirects + 1):
            if url.scheme not in {"http", "https"} or not url.host:
                raise FetchError(f"it leads to {public_url(str(url))}, which is not http or https")
            headers = _request_headers(request, same_origin=url.origin() == home.origin())
            route.check(url)
            if url != start:
                await self._permit(request, url)
            async with route.session.get(
                url, headers=headers, allow_redirects=False, proxy=route.proxy
            ) as response:
                location = response.headers.get("Location")
                if response.status not in _REDIRECTS or not location:
                    result = await self._read(request, response)
                    return replace(result, moved_to=_new_address(request, moved))
                url = url.join(URL(location))
            is_permanent = is_permanent and response.status in _PERMANENT
            moved = url if is_permanent else moved
        raise FetchError(
            f"more than {self._settings.max_redirects} redirects, the last to"
            f" {public_url(str(url))}; it goes round in a circle or has moved"
        )

    async def _read(self, request: FetchRequest, response: aiohttp.ClientResponse) -> FetchResult:
        headers = response.headers
        media_type, charset = content_type(headers)
        result = FetchResult(
            uri=public_url(request.uri),
            status="fetched",
            http_status=response.status,
            etag=validator(headers, "ETag"),
            last_modified=validator(headers, "Last-Modified"),
            media_type=media_type,
            charset=charset,
            final_url=public_url(str(response.url)),
        )
        if response.status == _NOT_MODIFIED and (request.etag or request.last_modified):
            return replace(
                result,
                status="not_modified",
                etag=result.etag or request.etag,
                last_modified=result.last_modified or request.last_modified,
            )
        try:
            return replace(result, content=await self._body(request, response))
        except FetchError as error:
            return replace(
                result,
                status="failed",
                error=error.sentence,
                reason=error.reason,
                retry_after_s=error.retry_after_s,
            )

    async def _body(self, request: FetchRequest, response: aiohttp.ClientResponse) -> bytes:
        if response.status not in _SUCCESS:
            wait_s = retry_after_s(
                response.headers, now=datetime.now(UTC), most_s=self._settings.max_wait_s
            )
            raise FetchError(status_sentence(response.status, wait_s), retry_after_s=wait_s)
        limit = self._limits.get(request.kind or "feed", self._settings.max_feed_bytes)
        try:
            return await _collect(
                response, body_for(response.headers.get("Content-Encoding", ""), limit)
            )
        except TooLargeError as error:
            raise FetchError(str(error), reason=Reason.TOO_LARGE) from error
        except BodyError as error:
            raise FetchError(str(error)) from error


async def _collect(response: aiohttp.ClientResponse, body: Body) -> bytes:
    try:
        body.expect(response.content_length or 0)
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body.feed(chunk)
        return body.finish()
    except BodyError:
        response.close()  # rather than read the rest of it
        raise


def _new_address(request: FetchRequest, moved: URL | None) -> str | None:
    """Give the address that a document has for good, unless it or its old one holds a secret."""
    if moved is None or public_url(request.uri) != request.uri:
        return None
    address = str(moved)
    is_downgrade = request.uri.startswith("https:") and moved.scheme == "http"
    return None if is_downgrade or public_url(address) != address else address


def _request_headers(request: FetchRequest, *, same_origin: bool) -> dict[str, str]:
    """Give validators for the document, and the source's secrets only to the host they are for."""
    headers = dict(request.headers) if same_origin else {}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers
