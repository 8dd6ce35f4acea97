"""What a run remembers of its sources, from run to run, against a real server."""

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.reports.wording import in_need
from transforms.errors import ConfigError
from warehouse.doctor import examine
from warehouse.run_reports import run_report

if TYPE_CHECKING:
    from conftest import Desk


def test_a_source_that_is_not_due_is_left_alone_and_reported_as_such(desk: "Desk") -> None:
    desk.site.serve("/feed", body=desk.feed(1))
    desk.write("/feed")
    desk.run()
    desk.site.serve("/feed", body=desk.feed(1, 2))

    early = desk.run(0.1)

    assert desk.health() == [("/feed", "ok")]
    report = run_report(desk.kept, early.run_id)
    assert desk.asked("/feed") == 1
    assert (report.totals["n_not_due"], report.totals["n_failed"]) == (1, 0)
    assert report.sources.select("source", "health", "failed").rows() == [("/feed", "not due", 0)]
    desk.run(1)
    assert desk.ask("select count(*) from mart.articles") == [(2,)]


def test_a_url_that_somebody_names_is_asked_whether_it_is_due_or_not(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.site.serve("/feed", body=desk.feed(1))
    desk.write("/feed")
    desk.run()
    desk.run(0.1, desk.site.url("/feed"))
    assert desk.ask("select count(*) from ops.fetch") == [(2,)]


def test_failures_make_pauses_and_the_next_success_ends_them(desk: "Desk") -> None:
    desk.site.serve("/feed", status=503)
    desk.site.serve("/other", body=desk.feed(1))
    desk.site.serve("/later", status=429, headers={"Retry-After": "4000"})
    desk.write("/feed", "/other", "/later")

    desk.run(0)
    assert desk.health() == [("/feed", "failing"), ("/later", "backing_off"), ("/other", "ok")]
    desk.run(1)
    assert desk.health()[0] == ("/feed", "backing_off")
    desk.run(1.05)
    assert (desk.asked("/feed"), desk.asked("/later")) == (2, 1)
    finding = next(f for f in examine(desk.kept) if f.check == "sources")
    assert (finding.status, finding.detail) == ("warning", "backing_off: 2 (/feed, /later)")
    desk.site.serve("/feed", body=desk.feed(2))
    desk.run(2)
    assert desk.health() == [("/feed", "ok"), ("/later", "backing_off"), ("/other", "ok")]
    assert desk.asked("/later") == 2


def test_what_is_gone_is_not_asked_again_until_somebody_revives_it(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
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
    where = ["--config", str(config), "--warehouse", str(desk.kept)]
    revived = CliRunner().invoke(app, ["sources", "revive", "/feed", *where])

    assert revived.exit_code == 0
    desk.site.serve("/feed", body=desk.feed(1))
    desk.run(401)
    assert desk.health() == [("/feed", "ok")]


def test_an_address_that_has_changed_for_good_is_remembered_after_three_times(
    desk: "Desk",
) -> None:
    """One that holds for now only, or that bears a secret, is not."""
    paths = ("/for-good", "/for-now", "/secret")
    for path, status in zip(paths, (301, 307, 308), strict=True):
        end = "?token=secret" if path == "/secret" else ""
        desk.site.serve(path, status=status, headers={"Location": f"/new{path}{end}"})
        desk.site.serve(f"/new{path}", body=desk.feed(1), headers={"ETag": '"v1"'})
    desk.write(*paths)
    for hours in range(4):
        desk.run(hours)

    assert [desk.asked(path) for path in paths] == [3, 4, 4]
    assert [desk.asked(f"/new{path}") for path in paths] == [4, 4, 4]
    assert desk.site.headers_of("/new/for-good")["If-None-Match"] == '"v1"'
    assert desk.ask("select health, moved_to, location from mart.sources_health order by name") == [
        ("moved", desk.site.url("/new/for-good"), desk.site.url("/for-good")),
        ("ok", None, desk.site.url("/for-now")),
        ("ok", None, desk.site.url("/secret")),
    ]
    assert "token" not in str(desk.ask("select * from ops.source_state"))


def test_a_document_that_is_no_feed_makes_its_source_fail_though_it_came(desk: "Desk") -> None:
    desk.site.serve("/feed", body=b"<rss><channel></channel></rss>")
    desk.write("/feed")
    desk.run()
    assert desk.health() == [("/feed", "failing")]


def test_where_no_host_at_all_can_be_reached_nobody_has_to_pause(desk: "Desk") -> None:
    dead = '[[source]]\nlocation = "http://127.0.0.{0}:1/"\nallow_private = ["127.0.0.0/8"]\n'
    (desk.folder / "sources.toml").write_text(dead.format(2) + dead.format(3), encoding="utf-8")
    for hours in range(2):
        desk.run(hours)
    assert (
        desk.ask("select health, n_failed, n_failures from mart.sources_health")
        == [("failing", 0, 2)] * 2
    )


def test_a_folder_is_looked_at_whenever_a_run_comes_by(desk: "Desk") -> None:
    (desk.folder / "in").mkdir()
    location = f'[[source]]\nname = "in"\nlocation = "{desk.folder / "in"}"\n'
    (desk.folder / "sources.toml").write_text(location, encoding="utf-8")
    desk.run()
    assert desk.health() == [("in", "failing")]
    (desk.folder / "in" / "a.xml").write_bytes(desk.feed(1))
    desk.run(0.01)
    assert desk.health() == [("in", "ok")]
    assert desk.ask("select count(*) from mart.articles") == [(1,)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("expect = { min_entries_per_day = 0 }", "expect.min_entries_per_day"),
        ("expect = { min_entries_per_day = 1, day = 3 }", "did you mean `days`"),
        ("expect.days = 3", "is missing"),
    ],
)
def test_an_expectation_that_cannot_be_meant_is_said(desk: "Desk", said: str, why: str) -> None:
    desk.write("/feed", more=said)
    with pytest.raises(ConfigError, match=re.escape(why)):
        desk.run()


def test_a_source_that_brings_less_than_is_expected_of_it_is_reported(desk: "Desk") -> None:
    desk.site.serve("/feed", body=desk.feed(1))
    desk.site.serve("/lively", body=desk.feed(*range(2, 9)))
    desk.write("/feed", "/lively", more="expect = { min_entries_per_day = 2, days = 3 }")
    desk.run(0)
    assert desk.health() == [("/feed", "ok"), ("/lively", "ok")]  # too young to tell
    desk.site.serve("/lively", body=desk.feed(*range(9, 20)))

    run = desk.run(80)

    assert desk.health() == [("/feed", "dried_up"), ("/lively", "ok")]
    [(detail,)] = desk.ask("select detail from mart.sources_health where name = '/feed'")
    assert detail.startswith("it brought 0 new articles in 3 days, expected are 6 (2 a day)")
    [row] = in_need(run_report(desk.kept, run.run_id).sources).rows(named=True)
    assert (row["source"], row["error"]) == ("/feed", detail)
    finding = next(f for f in examine(desk.kept) if f.check == "sources")
    assert finding.detail == "dried_up: 1 (/feed)"
    desk.site.serve("/feed", body=desk.feed(*range(20, 30)))
    desk.run(90)
    assert desk.health() == [("/feed", "ok"), ("/lively", "ok")]
