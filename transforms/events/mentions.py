"""The stage that finds the events of a batch of article versions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

import polars as pl

from transforms.contracts.events import EVENT_MENTIONS, EventMention
from transforms.events.named_text import Name
from transforms.events.readings import (
    ReadArticle,
    ReadEvent,
    ReadSentence,
    read_events,
    read_sentences,
    told_after,
)
from transforms.events.reports import OTHER, with_report
from transforms.identifiers import stable_id
from transforms.text_similarity import stem, terms, weight, words

_MAX_TERMS = 60
_MAX_OTHERS = 8
_KINDS = ("person", "organisation", "place", "group")


class Names(Protocol):
    """What is needed of an extraction: ENTITIES, ENTITY_MENTIONS and QUANTITIES."""

    @property
    def entities(self) -> pl.DataFrame:
        """The entities that were found."""

    @property
    def entity_mentions(self) -> pl.DataFrame:
        """Where the texts refer to them."""

    @property
    def quantities(self) -> pl.DataFrame:
        """The numbers that were found."""


def find_event_mentions(versions: pl.DataFrame, extracted: Names) -> pl.DataFrame:
    """Find the passages that report events: one row per version and event.

    One mention of each full text stands for the whole report: its first main event, else a mention
    of kind `other` (see `reports`).

    Args:
        versions: ARTICLE_VERSIONS; only English ones are read.
        extracted: what was taken out of them; entities, their mentions and the quantities are
            used.

    Returns:
        EVENT_MENTIONS. Relative times are resolved against the version's publication date.
    """
    names = _names_by_version(extracted)
    figures = _figures_by_version(extracted.quantities)
    rows = [
        row
        for version in versions.filter(pl.col("lang") == "en").sort("version_id").to_dicts()
        for row in _rows(version, names.get(version["version_id"], ()), figures)
    ]
    return EVENT_MENTIONS.frame({row.event_mention_id: row for row in rows}.values())


@dataclass(frozen=True, slots=True)
class _Figure:
    start: int
    stop: int
    words: str


@dataclass(frozen=True, slots=True)
class _Told:
    figures: list[str]
    after_month: int | None
    published_at: datetime | None


def _names_by_version(extracted: Names) -> dict[str, tuple[Name, ...]]:
    joined = (
        extracted.entity_mentions.filter(pl.col("form") != "group")
        .join(extracted.entities, on="entity_id")
        .filter(pl.col("kind").is_in(_KINDS))
        .unique("entity_mention_id")
        .sort("version_id", "exact_start", "exact_stop", "entity_id")
    )
    found: dict[str, list[Name]] = {}
    columns = ("version_id", "exact_start", "exact_stop", "entity_id", "name", "kind")
    for version_id, start, stop, entity_id, name, kind in joined.select(columns).iter_rows():
        found.setdefault(version_id, []).append(Name(start, stop, entity_id, name, kind))
    return {version_id: tuple(names) for version_id, names in found.items()}


def _figures_by_version(quantities: pl.DataFrame) -> dict[str, list[_Figure]]:
    found: dict[str, list[_Figure]] = {}
    columns = ("version_id", "exact_start", "exact_stop", "value", "unit")
    for version_id, start, stop, value, unit in quantities.select(columns).iter_rows():
        found.setdefault(version_id, []).append(_Figure(start, stop, f"{value:.12g} {unit}"))
    return found


def _rows(
    version: dict[str, Any], names: tuple[Name, ...], figures: dict[str, list[_Figure]]
) -> Iterator[EventMention]:
    published_at: datetime | None = version["published_at"]
    article = ReadArticle(
        version["version_id"],
        version["title"],
        version["text"],
        published_at.date() if published_at else None,
        names,
    )
    read = read_sentences(article)
    told_of = figures.get(article.version_id, [])
    after_month = None if published_at else told_after(read)
    everything = _Told(sorted({figure.words for figure in told_of}), after_month, published_at)
    typed = list(_typed(article, read, told_of, everything))
    rows = with_report(article, read, typed) if version["text_basis"] == "full" else typed
    for row in rows:
        yield _about_all(row, article, read, everything) if row.kind == OTHER else row


def _typed(
    article: ReadArticle, read: list[ReadSentence], told_of: list[_Figure], everything: _Told
) -> Iterator[EventMention]:
    for event in read_events(article, read):
        told = [
            figure.words
            for figure in told_of
            if event.is_main
            or any(s.start <= figure.start and figure.stop <= s.stop for s in event.used)
        ]
        yield _row(article, event, replace(everything, figures=sorted(set(told))))


def _about_all(
    row: EventMention, article: ReadArticle, read: list[ReadSentence], everything: _Told
) -> EventMention:
    """Complete a mention that stands for its report by what the whole report tells."""
    texts = [sentence.named.text for sentence in read if sentence.start < row.passage_stop]
    return replace(
        row,
        published_at=everything.published_at,
        terms=_telling_terms([*texts, article.title or ""]),
        figures=everything.figures,
        after_month=everything.after_month,
    )


def _row(article: ReadArticle, event: ReadEvent, told: _Told) -> EventMention:
    occurrence = event.report.occurrence
    start = event.sentence_start + occurrence.start
    stop = event.sentence_start + occurrence.stop
    principals = {name.entity_id: name.name for name in occurrence.principals}
    people = principals | {
        entity_id: name for entity_id, name in _others(event).items() if entity_id not in principals
    }
    return EventMention(
        event_mention_id=stable_id(
            "event-mention", article.version_id, occurrence.kind.name, start, stop, *principals
        ),
        version_id=article.version_id,
        kind=occurrence.kind.name,
        trigger=article.text[start:stop],
        trigger_start=start,
        trigger_stop=stop,
        passage_start=event.passage[0],
        passage_stop=event.passage[1],
        tense=occurrence.tense,
        **_time_columns(event, article.published_on),
        place=_place(event),
        participant_ids=list(people),
        participants=list(people.values()),
        n_principals=len(principals),
        is_main=event.is_main,
        published_at=told.published_at,
        terms=_telling_terms(_texts(event, article.title)),
        figures=told.figures,
        after_month=told.after_month,
    )


def _place(event: ReadEvent) -> str | None:
    place = event.report.occurrence.place
    return place.name if place else None


def _others(event: ReadEvent) -> dict[str, str]:
    inside = [
        name
        for sentence in event.used
        if event.passage[0] <= sentence.start < event.passage[1]
        for name in sentence.named.at(0, len(sentence.named.text))
        if name.kind in {"person", "organisation"}
    ]
    unique = {name.entity_id: name.name for name in inside}
    return dict(list(unique.items())[:_MAX_OTHERS])


def _time_columns(event: ReadEvent, published_on: date | None) -> dict[str, Any]:
    time = event.report.time
    if time is None:
        planned = event.report.occurrence.tense == "planned"
        return {
            "from_on": published_on if planned else None,
            "until_on": None if planned else published_on,
            "precision": "bounds" if published_on else None,
            "time_basis": "published" if published_on else "none",
            "time_text": None,
            "month_hint": None,
        }
    return {
        "from_on": time.from_on,
        "until_on": time.until_on,
        "precision": time.precision,
        "time_basis": time.basis,
        "time_text": time.text,
        "month_hint": time.month_hint,
    }


def _texts(event: ReadEvent, title: str | None) -> list[str]:
    texts = [sentence.named.text for sentence in event.used]
    return [*texts, title] if event.is_main and title else texts


def _telling_terms(texts: list[str]) -> list[str]:
    """Choose the words that tell most: rare ones that the texts repeat, one per stem."""
    counted: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        counted.update(terms(text))
        for word in words(text):
            forms.setdefault(stem(word), Counter())[word] += 1
    ranked = sorted(counted, key=lambda term: (-counted[term] * weight(term), term))
    return [
        min(forms[term], key=lambda word: (-forms[term][word], word))
        for term in ranked[:_MAX_TERMS]
    ]
