from datetime import UTC, datetime

import pytest

from transforms.evaluation.feed_cases import (
    Expectation,
    ReadEntry,
    from_expected,
    from_expression,
    met,
)

NINE = datetime(2003, 12, 31, 10, 14, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("not bozo and entries[0]['title'] == 'x'", [Expectation("title", 0, "x")]),
        ("entries[1].link == 'u' and version == 'rss'", [Expectation("link", 1, "u")]),
        ("len(entries) == 2", [Expectation("entries", 0, 2)]),
        ("entries[0]['guid'] == 'g'", [Expectation("id", 0, "g")]),
        ("entries[0]['title_detail']['value'] == 'x'", [Expectation("title", 0, "x")]),
        (
            "entries[0]['updated_parsed'] == (2003, 12, 31, 10, 14, 55, 2, 365, 0)",
            [Expectation("date", 0, NINE)],
        ),
        ("entries[0]['author'] == 'x'", []),
        ("entries[0]['source']['title'] == 'x'", []),
        ("entries[0]['title'] != 'x'", []),
        ("entries[0]['title'] == 'x' or bozo", []),
        ("entries[0]['title'] == open('x')", []),
        ("__import__('os').abort()", []),
        ("entries[", []),
        ("", []),
    ],
)
def test_expressions_are_read_and_never_run(expression: str, expected: list[Expectation]) -> None:
    assert list(from_expression(expression)) == expected


def test_expected_json_is_read_in_all_its_shapes() -> None:
    rss = {
        "items": [{"guid": {"value": "g"}, "link": "u", "pubDateParsed": "2003-12-31T10:14:55Z"}]
    }
    atom = {"entries": [{"id": "g", "links": [{"rel": "self", "href": "x"}, {"href": "u"}]}]}

    count = Expectation("entries", 0, 1)
    both = [Expectation("id", 0, "g"), Expectation("link", 0, "u")]
    assert list(from_expected(rss)) == [count, *both, Expectation("date", 0, NINE)]
    assert list(from_expected(atom)) == [count, *both]
    assert list(from_expected({"title": "no entry"})) == [Expectation("entries", 0, 0)]
    assert list(from_expected({"items": "none"})) == []


def test_an_expectation_is_met_or_not() -> None:
    entries = [ReadEntry("g", "A <b>b</b>", None, "2003-12-31T10:14:55Z")]

    assert met(Expectation("entries", 0, 1), entries)
    assert met(Expectation("id", 0, "g"), entries)
    assert met(Expectation("title", 0, "A b"), entries)
    assert met(Expectation("link", 0, ""), entries)
    assert met(Expectation("date", 0, NINE), entries)
    assert met(Expectation("date", 0, "2003-12-31T10:14:55Z"), entries)
    assert not met(Expectation("title", 0, "A c"), entries)
    assert not met(Expectation("title", 1, "A b"), entries)
