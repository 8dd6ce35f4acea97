"""Expressions of time resolve against the publication date, or not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.time_expressions import TimeExpression, time_expressions

FRIDAY = date(2025, 10, 24)


def the_one(text: str, published_on: date | None, *, planned: bool = False) -> TimeExpression:
    (found,) = time_expressions(text, published_on=published_on, planned=planned)
    return found


@pytest.mark.parametrize(
    ("text", "from_on", "until_on", "precision"),
    [
        ("They met on 2025-09-25.", date(2025, 9, 25), date(2025, 9, 25), "day"),
        ("They met on 25 September 2025.", date(2025, 9, 25), date(2025, 9, 25), "day"),
        ("They met on September 25, 2024.", date(2024, 9, 25), date(2024, 9, 25), "day"),
        ("They met on Sept. 25.", date(2025, 9, 25), date(2025, 9, 25), "day"),
        ("They met on December 3.", date(2024, 12, 3), date(2024, 12, 3), "day"),
        ("They met in November 2023.", date(2023, 11, 1), date(2023, 11, 30), "month"),
        ("They met in August.", date(2025, 8, 1), date(2025, 8, 31), "month"),
        ("They met in December.", date(2024, 12, 1), date(2024, 12, 31), "month"),
        ("They met on Wednesday.", date(2025, 10, 22), date(2025, 10, 22), "day"),
        ("They met on Friday.", FRIDAY, FRIDAY, "day"),
        ("They met last Friday.", date(2025, 10, 17), date(2025, 10, 17), "day"),
        ("They met yesterday.", date(2025, 10, 23), date(2025, 10, 23), "day"),
        ("They met last week.", date(2025, 10, 13), date(2025, 10, 19), "week"),
        ("They met last month.", date(2025, 9, 1), date(2025, 9, 30), "month"),
        ("They met earlier this year.", date(2025, 1, 1), FRIDAY, "year"),
        ("They met three days ago.", date(2025, 10, 21), date(2025, 10, 21), "day"),
        ("They met last summer.", date(2025, 6, 1), date(2025, 8, 31), "season"),
        ("They met in 2019.", date(2019, 1, 1), date(2019, 12, 31), "year"),
    ],
)
def test_past_words_resolve_to_the_last_such_time(
    text: str, from_on: date, until_on: date, precision: str
) -> None:
    found = the_one(text, FRIDAY)
    assert (found.from_on, found.until_on, found.precision) == (from_on, until_on, precision)


@pytest.mark.parametrize(
    ("text", "from_on", "until_on"),
    [
        ("They will meet on Wednesday.", date(2025, 10, 29), date(2025, 10, 29)),
        ("They will meet next month.", date(2025, 11, 1), date(2025, 11, 30)),
        ("They will meet in February.", date(2026, 2, 1), date(2026, 2, 28)),
        ("They will meet tomorrow.", date(2025, 10, 25), date(2025, 10, 25)),
        ("They will meet later this month.", FRIDAY, date(2025, 10, 31)),
    ],
)
def test_planned_words_resolve_to_the_next_such_time(
    text: str, from_on: date, until_on: date
) -> None:
    found = the_one(text, FRIDAY, planned=True)
    assert (found.from_on, found.until_on) == (from_on, until_on)


@pytest.mark.parametrize(
    "text", ["next month", "on Saturday", "in August", "yesterday", "two weeks ago", "last spring"]
)
def test_without_a_publication_date_relative_words_stay_unresolved(text: str) -> None:
    found = the_one(f"They met {text}.", None)
    assert (found.from_on, found.until_on, found.precision) == (None, None, None)
    assert found.text == text


def test_a_month_without_its_year_is_kept_as_a_hint() -> None:
    assert the_one("A dialogue held in August.", None).month_hint == 8


def test_a_full_date_needs_no_publication_date() -> None:
    found = the_one("They met on 25 September 2025.", None)
    assert (found.from_on, found.basis) == (date(2025, 9, 25), "explicit")


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May met the King.",
        "They may march on parliament.",
        "A long sitting took 12 hours.",
        "The second summit was shorter.",
    ],
)
def test_words_that_only_look_like_times_are_left_alone(text: str) -> None:
    assert list(time_expressions(text, published_on=FRIDAY)) == []


def test_an_impossible_date_is_found_but_not_resolved() -> None:
    assert the_one("They met on 30 February 2025.", FRIDAY).from_on is None


@settings(max_examples=50)
@given(
    published_on=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    words=st.sampled_from(["on Monday", "in March", "last week", "last month", "a year ago"]),
    planned=st.booleans(),
)
def test_every_interval_runs_forward_and_stays_within_two_years(
    published_on: date, words: str, *, planned: bool
) -> None:
    found = the_one(f"It was {words}.", published_on, planned=planned)
    assert found.from_on is not None
    assert found.until_on is not None
    assert found.from_on <= found.until_on
    assert abs(found.from_on - published_on) <= timedelta(days=731)
