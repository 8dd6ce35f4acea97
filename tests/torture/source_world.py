"""A small world of sources that changes from round to round: feeds, texts and a table."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

ROUNDS = 3
FEEDS = 2
_PEOPLE = ("Tomas Revik", "Ida Keane", "Helen Marsden", "Piet Orlo", "Mara Stell")
_TOWNS = ("Arlen", "Tavrin", "Lissa", "Corve", "Dunmar")


def article(number: int, *, toll: int = 12) -> tuple[str, str]:
    """Write one short article: its title and its text."""
    person, other = _PEOPLE[number % 5], _PEOPLE[(number + 2) % 5]
    town = _TOWNS[number // 5 % 5]
    title = f"River report {number} from {town}"
    text = (
        f"The river Lissa cut off part {number} of {town} on Tuesday. Minister {person} said that"
        f" {toll + number} people had been brought to safety.\n\n"
        f'"The dam of {town} held through night {number}," said Mayor {other}. Revik met Norland'
        f" ambassador Helen Marsden in {town} on {1 + number % 28} October 2025.\n"
    )
    return title, text


def write_round(folder: Path, number: int) -> None:
    """Make the world what it is in this round: new items, a corrected one, old ones dropped."""
    site, inbox = folder / "site", folder / "in"
    site.mkdir(parents=True, exist_ok=True)
    inbox.mkdir(exist_ok=True)
    for old in inbox.iterdir():
        old.unlink()
    for feed in range(FEEDS):
        items = range(10 * feed + number, 10 * feed + number + 3)
        (site / f"{feed}.xml").write_text(_feed(feed, items, number), encoding="utf-8")
    for text in range(number + 1):
        toll = 17 if text == 0 and number == ROUNDS - 1 else 12
        title, body = article(40 + text, toll=toll)
        (inbox / f"{text}.txt").write_text(f"{title}\n\n{body}", encoding="utf-8")
    lines = [_line(60 + row) for row in range(number + 2)]
    (inbox / "table.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")


def _feed(feed: int, items: range, number: int) -> str:
    entries = []
    for item in items:
        toll = 20 + number if item == items[1] else 12  # corrected from round to round
        title, body = article(item, toll=toll)
        entries.append(
            f"<item><title>{title}</title><guid>urn:{feed}:{item}</guid>"
            f"<link>http://news{feed}.example/{item}</link><description>{body}</description>"
            f"<pubDate>Tue, 14 Oct 2025 0{item % 10}:00:00 GMT</pubDate></item>"
        )
    head = f"<title>News {feed}</title><link>http://news{feed}.example/</link>"
    return f'<rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'


def _line(item: int) -> str:
    title, text = article(item)
    return json.dumps({"id": str(item), "title": title, "text": text})


@contextmanager
def served(site: Path) -> Iterator[int]:
    """Serve a folder on loopback from a process of its own, with validators; give the port."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    server = context.Process(target=_serve, args=(site, theirs), daemon=True)
    server.start()
    try:
        yield ours.recv()
    finally:
        server.kill()
        server.join()


def _serve(site: Path, tell: Connection) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (site / Path(self.path).name).read_bytes()
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            same = self.headers["If-None-Match"] == tag
            self.send_response(304 if same else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the report clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    tell.send(server.server_address[1])
    server.serve_forever()
