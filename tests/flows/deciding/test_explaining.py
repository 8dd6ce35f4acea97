"""What a person is told of an event, and of two articles."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.decisions import Asked, decide
from flows.event_story import tell_event
from flows.explaining import explain
from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.opening import open_reader

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def article(name: str) -> str:
    return stable_id("article", name)


def meeting(directory: Path, name: str) -> str:
    """Give the meeting that a report tells of."""
    with open_reader(directory) as connection:
        row = connection.execute(
            "SELECT event_id::VARCHAR FROM mart.event_reports JOIN mart.events USING (event_id)"
            " WHERE article_id = ? AND kind = 'meet'",
            [article(name)],
        ).fetchone()
    assert row is not None
    return str(row[0])


def shown(directory: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--warehouse", str(directory)])
    assert result.exit_code == 0, result.output
    return result.stdout


def best(told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = told["events"][0]
    return found


def test_an_event_is_told_with_its_reports_their_sentence_and_the_reasons(desk: Path) -> None:
    told = tell_event(desk, meeting(desk, "a")[:8])
    assert told["event"]["title"] == "Ada Moss – Bo Lind: meet"
    assert [row["article_id"] for row in told["reports"]] == [article("a"), article("b")]
    second = told["reports"][1]
    assert second["sentence"] == "Minister Ada Moss met Ambassador Bo Lind in Oslo."
    assert second["sentence"][second["trigger_start"] : second["trigger_stop"]] == "met"
    assert any("same two people" in reason for reason in second["evidence_for"])
    assert {row["relation"] for row in told["links"]} == {"same_series"}


def test_an_event_that_was_merged_leads_to_its_successor_and_names_who_decided(desk: Path) -> None:
    first, second = meeting(desk, "a"), meeting(desk, "c")
    decide(desk, Asked("merge", (first, second), "Ines", "one trip"), now=NOW)
    told = tell_event(desk, second)
    assert told["event"]["event_id"] == first
    assert [(row["action"], row["decided_by"]) for row in told["decisions"]] == [("merge", "Ines")]


def test_reports_of_one_meeting_are_explained(desk: Path) -> None:
    told = explain(desk, article("a")[:8], stable_id("version", "b")[:8])
    assert not told["copies"]["are_copies"]
    assert best(told)["is_one_event"]
    assert best(told)["verdict"].startswith("one event")


def test_meetings_that_are_not_one_are_explained_too(desk: Path) -> None:
    told = explain(desk, "report a", "report c")
    assert not best(told)["is_one_event"]
    assert "two events, of one series: other time" in best(told)["verdict"]
    assert any("same two people" in reason for reason in best(told)["evidence_for"])


def test_an_analyst_who_parted_two_reports_is_the_reason(desk: Path) -> None:
    asked = Asked("reject", (meeting(desk, "a"), article("b")), "Ines", "two rooms")
    decide(desk, asked, now=NOW)
    assert best(explain(desk, article("a"), article("b")))["verdict"].startswith(
        "two events: Ines rejected this: two rooms"
    )


def test_copies_are_explained_with_their_origin(desk: Path, ingest: Callable[..., None]) -> None:
    ingest(desk, "e", copies={"e": "a"})
    told = explain(desk, article("a"), article("e"))
    assert told["copies"]["are_copies"]
    assert told["copies"]["containment"] == told["copies"]["coverage"] == 1.0
    assert told["copies"]["origin"] is not None


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("report", "report a", "fits 4 articles"),
        ("nothing of the kind", "report a", "no article is known by"),
        ("report a", "report a", "are one article"),
        (" ", "report a", "an article is expected"),
    ],
)
def test_what_cannot_be_explained_is_said_in_a_sentence(
    desk: Path, left: str, right: str, said: str
) -> None:
    with pytest.raises(StopError, match=said):
        explain(desk, left, right)


def test_the_beginning_of_an_id_that_fits_several_events_lists_them(desk: Path) -> None:
    with pytest.raises(StopError, match="no event is known by '00000000'"):
        tell_event(desk, "00000000")


def test_a_terminal_shows_what_json_says(desk: Path) -> None:
    event_id = meeting(desk, "a")
    assert "»met«" in shown(desk, "event", event_id)
    assert "two events" in shown(desk, "explain", "report a", "report c")
    assert json.loads(shown(desk, "event", event_id, "--format", "json"))["reports"]
    told = json.loads(shown(desk, "explain", "report a", "report c", "--format", "json"))
    assert set(told) == {"articles", "copies", "events", "claims", "changes", "carried"}


def test_what_a_new_version_changed_and_through_whom_its_words_came_is_shown_where_there_is_any(
    desk: Path, ingest: Callable[..., None]
) -> None:
    event_id = meeting(desk, "a")
    asked = (("event", event_id), ("explain", "report a", "report b"))
    for command in asked:
        before = shown(desk, *command)
        assert "What new versions changed" not in before
        assert "Through whom words came" not in before
    ingest(desk, "b2")
    for command in asked:
        after = " ".join(shown(desk, *command).split())
        assert f"{article('b')[:8]} unknown outlet, version 2, 2026-06-01: dropped" in after
        assert "no longer carries what Ada Moss said: “fishing was discussed”" in after
        assert "a statement ← Ada Moss “the northern rights had been sold”" in after


def test_deciding_on_the_command_line_prints_how_to_undo_it(desk: Path) -> None:
    ids = (meeting(desk, "a"), meeting(desk, "c"))
    decided = json.loads(shown(desk, "decide", "merge", *ids, "--by", "Ines", "--format", "json"))
    assert decided["event_ids"] == [ids[0]]
    assert decided["undo"].startswith(f"claimstream decide undo {decided['decision_id'][:8]}")
    listed = json.loads(shown(desk, "decide", "list", "--format", "json"))
    assert [row["action"] for row in listed] == ["merge"]
    exported = shown(desk, "decide", "export")
    path = desk / "decisions.jsonl"
    path.write_text(exported, encoding="utf-8")
    known = json.loads(shown(desk, "decide", "import", str(path), "--format", "json"))
    assert known == {"taken_over": 0, "known": 1, "without_reports": 0}
