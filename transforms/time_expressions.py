"""Finds expressions of time in a text and resolves them against its publication date alone.

Without a publication date an expression stays unresolved: a month named without its year is
kept as a hint, everything else is only its words. Nothing is ever resolved against today.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = [name.lower() for name in calendar.month_name][1:]
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)} | {
    name[:3]: number for number, name in enumerate(_MONTHS, 1)
}
_MONTH_NUMBERS["sept"] = 9
_WEEKDAYS = [name.lower() for name in calendar.day_name]
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10}

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan\.?|Feb\.?|Mar\.|Apr\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAY = rf"(?P<weekday>{'|'.join(calendar.day_name)})"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that say when, and what they resolve to.

    `precision` is day, week, month, season or year; None where nothing could be resolved.
    `basis` is explicit (a full date) or relative (needs the publication date).
    """

    start: int
    stop: int
    text: str
    from_on: date | None = None
    until_on: date | None = None
    precision: str | None = None
    basis: str = "relative"
    month_hint: int | None = None


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What relative words are read against."""

    published_on: date | None
    planned: bool


_Interval = tuple[date, date, str]
_Resolver = Callable[[re.Match[str], _Anchor], _Interval | None]


def _month_of(match: re.Match[str]) -> int:
    return _MONTH_NUMBERS[match["month"].lower().rstrip(".")]


def _whole_month(year: int, month: int) -> _Interval:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"


def _shift_month(anchor: date, months: int) -> _Interval:
    index = anchor.year * 12 + anchor.month - 1 + months
    return _whole_month(index // 12, index % 12 + 1)


def _one_day(day: date) -> _Interval:
    return day, day, "day"


def _full_date(match: re.Match[str], _: _Anchor) -> _Interval | None:
    try:
        return _one_day(date(int(match["year"]), _month_of(match), int(match["day"])))
    except ValueError:
        return None


def _iso_date(match: re.Match[str], _: _Anchor) -> _Interval | None:
    try:
        return _one_day(date.fromisoformat(match[0]))
    except ValueError:
        return None


def _month_and_year(match: re.Match[str], _: _Anchor) -> _Interval:
    return _whole_month(int(match["year"]), _month_of(match))


def _year(match: re.Match[str], _: _Anchor) -> _Interval:
    year = int(match["year"])
    return date(year, 1, 1), date(year, 12, 31), "year"


def _nearest_year(month: int, anchor: _Anchor) -> int | None:
    """Choose the year of a month or day without one: the last such one, the next if planned."""
    published = anchor.published_on
    if published is None:
        return None
    if anchor.planned:
        return published.year + (month < published.month)
    return published.year - (month > published.month)


def _day_and_month(match: re.Match[str], anchor: _Anchor) -> _Interval | None:
    year = _nearest_year(_month_of(match), anchor)
    try:
        return _one_day(date(year, _month_of(match), int(match["day"]))) if year else None
    except ValueError:
        return None


def _bare_month(match: re.Match[str], anchor: _Anchor) -> _Interval | None:
    planned = anchor.planned or (match["which"] or "").lower() in {"next", "coming"}
    anchor = replace(anchor, planned=planned)
    year = _nearest_year(_month_of(match), anchor)
    return _whole_month(year, _month_of(match)) if year else None


def _weekday(match: re.Match[str], anchor: _Anchor) -> _Interval | None:
    published = anchor.published_on
    if published is None:
        return None
    which = (match["which"] or "").lower()
    behind = (published.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
    if which == "last" and behind == 0:
        behind = 7
    if which in {"next", "coming"} or (anchor.planned and not which):
        behind = behind - 7 if behind or which == "next" else 0
    return _one_day(published - timedelta(days=behind))


def _named_day(match: re.Match[str], anchor: _Anchor) -> _Interval | None:
    days = {"yesterday": -1, "tomorrow": 1, "overnight": 0}.get(match["named"].lower(), 0)
    published = anchor.published_on
    return _one_day(published + timedelta(days=days)) if published else None


def _unit(match: re.Match[str], anchor: _Anchor) -> _Interval | None:
    """Resolve 'last week', 'earlier this year', 'next month'; rolling, as newspapers use it."""
    published, steps = anchor.published_on, {"last": -1, "past": -1, "previous": -1, "this": 0}
    if published is None:
        return None
    step = steps.get(match["which"].lower(), 1)
    unit = match["unit"].lower()
    if unit in {"week", "weekend"}:
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
        first = monday + timedelta(days=5) if unit == "weekend" else monday
        interval: _Interval = (first, monday + timedelta(days=6), "week")
    elif unit == "month":
        interval = _shift_month(published, step)
    else:
        year = published.year + step
        interval = (date(year, 1, 1), date(year, 12, 31), "year")
    return _cut(interval, match["part"], published)


def _cut(interval: _Interval, part: str | None, published: date) -> _Interval:
    first, last, precision = interval
    if part and part.lower() == "earlier":
        return first, min(last, published), precision
    if part and part.lower() == "later":
        return max(first, published), last, precision
    return interval


def _ago(match: re.Match[str], anchor: _Anchor) -> _Interval | None:
    published, words = anchor.published_on, match["count"].lower()
    if published is None:
        return None
    count = int(words) if words.isdigit() else _COUNTS[words]
    unit = match["unit"].lower()
    if unit == "day":
        return _one_day(published - timedelta(days=count))
    if unit == "week":
        day = published - timedelta(weeks=count)
        return day - timedelta(days=3), day + timedelta(days=3), "week"
    if unit == "month":
        return _shift_month(published, -count)
    return date(published.year - count, 1, 1), date(published.year - count, 12, 31), "year"


def _season(match: re.Match[str], anchor: _Anchor) -> _Interval | None:
    published = anchor.published_on
    if published is None:
        return None
    step = {"last": -1, "this": 0}.get(match["which"].lower(), 1)
    month = _SEASON_STARTS[match["season"].lower()]
    year = published.year + step
    if step == -1 and month + 2 < published.month:
        year = published.year
    first = date(year, month, 1)
    return first, _shift_month(first, 2)[1], "season"


_RULES: list[tuple[re.Pattern[str], str, _Resolver]] = [
    (re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b"), "explicit", _iso_date),
    (re.compile(rf"\b{_DAY}(?: of)? {_MONTH},? {_YEAR}\b"), "explicit", _full_date),
    (re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}\b"), "explicit", _full_date),
    (re.compile(rf"\b{_MONTH},? {_YEAR}\b"), "explicit", _month_and_year),
    (re.compile(rf"\b{_DAY}(?: of)? {_MONTH}(?!\w)"), "relative", _day_and_month),
    (re.compile(rf"\b{_MONTH} {_DAY}\b"), "relative", _day_and_month),
    (
        re.compile(
            rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Uu]ntil|[Bb]y|[Oo]f|(?P<which>[Ll]ast|[Nn]ext|[Tt]his"
            rf"|[Cc]oming))(?: (?:early|late|mid))?[ -]{_MONTH}(?![\w\u2019'])"
        ),
        "relative",
        _bare_month,
    ),
    (
        re.compile(rf"\b(?:(?:on|this|(?P<which>last|next|coming)) )?{_WEEKDAY}\b", re.IGNORECASE),
        "relative",
        _weekday,
    ),
    (
        re.compile(r"\b(?P<named>yesterday|today|tonight|tomorrow|overnight)\b", re.IGNORECASE),
        "relative",
        _named_day,
    ),
    (
        re.compile(
            r"\b(?:(?P<part>earlier|later) )?(?P<which>last|past|previous|this|next|coming) "
            r"(?P<unit>week|weekend|month|year)\b",
            re.IGNORECASE,
        ),
        "relative",
        _unit,
    ),
    (
        re.compile(
            rf"\b(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)}) (?P<unit>day|week|month|year)s? ago\b",
            re.IGNORECASE,
        ),
        "relative",
        _ago,
    ),
    (
        re.compile(
            rf"\b(?P<which>last|this|next) (?P<season>{'|'.join(_SEASON_STARTS)})\b", re.IGNORECASE
        ),
        "relative",
        _season,
    ),
    (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring) {_YEAR}\b(?![-\u2013])"), "explicit", _year),
]


def time_expressions(
    text: str, *, published_on: date | None, planned: bool = False
) -> Iterator[TimeExpression]:
    """Find the expressions of time in a text, in order, none overlapping.

    Args:
        text: a sentence or passage; offsets are code points into it.
        published_on: the day the text was published; None leaves relative words unresolved.
        planned: whether the words tell of the future: 'on Saturday' is then the next one.
    """
    found: list[tuple[re.Match[str], str, _Resolver]] = []
    for pattern, basis, resolver in _RULES:
        for match in pattern.finditer(text):
            if all(
                match.end() <= other.start() or other.end() <= match.start() for other, *_ in found
            ):
                found.append((match, basis, resolver))
    anchor = _Anchor(published_on, planned)
    for match, basis, resolver in sorted(found, key=lambda entry: entry[0].start()):
        yield _resolve(match, basis, resolver(match, anchor))


def _resolve(match: re.Match[str], basis: str, interval: _Interval | None) -> TimeExpression:
    expression = TimeExpression(match.start(), match.end(), match[0], basis=basis)
    if "month" in match.groupdict() and "year" not in match.groupdict():
        expression = replace(expression, month_hint=_month_of(match))
    if interval is None:
        return expression
    return replace(expression, from_on=interval[0], until_on=interval[1], precision=interval[2])
