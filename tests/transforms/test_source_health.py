from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts.operations import SourceState
from transforms.source_health import (
    Answer,
    HealthRules,
    Visited,
    address_of,
    first_state,
    is_due,
    next_state,
)

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
RULES = HealthRules(min_interval_s=600, max_interval_s=3600, backoff_s=300, max_wait_s=86_400)
NEW = first_state("s", rules=RULES, now=NOW, run_id="r")
FAILED = Visited(Answer.FAILED, detail="the server answered 503")
SAME = Visited(Answer.SAME)
NEWS = Visited(Answer.READ, n_fresh=2)
ELSEWHERE = "https://elsewhere.example/feed"


def after(*visits: Visited, known: SourceState = NEW) -> SourceState:
    """Visit a source again and again, an hour apart."""
    for hours, visit in enumerate(visits):
        known = next_state(known, visit, rules=RULES, now=NOW + timedelta(hours=hours))
    return known


def pause_s(state: SourceState) -> float:
    assert state.due_at is not None
    assert state.asked_at is not None
    return (state.due_at - state.asked_at).total_seconds()


def test_a_source_that_nobody_knows_is_due() -> None:
    assert is_due(None, now=NOW)
    assert is_due(NEW, now=NOW)


def test_the_interval_grows_without_news_and_shrinks_with_it_within_bounds() -> None:
    quiet = [after(NEWS, *[SAME] * times).interval_s for times in range(7)]
    assert quiet == [600, 900, 1350, 2025, 3037.5, 3600, 3600]
    assert after(*[SAME] * 7, NEWS).interval_s == 1800
    assert after(*[SAME] * 7, *[NEWS] * 5).interval_s == 600


def test_a_visit_may_come_a_little_early_so_that_a_schedule_fits() -> None:
    state = after(NEWS)
    assert not is_due(state, now=NOW + timedelta(seconds=560))
    assert is_due(state, now=NOW + timedelta(seconds=598))


def test_one_failure_is_asked_again_at_the_next_run_and_more_double_the_pause() -> None:
    assert (after(FAILED).health, pause_s(after(FAILED))) == ("failing", 0)
    pauses = [pause_s(after(*[FAILED] * times)) for times in range(2, 13)]
    assert pauses[:4] == [300, 600, 1200, 2400]
    assert pauses[-1] == 86_400
    assert after(FAILED, FAILED).health == "backing_off"


@pytest.mark.parametrize("times", [1, 2, 5_000])
def test_no_number_of_failures_is_too_many_to_count_with(times: int) -> None:
    state = after(FAILED, known=replace(NEW, n_failed=times))
    assert 300 <= pause_s(state) <= 86_400


def test_a_wait_that_the_server_asks_for_is_granted_within_bounds() -> None:
    asked = after(Visited(Answer.FAILED, detail="429", wait_s=7200))
    assert (asked.health, pause_s(asked)) == ("backing_off", 7200)
    assert pause_s(after(Visited(Answer.FAILED, wait_s=1e9))) == 86_400


def test_a_source_that_answers_again_is_well_and_keeps_its_interval() -> None:
    state = after(SAME, SAME, FAILED, FAILED, SAME)
    assert (state.health, state.detail, state.n_failed) == ("ok", None, 0)
    assert state.interval_s == 1350


def test_gone_for_good_is_never_asked_again_and_says_how_it_could_be() -> None:
    state = after(NEWS, Visited(Answer.GONE, detail="the server answered 410"))
    assert (state.health, state.due_at) == ("gone", None)
    assert "claimstream sources revive" in (state.detail or "")
    assert not is_due(state, now=NOW + timedelta(days=9_000))


def test_a_clock_that_stepped_back_makes_a_source_due() -> None:
    assert is_due(after(NEWS), now=NOW - timedelta(days=900))


def test_a_permanent_address_is_believed_after_three_times_in_a_row() -> None:
    moved = Visited(Answer.READ, moved_to=ELSEWHERE)
    assert address_of(after(moved, moved)) is None
    assert address_of(after(moved, SAME, moved, moved)) is None
    state = after(moved, moved, moved)
    assert (state.health, address_of(state)) == ("moved", ELSEWHERE)
    assert ELSEWHERE in (state.detail or "")
    assert address_of(after(SAME, NEWS, known=state)) == ELSEWHERE


def test_two_addresses_in_turn_are_never_believed() -> None:
    visits = [Visited(Answer.READ, moved_to=f"{ELSEWHERE}/{number % 2}") for number in range(9)]
    assert address_of(after(*visits)) is None


def test_a_new_address_that_fails_three_times_or_is_gone_is_forgotten() -> None:
    moved = after(*[Visited(Answer.READ, moved_to=ELSEWHERE)] * 3)
    assert address_of(after(FAILED, FAILED, known=moved)) == ELSEWHERE
    assert address_of(after(FAILED, FAILED, FAILED, known=moved)) is None
    back = after(Visited(Answer.GONE, detail="410"), known=moved)
    assert (back.health, back.moved_to) == ("failing", None)


def test_a_document_that_cannot_be_read_is_a_failure_until_another_comes() -> None:
    unread = Visited(Answer.UNREADABLE, detail="no feed")
    state = after(unread)
    assert (state.health, state.detail) == ("failing", "no feed")
    assert after(SAME, known=state).health == "failing"
    assert after(NEWS, known=state).health == "ok"


def test_where_nothing_at_all_is_reached_nobody_is_blamed() -> None:
    state = after(*[Visited(Answer.UNREACHED, detail="no connection")] * 9)
    assert (state.health, state.n_failed, pause_s(state)) == ("failing", 0, 0)


def test_a_shortfall_is_said_of_a_source_that_answers() -> None:
    dry = Visited(Answer.SAME, shortfall="1 new article in 2 days, expected at least 6")
    assert (after(dry).health, after(dry).detail) == ("dried_up", dry.shortfall)
    assert after(replace(dry, answer=Answer.FAILED)).health == "failing"


def test_since_when_a_health_holds_is_kept_while_it_holds() -> None:
    assert after(SAME, FAILED, FAILED, FAILED).since_at == NOW + timedelta(hours=2)


ANSWERS = st.builds(
    Visited,
    answer=st.sampled_from([a for a in Answer if a is not Answer.GONE]),
    n_fresh=st.integers(0, 5),
    wait_s=st.none() | st.floats(0, 1e12),
    moved_to=st.none() | st.sampled_from(["https://a.example/", "https://b.example/"]),
)


@settings(max_examples=60)
@given(st.lists(ANSWERS, min_size=1, max_size=30))
def test_whatever_happens_a_source_that_is_not_gone_is_asked_again(visits: list[Visited]) -> None:
    state = after(*visits)
    assert 0 <= pause_s(state) <= RULES.max_wait_s
    assert RULES.min_interval_s <= state.interval_s <= RULES.max_interval_s
    assert is_due(state, now=state.asked_at + timedelta(seconds=RULES.max_wait_s))  # type: ignore[operator]
