"""Decisions are worked out from the scorer's rows: pure, in their order, each of them optional."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts.events import (
    EVENT_LINKS,
    EVENT_MEMBERSHIPS,
    EVENTS,
    Event,
    EventLink,
    EventMembership,
)
from transforms.contracts.operations import DECISIONS, Decision
from transforms.deciding import EventRows, heads, replay, retire
from transforms.decisions import Judgements, in_words
from transforms.identifiers import stable_id

NOW = datetime(2026, 6, 1, tzinfo=UTC)
REPORTS = {"a": "a", "b": "a", "c": "c", "d": "d", "e": "d"}
LINK = EventLink(
    stable_id("link"), stable_id("event", "a"), stable_id("event", "c"), "same_series",
    "candidate", 0.5, ["the same people"], [], "events-1",
)  # fmt: skip


def ids(names: str) -> list[str]:
    return [stable_id("mention", name) for name in names]


def base() -> EventRows:
    """Give three events: a with b, c, and d with e; a is linked to c."""
    founded = sorted(set(REPORTS.values()))
    return EventRows(
        EVENTS.frame(Event(stable_id("event", one), ids(one)[0], "meet", None) for one in founded),
        EVENT_MEMBERSHIPS.frame(
            EventMembership(
                ids(report)[0],
                stable_id("event", event),
                "single" if report == event else "candidate",
                1.0,
                [],
                [],
                "{}",
                "events-1",
            )
            for report, event in REPORTS.items()
        ),
        EVENT_LINKS.frame([LINK]),
    )


def decision(action: str, left: str, right: str, hour: int = 0) -> Decision:
    at = NOW + timedelta(hours=hour)
    key = stable_id("decision", action, left, right, hour)
    return Decision(
        key, action, "event", [], ids(left), ids(right), "Ines", "so it is", at, at, None
    )


def outcome(*decisions: Decision) -> EventRows:
    return replay(base(), DECISIONS.frame(decisions), order=ids("abcde"))


def groups(rows: EventRows) -> set[str]:
    """Give the reports of each event, as one word."""
    merged = heads(rows.events)
    names = dict(zip(ids("abcde"), "abcde", strict=True))
    found: dict[str, str] = {}
    for row in rows.memberships.sort("event_mention_id").iter_rows(named=True):
        if row["status"] != "rejected":
            head = merged.get(row["event_id"], row["event_id"])
            found[head] = "".join(sorted(found.get(head, "") + names[row["event_mention_id"]]))
    return set(found.values())


def test_without_decisions_the_rows_are_the_scorers() -> None:
    rows = outcome()
    assert groups(rows) == {"ab", "c", "de"}
    assert rows.events.sort("event_id").equals(base().events.sort("event_id"))


def test_empty_in_empty_out() -> None:
    nothing = EventRows(EVENTS.empty(), EVENT_MEMBERSHIPS.empty(), EVENT_LINKS.empty())
    rows = replay(nothing, DECISIONS.frame([decision("merge", "a", "c")]), order=[])
    assert (rows.events.height, rows.memberships.height, rows.links.height) == (0, 0, 0)


def test_the_oldest_event_takes_the_others_over() -> None:
    rows = outcome(decision("merge", "de", "c"))
    assert groups(rows) == {"ab", "cde"}
    merged = rows.events.drop_nulls("merged_into")
    assert merged.select("event_id", "merged_into").rows() == [
        (stable_id("event", "d"), stable_id("event", "c"))
    ]


def test_a_split_of_all_or_none_changes_nothing() -> None:
    for right in ("ab", ""):
        assert groups(outcome(decision("split", "", right))) == {"ab", "c", "de"}


def test_the_event_keeps_its_id_with_its_founder_whichever_side_is_named() -> None:
    for left, right in (("a", "b"), ("b", "a")):
        rows = outcome(decision("split", left, right))
        held = dict(rows.memberships.select("event_mention_id", "event_id").iter_rows())
        assert held[ids("a")[0]] == stable_id("event", "a")
        assert held[ids("b")[0]] != stable_id("event", "a")


def test_a_rejected_membership_stays_on_record_with_who_rejected_it() -> None:
    rejected = outcome(decision("reject", "a", "b")).memberships.filter(status="rejected")
    assert rejected.get_column("event_id").to_list() == [stable_id("event", "a")]
    assert rejected.get_column("evidence_against").to_list() == [["Ines rejected this: so it is"]]


def test_confirming_ends_doubt_and_keeps_the_evidence() -> None:
    rows = outcome(decision("confirm", "a", "b")).memberships
    row = rows.filter(event_mention_id=ids("b")[0]).row(0, named=True)
    assert (row["status"], row["evidence_for"]) == (
        "confirmed", ["Ines confirmed this: so it is"],
    )  # fmt: skip


def test_a_link_is_judged_by_the_last_decision_on_it() -> None:
    first = replace(
        decision("reject", "a", "c"), subject="event_link", subject_ids=[LINK.event_link_id]
    )
    second = replace(
        first, decision_id=stable_id("second"), action="confirm", decided_at=NOW.replace(day=2)
    )
    assert outcome(first).links.get_column("status").to_list() == ["rejected"]
    assert outcome(second, first).links.get_column("status").to_list() == ["confirmed"]


def test_an_event_that_no_decision_founds_any_more_leads_home() -> None:
    split = outcome(decision("split", "a", "b"))
    founded = split.events.join(base().events, on="event_id", how="anti")
    homes = dict.fromkeys(ids("ab"), stable_id("event", "a"))
    kept = retire(base().events, split.events, homes)
    led = kept.filter(event_id=founded.item(0, "event_id"))
    assert led.get_column("merged_into").to_list() == [stable_id("event", "a")]


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "confirm", "reject"]),
        st.sampled_from("abcde"),
        st.sampled_from("abcde"),
    ),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(moves=MOVES, left_out=st.integers(0, 7))
def test_decisions_apply_in_their_order_and_lose_no_report(
    moves: list[tuple[str, str, str]], left_out: int
) -> None:
    decisions = [decision(*move, hour=hour) for hour, move in enumerate(moves)]
    rows = outcome(*decisions)
    assert sorted("".join(groups(rows))) == sorted(REPORTS)
    assert rows.memberships.equals(outcome(*reversed(decisions)).memberships)
    without = [each for hour, each in enumerate(decisions) if hour != left_out]
    undone = [
        replace(each, undone_at=NOW) if hour == left_out else each
        for hour, each in enumerate(decisions)
    ]
    assert outcome(*undone).memberships.equals(outcome(*without).memberships)
    known = set(rows.events.get_column("event_id"))
    assert set(rows.memberships.get_column("event_id")) <= known


def test_what_was_told_apart_is_known_in_both_orders_until_a_later_merge() -> None:
    (b_id,), (a_id,) = ids("b"), ids("a")
    split = decision("split", "a", "b")
    judged = Judgements.of(DECISIONS.frame([split]))
    assert judged.apart == {(a_id, b_id): in_words(split), (b_id, a_id): in_words(split)}
    merged = decision("merge", "a", "b", hour=1)
    assert Judgements.of(DECISIONS.frame([merged, split])).apart == {}
    assert Judgements.of(DECISIONS.frame([replace(split, undone_at=NOW)])).apart == {}
    assert Judgements.of(pl.DataFrame(schema=DECISIONS.schema)) == Judgements()
