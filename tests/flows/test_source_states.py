"""What a run remembers of its sources, from run to run, against a real server."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import FetchSettings, Settings, load_settings
from flows.sources import read_sources, sources_from_arguments
from transforms.identifiers import stable_id
from warehouse.doctor import examine
from warehouse.querying import query_snapshot
from warehouse.run_reports import run_report

if TYPE_CHECKING:
    from conftest import Site

NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)
LINK = "http://news.example/"
ITEM = (
    "<item><guid>urn:{0}</guid><title>Report {0}</title>"
    "<description>Minister Tomas Revik said that {0} people were brought home.</description></item>"
)


def feed(*numbers: int) -> bytes:
    items = "".join(ITEM.format(number) for number in numbers)
    head = f"<title>N</title><link>{LINK}</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


@dataclass
class Desk:
    """Runs the sources of a list, at any hour of one day."""

    folder: Path
    site: "Site"

    @property
    def settings(self) -> Settings:
        quick = FetchSettings(host_delay_s=0, total_s=2, min_interval_s=600)
        return load_settings(None, self.folder / "kept").model_copy(update={"fetch": quick})

    def write(self, *paths: str, more: str = "") -> None:
        entries = [
            f'[[source]]\nname = "{path}"\nlocation = "{self.site.url(path)}"\n'
            f'allow_private = ["127.0.0.1/32"]\n{more}\n'
            for path in paths
        ]
        (self.folder / "sources.toml").write_text("\n".join(entries), encoding="utf-8")

    def run(self, hours: float = 0.0, *arguments: str) -> RunContext:
        now = NOON + timedelta(hours=hours)
        sources = read_sources(self.folder / "sources.toml")
        if arguments:
            sources = sources_from_arguments(arguments)
        context = RunContext(self.settings, tuple(sources), stable_id("run", now.isoformat()), now)
        load_articles(context)
        publish(context)
        return context

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return query_snapshot(self.folder / "kept", sql).rows()

    def health(self) -> list[tuple[Any, ...]]:
        return self.ask("select name, health from mart.sources_health order by name")

    def asked(self, path: str) -> int:
        return sum(there == path for there, _ in self.site.asked)


@pytest.fixture
def desk(tmp_path: Path, site: "Site") -> Desk:
    return Desk(tmp_path, site)


def test_a_source_that_is_not_due_is_left_alone_and_reported_as_such(desk: Desk) -> None:
    desk.site.serve("/feed", body=feed(1))
    desk.write("/feed")
    desk.run()
    desk.site.serve("/feed", body=feed(1, 2))

    early = desk.run(0.1)

    report = run_report(desk.folder / "kept", early.run_id)
    assert desk.asked("/feed") == 1
    assert (report.totals["n_not_due"], report.totals["n_failed"]) == (1, 0)
    assert report.sources.select("source", "health", "failed").rows() == [("/feed", "not due", 0)]
    desk.run(1)
    assert desk.ask("select count(*) from mart.articles") == [(2,)]


def test_a_url_that_somebody_names_is_asked_whether_it_is_due_or_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.site.serve("/feed", body=feed(1))
    desk.write("/feed")
    desk.run()
    desk.run(0.1, desk.site.url("/feed"))
    assert desk.ask("select count(*) from ops.fetch") == [(2,)]


def test_failures_make_pauses_and_the_next_success_ends_them(desk: Desk) -> None:
    desk.site.serve("/feed", status=503)
    desk.site.serve("/other", body=feed(1))
    desk.write("/feed", "/other")

    desk.run(0)
    assert desk.health() == [("/feed", "failing"), ("/other", "ok")]
    desk.run(1)
    assert desk.health() == [("/feed", "backing_off"), ("/other", "ok")]
    desk.run(1.05)
    assert desk.asked("/feed") == 2
    finding = next(f for f in examine(desk.folder / "kept") if f.check == "sources")
    assert (finding.status, finding.detail) == ("warning", "backing_off: 1 (/feed)")
    desk.site.serve("/feed", body=feed(2))
    desk.run(2)
    assert desk.health() == [("/feed", "ok"), ("/other", "ok")]


def test_a_pause_that_a_server_asks_for_is_kept(desk: Desk) -> None:
    desk.site.serve("/feed", status=429, headers={"Retry-After": "7200"})
    desk.write("/feed")
    for hours in (0, 1, 1.9, 2.1):
        desk.run(hours)
    assert desk.asked("/feed") == 2


def test_what_is_gone_is_not_asked_again_until_somebody_revives_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.site.serve("/feed", status=410)
    desk.write("/feed")
    desk.run(0)
    desk.run(400)
    assert desk.asked("/feed") == 1
    [(health, detail)] = desk.ask("select health, detail from mart.sources_health")
    assert health == "gone"
    assert "claimstream sources revive" in detail

    config = desk.folder / "claimstream.toml"
    config.write_text("", encoding="utf-8")
    where = ["--config", str(config), "--warehouse", str(desk.folder / "kept")]
    revived = CliRunner().invoke(app, ["sources", "revive", "/feed", *where])

    assert revived.exit_code == 0
    desk.site.serve("/feed", body=feed(1))
    desk.run(401)
    assert desk.health() == [("/feed", "ok")]


def test_an_address_that_has_changed_for_good_is_remembered_after_three_times(desk: Desk) -> None:
    desk.site.serve("/old", status=301, headers={"Location": "/new"})
    desk.site.serve("/new", body=feed(1), headers={"ETag": '"v1"'})
    desk.write("/old")
    for hours in range(5):
        desk.run(hours)

    assert (desk.asked("/old"), desk.asked("/new")) == (3, 5)
    assert desk.site.headers_of("/new")["If-None-Match"] == '"v1"'
    [row] = desk.ask("select health, moved_to, location from mart.sources_health")
    assert row == ("moved", desk.site.url("/new"), desk.site.url("/old"))
    assert desk.ask("select count(*) from mart.articles") == [(1,)]


@pytest.mark.parametrize(
    ("status", "target"), [(302, "/new"), (307, "/new"), (301, "/new?token=secret")]
)
def test_an_address_for_now_or_with_a_secret_is_not_remembered(
    desk: Desk, status: int, target: str
) -> None:
    desk.site.serve("/old", status=status, headers={"Location": target})
    desk.site.serve("/new", body=feed(1))
    desk.write("/old")
    for hours in range(5):
        desk.run(hours)
    assert desk.asked("/old") == 5
    assert desk.ask("select health, moved_to from mart.sources_health") == [("ok", None)]
    assert "secret" not in str(desk.ask("select * from ops.source_state"))


def test_a_document_that_is_no_feed_makes_its_source_fail_though_it_came(desk: Desk) -> None:
    desk.site.serve("/feed", body=b"<rss><channel></channel></rss>")
    desk.write("/feed")
    desk.run()
    assert desk.health() == [("/feed", "failing")]


def test_where_no_host_at_all_can_be_reached_nobody_has_to_pause(desk: Desk) -> None:
    dead = '[[source]]\nlocation = "http://127.0.0.{0}:1/"\nallow_private = ["127.0.0.0/8"]\n'
    (desk.folder / "sources.toml").write_text(dead.format(2) + dead.format(3), encoding="utf-8")
    for hours in range(3):
        desk.run(hours)
    assert (
        desk.ask("select health, n_failed, n_failures from mart.sources_health")
        == [("failing", 0, 3)] * 2
    )


def test_a_folder_is_looked_at_whenever_a_run_comes_by(desk: Desk) -> None:
    (desk.folder / "in").mkdir()
    location = f'[[source]]\nname = "in"\nlocation = "{desk.folder / "in"}"\n'
    (desk.folder / "sources.toml").write_text(location, encoding="utf-8")
    desk.run()
    assert desk.health() == [("in", "failing")]
    (desk.folder / "in" / "a.xml").write_bytes(feed(1))
    desk.run(0.01)
    assert desk.health() == [("in", "ok")]
    assert desk.ask("select count(*) from mart.articles") == [(1,)]
