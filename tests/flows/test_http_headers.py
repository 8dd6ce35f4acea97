from datetime import UTC, datetime

import pytest

from flows.http_headers import content_type, retry_after_s, validator

NOW = datetime(2025, 10, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("text/html", ("text/html", None)),
        ("Text/XML; Charset=UTF-8", ("text/xml", "utf-8")),
        ("application/rss+xml;charset='iso-8859-1'", ("application/rss+xml", None)),
        ('text/html; charset="windows-1252"; x=y', ("text/html", "windows-1252")),
        ("text", (None, None)),
        (";;;", (None, None)),
        ("", (None, None)),
        ('text/html; charset="', ("text/html", None)),
        ("text/html; charset*=x''%ff", ("text/html", None)),
        ("\udcff\udcfe; charset=\udce9", (None, None)),
    ],
)
def test_only_what_is_properly_declared_is_taken(
    declared: str, expected: tuple[str | None, str | None]
) -> None:
    assert content_type({"Content-Type": declared}) == expected


def test_nothing_declared_is_nothing_known() -> None:
    assert content_type({}) == (None, None)
    assert validator({}, "ETag") is None
    assert retry_after_s({}, now=NOW, most_s=3600) is None


@pytest.mark.parametrize("value", ["", "a\nb", "x" * 2000, "\udcff"])
def test_a_validator_that_could_not_be_sent_back_is_not_kept(value: str) -> None:
    assert validator({"ETag": value}, "ETag") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        ("Sun, 26 Oct 2025 12:01:00 GMT", 60.0),
        ("Sun, 26 Oct 2025 11:00:00 GMT", 0.0),
        ("Sun Oct 26 12:01:00 2025", 60.0),
        ("99999999999999", 3600.0),
        ("Sun, 26 Oct 2035 12:00:00 GMT", 3600.0),
        ("-5", None),
        ("soon", None),
        ("\xb2", None),
        ("Sun, 06 Nov 99999999999999999999 08:49:37 GMT", None),
    ],
)
def test_a_wait_is_read_from_a_number_or_a_date_within_bounds(
    value: str, expected: float | None
) -> None:
    assert retry_after_s({"Retry-After": value}, now=NOW, most_s=3600) == expected
