"""What happened or is planned: event mentions, events, and their links."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from transforms.contracts.contract import Contract, Id


@dataclass(frozen=True, slots=True)
class EventMention:
    """A passage of a version that reports an event."""

    event_mention_id: Annotated[str, Id(), "version, kind, trigger span and principals"]
    version_id: Annotated[str, Id(), "the version"]
    kind: Annotated[
        str, "from the event ontology: meet, visit, agree, sign, attack, …; other: unknown"
    ]
    trigger: Annotated[str, "== text[trigger_start:trigger_stop]: the word that names the event"]
    trigger_start: Annotated[int, "code points into the version's text"]
    trigger_stop: Annotated[int, "code points into the version's text"]
    passage_start: Annotated[int, "where its run of sentences begins"]
    passage_stop: Annotated[int, "where it stops"]
    tense: Annotated[str, "past, planned or ongoing"]
    from_on: Annotated[date | None, "earliest day it can have begun"]
    until_on: Annotated[date | None, "latest day it can have ended"]
    precision: Annotated[
        str | None, "day, week, month, season, year or bounds; NULL without a time"
    ]
    time_basis: Annotated[str, "explicit, relative, published, inferred or none"]
    time_text: Annotated[str | None, "the time expression as written"]
    month_hint: Annotated[int | None, "month 1-12 that is named without a year"]
    place: Annotated[str | None, "where, as written"]
    participant_ids: Annotated[list[str], Id(), "entities that take part, principals first"]
    participants: Annotated[list[str], "their names, in the same order"]
    n_principals: Annotated[int, "how many of them are principals: the two who met"]
    is_main: Annotated[bool, "whether the report is about it; false for background"]
    published_at: Annotated[datetime | None, "publication time of the version"]
    terms: Annotated[list[str], "the words that tell what it was about, lower-case, for linking"]
    figures: Annotated[list[str], "numbers of the report with their unit: '972000000 USD'"]
    after_month: Annotated[
        int | None, "latest month 1-12 that an undated text tells of as past: it was written later"
    ]
    report_terms: Annotated[
        list[str],
        "where the mention stands for its whole report: the report's telling stems, weightiest "
        "first; else empty",
    ] = field(default_factory=list)
    report_weights: Annotated[list[float], "the weight of each of these stems"] = field(
        default_factory=list
    )
    report_marks: Annotated[
        list[int], "what each is, as a sum: 1 name, 2 number, 4 in title or lead, 8 date"
    ] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened or is planned; what is known of it derives from its mentions."""

    event_id: Annotated[str, Id(), "minted from its founding mention, never again"]
    founding_mention_id: Annotated[str, Id(), "the mention that founded it"]
    kind: Annotated[str, "from the event ontology"]
    merged_into: Annotated[str | None, Id(), "the event that took it over"]


@dataclass(frozen=True, slots=True)
class EventMembership:
    """That a passage reports an event, with the reasons a person would give."""

    event_mention_id: Annotated[str, Id(), "the passage"]
    event_id: Annotated[str, Id(), "the event"]
    status: Annotated[str, "single (founded it), candidate, confirmed or rejected"]
    score: Annotated[float, "0 to 1; 1 for the founding mention"]
    evidence_for: Annotated[list[str], "sentences for a person"]
    evidence_against: Annotated[list[str], "sentences for a person"]
    features: Annotated[str, "JSON: the numbers behind the score"]
    rule_version: Annotated[str, "the rules that decided"]


@dataclass(frozen=True, slots=True)
class EventLink:
    """A typed relation between two events that are not one."""

    event_link_id: Annotated[str, Id(), "both events and the relation"]
    event_id_l: Annotated[str, Id(), "the earlier event"]
    event_id_r: Annotated[str, Id(), "the later event"]
    relation: Annotated[str, "same_series, part_of, follows or outcome_of"]
    status: Annotated[str, "candidate, confirmed or rejected"]
    score: Annotated[float, "0 to 1"]
    evidence_for: Annotated[list[str], "sentences for a person"]
    evidence_against: Annotated[list[str], "sentences for a person"]
    rule_version: Annotated[str, "the rules that decided"]


EVENT_MENTIONS = Contract(
    EventMention, table="core.event_mention", key=("event_mention_id",), history=True
)
EVENTS = Contract(Event, table="core.event", key=("event_id",), history=True)
EVENT_MEMBERSHIPS = Contract(
    EventMembership,
    table="core.event_membership",
    key=("event_mention_id", "event_id"),
    history=True,
)
EVENT_LINKS = Contract(EventLink, table="core.event_link", key=("event_link_id",), history=True)
