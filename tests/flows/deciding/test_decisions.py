"""Decisions on a warehouse of three meetings that the same two people may have held."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.cli.decide import export_decisions
from flows.cli.options import Format
from flows.decision_files import Imported, import_decisions
from flows.decisions import Asked, decide
from transforms.errors import ConfigError, RetryError, StopError
from transforms.identifiers import stable_id
from warehouse.digest import digest
from warehouse.opening import open_reader, open_writer, warehouse_lock

Ingest = Callable[..., None]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
INGESTED = "abcd"


def meetings(directory: Path) -> dict[str, str]:
    """Give the event of each report of a meeting, by the report's name."""
    with open_reader(directory) as connection:
        rows = connection.execute(
            "SELECT report.title, report.event_id::VARCHAR FROM mart.event_reports AS report"
            " JOIN mart.events AS event ON event.event_id = report.event_id"
            " WHERE event.kind = 'meet'"
        ).fetchall()
    return {title.removeprefix("Report "): event_id for title, event_id in rows}


def groups(directory: Path) -> set[str]:
    """Give the reports of each meeting, as one word."""
    found: dict[str, str] = {}
    for name, event_id in sorted(meetings(directory).items()):
        found[event_id] = found.get(event_id, "") + name
    return set(found.values())


def ask(directory: Path, action: str, *ids: str, reason: str | None = None, hour: int = 0) -> Any:
    return decide(directory, Asked(action, ids, "Ines", reason), now=NOW + timedelta(hours=hour))


def state(directory: Path) -> dict[str, str]:
    with open_writer(directory) as connection:
        return digest(connection)


def article(name: str) -> str:
    return stable_id("article", name)


def test_the_scorer_has_three_meetings(desk: Path) -> None:
    assert groups(desk) == {"ab", "c", "d"}


def test_a_merge_joins_the_reports_under_the_older_event_and_says_who_decided(desk: Path) -> None:
    events = meetings(desk)
    ask(desk, "merge", events["c"], events["a"], reason="one trip")
    assert meetings(desk)["c"] == events["a"]
    with open_reader(desk) as connection:
        (pro,) = connection.execute(
            "SELECT evidence_for FROM mart.event_reports WHERE title = 'Report c'"
            " AND link_status = 'confirmed'"
        ).fetchone() or ([],)
    assert "Ines decided that these are one: one trip" in pro


def test_a_merge_compares_the_reports_and_a_split_parts_them_again(desk: Path) -> None:
    events = meetings(desk)

    def kinds() -> set[str]:
        with open_reader(desk) as connection:
            rows = connection.execute(
                "SELECT kind FROM mart.disagreements WHERE event_id = ?", [events["a"]]
            ).fetchall()
        return {kind for (kind,) in rows}

    before = kinds()
    ask(desk, "merge", events["a"], events["d"])
    assert "place" in kinds() - before
    ask(desk, "split", events["a"], article("d"))
    assert kinds() == before


def test_a_split_founds_an_event_under_an_id_that_was_never_used(desk: Path) -> None:
    events = meetings(desk)
    ask(desk, "split", events["a"][:8], article("b")[:8], reason="two rooms")
    assert groups(desk) == {"a", "b", "c", "d"}
    assert meetings(desk)["a"] == events["a"]
    assert meetings(desk)["b"] not in events.values()


def test_an_event_keeps_its_id_with_the_report_that_founded_it(desk: Path) -> None:
    events = meetings(desk)
    ask(desk, "reject", events["a"], article("a"))
    assert groups(desk) == {"a", "b", "c", "d"}
    assert meetings(desk)["a"] == events["a"]


def test_claims_follow_their_report(desk: Path) -> None:
    events = meetings(desk)
    ask(desk, "split", events["a"], article("b"))
    with open_reader(desk) as connection:
        rows = connection.execute(
            "SELECT DISTINCT claim.event_id::VARCHAR FROM mart.claim_mentions AS mention"
            " JOIN mart.claims AS claim USING (claim_id)"
            " WHERE mention.article_id = ? AND claim.event_id IS NOT NULL",
            [article("b")],
        ).fetchall()
    assert (meetings(desk)["b"],) in rows
    assert (events["a"],) not in rows


def test_what_was_held_before_a_decision_can_still_be_asked(desk: Path) -> None:
    events = meetings(desk)
    ask(desk, "merge", events["a"], events["c"])
    with open_reader(desk) as connection:
        (since,) = connection.execute("SELECT recorded_at FROM ops.decision").fetchone() or (None,)
        count = "SELECT count(*) FROM mart.events_as_of($at::TIMESTAMPTZ) WHERE kind = 'meet'"
        before = connection.execute(count, {"at": since - timedelta(microseconds=1)}).fetchone()
        after = connection.execute(count, {"at": since}).fetchone()
    assert (before, after) == ((3,), (2,))


def test_a_confirmed_event_has_no_doubtful_reports_left(desk: Path, ingest: Ingest) -> None:
    ingest(desk, "u", copies={})
    event_id = meetings(desk)["u"]
    ask(desk, "confirm", event_id)
    with open_reader(desk) as connection:
        status = connection.execute(
            "SELECT link_status FROM mart.events WHERE event_id = ?", [event_id]
        ).fetchone()
    assert status == ("confirmed",)
    with pytest.raises(StopError, match="in doubt"):
        ask(desk, "confirm", event_id)


def test_a_rejected_link_is_gone_and_stays_away(desk: Path, ingest: Ingest) -> None:
    links = "SELECT event_link_id::VARCHAR FROM mart.event_links ORDER BY ALL"
    with open_reader(desk) as connection:
        before = connection.execute(links).fetchall()
    ask(desk, "reject", before[0][0])
    ingest(desk, "e", copies={"e": "c"})
    with open_reader(desk) as connection:
        after = connection.execute(links).fetchall()
    assert before[0] not in after


@pytest.mark.parametrize("action", ["merge", "split", "reject"])
def test_undo_restores_and_redo_gives_identical_tables(desk: Path, action: str) -> None:
    events = meetings(desk)
    ids = (events["a"], events["c"]) if action == "merge" else (events["a"], article("b"))
    before = state(desk)
    done = ask(desk, action, *ids).decision.decision_id
    after = state(desk)
    undone = ask(desk, "undo", done).decision.decision_id
    assert state(desk) == before
    ask(desk, "undo", undone)
    assert state(desk) == after
    ask(desk, "undo", done)
    assert state(desk) == before


def test_undoing_twice_says_how_to_take_it_back(desk: Path) -> None:
    events = meetings(desk)
    done = ask(desk, "merge", events["a"], events["c"]).decision.decision_id
    undone = ask(desk, "undo", done).decision.decision_id
    with pytest.raises(StopError, match=f"undone already.*undo {undone[:8]}"):
        ask(desk, "undo", done)


def test_a_new_copy_of_a_rejected_report_does_not_join_either(desk: Path, ingest: Ingest) -> None:
    ask(desk, "reject", meetings(desk)["a"], article("b"))
    ingest(desk, "e", copies={"e": "b"})
    assert groups(desk) == {"a", "be", "c", "d"}


def test_a_new_report_of_either_joins_the_successor_and_goes_home_on_undo(
    desk: Path, ingest: Ingest
) -> None:
    events = meetings(desk)
    done = ask(desk, "merge", events["a"], events["d"]).decision.decision_id
    ingest(desk, "e", copies={"e": "d"})
    assert groups(desk) == {"abde", "c"}
    ask(desk, "undo", done)
    assert groups(desk) == {"ab", "c", "de"}


def test_what_joined_a_split_off_event_comes_along_on_undo(desk: Path, ingest: Ingest) -> None:
    done = ask(desk, "split", meetings(desk)["a"], article("b")).decision.decision_id
    ingest(desk, "e", copies={"e": "b"})
    ask(desk, "undo", done)
    assert groups(desk) == {"abe", "c", "d"}
    ask(desk, "undo", ask_last(desk))
    assert groups(desk) == {"a", "be", "c", "d"}


def ask_last(directory: Path) -> str:
    with open_reader(directory) as connection:
        row = connection.execute(
            "SELECT decision_id::VARCHAR FROM ops.decision ORDER BY recorded_at DESC"
        ).fetchone()
    return str(row[0]) if row else ""


def test_a_later_merge_outranks_an_earlier_split(desk: Path, ingest: Ingest) -> None:
    events = meetings(desk)
    ask(desk, "split", events["a"], article("b"))
    ask(desk, "merge", events["a"], meetings(desk)["b"])
    ingest(desk, "e", copies={"e": "b"})
    assert groups(desk) == {"abe", "c", "d"}


def test_nothing_is_decided_while_a_run_is_writing(desk: Path) -> None:
    events = meetings(desk)
    with warehouse_lock(desk), pytest.raises(RetryError, match="is writing"):
        ask(desk, "merge", events["a"], events["c"])


@pytest.mark.parametrize(
    ("action", "ids", "error", "said"),
    [
        ("merge", ("ffffffff-ffff",), ConfigError, "two events"),
        ("merge", ("ffffffff", "eeeeeeee"), StopError, "no event is known by 'ffffffff'"),
        ("merge", ("nonsense!", "eeeeeeee"), StopError, "is no id"),
        ("undo", ("ffffffff",), StopError, "no decision is known"),
        ("undo", (), ConfigError, "one decision"),
        ("split", ("ffffffff",), ConfigError, "the reports to take out"),
        ("reject", ("ffffffff",), ConfigError, "the report that does not belong"),
        ("confirm", (), ConfigError, "an event"),
    ],
)
def test_what_cannot_be_decided_is_said_in_a_sentence(
    desk: Path, action: str, ids: tuple[str, ...], error: type[Exception], said: str
) -> None:
    before = state(desk)
    with pytest.raises(error, match=said):
        ask(desk, action, *ids)
    assert state(desk) == before


def test_an_event_is_not_merged_with_itself_nor_emptied(desk: Path) -> None:
    events = meetings(desk)
    ask(desk, "merge", events["a"], events["c"])
    with pytest.raises(StopError, match="one event already"):
        ask(desk, "merge", events["a"], events["c"])
    with pytest.raises(StopError, match="no other reports"):
        ask(desk, "split", events["d"], article("d"))
    with pytest.raises(StopError, match="has no report"):
        ask(desk, "split", events["d"], article("a"))
    with pytest.raises(ConfigError, match="who"):
        decide(desk, Asked("merge", (events["a"], events["d"]), " "), now=NOW)


def test_without_a_warehouse_nothing_is_decided(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="no warehouse yet"):
        ask(tmp_path, "undo", "ffffffff")


@pytest.mark.parametrize("name", ["decisions.jsonl", "decisions.csv"])
def test_decisions_are_carried_over_once_and_have_the_same_effect(
    tmp_path: Path, desk: Path, ingested: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Path(shutil.copytree(ingested, tmp_path / "other"))
    events = meetings(desk)
    done = ask(desk, "merge", events["a"], events["c"], reason="one, trip").decision.decision_id
    ask(desk, "split", events["a"], article("b"), hour=1)
    ask(desk, "undo", done, hour=2)
    how = Format.csv if name.endswith("csv") else Format.jsonl
    export_decisions(warehouse=desk, output=how)
    path = tmp_path / name
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert import_decisions(other, path, now=NOW) == Imported(3, 0, 0)
    assert (groups(other), state(other)) == (groups(desk), state(desk))
    held = state(other)
    assert import_decisions(other, path, now=NOW) == Imported(0, 3, 0)
    assert state(other) == held


def test_decisions_on_reports_that_are_not_here_are_left_out(
    tmp_path: Path, desk: Path, ingest: Ingest, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(desk, "split", meetings(desk)["a"], article("b"))
    export_decisions(warehouse=desk)
    path = tmp_path / "decisions.jsonl"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    ingest(tmp_path / "young", "c")
    assert import_decisions(tmp_path / "young", path, now=NOW) == Imported(0, 0, 1)


@pytest.mark.parametrize("content", ["not json", "{}", "[]", '{"action": "merge"}'])
def test_a_file_that_holds_no_decisions_is_refused_whole(
    tmp_path: Path, desk: Path, content: str
) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(StopError, match="decisions"):
        import_decisions(desk, path, now=NOW)
    with pytest.raises(StopError, match="cannot be read"):
        import_decisions(desk, tmp_path / "nowhere", now=NOW)


MOVES = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "undo"]), st.integers(0, 9), st.integers(0, 9)),
    min_size=2,
    max_size=4,
)


def move(directory: Path, action: str, first: int, second: int) -> bool:
    """Do one move where it is possible; tell whether it was."""
    events = meetings(directory)
    names = sorted(events)
    one, other = names[first % len(names)], names[second % len(names)]
    if action == "undo":
        with open_reader(directory) as connection:
            found = connection.execute("SELECT decision_id::VARCHAR FROM ops.decision ORDER BY 1")
            rows = found.fetchall()
        ids = rows[first % len(rows)] if rows else ("ffffffff",)
    else:
        ids = (events[one], events[other] if action == "merge" else article(other))
    try:
        ask(directory, action, *ids)
    except StopError:
        return False
    return True


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=MOVES)
def test_taking_back_all_decisions_in_any_order_gives_the_first_tables(
    tmp_path_factory: pytest.TempPathFactory, ingested: Path, moves: list[tuple[str, int, int]]
) -> None:
    desk = Path(shutil.copytree(ingested, tmp_path_factory.mktemp("desk") / "copy"))
    before = state(desk)
    for action, first, second in moves:
        move(desk, action, first, second)
        assert sorted("".join(groups(desk))) == sorted(INGESTED)
    held = state(desk)
    with open_reader(desk) as connection:
        in_force = [
            decision_id
            for (decision_id,) in connection.execute(
                "SELECT decision_id::VARCHAR FROM ops.decision"
                " WHERE undone_at IS NULL AND action <> 'undo' ORDER BY 1"
            ).fetchall()
        ]
    undoings = [ask(desk, "undo", decision_id).decision.decision_id for decision_id in in_force]
    assert state(desk) == before
    for undoing in undoings:
        ask(desk, "undo", undoing)
    assert state(desk) == held
