"""Ingest hostile documents with healthy ones beside them, and look what became of each.

    python tests/torture/hostile.py [--scale 1000] [FOLDER ...]

Takes our own documents (`hostile_inputs`), every file of the folders, and the strings of a
`blns.json` among them. Each must end stored or set aside with a reason, every healthy one stored.
Exit status 1 when one is unaccounted for, or a parse used more than 15 s of processor time or
its child grew beyond 1 GB.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import measured_reader
from hostile_inputs import Named, from_strings, healthy, hostile

from flows import collecting
from flows.pipeline import load_articles, publish
from flows.reading import Delivery
from flows.run_context import RunContext
from flows.sandbox import parse_all
from flows.settings import load_settings
from flows.sources import sources_from_arguments
from transforms.identifiers import stable_id
from warehouse.doctor import examine
from warehouse.opening import open_reader

MOST_CPU_S = 15
MOST_MEMORY_MB = 1024
HEALTHY_EVERY = 10
STRINGS = "blns.json"


def all_inputs(folders: list[Path], scale: int) -> Iterator[Named]:
    """Give our own documents and those of folders, each under a name of its own."""
    yield from hostile(scale)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.name == STRINGS:
                yield from from_strings(json.loads(path.read_text(encoding="utf-8")))
            elif path.is_file():
                yield f"{folder.name}-{path.name}", path.read_bytes()


def ingest(folder: Path, inputs: Iterator[Named]) -> dict[str, Any]:
    """Write the documents into a folder, ingest it, and give the figures.

    The same bytes twice are one document to the ingest, so they are written once.
    """
    inbox, log = folder / "in", folder / "costs.jsonl"
    inbox.mkdir()
    log.touch()
    names, well = [], []
    before: set[bytes] = set()
    for number, (name, content) in enumerate(inputs):
        digest = sha256(content).digest()
        if digest in before:
            continue
        before.add(digest)
        (inbox / f"{number:05}-{name}").write_bytes(content)
        names.append(f"{number:05}-{name}")
        if number % HEALTHY_EVERY == 0:
            sound, good = healthy(number)
            (inbox / f"{number:05}-{sound}").write_bytes(good)
            well.append(f"Healthy report {number}")
    os.environ[measured_reader.LOG] = str(log)
    collecting.parse_all = partial(parse_all, read=measured_reader.read)  # type: ignore[assignment]
    started = time.monotonic()
    became, titles = _run(inbox, folder / "warehouse")
    costs = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    costs.sort(key=lambda cost: -cost["cpu_s"])
    died = {name for name in names if "parser_died" in became.get(name, set())}
    broken = [f.detail for f in examine(folder / "warehouse") if f.status == "error"]
    return {
        "inputs": len(names),
        "stored": sum("stored" in became.get(name, ()) for name in names),
        "set_aside": sum(bool(became.get(name, set()) - {"stored"}) for name in names),
        "unaccounted": [name for name in names if not became.get(name)],
        "healthy": len(well),
        "healthy_lost": sorted(set(well) - titles),
        "children_killed": sorted(died),
        "dearest": [f"{Path(c['uri']).name}: {c['cpu_s']:.1f} s" for c in costs[:5]],
        "most_cpu_s": round(max(cost["cpu_s"] for cost in costs), 1),
        "most_memory_mb": round(max(cost["peak_mb"] for cost in costs)),
        "broken": broken,
        "seconds": round(time.monotonic() - started, 1),
    }


def _run(inbox: Path, warehouse: Path) -> tuple[dict[str, set[str]], set[str]]:
    """Ingest a folder; give what became of each document, and the titles that can be read."""
    settings = load_settings(None, warehouse)
    now = datetime.now(UTC)
    sources = tuple(sources_from_arguments([str(inbox)]))
    context = RunContext(settings, sources, stable_id("run", now.isoformat()), now)
    became: dict[str, set[str]] = {}

    def step(function: Callable[..., Any], *arguments: Any, name: str | None = None) -> Any:
        result = function(*arguments)
        if isinstance(result, Delivery):  # the load itself checks that its books close
            for uri in result.entries.get_column("uri"):
                became.setdefault(Path(uri).name, set()).add("stored")
        return result

    load_articles(context, step=step)
    publish(context)
    with open_reader(warehouse) as connection:
        for uri, reason in connection.execute("SELECT uri, reason FROM ops.quarantine").fetchall():
            became.setdefault(Path(uri).name, set()).add(reason)
        titles = connection.execute("SELECT title FROM mart.articles").fetchall()
    return became, {row[0] for row in titles}


def main() -> int:
    """Run from the command line; print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--scale", type=int, default=1_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claimstream-hostile-") as folder:
        figures = ingest(Path(folder), all_inputs(asked.folders, asked.scale))
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    kept = not (figures["unaccounted"] or figures["healthy_lost"] or figures["broken"])
    cheap = figures["most_cpu_s"] <= MOST_CPU_S and figures["most_memory_mb"] <= MOST_MEMORY_MB
    return 0 if kept and cheap else 1


if __name__ == "__main__":
    sys.exit(main())
