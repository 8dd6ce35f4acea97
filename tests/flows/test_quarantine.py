"""What was set aside can be looked at, and read again through the same pipeline."""

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.quarantine import raw_bytes, replay, show_quarantined
from flows.settings import load_settings
from transforms.errors import StopError

if TYPE_CHECKING:
    from conftest import Desk

LINES = (
    '{"title": "Pier opens", "text": "Mayor Ida Keane said the pier would open on Sunday."}\n'
    '{"title": "Broken \x1b[31m\u202e", "text": \n'
    '{"title": "Pier shut", "text": "Mayor Ida Keane said the pier was shut."}\n'
)


@pytest.fixture
def aside(desk: "Desk") -> "Desk":
    """Give a desk that has set aside a table read as the wrong kind, and a feed that failed."""
    (desk.folder / "claimstream.toml").write_text("[fetch]\nhost_delay_s = 0\n", encoding="utf-8")
    (desk.folder / "lines").write_text(LINES, encoding="utf-8")
    listed(desk, "parquet")
    desk.run()
    desk.publish()
    return desk


def listed(desk: "Desk", kind: str) -> None:
    """List the table as this kind, and the feed."""
    desk.write("/feed")
    text = (desk.folder / "sources.toml").read_text(encoding="utf-8")
    entry = f'[[source]]\nname = "lines"\nlocation = "lines"\nkind = "{kind}"\n'
    (desk.folder / "sources.toml").write_text(text + entry, encoding="utf-8")


def quarantine(desk: "Desk", *arguments: str) -> Result:
    where = ["--config", str(desk.folder / "claimstream.toml"), "--warehouse", str(desk.kept)]
    result = CliRunner().invoke(app, ["quarantine", *arguments, *where, "--format", "json"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def test_what_can_be_read_now_is_loaded_and_its_row_is_marked_as_resolved(aside: "Desk") -> None:
    assert [row["reason"] for row in json.loads(quarantine(aside, "list").stdout)] == [
        "fetch_failed",
        "parse_failed",
    ]
    listed(aside, "jsonl")

    done = json.loads(quarantine(aside, "replay", "--all").stdout)

    assert {name: done[name] for name in ("documents", "resolved", "still_aside", "not_kept")} == {
        "documents": 1,
        "resolved": 1,
        "still_aside": 0,
        "not_kept": 1,
    }
    assert aside.ask("select title from mart.articles order by 1") == [
        ("Pier opens",),
        ("Pier shut",),
    ]
    books = "select n_seen, n_new, n_quarantined from ops.accounting where run_id = "
    assert aside.ask(f"{books} '{done['run_id']}'") == [(3, 2, 1)]
    reasons = [row["reason"] for row in json.loads(quarantine(aside, "list").stdout)]
    assert sorted(reasons) == ["bad_row", "fetch_failed"]
    assert len(json.loads(quarantine(aside, "list", "--all").stdout)) == 3
    assert aside.health() == [("/feed", "failing"), ("lines", "failing")]  # a replay is no visit

    again = json.loads(quarantine(aside, "replay", "--reason", "bad_row").stdout)
    assert (again["resolved"], again["still_aside"]) == (0, 1)
    assert aside.ask("select count(*) from mart.articles") == [(2,)]


def test_an_input_is_shown_with_its_reason_and_its_place_and_nothing_that_acts(
    aside: "Desk",
) -> None:
    listed(aside, "jsonl")
    settings = load_settings(aside.folder / "claimstream.toml", aside.kept)
    replay(settings, None)
    [(found,)] = aside.ask("select quarantine_id::text from mart.quarantine where position = 2")

    shown = show_quarantined(aside.kept, found[:8])

    assert (shown["reason"], shown["source"]) == ("bad_row", "lines")
    assert "Broken \\u001b[31m\\u202e" in shown["preview"]
    assert "\x1b" not in quarantine(aside, "show", found).stdout
    assert raw_bytes(aside.kept, found) == LINES.encode()
    assert quarantine(aside, "show", found, "--raw").stdout_bytes == LINES.encode()


def test_bytes_that_are_no_text_are_shown_as_hex(aside: "Desk") -> None:
    (aside.folder / "lines").write_bytes(b"\x00\x01PAR" + b"\xff" * 30)
    aside.run(1)
    aside.publish()
    [(found,)] = aside.ask(
        "select quarantine_id::text from mart.quarantine where raw_id is not null"
        " order by quarantined_at desc limit 1"
    )
    assert show_quarantined(aside.kept, found)["preview"].startswith("000000  00 01 50 41 52 ff")


def test_what_could_not_be_fetched_is_resolved_once_it_was(aside: "Desk") -> None:
    listed(aside, "parquet")
    aside.site.serve("/feed", body=aside.feed(1))
    aside.run(2)
    settings = load_settings(aside.folder / "claimstream.toml", aside.kept)

    done = replay(settings, None, reason="fetch_failed")

    assert (done.run_id, done.documents, done.resolved) == (None, 0, 1)


def test_an_id_that_is_none_and_bytes_that_never_came_are_said(aside: "Desk") -> None:
    with pytest.raises(StopError, match="no input has an id"):
        show_quarantined(aside.kept, "zzzz")
    with pytest.raises(StopError, match="several inputs"):
        show_quarantined(aside.kept, "")
    [(found,)] = aside.ask("select quarantine_id::text from mart.quarantine where raw_id is null")
    assert show_quarantined(aside.kept, found)["preview"] is None
    with pytest.raises(StopError, match="nothing was received"):
        raw_bytes(aside.kept, found)


@pytest.mark.parametrize("wrong", [[], ["abcd", "--all"], ["--reason", "because"]])
def test_a_replay_of_nothing_in_particular_is_wrong_usage(desk: "Desk", wrong: list[str]) -> None:
    assert quarantine(desk, "replay", *wrong).exit_code == 2
