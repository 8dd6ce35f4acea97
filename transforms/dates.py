"""Publication dates, read strictly: a form that is not certain gives no date.

Nothing is resolved against today, no part is filled in, and a date written in figures with the
year last (10/11/2025) is not read, as its day and month cannot be told apart.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

FOUR_DIGITS = 4
OBSOLETE_YEARS_TURN = 50  # RFC 2822 4.3: 00-49 are 2000-2049, 50-99 are 1950-1999
EARLIEST_YEAR = 1600  # news is younger; 0001-01-01 is a program's idea of "none"
NOON = 12

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
# RFC 822 names, and later ones that mean one offset everywhere (BST and IST do not)
_ZONES = {
    **dict.fromkeys(("", "z", "ut", "utc", "gmt", "wet"), 0),
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "west": 60,
    "cet": 60,
    "cest": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "jst": 540,
    "aest": 600,
    "aedt": 660,
    "nzst": 720,
    "nzdt": 780,
}
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
)
_ZONE = r"(?P<zone>(?:gmt|utc?)?\s?[+-]\d\d(?::?\d\d)?|[a-z]{1,4})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH_NAME = r"(?P<name>[a-z]{3,9})\.?"
_TIME = rf"(?:,?\s+(?:at\s+)?{_CLOCK}\s*{_ZONE})?"
_ISO_8601 = (  # also RFC 3339, W3CDTF, SQL
    r"(?P<year>\d{4})(?P<dash>[-/])(?P<month>\d\d?)(?P=dash)(?P<day>\d\d?)"
    rf"(?:(?:t|\s+){_CLOCK}\s*{_ZONE})?"
)
_ISO_8601_BASIC = (
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:t(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?(?P<zone>z|[+-]\d\d:?\d\d)?)?"
)
_RFC_2822 = rf"{_WEEKDAY}(?P<day>\d\d?)(?:\s+|-){_MONTH_NAME},?(?:\s+|-)(?P<year>\d{{4}}){_TIME}"
_RFC_822 = rf"{_WEEKDAY}(?P<day>\d\d?)\s+{_MONTH_NAME}\s+(?P<year>\d\d)\s+{_CLOCK}\s*{_ZONE}"
_MONTH_FIRST = (
    rf"{_WEEKDAY}{_MONTH_NAME}\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}"
)
_ASCTIME = (  # also date(1), with a zone
    rf"{_WEEKDAY}{_MONTH_NAME}\s+(?P<day>\d\d?)\s+{_CLOCK}\s+(?:(?P<zone>[a-z]{{1,4}})\s+)?"
    r"(?P<year>\d{4})"
)
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (_ISO_8601, _ISO_8601_BASIC, _RFC_2822, _RFC_822, _MONTH_FIRST, _ASCTIME)
)
_COMMENT = re.compile(r"\s*\([^()]*\)\s*$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_date(raw: str | None) -> tuple[datetime | None, str | None]:
    """Read a publication date.

    Args:
        raw: as written: RFC 822/2822, ISO 8601, RFC 3339, asctime or an English date with its
            full year.

    Returns:
        The instant in UTC and its precision, "second" or "day"; (None, None) when the form, the
        zone or the figures are not certain, and for the zero dates that programs write. A time
        without a zone is taken as UTC, a day as its midnight in UTC.
    """
    written = _COMMENT.sub("", " ".join((raw or "").split()))
    for form in _FORMS:
        match = form.fullmatch(written)
        if match:
            return _instant({key: value for key, value in match.groupdict().items() if value})
    return None, None


def _instant(part: dict[str, str]) -> tuple[datetime | None, str | None]:
    month = _MONTHS.get(part["name"].lower(), 0) if "name" in part else int(part["month"])
    hour, offset = _hour(part), _offset(part.get("zone", ""))
    second = int(part.get("second", 0))
    if hour is None or offset is None or second > 60:  # noqa: PLR2004 - leap seconds are written
        return None, None
    try:
        moment = datetime(
            _year(part["year"]),
            month,
            int(part["day"]),
            hour,
            int(part.get("minute", 0)),
            tzinfo=timezone(timedelta(minutes=offset)),
        )
        moment = (moment + timedelta(seconds=second)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, None
    if moment.year < EARLIEST_YEAR or moment == _EPOCH:
        return None, None
    return moment, "second" if "hour" in part else "day"


def _year(written: str) -> int:
    year = int(written)
    if len(written) == FOUR_DIGITS:
        return year
    return year + (2000 if year < OBSOLETE_YEARS_TURN else 1900)


def _hour(part: dict[str, str]) -> int | None:
    hour = int(part.get("hour", 0))
    if "half" not in part:
        return hour
    if not 1 <= hour <= NOON:
        return None
    return hour % NOON + (NOON if part["half"].lower() == "p" else 0)


def _offset(zone: str) -> int | None:
    """Give the minutes east of UTC, or None for a zone that is not known for certain."""
    name = zone.strip().lower()
    if name in _ZONES:
        return _ZONES[name]
    match = re.fullmatch(r"(?:gmt|utc?)?\s?([+-])(\d\d):?(\d\d)?", name)
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:  # noqa: PLR2004 - the widest zone
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes
