"""Prefect's share of an ingest: the same one as plain functions and as a flow run on a server.

    python tests/benchmarks/prefect_share.py [--articles 1000]

Each goes into a new warehouse, twice, in turns; the faster of the two counts. Texts are made up.
"""

import argparse
import logging
import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from prefect_world import fill, settings_for

from flows.prefect_environment import prepare
from flows.serving.server import Server, Site, running_server
from flows.settings import Settings, load_settings

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def share(folder: Path, n_articles: int, settings: Settings, server: Server) -> None:
    """Time the same ingest as plain functions and as a flow run, each into a new warehouse."""
    from flows.ingest import ingest  # noqa: PLC0415 - Prefect reads the environment when it is imported

    def as_flow(settings: Settings) -> None:
        ingest(config=str(settings.config), warehouse=str(settings.warehouse.dir))

    few = folder / "few"
    fill(few, 5, random.Random(5))  # noqa: S311 - texts, not secrets
    for how in (plain, as_flow):
        how(settings_for(folder / f"warm-{how.__name__}", [few]))
    measured: dict[str, list[Cost]] = {}
    for number, how in enumerate((plain, as_flow, as_flow, plain)):
        warehouse = folder / f"measured-{number}"
        cost = cost_of(how, load_settings(settings.config, warehouse), server.pid or 0)
        measured.setdefault(how.__name__, []).append(cost)
        print(f"{how.__name__:<8} {cost.wall_s:.1f} s, processor {cost.cpu_s:.1f} s", flush=True)
    wall = {how: min(cost.wall_s for cost in costs) for how, costs in measured.items()}
    cpu = {how: min(cost.cpu_s for cost in costs) for how, costs in measured.items()}
    print(
        f"{n_articles} articles: Prefect's share of the wall time is {percent(wall)}, "
        f"of the processor time {percent(cpu)}, the server's included"
    )


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of an ingest, and those of the processor for us, our children and the server."""

    wall_s: float
    cpu_s: float


def cost_of(how: Callable[[Settings], None], settings: Settings, server: int) -> Cost:
    """Do an ingest and give what it cost."""
    used, began = processor_s(server), time.perf_counter()
    how(settings)
    return Cost(time.perf_counter() - began, processor_s(server) - used)


def percent(times: dict[str, float]) -> str:
    """Give the share of a flow run that is not the plain functions'."""
    return f"{100 * (times['as_flow'] - times['plain']) / times['as_flow']:.1f} %"


def processor_s(server: int) -> float:
    """Give the seconds of the processor for us, our children, dead or alive, and the server."""
    session, ticks = os.getsid(0), 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session or int(path.parent.name) == server:
                ticks += sum(int(field) for field in fields[11:15])
    return ticks / _TICKS_PER_S


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


def main() -> None:
    """Measure, and print what came out."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=1000)
    n_articles = arguments.parse_args().articles
    with suppress(PermissionError):  # it leads a session already
        os.setsid()  # so that our processes can be told from others
    folder = Path(mkdtemp(prefix="claimstream-prefect-"))
    fill(folder / "many", n_articles, random.Random(3))  # noqa: S311 - texts, not secrets
    settings = settings_for(folder / "timed", [folder / "many"])
    site = Site(prepare(settings), "127.0.0.1", settings.prefect.port, 600)
    os.environ["PREFECT_API_URL"] = site.api_url
    logging.raiseExceptions = False
    with running_server(site, lambda _: None) as server:
        share(folder, n_articles, settings, server)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
