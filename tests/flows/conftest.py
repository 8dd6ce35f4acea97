"""A loopback HTTP server whose answers a test writes out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest


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
