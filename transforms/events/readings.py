"""Reads one article: which events it reports, each in one mention, with people, place and time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from transforms.events.merging import Report, merge_reports
from transforms.events.named_text import Name, NamedText, mask
from transforms.events.slots import Context, occurrences
from transforms.events.triggers import Occurrence
from transforms.structure import Sentence, sentences
from transforms.time_expressions import TimeExpression, time_expressions

_LEAD_SENTENCES = 4
_OLD_NEWS = timedelta(days=7)
_HISTORY = timedelta(days=2 * 365)
_TIME_CHARS = 90
_MONTHS = 12
_SPEAKING = re.compile(
    r"\b(?:said|says|told|tweeted|wrote|announced|added|reported|statement)\b[^,;]{0,25}$",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"\b(?:the|this|these|that|their|both|two)\b(?: [\w-]+){0,3} (?:meetings?|talks|visit|trip|"
    r"agreement|deal|accord|discussions?|dialogues?|summit|conversations?|engagements?|attack|blast|sides|"
    r"quake|earthquake|storm|operation|arrests?)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"^(?:This|That|The) (?:agreement|deal|accord|decision|move|meeting)\b")
_MAX_PASSAGE = 4


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One article version with the names found in it, as an event reader needs it."""

    version_id: str
    title: str | None
    text: str
    published_on: date | None
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence that is no heading, its names masked."""

    start: int
    stop: int
    block: int
    named: NamedText


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """One event of one article: its best report, its supporting sentences and its passage."""

    report: Report
    sentence_start: int
    passage: tuple[int, int]
    used: tuple[ReadSentence, ...]
    is_main: bool


def read_sentences(article: ReadArticle) -> list[ReadSentence]:
    """Cut an article into sentences without its headings, each with its own names masked."""
    names = sorted(article.names, key=lambda name: (name.start, name.stop))
    found, at = [], 0
    for sentence in sentences(article.text):
        while at < len(names) and names[at].start < sentence.start:
            at += 1
        if not sentence.is_heading:
            found.append(_read_sentence(article.text, sentence, names[at:]))
    return found


def _read_sentence(text: str, sentence: Sentence, names: list[Name]) -> ReadSentence:
    inside = []
    for name in names:
        if name.start >= sentence.stop:
            break
        if name.stop <= sentence.stop:
            start, stop = name.start - sentence.start, name.stop - sentence.start
            inside.append(replace(name, start=start, stop=stop))
    named = mask(text[sentence.start : sentence.stop], inside)
    return ReadSentence(sentence.start, sentence.stop, sentence.block, named)


def read_events(article: ReadArticle, read: list[ReadSentence]) -> Iterator[ReadEvent]:
    """Find the events that an article reports, one entry per event.

    What lies more than two years back is history and left out.

    Args:
        article: the version.
        read: its sentences, from `read_sentences`.
    """
    context = Context()
    reports: list[Report] = []
    for index, sentence in enumerate(read):
        for occurrence in occurrences(sentence.named, context):
            time = _time_of(sentence, occurrence, article.published_on)
            if occurrence.continues and reports:
                told = replace(reports[-1].occurrence, principals=occurrence.principals)
                reports[-1] = replace(reports[-1], occurrence=told)
                time = reports[-1].time
            reports.append(Report(occurrence, index, time))
    current = [report for report in reports if not _is_history(report, article.published_on)]
    for group in merge_reports(current, article.published_on):
        best = group[0]
        first, last = _passage(best, group, read)
        yield ReadEvent(
            best,
            read[best.sentence].start,
            (read[first].start, read[last].stop),
            _about(group, range(first, last + 1), read),
            _is_main(group, article),
        )


def told_after(read: list[ReadSentence]) -> int | None:
    """Give the latest month that an undated text tells of as past.

    The months it names run in a circle; the latest is the one before the widest gap.
    """
    months = {
        expression.month_hint
        for sentence in read
        if not re.search(r"\b(?:will|next|plans?|due|scheduled)\b", sentence.named.masked)
        for expression in time_expressions(sentence.named.masked, published_on=None)
        if expression.month_hint
    }
    listed = sorted(months)
    gaps = [
        ((following - month) % _MONTHS or _MONTHS, month)
        for month, following in zip(listed, listed[1:] + listed[:1], strict=True)
    ]
    return max(gaps)[1] if gaps else None


def _time_of(
    sentence: ReadSentence, occurrence: Occurrence, published_on: date | None
) -> TimeExpression | None:
    """Choose the expression of time that belongs to the event: the nearest, not that of a cue."""
    masked = sentence.named.masked
    planned = occurrence.tense == "planned"
    found = [
        expression
        for expression in time_expressions(masked, published_on=published_on, planned=planned)
        if not _SPEAKING.search(masked[: expression.start])
    ]

    def distance(expression: TimeExpression) -> int:
        if expression.start >= occurrence.stop:
            return expression.start - occurrence.stop
        return 2 * (occurrence.start - expression.stop)

    near = [expression for expression in found if distance(expression) <= 2 * _TIME_CHARS]
    return min(near, key=distance) if near else None


def _is_history(report: Report, published_on: date | None) -> bool:
    last = report.time.until_on if report.time else None
    return bool(last and published_on and last < published_on - _HISTORY)


def _is_main(group: list[Report], article: ReadArticle) -> bool:
    """Tell whether the article is about the event: near its top, or in its title, and not old."""
    time = group[0].time
    if time and article.published_on and time.until_on:
        if time.until_on < article.published_on - _OLD_NEWS:
            return False
    elif time and time.month_hint and min(report.sentence for report in group) > 0:
        return False
    if min(report.sentence for report in group) < _LEAD_SENTENCES:
        return True
    title = (article.title or "").lower()
    surnames = [name.name.lower().split()[-1] for name in group[0].occurrence.principals]
    return len(group) > 1 and bool(surnames) and all(name in title for name in surnames)


def _passage(best: Report, group: list[Report], read: list[ReadSentence]) -> tuple[int, int]:
    """Extend the best sentence over its neighbours that go on about the same event."""
    first = last = best.sentence
    reported = {report.sentence for report in group}
    people = {name.entity_id for name in best.occurrence.principals}
    if first and _POINTS_BACK.search(read[first].named.masked):
        first -= 1
    while first and first - 1 in reported and last - first < _MAX_PASSAGE - 1:
        first -= 1
    while last + 1 < len(read) and last - first < _MAX_PASSAGE - 1:
        following = read[last + 1]
        named = {name.entity_id for name in following.named.names.values()}
        goes_on = last + 1 in reported or _AFTERWARDS.search(following.named.masked)
        if not goes_on and not (named & people and following.block == read[last].block):
            break
        last += 1
    return first, last


def _about(
    group: list[Report], passage: range, read: list[ReadSentence]
) -> tuple[ReadSentence, ...]:
    """Give the sentences that tell of the event: its passage and those about its people."""
    reported = {report.sentence for report in group}
    people = {name.entity_id for name in group[0].occurrence.principals}
    if not reported & set(range(_LEAD_SENTENCES)):
        return tuple(read[index] for index in sorted(reported | set(passage)))
    return tuple(
        sentence
        for index, sentence in enumerate(read)
        if index in passage
        or index in reported
        or index < _LEAD_SENTENCES
        or people & {name.entity_id for name in sentence.named.names.values()}
    )
