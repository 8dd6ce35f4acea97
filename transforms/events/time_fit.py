"""Tells whether the times that two reports give of an event can be one time."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from transforms.contracts.events import EventMention

SAME, COMPATIBLE, UNKNOWN, APART = "same", "compatible", "unknown", "apart"
_CLOSE_DAYS = 1
_WINDOW_DAYS = 3
_LIMIT_DAYS = 7
_PLANS_DAYS = 14


@dataclass(frozen=True, slots=True)
class TimeFit:
    """Whether two times agree: `same`, `compatible`, `unknown` or `apart`, and why in words."""

    verdict: str
    days: int | None
    reason: str | None


def fit_times(left: EventMention, right: EventMention, *, whole: bool = False) -> TimeFit:
    """Compare when two reports place their event.

    A day that a report states counts as it stands; a main report without one is taken to tell of
    the days before its publication. Stated days may differ by one day (time zones) to be the
    same, by seven to be compatible; publication days by three and seven.

    Args:
        left: one report.
        right: the other.
        whole: whether the reports are compared as wholes, their kinds being unknown. One that is
            about a plan is then news of its day of publication, not of the planned day.
    """
    if whole:
        left, right = _as_news(left), _as_news(right)
    l_own, r_own = _stated(left), _stated(right)
    l_span, r_span = l_own or _proxy(left), r_own or _proxy(right)
    if l_span and r_span:
        return _fit_spans(l_span, r_span, stated=bool(l_own and r_own))
    bound = _fit_bounds(left, l_span, right, r_span)
    return bound or _fit_months(left, l_span, right, r_span)


def described(mention: EventMention) -> str:
    """Say in a few words when a report places its event."""
    if mention.from_on and mention.until_on and mention.precision != "bounds":
        if mention.from_on == mention.until_on:
            return f"on {mention.from_on}"
        return f"between {mention.from_on} and {mention.until_on}"
    if mention.month_hint:
        return f"in {calendar.month_name[mention.month_hint]}, without a year"
    if mention.published_at:
        return f"no day, published on {mention.published_at.date()}"
    return "no date"


@dataclass(frozen=True, slots=True)
class _Span:
    first: date
    last: date
    precise: bool


def _as_news(mention: EventMention) -> EventMention:
    if mention.tense != "planned" or mention.published_at is None:
        return mention
    return replace(mention, tense="past", from_on=None, until_on=None, time_text=None)


def _stated(mention: EventMention) -> _Span | None:
    if mention.from_on and mention.until_on and mention.precision != "bounds":
        return _Span(mention.from_on, mention.until_on, mention.precision == "day")
    return None


def _proxy(mention: EventMention) -> _Span | None:
    if mention.published_at is None or not mention.is_main or mention.time_text:
        return None
    published = mention.published_at.date()
    return _Span(published, published, precise=True)


def _fit_spans(left: _Span, right: _Span, *, stated: bool) -> TimeFit:
    gap = max(left.first - right.last, right.first - left.last, timedelta(0)).days
    reason = f"{gap} days lie between them" if gap != 1 else "one day lies between them"
    if gap > _LIMIT_DAYS:
        return TimeFit(APART, gap, reason)
    if not (left.precise and right.precise):
        return TimeFit(COMPATIBLE, gap, "the times overlap" if gap == 0 else reason)
    if gap <= (_CLOSE_DAYS if stated else _WINDOW_DAYS):
        return TimeFit(SAME, gap, "both place it on the same day" if gap == 0 else reason)
    return TimeFit(COMPATIBLE, gap, reason)


def _fit_bounds(
    left: EventMention, l_span: _Span | None, right: EventMention, r_span: _Span | None
) -> TimeFit | None:
    """Find what a publication day forbids: nothing is told as past before it happened."""
    for span, other in ((l_span, right), (r_span, left)):
        published = other.published_at.date() if other.published_at else None
        if span is None or published is None:
            continue
        slack = timedelta(days=_CLOSE_DAYS)
        if other.tense == "past" and span.first > published + slack:
            return TimeFit(APART, None, f"one was published on {published}, before the other's day")
        if other.tense == "planned" and span.last < published - slack:
            return TimeFit(APART, None, f"one was still planned on {published}, after that day")
    if left.tense == right.tense == "planned" and left.published_at and right.published_at:
        gap = abs((left.published_at - right.published_at).days)
        if gap <= _PLANS_DAYS:
            return TimeFit(COMPATIBLE, gap, f"both plans were published within {gap + 1} days")
    return None


def _fit_months(
    left: EventMention, l_span: _Span | None, right: EventMention, r_span: _Span | None
) -> TimeFit:
    if left.month_hint and right.month_hint:
        if left.month_hint == right.month_hint:
            month = calendar.month_name[left.month_hint]
            return TimeFit(COMPATIBLE, None, f"both say {month}")
        return TimeFit(APART, None, "they name different months")
    for span, other in ((l_span, right), (r_span, left)):
        if span and other.month_hint:
            if other.month_hint in _months(span):
                month = calendar.month_name[other.month_hint]
                return TimeFit(
                    COMPATIBLE, None, f"the one's day lies in {month}, as the other says"
                )
            return TimeFit(APART, None, "the one's day lies in another month than the other says")
    return TimeFit(UNKNOWN, None, _why_unknown(left, right))


def _months(span: _Span) -> set[int]:
    day, found = span.first - timedelta(days=_CLOSE_DAYS), set()
    last = min(span.last, span.first + timedelta(days=366)) + timedelta(days=_CLOSE_DAYS)
    while day <= last:
        found.add(day.month)
        day += timedelta(days=1)
    return found


def _why_unknown(left: EventMention, right: EventMention) -> str:
    l_month, r_month = left.after_month, right.after_month
    if l_month and r_month and l_month != r_month:
        first, second = sorted((l_month, r_month), reverse=True)
        return (
            f"one text places itself after {calendar.month_name[first]}, the other after "
            f"{calendar.month_name[second]}; neither gives a date"
        )
    month = l_month or r_month
    if month:
        return f"one text places itself after {calendar.month_name[month]}; the other gives no date"
    if left.published_at is None and right.published_at is None:
        return "neither text gives a date"
    return "one text gives no date" if _one_undated(left, right) else "no day is told for certain"


def _one_undated(left: EventMention, right: EventMention) -> bool:
    return (left.published_at is None) != (right.published_at is None)
