"""A warehouse that is made again from its documents has the digest of the first."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.decisions import Asked, decide
from flows.forgetting import forget_article
from flows.pipeline import load_articles, publish
from flows.reading_lists import note_reading, reading_lists
from flows.replaying import replay
from flows.run_context import RunContext
from flows.settings import Settings, load_settings
from flows.sources import SourceConfig, sources_from_arguments
from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.opening import open_reader

TALKS = """{who} meets Marsden in Tavrin

Interior Minister {who} met Norland ambassador Helen Marsden in Tavrin on 6 October 2025.
{who} said that both countries would share passenger lists. Marsden welcomed the decision.
"""
START = datetime(2025, 11, 20, tzinfo=UTC)


def run(settings: Settings, hour: int, sources: list[SourceConfig]) -> None:
    now = START + timedelta(hours=hour)
    context = RunContext(settings, tuple(sources), stable_id("run", now.isoformat()), now)
    load_articles(context)
    publish(context)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give the settings of a warehouse with three runs, a broken document and two decisions."""
    folder = tmp_path_factory.mktemp("desk")
    settings = load_settings(None, folder / "warehouse")
    papers = folder / "papers"
    papers.mkdir()
    (papers / "one.txt").write_text(TALKS.format(who="Tomas Revik"), encoding="utf-8")
    (papers / "broken.jsonl").write_text('{"title": "no end', encoding="utf-8")
    desk = sources_from_arguments([str(papers)], outlet="Desk", published_at="2025-10-07")
    run(settings, 1, desk)
    (papers / "two.txt").write_text(
        TALKS.format(who="Tomas Revik").replace("lists", "lists soon"), encoding="utf-8"
    )
    (papers / "one.txt").write_text(TALKS.format(who="Tomas Revik") + "It rained.\n", "utf-8")
    run(settings, 2, desk)
    with open_reader(settings.warehouse.dir) as connection:
        (reported,) = connection.execute(
            "SELECT event_id::VARCHAR, article_id::VARCHAR FROM event_reports ORDER BY ALL LIMIT 1"
        ).fetchall()
    asked = Asked("split", reported, "Ada", "another day")
    decided = decide(settings.warehouse.dir, asked, now=datetime.now(UTC))
    late = folder / "late.txt"
    late.write_text(TALKS.format(who="Ida Keane"), encoding="utf-8")
    run(settings, 3, sources_from_arguments([str(late)]))
    undo = Asked("undo", (decided.decision.decision_id,), "Ada", None)
    decide(settings.warehouse.dir, undo, now=datetime.now(UTC))
    shutil.rmtree(papers)
    late.unlink()
    return settings


def test_a_replay_gives_the_same_digest_decisions_included(
    settings: Settings, tmp_path: Path
) -> None:
    done = replay(settings, tmp_path / "again")

    assert done.differing == ()
    assert done.runs == 3
    with open_reader(tmp_path / "again") as connection:
        assert connection.execute("SELECT count(*) FROM ops.decision").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM ops.quarantine").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (3,)


def test_what_was_forgotten_is_not_replayed_and_stays_forgotten(
    settings: Settings, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(settings.warehouse.dir, tmp_path / "copy"))
    with open_reader(copy) as connection:
        ((article_id,),) = connection.execute(
            "SELECT article_id::VARCHAR FROM articles WHERE text LIKE 'Ida Keane%'"
        ).fetchall()
    forget_article(copy, article_id, by="Ada", reason=None, now=datetime.now(UTC))

    done = replay(load_settings(None, copy), tmp_path / "again")

    assert done.differing == ()
    assert not any("late.txt" in str(told.collected.reads) for told in reading_lists(copy))
    with open_reader(tmp_path / "again") as connection:
        assert connection.execute("SELECT count(*) FROM ops.forgotten").fetchone() == (1,)


def test_a_reading_list_keeps_no_secrets(settings: Settings, tmp_path: Path) -> None:
    secret = SourceConfig(
        stable_id("source", "feed"), "feed", "https://example.org/f", "https://u:pw@example.org/f",
        is_url=True, headers={"Authorization": "Bearer token"},
    )  # fmt: skip
    (first, *_) = reading_lists(settings.warehouse.dir)
    own = settings.model_copy(
        update={"warehouse": settings.warehouse.model_copy(update={"dir": tmp_path})}
    )
    note_reading(RunContext(own, (secret,), first.run_id, START), first.collected)
    (noted,) = reading_lists(tmp_path)
    assert noted.collected.reads == first.collected.reads
    assert noted.sources == (replace(secret, target=secret.location, headers={}),)


def test_a_replay_without_all_documents_is_refused(settings: Settings, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(settings.warehouse.dir, tmp_path / "copy"))
    next(copy.glob("raw/??/*.gz")).unlink()
    with pytest.raises(StopError, match="the bytes of 1 of"):
        replay(load_settings(None, copy), tmp_path / "again")


def test_a_replay_never_goes_into_a_warehouse(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StopError, match="database already"):
        replay(settings, settings.warehouse.dir)
    with pytest.raises(StopError, match="nothing to replay"):
        replay(load_settings(None, tmp_path / "empty"), tmp_path / "again")


def test_a_damaged_list_is_named(settings: Settings, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(settings.warehouse.dir, tmp_path / "copy"))
    path = next(copy.glob("raw/runs/*.json.gz"))
    path.write_bytes(b"no list")
    with pytest.raises(StopError, match=path.name):
        replay(load_settings(None, copy), tmp_path / "again")
