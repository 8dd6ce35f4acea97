"""A forgotten article leaves a tombstone and nothing else, whatever is delivered later."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows.forgetting import forget_article
from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import sources_from_arguments
from transforms.errors import ConfigError, StopError
from transforms.identifiers import stable_id
from warehouse.doctor import examine
from warehouse.opening import DATABASE, PUBLISHED, RAW, open_reader
from warehouse.tables import TABLES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MEETING = (
    "Interior Minister Tomas Revik met Norland ambassador Helen Marsden in Tavrin on 6 October "
    "2025. {said}"
)
KEPT = MEETING.format(said="Revik said that both countries would share passenger lists.")
GONE = MEETING.format(said="Envoy Quillon Zabrask told Revik that 4,711 zeppelins were missing.")
SECRETS = ("Zabrask", "zeppelins", "4,711")


def ingest(warehouse: Path, texts: Path, name: str) -> None:
    settings = load_settings(None, warehouse)
    sources = tuple(sources_from_arguments([str(texts)]))
    context = RunContext(settings, sources, stable_id("run", name), datetime.now(UTC))
    load_articles(context)
    publish(context)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two texts and the warehouse that holds them."""
    folder = tmp_path_factory.mktemp("forgetting")
    texts = folder / "texts"
    texts.mkdir()
    (texts / "kept.txt").write_text(KEPT, "utf-8")
    (texts / "gone.txt").write_text(GONE, "utf-8")
    ingest(folder / "warehouse", texts, "first")
    return folder


@pytest.fixture
def folder(tmp_path: Path, ingested: Path) -> Path:
    return Path(shutil.copytree(ingested, tmp_path / "own"))


def article_id(warehouse: Path) -> str:
    with open_reader(warehouse) as connection:
        row = connection.execute(
            "SELECT article_id::VARCHAR FROM mart.articles WHERE contains(text, 'zeppelins')"
        ).fetchone()
    assert row
    return str(row[0])


def counts(warehouse: Path) -> dict[str, int]:
    with duckdb.connect(str(warehouse / DATABASE), read_only=True) as connection:
        return {
            table: (connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,))[0]  # noqa: S608 - names come from declarations
            for table in TABLES
            if table.startswith("core.") and table not in ("core.article", "core.article_key")
        }


def test_nothing_of_a_forgotten_article_is_left_in_any_file(folder: Path) -> None:
    warehouse = folder / "warehouse"
    assert len(list((warehouse / RAW).glob("??/*"))) == 2
    done = forget_article(warehouse, article_id(warehouse), by="Ines", reason=None, now=NOW)
    assert done.rows["core.article_version"] == 1
    assert done.n_documents == 1
    assert len(list((warehouse / RAW).glob("??/*"))) == 1
    for name in (DATABASE, PUBLISHED):
        content = (warehouse / name).read_bytes()
        assert [word for word in SECRETS if word.encode() in content] == []


def test_what_the_other_article_holds_stays_and_the_warehouse_is_sound(folder: Path) -> None:
    warehouse = folder / "warehouse"
    forget_article(warehouse, article_id(warehouse), by="Ines", reason="asked", now=NOW)
    with open_reader(warehouse) as connection:
        events = connection.execute("SELECT kind, n_articles FROM mart.events").fetchall()
        texts = connection.execute("SELECT text FROM mart.articles").fetchall()
        stones = connection.execute(
            "SELECT article_id::VARCHAR, forgotten_by, reason FROM ops.forgotten"
        ).fetchall()
    assert events == [("meet", 1)]
    assert texts == [(KEPT,)]
    assert [stone[1:] for stone in stones] == [("Ines", "asked")]
    assert [one.detail for one in examine(warehouse) if one.status != "ok"] == []


def test_forgetting_twice_changes_nothing(folder: Path) -> None:
    warehouse = folder / "warehouse"
    gone = article_id(warehouse)
    forget_article(warehouse, gone, by="Ines", reason=None, now=NOW)
    before = counts(warehouse)
    again = forget_article(warehouse, gone[:8], by="Ines", reason=None, now=NOW)
    assert again.rows == {}
    assert counts(warehouse) == before


def test_a_forgotten_article_is_not_taken_in_again(folder: Path) -> None:
    warehouse = folder / "warehouse"
    forget_article(warehouse, article_id(warehouse), by="Ines", reason=None, now=NOW)
    before = counts(warehouse)
    shutil.rmtree(folder / "texts")
    again = folder / "again"
    again.mkdir()
    (again / "gone.txt").write_text(GONE + "\n", "utf-8")
    ingest(warehouse, again, "second")
    after = counts(warehouse)
    assert after["core.article_version"] == before["core.article_version"]
    assert after["core.claim_mention"] == before["core.claim_mention"]
    with open_reader(warehouse) as connection:
        aside = connection.execute("SELECT reason, raw_id FROM mart.quarantine").fetchall()
    assert aside == [("forgotten", None)]
    assert len(list((warehouse / RAW).glob("??/*"))) == 1


def test_what_cannot_be_forgotten_is_said(folder: Path) -> None:
    warehouse = folder / "warehouse"
    with pytest.raises(StopError, match="no article"):
        forget_article(warehouse, "ffffffff", by="Ines", reason=None, now=NOW)
    with pytest.raises(ConfigError, match="--by"):
        forget_article(warehouse, article_id(warehouse), by=" ", reason=None, now=NOW)
