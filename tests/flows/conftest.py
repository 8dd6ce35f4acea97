"""A loopback HTTP server whose answers a test writes out, and a desk that reads from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import FetchSettings, Settings, load_settings
from flows.sources import read_sources, sources_from_arguments
from transforms.identifiers import stable_id
from warehouse.querying import query_snapshot

NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)
ITEM = (
    "<item><guid>urn:{0}</guid><title>Report {0}</title><link>{1}/{0}</link><pubDate>{2}</pubDate>"
    "<description>Minister Tomas Revik said that {0} people were brought home.</description></item>"
)


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    declared_length: int | None = None
    stall: bool = False
    endless: bool = False


@dataclass
class Site:
    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Message]] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def serve(
        self, path: str, body: bytes = b"", status: int = 200, **more: dict[str, str] | int | bool
    ) -> None:
        """Answer this path so from now on; `more` as in `Answer`."""
        self.answers[path] = Answer(status, body, **more)  # type: ignore[arg-type]

    def url(self, path: str, host: str = "127.0.0.1", userinfo: str = "") -> str:
        return f"http://{userinfo}{host}:{self.port}{path}"

    def headers_of(self, path: str) -> Message:
        return next(headers for asked, headers in reversed(self.asked) if asked == path)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            site.asked.append((path, self.headers))
            answer = site.answers.get(path, Answer(404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if not answer.endless:
                length = answer.declared_length
                self.send_header(
                    "Content-Length", str(len(answer.body) if length is None else length)
                )
            self.end_headers()
            self.wfile.write(answer.body)
            while answer.endless and not site.released.is_set():
                try:
                    self.wfile.write(b"x" * 10_000)
                except OSError:
                    return
            if answer.stall:
                self.wfile.flush()
                site.released.wait(20)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site(port=0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    site.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Desk:
    """Runs the sources of a list, at any hour from one noon on."""

    folder: Path
    site: Site
    fetch: dict[str, object] = field(default_factory=dict)
    ran: RunContext | None = None

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    @property
    def settings(self) -> Settings:
        quick = FetchSettings(host_delay_s=0, total_s=2).model_copy(update=self.fetch)
        return load_settings(None, self.kept).model_copy(update={"fetch": quick})

    def feed(self, *numbers: int, date: str = "Thu, 20 Nov 2025 08:00:00 GMT") -> bytes:
        """Write a feed with these items, whose pages are on the same site."""
        items = "".join(ITEM.format(number, self.site.url(""), date) for number in numbers)
        return f'<rss version="2.0"><channel><title>N</title>{items}</channel></rss>'.encode()

    def write(self, *paths: str, more: str = "") -> None:
        """List these feeds of the site as sources."""
        entries = [
            f'[[source]]\nname = "{path}"\nlocation = "{self.site.url(path)}"\n'
            f'allow_private = ["127.0.0.1/32"]\n{more}\n'
            for path in paths
        ]
        (self.folder / "sources.toml").write_text("\n".join(entries), encoding="utf-8")

    def run(self, hours: float = 0.0, *arguments: str) -> RunContext:
        """Run once, so many hours after noon."""
        now = NOON + timedelta(hours=hours)
        sources = read_sources(self.folder / "sources.toml")
        if arguments:
            sources = sources_from_arguments(arguments)
        context = RunContext(self.settings, tuple(sources), stable_id("run", now.isoformat()), now)
        load_articles(context)
        self.ran = context
        return context

    def publish(self) -> None:
        """Publish, if a run was made."""
        if self.ran is not None:
            publish(self.ran)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        self.publish()
        return query_snapshot(self.kept, sql).rows()

    def health(self) -> list[tuple[Any, ...]]:
        return self.ask("select name, health from mart.sources_health order by name")

    def asked(self, path: str) -> int:
        return sum(there == path for there, _ in self.site.asked)


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Desk:
    return Desk(tmp_path, site)
