"""Times of two reports agree, contradict each other, or leave it open."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from transforms.contracts.events import EventMention
from transforms.events.time_fit import APART, COMPATIBLE, SAME, UNKNOWN, fit_times

PLAIN = EventMention(
    event_mention_id="",
    version_id="",
    kind="meet",
    trigger="met",
    trigger_start=0,
    trigger_stop=3,
    passage_start=0,
    passage_stop=3,
    tense="past",
    from_on=None,
    until_on=None,
    precision=None,
    time_basis="none",
    time_text=None,
    month_hint=None,
    place=None,
    participant_ids=[],
    participants=[],
    n_principals=0,
    is_main=True,
    published_at=None,
    terms=[],
    figures=[],
    after_month=None,
)


def at(day: date) -> dict[str, Any]:
    return {"from_on": day, "until_on": day, "precision": "day", "time_text": "then"}


def out(day: date, *, main: bool = True) -> dict[str, Any]:
    published = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {"published_at": published, "is_main": main}


MARCH = {"from_on": date(2025, 3, 1), "until_on": date(2025, 3, 31), "precision": "month"}


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ({}, {}, UNKNOWN),
        (at(date(2025, 3, 4)), at(date(2025, 3, 5)), SAME),
        (at(date(2025, 3, 4)), at(date(2025, 3, 9)), COMPATIBLE),
        (at(date(2025, 3, 4)), at(date(2025, 3, 14)), APART),
        (out(date(2025, 3, 4)), out(date(2025, 3, 7)), SAME),
        (out(date(2025, 3, 4)), out(date(2025, 3, 11)), COMPATIBLE),
        (out(date(2025, 3, 4)), out(date(2025, 3, 14)), APART),
        (out(date(2025, 3, 4)), out(date(2025, 6, 14), main=False), UNKNOWN),
        (out(date(2025, 6, 14)), out(date(2025, 3, 4), main=False), APART),
        (at(date(2025, 3, 4)), MARCH | {"time_text": "in March"}, COMPATIBLE),
        (at(date(2025, 5, 4)), MARCH | {"time_text": "in March"}, APART),
        ({"month_hint": 8}, {"month_hint": 8}, COMPATIBLE),
        ({"month_hint": 8}, {"month_hint": 9}, APART),
        ({"month_hint": 3}, at(date(2025, 3, 4)), COMPATIBLE),
        ({"month_hint": 6}, at(date(2025, 3, 4)), APART),
        ({"after_month": 11}, {"after_month": 8}, UNKNOWN),
        ({"after_month": 11}, out(date(2025, 10, 20)), UNKNOWN),
        (
            {"tense": "planned"} | out(date(2025, 3, 4)) | {"time_text": "soon"},
            {"tense": "planned"} | out(date(2025, 3, 9)) | {"time_text": "soon"},
            COMPATIBLE,
        ),
    ],
)
def test_two_times(left: dict[str, Any], right: dict[str, Any], verdict: str) -> None:
    ours, theirs = replace(PLAIN, **left), replace(PLAIN, **right)
    assert fit_times(ours, theirs).verdict == verdict
    assert fit_times(theirs, ours).verdict == verdict


def test_the_reason_names_the_month_after_which_a_text_was_written() -> None:
    fit = fit_times(replace(PLAIN, after_month=11), PLAIN)
    assert fit.reason == "one text places itself after November; the other gives no date"
