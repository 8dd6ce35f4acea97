"""What Prefect costs: its share of an ingest, and what a day of runs leaves in its server.

    python tests/benchmarks/prefect_day.py [--articles 1000] [--runs 96] [--sources 0]

Everything runs on a server of our own on loopback, with texts made up here. The day is compressed:
the runs follow each other at once, in one process, each with a few new articles.
"""

import argparse
import logging
import os
import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

from flows.prefect_environment import prepare
from flows.serving.server import Server, Site, free_port, running_server
from flows.settings import Settings, load_settings

PLACES = ("harbour", "quarry", "station", "hospital", "bridge", "school", "market", "airport")
PEOPLE = (
    "Marta Keane",
    "Owen Tarrant",
    "Tomas Revik",
    "Edda Nyholm",
    "Ruth Calloway",
    "Bo Henning",
)
VERBS = ("said", "warned", "announced", "denied", "confirmed", "promised")
WORDS = (
    "plan",
    "budget",
    "repair",
    "inquiry",
    "delay",
    "contract",
    "alarm",
    "crew",
    "permit",
    "ferry",
)


def text(source: random.Random) -> str:
    """Make up an article of some thirty sentences, like no other."""

    def sentence() -> str:
        what = " ".join(source.sample(WORDS, 4))
        where, number = source.choice(PLACES), source.randint(2, 9999)
        who, said = source.choice(PEOPLE), source.choice(VERBS)
        return f"{who} {said} that the {what} at the {where} would cost {number} crowns."

    body = "\n\n".join(" ".join(sentence() for _ in range(5)) for _ in range(6))
    return (
        f"The {source.choice(PLACES)} and the {source.choice(WORDS)} {source.random()}\n\n{body}\n"
    )


def fill(folder: Path, n_articles: int, source: random.Random) -> None:
    """Write articles into a folder, beside those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    there = len(list(folder.iterdir()))
    for number in range(n_articles):
        (folder / f"{there + number:06}.txt").write_text(text(source), encoding="utf-8")


def settings_for(folder: Path, sources: list[Path]) -> Settings:
    """Write a configuration of folders, and load it."""
    config = folder / "config"
    config.mkdir(parents=True, exist_ok=True)
    entries = [f'[[source]]\nname = "{path.name}"\nlocation = "{path}"\n' for path in sources]
    (config / "sources.toml").write_text("\n".join(entries), encoding="utf-8")
    (config / "claimstream.toml").write_text("", encoding="utf-8")
    (config / "prefect.env").write_bytes(Path("config/prefect.env").read_bytes())
    return load_settings(config / "claimstream.toml", folder / "warehouse")


def share(folder: Path, n_articles: int, settings: Settings) -> None:
    """Time the same ingest as plain functions and as a flow run, each into a new warehouse."""
    from flows.ingest import ingest  # noqa: PLC0415 - Prefect reads the environment when it is imported

    times = {}
    for how in ("warm", "plain", "flow", "flow", "plain"):
        warehouse = folder / f"{how}-{time.monotonic_ns()}"
        began = time.perf_counter()
        if how == "flow":
            ingest(config=str(settings.config), warehouse=str(warehouse))
        else:
            plain(load_settings(settings.config, warehouse))
        times.setdefault(how, []).append(time.perf_counter() - began)
    best = {how: min(values) for how, values in times.items()}
    added = best["flow"] - best["plain"]
    print(
        f"{n_articles} articles: {best['plain']:.1f} s as plain functions, "
        f"{best['flow']:.1f} s as a flow run: Prefect's share is {100 * added / best['flow']:.1f} %"
    )


def plain(settings: Settings) -> None:
    """Do what the flow does, without Prefect."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from flows.pipeline import load_articles, publish  # noqa: PLC0415
    from flows.run_context import RunContext  # noqa: PLC0415
    from flows.sources import read_sources  # noqa: PLC0415
    from transforms.identifiers import stable_id  # noqa: PLC0415
    from warehouse.run_reports import run_report  # noqa: PLC0415

    now = datetime.now(UTC)
    sources = tuple(read_sources(settings.ingest.sources))
    context = RunContext(settings, sources, stable_id("run", now.isoformat()), now)
    load_articles(context)
    publish(context)
    run_report(context.directory, context.run_id)


def day(settings: Settings, home: Path, server: Server, n_runs: int, sources: list[Path]) -> None:
    """Run a day's runs one after the other, and say what grows."""
    from flows.ingest import ingest  # noqa: PLC0415 - as above

    source = random.Random(7)  # noqa: S311 - texts, not secrets
    print("run   seconds  Prefect MB  server MB  server files  our MB  our files")
    for number in range(1, n_runs + 1):
        fill(source.choice(sources), source.randint(0, 6), source)
        began = time.perf_counter()
        ingest(config=str(settings.config), warehouse=str(settings.warehouse.dir))
        took = time.perf_counter() - began
        if number in (1, n_runs) or number % max(n_runs // 8, 1) == 0:
            size = sum(path.stat().st_size for path in home.glob("prefect.db*")) / 1e6
            pid = server.pid or 0
            print(
                f"{number:>3}  {took:>8.1f}  {size:>10.1f}  {memory(pid):>9.0f}  {files(pid):>12}"
                f"  {memory(os.getpid()):>6.0f}  {files(os.getpid()):>9}"
            )
    with closing(sqlite3.connect(home / "prefect.db")) as connection:
        counted = connection.execute(
            "select count(*), count(distinct flow_run_id) from task_run where flow_run_id not null"
        ).fetchone()
        late = connection.execute(
            "select count(*) from flow_run where state_type <> 'COMPLETED'"
        ).fetchone()
    print(f"{counted[0] / counted[1]:.1f} task runs per flow run; {late[0]} runs not completed")


def memory(pid: int) -> float:
    """Give the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def files(pid: int) -> int:
    """Give how many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def main() -> None:
    """Measure, and print what came out."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=1000, help="of the ingest that is timed")
    arguments.add_argument("--runs", type=int, default=96, help="of the compressed day")
    arguments.add_argument("--sources", type=int, default=12, help="of the compressed day")
    chosen = arguments.parse_args()
    folder = Path(mkdtemp(prefix="claimstream-prefect-"))
    places = [folder / f"sources/s{number:03}" for number in range(chosen.sources)]
    source = random.Random(3)  # noqa: S311 - as above
    for place in places:
        fill(place, 1, source)
    settings = settings_for(folder, places)
    home = prepare(settings)
    site = Site(home, "127.0.0.1", free_port("127.0.0.1"), 120)
    os.environ["PREFECT_API_URL"] = site.api_url
    logging.raiseExceptions = False
    with running_server(site, lambda _: None) as server:
        if chosen.articles:
            fill(folder / "many", chosen.articles, source)
            share(folder, chosen.articles, settings_for(folder / "timed", [folder / "many"]))
        if chosen.runs:
            day(settings, home, server, chosen.runs, places)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
