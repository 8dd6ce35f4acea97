"""Poll 500 loopback feeds in one run: 440 healthy, 20 slow, 20 broken, 20 hostile.

Each feed has an address of its own in 127.0.0.0/8, so that the manners towards one host hold as
they do outside. Half of the slow feeds answer after some seconds, the others never end. Prints the
seconds of each step and whether every healthy feed is stored; the exit code says so, too.
"""

import argparse
import gzip
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from flows.pipeline import Result, load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import read_sources
from transforms.identifiers import stable_id
from warehouse.querying import query_snapshot

HEALTHY, SLOW, BROKEN, HOSTILE = 440, 20, 20, 20
FEEDS = HEALTHY + SLOW + BROKEN + HOSTILE
SLOW_S = 6.0
NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)
TOWNS = ("Arlen", "Tavrin", "Lissa", "Corve", "Dunmar", "Port Anselm", "Helm", "Oster")
PEOPLE = ("Tomas Revik", "Ida Keane", "Helen Marsden", "Piet Orlo", "Mara Stell", "Lena Dorn")


def item(feed: int, number: int) -> str:
    """Write one item: a short report that no other feed has."""
    person, town = PEOPLE[(feed + number) % len(PEOPLE)], TOWNS[(feed // 3 + number) % len(TOWNS)]
    code = f"{feed}-{number}"
    return (
        f"<item><guid>urn:{code}</guid><title>Report {code} from {town}</title>"
        f"<link>http://news{feed}.example/{number}</link>"
        f"<pubDate>Thu, 20 Nov 2025 {number % 24:02}:00:00 GMT</pubDate><description>"
        f"The council of {town} met on Wednesday over road {code}. Mayor {person} said that "
        f"{feed + number} houses had been repaired since spring and that bridge {code} would stay "
        f"closed until Sunday. Residents of district {feed % 40} asked for lamps on street "
        f'{number}. "We will come back to plan {code} in December," {person} added.'
        "</description></item>"
    )


def feed_text(feed: int, first: int, items: int) -> bytes:
    """Write a feed with so many items from a number on."""
    inside = "".join(item(feed, number) for number in range(first, first + items))
    head = f"<title>News {feed}</title><link>http://news{feed}.example/</link>"
    return f'<rss version="2.0"><channel>{head}{inside}</channel></rss>'.encode()


def broken(feed: int) -> tuple[int, bytes, dict[str, str]]:
    """Answer as broken servers do."""
    whole = feed_text(feed, 0, 3)
    kinds: tuple[tuple[int, bytes, dict[str, str]], ...] = (
        (500, b"sorry", {}),
        (404, b"", {}),
        (200, b"<html><title>Parked</title></html>"[:20], {}),
        (200, gzip.compress(whole)[:-20], {"Content-Encoding": "gzip"}),
        (200, b"", {}),
        (429, b"", {"Retry-After": "3600"}),
    )
    return kinds[feed % len(kinds)]


def hostile(feed: int) -> tuple[int, bytes, dict[str, str]]:
    """Answer as an attacker would."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    zipped = {"Content-Encoding": "gzip"}
    kinds: tuple[tuple[int, bytes, dict[str, str]], ...] = (
        (200, f'<!DOCTYPE r [<!ENTITY a0 "ha">{entities}]><rss>&a11;</rss>'.encode(), {}),
        (200, gzip.compress(b"<rss>" + b" " * 60_000_000), zipped),
        (200, b"<rss><channel>" + b"<item>" * 20_000, {}),
        (200, b"<rss><channel><item><title>" + b"A" * 2_000_000 + b"</title></item></rss>", {}),
        (302, b"", {"Location": "http://169.254.169.254/latest/meta-data"}),
        (302, b"", {"Location": "/again"}),
        (200, b"<rss " + b'a="b" ' * 30_000 + b"/>", {}),
        (200, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400, {}),
    )
    return kinds[feed % len(kinds)]


def serve(tell: Connection, items: int) -> None:
    """Answer for all feeds; a feed is told by the address that it is asked at."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            a, b = self.connection.getsockname()[0].split(".")[2:]
            feed = int(a) * 250 + int(b) - 1
            first = int(self.path.rpartition("/")[2] or 0) if self.path[1:].isdigit() else 0
            answer = (200, feed_text(feed, first, items), {})
            if feed >= HEALTHY + SLOW + BROKEN:
                answer = hostile(feed)
            elif feed >= HEALTHY + SLOW:
                answer = broken(feed)
            elif feed >= HEALTHY:
                time.sleep(SLOW_S if feed % 2 else 600)
            status, body, headers = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # a client may have seen enough
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the report clean."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

    server = Server(("0.0.0.0", 0), Handler)  # noqa: S104 - all of 127.0.0.0/8, on a test machine
    tell.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def served(items: int) -> Iterator[int]:
    """Serve the feeds from a process of its own; give the port."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, items), daemon=True)
    server.start()
    try:
        yield ours.recv()
    finally:
        server.kill()
        server.join()


def write_sources(folder: Path, port: int) -> Path:
    """List the feeds as sources."""
    path = folder / "sources.toml"
    path.write_text(
        "\n".join(
            f'[[source]]\nname = "Feed {feed}"\nkind = "feed"\n'
            f'location = "http://127.0.{feed // 250}.{feed % 250 + 1}:{port}/0"\n'
            'allow_private = ["127.0.0.0/8"]\n'
            for feed in range(FEEDS)
        ),
        encoding="utf-8",
    )
    return path


def main() -> int:
    """Run it once, print what it took, and say whether all that is healthy was stored."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=3, help="items of a feed (default 3)")
    arguments = parser.parse_args()
    folder = Path(mkdtemp(prefix="feeds-500-"))
    took: Counter[str] = Counter()
    used: Counter[str] = Counter()

    def step(function: Callable[..., Result], *given: Any, name: str | None = None) -> Result:
        began, cpu = time.monotonic(), time.process_time()
        try:
            return function(*given)
        finally:
            took[function.__name__] += time.monotonic() - began
            used[function.__name__] += time.process_time() - cpu

    try:
        with served(arguments.items) as port:
            sources = tuple(read_sources(write_sources(folder, port)))
            now = NOON + timedelta(hours=1)
            settings = load_settings(None, folder / "kept")
            context = RunContext(settings, sources, stable_id("run", "bench"), now)
            began, cpu = time.monotonic(), time.process_time()
            load_articles(context, step=step)
            step(publish, context)
            wall, cpu = time.monotonic() - began, time.process_time() - cpu
        stored, answered = (
            query_snapshot(settings.warehouse.dir, sql).item()
            for sql in (
                "select count(distinct source_id) from mart.articles",
                "select count(*) from ops.fetch",
            )
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, seconds in took.most_common():
        print(f"{name:10} {seconds:6.1f} s, {used[name]:.1f} s of processor time", flush=True)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu += children.ru_utime + children.ru_stime
    print(f"all        {wall:6.1f} s, {cpu:.1f} s of processor time, children included")
    wanted = HEALTHY + SLOW // 2
    print(f"{answered} feeds asked; {stored} stored, {wanted} of them must be")
    return 0 if stored >= wanted else 1


if __name__ == "__main__":
    sys.exit(main())
