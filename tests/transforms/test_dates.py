from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import parse_date

READ = {
    "Thu, 01 Jan 2004 19:48:21 GMT": "2004-01-01T19:48:21",
    "Thu, 1 Jan 2004 19:48 GMT": "2004-01-01T19:48:00",
    "01 Jan 2004 19:48:21 EST": "2004-01-02T00:48:21",
    "Thu, 01 Jan 04 19:48:21 GMT": "2004-01-01T19:48:21",
    "Thu, 01 Jan 99 19:48:21 GMT": "1999-01-01T19:48:21",
    "Sun, 26 Oct 2025 14:03:00 -0700 (PDT)": "2025-10-26T21:03:00",
    "Sun, 26 Oct 2025 14:03:00 GMT+0100": "2025-10-26T13:03:00",
    "Sun, 26 Oct 2025 14:03:00 +01:00": "2025-10-26T13:03:00",
    "Sun, 26 Oct 2025 14:03:00 -0000": "2025-10-26T14:03:00",
    "Sun, 26 Oct 2025 14:03:00 CEST": "2025-10-26T12:03:00",
    "Sunday, 26 October 2025 14:03 UTC": "2025-10-26T14:03:00",
    "Sun, 26 Oct 2025 14:03:00": "2025-10-26T14:03:00",
    "  Sun,  26 Oct\n2025 14:03:00 Z ": "2025-10-26T14:03:00",
    "Thurs, 23 Oct 2025 14:03:00 GMT": "2025-10-23T14:03:00",
    "sun, 26 oct 2025 14:03:00 gmt": "2025-10-26T14:03:00",
    "2025-10-26T14:03:00Z": "2025-10-26T14:03:00",
    "2025-10-26t14:03:00z": "2025-10-26T14:03:00",
    "2025-10-26T14:03:00.123456789+05:30": "2025-10-26T08:33:00",
    "2025-10-26T14:03:00+0530": "2025-10-26T08:33:00",
    "2025-10-26T14:03:00-08": "2025-10-26T22:03:00",
    "2025-10-26T14:03Z": "2025-10-26T14:03:00",
    "2025-10-26T14:03:00": "2025-10-26T14:03:00",
    "2025-10-26 14:03:00 UTC": "2025-10-26T14:03:00",
    "2025-10-26 14:03:00 +0200": "2025-10-26T12:03:00",
    "20251026T140300Z": "2025-10-26T14:03:00",
    "2016-12-31T23:59:60Z": "2017-01-01T00:00:00",
    "Thu Jan  1 19:48:21 2004": "2004-01-01T19:48:21",
    "Thu Jan  1 19:48:21 EST 2004": "2004-01-02T00:48:21",
    "October 26, 2025 2:03 PM EST": "2025-10-26T19:03:00",
    "Oct. 26, 2025, 12:03 a.m. GMT": "2025-10-26T00:03:00",
    "Sunday, October 26, 2025 at 12:03 pm UTC": "2025-10-26T12:03:00",
    "26 Oct 2025 14:03 GMT": "2025-10-26T14:03:00",
    "2025/10/26 14:03:00": "2025-10-26T14:03:00",
}
FIRST, LAST = datetime.fromisoformat("1971-01-01"), datetime.fromisoformat("2200-01-01")
DAYS = (
    *("2025-10-26", "2025/10/26", "20251026", "October 26, 2025", "Oct 26 2025", "26 Oct 2025"),
    *("Sunday, 26 October 2025", "October 26th, 2025", "26-Oct-2025", "Sun, 26 Oct 2025"),
)
NOT_READ = (
    *("", "   ", "May", "yesterday", "today", "now", "2 hours ago", "last week", "Monday"),
    *("October 2025", "2025", "2025-10", "26 October", "Oct 26", "10/26/2025", "26/10/2025"),
    *("10/11/2025", "10-11-2025", "26.10.2025", "25-10-26", "251026", "1761487380"),
    *("2025-13-01", "2025-02-30", "2025-00-10", "31 Apr 2025", "26 Okt 2025", "26 Foo 2025"),
    *("2025-10-26T25:00:00Z", "2025-10-26T14:61:00Z", "2025-10-26T14:03:99Z"),
    *("Sun, 26 Oct 2025 14:03:00 IST", "Sun, 26 Oct 2025 14:03:00 BST", "26 Oct 25"),
    *("Sun, 26 Oct 2025 14:03:00 XYZ", "Sun, 26 Oct 2025 14:03:00 +9900", "0 Oct 2025"),
    *(
        "2025-10-26T14:03:00 America/New_York",
        "October 26, 2025 13:03 PM",
        "October 26, 2025 0:03 am",
    ),
    *("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0000-00-00 00:00:00", "null", "N/A"),
    *(
        "9999-12-31T23:59:59-12:00",
        "2025-10-26 to 2025-10-28",
        "published 2025-10-26",
        "2025-1O-26",
    ),
    "٢٠٢٥-١٠-٢٦",  # noqa: RUF001 - another script
)


@pytest.mark.parametrize(("raw", "expected"), READ.items())
def test_a_complete_date_is_read_to_the_second(raw: str, expected: str) -> None:
    moment = datetime.fromisoformat(expected).replace(tzinfo=UTC)

    assert parse_date(raw) == (moment, "second")


@pytest.mark.parametrize("raw", DAYS)
def test_a_date_without_a_time_is_its_midnight_and_says_so(raw: str) -> None:
    assert parse_date(raw) == (datetime(2025, 10, 26, tzinfo=UTC), "day")


@pytest.mark.parametrize("raw", NOT_READ)
def test_what_is_not_certain_is_no_date(raw: str) -> None:
    assert parse_date(raw) == (None, None)


def test_no_date_is_no_date() -> None:
    assert parse_date(None) == (None, None)


@given(st.text(max_size=40))
def test_any_text_can_be_tried(raw: str) -> None:
    moment, precision = parse_date(raw)

    assert (moment is None) == (precision is None)


@given(st.datetimes(FIRST, LAST))
def test_a_date_that_we_write_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)

    for form in ("%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S GMT", "%B %d, %Y %H:%M:%S UTC"):
        assert parse_date(moment.strftime(form)) == (moment, "second")
