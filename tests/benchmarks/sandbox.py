"""How many feeds and pages a child process reads per second of processor time.

Each document is parsed and normalised as in a run; the child itself notes what it used, so that
other programs on the machine change the figure little. What `feedparser.parse` takes for the same
bytes as it comes, in the same minutes, tells a slow machine from a slow reader.
"""

import argparse
import gzip
import io
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import feedparser

from flows.sandbox import parse_all
from flows.settings import SandboxSettings
from transforms.parsers import Document

FETCHED_AT = datetime(2026, 1, 1, tzinfo=UTC)
WANTED = {"feed": 15, "html": 25}
sys.path.append(str(Path(__file__).parents[1] / "torture"))


def documents(folder: Path, kind: str) -> Iterator[Document]:
    """Give the documents of a folder, unpacked."""
    for path in sorted(folder.rglob("*")):
        name = path.name.removesuffix(".gz")
        if not path.is_file() or (kind == "html" and Path(name).suffix != ".html"):
            continue
        content = path.read_bytes()
        if path.name.endswith(".gz"):
            content = gzip.decompress(content)
        raw_id = sha256(content).hexdigest()
        yield Document("bench", f"https://bench.example/{name}", raw_id, content, FETCHED_AT)


def peer(folder: Path) -> float:
    """Give the feeds per second of processor time that feedparser parses, less any reading."""
    contents = [document.content for document in documents(folder, "feed")]
    began = time.process_time()
    for content in contents:
        feedparser.parse(io.BytesIO(content))
    return len(contents) / (time.process_time() - began)


def measure(folder: Path, kind: str, log: Path) -> bool:
    """Read the documents of a folder in one child; say whether that was quick enough."""
    reader = import_module("measured_reader")
    log.write_text("", encoding="utf-8")
    began, n, entries = time.monotonic(), 0, 0
    settings = SandboxSettings(workers=1)
    for delivery in parse_all(documents(folder, kind), settings=settings, read=reader.read):
        n += 1
        entries += delivery.entries.height
    wall = time.monotonic() - began
    costs = [json.loads(line)["cpu_s"] for line in log.read_text().splitlines()]
    rate = n / sum(costs)
    print(
        f"{kind:5} {n} documents, {entries} entries: {rate:.1f} documents per second of processor"
        f" time ({WANTED[kind]} wanted), {wall:.1f} s in all",
        flush=True,
    )
    return rate >= WANTED[kind]


def main() -> int:
    """Measure both kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds feeds/real and html")
    data = parser.parse_args().data
    with TemporaryDirectory(prefix="bench-sandbox-") as scratch:
        log = Path(scratch) / "log.jsonl"
        os.environ["CLAIMSTREAM_TORTURE_LOG"] = str(log)  # children have it from the first one on
        feeds = measure(data / "feeds/real", "feed", log)
        rate = peer(data / "feeds/real")
        print(f"      feedparser.parse alone: {rate:.1f} of the same feeds", flush=True)
        pages = measure(data / "html", "html", log)
    return 0 if feeds and pages else 1


if __name__ == "__main__":
    sys.exit(main())
