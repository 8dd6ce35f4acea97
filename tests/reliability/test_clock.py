"""A clock that steps back loses nothing, and a date that cannot be true is none, and says so."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import sources_from_arguments
from transforms.identifiers import stable_id
from warehouse.querying import query_snapshot

NOW = datetime(2025, 11, 20, tzinfo=UTC)
FEED = """<rss version="2.0"><channel><title>N</title>{}</channel></rss>"""
ITEM = """<item><guid>urn:{0}</guid><title>Report {0}</title><pubDate>{1}</pubDate>
<description>Minister Tomas Revik said that {0} people were brought home.</description></item>"""


def run(folder: Path, now: datetime, *dates: str) -> None:
    """Deliver a feed with one item per date, at this moment of the clock."""
    items = "".join(ITEM.format(number, written) for number, written in enumerate(dates, start=1))
    (folder / "feed.xml").write_text(FEED.format(items), encoding="utf-8")
    sources = tuple(sources_from_arguments([str(folder / "feed.xml")]))
    run_id = stable_id("run", now.isoformat())
    context = RunContext(load_settings(None, folder / "kept"), sources, run_id, now)
    load_articles(context)
    publish(context)


def test_a_clock_that_steps_back_loses_nothing(tmp_path: Path) -> None:
    day = "Wed, 19 Nov 2025 10:00:00 GMT"

    run(tmp_path, NOW, day)
    run(tmp_path, NOW - timedelta(days=900), day, day)
    run(tmp_path, NOW - timedelta(days=899), day, day, day)
    run(tmp_path, NOW, day, day, day, day)

    found = query_snapshot(tmp_path / "kept", "SELECT title FROM mart.articles ORDER BY 1").rows()
    assert [row[0] for row in found] == [f"Report {number}" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "written", ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 20 Nov 2099 10:00:00 GMT", "yesterday"]
)
def test_a_date_that_cannot_be_true_is_none_and_keeps_what_was_written(
    tmp_path: Path, written: str
) -> None:
    run(tmp_path, NOW, written)

    [row] = query_snapshot(
        tmp_path / "kept",
        "SELECT published_at, published_basis, published_raw FROM core.article_version",
    ).rows()
    assert row == (None, "none", written)
