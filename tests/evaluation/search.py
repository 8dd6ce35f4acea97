"""Is a claim found by its gist? 68 queries in our own words over 10,000 articles: `make eval`.

    python tests/evaluation/search.py --data FOLDER [--warehouse DIR | --keep DIR]

Taking the claims out of 10,000 articles takes half an hour or more. `--keep` keeps the warehouse
for the next time, one for each version of the extractor and of the stream; a change of the search
alone needs a minute then.

A query reuses at most a third of the words of the claim that it is to find. It counts as found
when one of the first five claims has a mention that overlaps the wanted words by half.
"""

import argparse
import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from duckdb import DuckDBPyConnection

from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import sources_from_arguments
from transforms.extraction import EXTRACTOR
from transforms.identifiers import stable_id
from warehouse.opening import open_reader, open_writer
from warehouse.publishing import publish as publish_snapshot

HERE = Path(__file__).parent
STREAM = "stream/allsides-dev.parquet"
MOST_REUSED = 1 / 3
_RANK = """
    SELECT min(found.rank)
    FROM search_claims($query) AS found
    JOIN claim_mentions AS said ON said.claim_id = found.claim_id
    WHERE said.version_id = $version_id::UUID AND 2 * (
        least(said.content_stop, $stop) - greatest(said.content_start, $start)
    ) >= $stop - $start
"""
_REUSED = """
    WITH claim AS (
        SELECT core.terms(substr(text, $start + 1, $stop - $start)) AS terms
        FROM core.article_version WHERE version_id = $version_id::UUID
    )
    SELECT len(list_intersect(terms, core.terms($query))) / greatest(len(terms), 1) FROM claim
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query and the claim it is to find: an article of the stream, offsets in its text."""

    article: str
    start: int
    stop: int
    sha256: str
    query: str


def kept(data: Path, folder: Path) -> Path:
    """Give the warehouse that is kept of this stream; build it where there is none."""
    known = hashlib.sha256((data / STREAM).read_bytes())
    known.update(EXTRACTOR.encode())
    directory = folder / f"stream-{known.hexdigest()[:16]}"
    if not directory.exists():
        unfinished = directory.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        build(data, unfinished)
        unfinished.rename(directory)
    with open_writer(directory):
        """Opening brings the views, and with them the rules of search, up to date."""
    publish_snapshot(directory)
    return directory


def build(data: Path, warehouse: Path) -> None:
    """Take the stream through the whole pipeline."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    sources = sources_from_arguments([str(data / STREAM)])
    settings = load_settings(None, warehouse)
    context = RunContext(settings, tuple(sources), stable_id("run", "search"), now)
    load_articles(context)
    publish(context)


def scores(connection: DuckDBPyConnection, data: Path) -> dict[str, float]:
    """Give the share of queries whose claim is first, and among the first five.

    Raises:
        ValueError: a query reuses too many words, or a text is not what it was annotated on.
    """
    ids = pl.read_parquet(data / STREAM, columns=["id"]).with_row_index("position", offset=1)
    places = dict(ids.select("id", "position").iter_rows())
    ranks = []
    for line in (HERE / "search_queries.jsonl").read_text(encoding="utf-8").splitlines():
        wanted = Wanted(**json.loads(line))
        version_id = _version(connection, wanted, places[wanted.article])
        values = {
            "query": wanted.query,
            "version_id": version_id,
            "start": wanted.start,
            "stop": wanted.stop,
        }
        (reused,) = connection.execute(_REUSED, values).fetchone() or (1,)
        if reused > MOST_REUSED:
            raise ValueError(f"{wanted.query!r} reuses {reused:.0%} of the words of its claim")
        (rank,) = connection.execute(_RANK, values).fetchone() or (None,)
        ranks.append(rank or sys.maxsize)
    return {
        "n": len(ranks),
        "top1": sum(rank == 1 for rank in ranks) / len(ranks),
        "top5": sum(rank <= 5 for rank in ranks) / len(ranks),
    }


def _version(connection: DuckDBPyConnection, wanted: Wanted, position: int) -> str:
    rows = connection.execute(
        "SELECT version_id::VARCHAR, text FROM core.article_version"
        " WHERE position = ? AND version_no = 1",
        [position],
    ).fetchall()
    for version_id, text in rows:
        if hashlib.sha256(text.encode()).hexdigest().startswith(wanted.sha256):
            return str(version_id)
    raise ValueError(f"article {wanted.article}: its text is not the one that was annotated")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument("--warehouse", type=Path, help="one that holds the stream already")
    parser.add_argument("--keep", type=Path, help="folder that keeps the warehouse for later")
    arguments = parser.parse_args()
    if not (arguments.data / STREAM).exists():
        print(f"search: skipped: no {arguments.data / STREAM}")
        return 0
    with TemporaryDirectory() as temporary:
        directory = arguments.warehouse or Path(temporary)
        if arguments.keep is not None:
            directory = kept(arguments.data, arguments.keep)
        elif arguments.warehouse is None:
            build(arguments.data, directory)
        with open_reader(directory) as connection:
            found = scores(connection, arguments.data)
    floors = json.loads((HERE / "floors.json").read_text())["search"]
    for name, value in found.items():
        floor = floors.get(name)
        said = "" if floor is None else f"floor {floor}: {'held' if value >= floor else 'FAILED'}"
        print(f"search {name:5} {value:6.3f} {said}")
    return int(any(found[name] < floor for name, floor in floors.items()))


if __name__ == "__main__":
    sys.exit(main())
