from datetime import date

import pytest

from flows.reports.wording import books, count, outcome, shortened, span_of_time


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


def totals(**numbers: int) -> dict[str, int]:
    names = (
        "n_documents n_not_due n_seen n_new n_updated n_unchanged n_duplicate n_quarantined "
        "n_failed n_copies n_events n_attributed n_disagreements"
    )
    return dict.fromkeys(names.split(), 0) | numbers


def test_sources_that_are_not_due_are_told_of_and_are_no_trouble() -> None:
    assert outcome(totals(n_not_due=2)) == "nothing was due: 2 sources will be asked later"
    assert "1 document from 1 source, 3 not due yet, 0 entries" in books(
        totals(n_documents=1, n_sources=1, n_not_due=3, n_known=0)
    )


def test_a_new_version_is_no_new_article() -> None:
    said = outcome(totals(n_documents=11, n_seen=23, n_new=17, n_updated=1, n_quarantined=3))

    assert said.startswith("17 articles, 1 new version, 0 copies")
    assert said.endswith("3 set aside")


def test_a_run_that_finds_nothing_says_why() -> None:
    assert outcome(totals()) == "nothing to read: there are no documents"
    assert outcome(totals(n_documents=2)) == "nothing new: every document is as it was"
    again = outcome(totals(n_documents=2, n_seen=9, n_unchanged=8, n_duplicate=1))
    assert again == "nothing new: every article is known already"
