"""Lets one mention stand for each whole report: its first main event, else one of kind `other`.

A report whose lead holds no event of a kind that is known is still about something. It gets a
mention of kind `other`, without principals, that has its lead as passage and carries what the
report tells in words; `text_evidence` compares these.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from transforms.contracts.events import EventMention
from transforms.events.profiles import Profile, read_profile, tells_several_stories
from transforms.events.readings import ReadArticle, ReadSentence
from transforms.identifiers import stable_id
from transforms.text_similarity import stem
from transforms.time_expressions import TimeExpression, time_expressions

OTHER = "other"
_PASSAGE_SENTENCES = 3
_DATED_SENTENCES = 2
_RECENT = timedelta(days=7)
_MAX_PARTICIPANTS = 8
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_PLACED = re.compile(r"\b(?:in|at|near|outside|off)(?: the)? $")


def with_report(
    article: ReadArticle, read: list[ReadSentence], typed: list[EventMention]
) -> list[EventMention]:
    """Give a report's mentions, of which exactly one stands for the report.

    That is the first main event of a known kind, else a new mention of kind `other`. Live blogs
    and round-ups are about several things: there no mention stands for the whole.

    Args:
        article: a full text in English.
        read: its sentences.
        typed: the events of known kinds that were found in it.
    """
    if not read or tells_several_stories(article.title):
        return typed
    profile = read_profile(article.title, article.text)
    main = [mention for mention in typed if mention.is_main]
    if not main:
        return [*typed, _carrying(_unrecognised(article, read, profile), profile)]
    first = min(main, key=lambda mention: (mention.trigger_start, mention.event_mention_id))
    return [_carrying(first, profile) if mention is first else mention for mention in typed]


def _carrying(mention: EventMention, profile: Profile) -> EventMention:
    return replace(
        mention,
        report_terms=list(profile.terms),
        report_weights=list(profile.terms.values()),
        report_marks=[profile.marks[term] for term in profile.terms],
    )


def _unrecognised(article: ReadArticle, read: list[ReadSentence], profile: Profile) -> EventMention:
    lead = read[:_PASSAGE_SENTENCES]
    start, stop = _most_telling_word(read[0], profile)
    time = _stated_day(read[:_DATED_SENTENCES], article.published_on)
    people = _participants(lead)
    return EventMention(
        event_mention_id=stable_id("event-mention", article.version_id, OTHER, start, stop),
        version_id=article.version_id,
        kind=OTHER,
        trigger=article.text[start:stop],
        trigger_start=start,
        trigger_stop=stop,
        passage_start=lead[0].start,
        passage_stop=lead[-1].stop,
        tense="past",
        from_on=time.from_on if time else None,
        until_on=time.until_on if time else article.published_on,
        precision="day" if time else "bounds" if article.published_on else None,
        time_basis=time.basis if time else "published" if article.published_on else "none",
        time_text=time.text if time else None,
        month_hint=None,
        place=_place(read[0]),
        participant_ids=list(people),
        participants=list(people.values()),
        n_principals=0,
        is_main=True,
        published_at=None,
        terms=[],
        figures=[],
        after_month=None,
    )


def _most_telling_word(sentence: ReadSentence, profile: Profile) -> tuple[int, int]:
    """Find the word of a sentence that tells most of the report; it takes a trigger's place."""
    found = list(_WORD.finditer(sentence.named.text))
    if not found:
        return sentence.start, sentence.stop
    best = max(
        found, key=lambda word: (profile.terms.get(stem(word[0].lower()), 0.0), -word.start())
    )
    return sentence.start + best.start(), sentence.start + best.end()


def _stated_day(lead: list[ReadSentence], published_on: date | None) -> TimeExpression | None:
    """Give the first day that the lead states; of a dated report one of the days before it."""
    for sentence in lead if published_on else ():
        for time in time_expressions(sentence.named.masked, published_on=published_on):
            if time.precision != "day" or time.from_on is None:
                continue
            gap = published_on - time.from_on if published_on else timedelta(0)
            if timedelta(0) <= gap <= _RECENT:
                return time
    return None


def _place(sentence: ReadSentence) -> str | None:
    """Give the first place of a sentence that stands after "in", "at" or the like."""
    for start, name in sorted(sentence.named.names.items()):
        if name.kind == "place" and _PLACED.search(sentence.named.masked[:start]):
            return name.name
    return None


def _participants(lead: list[ReadSentence]) -> dict[str, str]:
    named = [
        name
        for sentence in lead
        for _, name in sorted(sentence.named.names.items())
        if name.kind in {"person", "organisation"}
    ]
    unique = {name.entity_id: name.name for name in named}
    return dict(list(unique.items())[:_MAX_PARTICIPANTS])
