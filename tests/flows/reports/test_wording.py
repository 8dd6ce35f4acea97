from datetime import date

import pytest

from flows.reports.wording import count, shortened, span_of_time


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [(1, "copy", "1 copy"), (0, "copy", "0 copies"), (2341, "article", "2,341 articles")],
)
def test_a_count_agrees_with_its_noun(number: int, noun: str, said: str) -> None:
    assert count(number, noun) == said


def test_a_long_text_is_cut_to_one_line() -> None:
    assert shortened("one\n two   three", 8) == "one two…"
    assert shortened("short") == "short"


def test_a_time_is_a_day_an_interval_or_unknown() -> None:
    first, last = date(2025, 10, 6), date(2025, 10, 12)

    assert span_of_time({"from_on": first, "until_on": first}) == "2025-10-06"
    assert span_of_time({"from_on": first, "until_on": last}) == "2025-10-06 – 2025-10-12"
    assert span_of_time({"from_on": None, "until_on": last}) == "… – 2025-10-12"
    assert span_of_time({"from_on": None, "until_on": None}) == "–"
