"""Reads from one sentence which events it reports and who takes which part in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from transforms.events.named_text import (
    ANY,
    ORGANISATION,
    PERSON,
    PLACE,
    Name,
    NamedText,
    chain_after,
)
from transforms.events.places import is_country
from transforms.events.triggers import NEAR_CHARS, PASSIVE, Occurrence, Trigger, find_triggers

_PREPOSED = 40
_OBJECT_CHARS = 110
_WITH = re.compile(r"^[^,;:.]{0,70}?\b(?:with|by)\b")
_ONLY_WITH = re.compile(r"^[^,;:.]{0,40}?\bwith\b")
_BETWEEN = re.compile(
    r"^(?:(?!\b(?:during|came|comes|after|following|an?)\b)[^;:.]){0,70}?\bbetween\b"
)
_OF = re.compile(r"^ (?:of|among)\b")
_BY = re.compile(r"^(?: [\w-]+){0,3} by\b")
_FROM = re.compile(r"^(?: [\w-]+){0,2} (?:by|from)\b")
_INVOLVING = re.compile(
    r"\b(?:which involved|involving|attended by|(?:co-)?chaired by|led by|hosted by|featuring)\b",
    re.IGNORECASE,
)
_CHAIRED = re.compile(
    r"^(?:(?:[Cc]o-)?[Cc]haired|[Aa]ttended|[Hh]osted|[Ll]ed) by\b|"
    r"^The (?:meeting|talks|dialogue|summit)\b[^.;]{0,30}\b(?:attended|chaired|co-chaired|led) by\b"
)
_HYPHENED = re.compile(rf"({ANY})[-\u2013/]({ANY})(?: [\w-]+){{0,2}} $")
_SEPARATE = re.compile(
    r"\b(?:separate(?:ly)?|parallel|respective(?:ly)?|individual(?:ly)?)\b", re.IGNORECASE
)
_INTRANSITIVE = re.compile(
    r"^(?:$|[.,;]| (?:in|at|on|for|to|again|here|late|early|last|this|yest|by))"
)
_PLACE_BEFORE = re.compile(rf"({PLACE}+)['\u2019]?s?(?: [\w-]+)? $")
_TO_PLACE = re.compile(rf"^(?: [\w-]+){{0,2}}?(?: (?:to|in))?(?: [\w-]+){{0,2}}? ({ANY})")


@dataclass(slots=True)
class Context:
    """What the sentences before tell: who was meeting, and that the meetings were separate."""

    host: Name | None = None
    separate: bool = False
    last: list[Occurrence] = field(default_factory=list)


def occurrences(sentence: NamedText, context: Context) -> Iterator[Occurrence]:
    """Read the events that a sentence reports; `context` goes on to the next sentence."""
    context.separate = context.separate or bool(_SEPARATE.search(sentence.masked))
    found = [*_chaired(sentence, context), *_triggered(sentence, context)]
    context.last = found or context.last
    yield from found


def _triggered(sentence: NamedText, context: Context) -> Iterator[Occurrence]:
    for trigger in find_triggers(sentence):
        yield from _READERS[trigger.kind.form](trigger, context)


def _reciprocal(trigger: Trigger, context: Context) -> Iterator[Occurrence]:
    hosts, counterparts = _verb_sides(trigger) if trigger.is_verb else _noun_sides(trigger)
    if len(hosts) == 1 and hosts[0].kind == "person":
        context.host = hosts[0]
    if not hosts and counterparts and not trigger.is_verb and context.host:
        hosts = [context.host]
    if len(hosts) == 1 and len(counterparts) > 1 and context.separate:
        for counterpart in counterparts:
            yield trigger.occurrence([*hosts, counterpart])
    elif hosts or counterparts:
        yield trigger.occurrence([*hosts, *counterparts])


def _verb_sides(trigger: Trigger) -> tuple[list[Name], list[Name]]:
    subjects = trigger.subjects()
    if trigger.kind.name == "sign":
        return subjects, trigger.names_after(_WITH)
    if trigger.kind.name == "agree":
        return subjects, trigger.names_after(_ONLY_WITH)
    objects = trigger.objects() or trigger.names_after(_WITH)
    if not objects and not _INTRANSITIVE.search(trigger.after):
        return [], []
    return subjects, objects


def _noun_sides(trigger: Trigger) -> tuple[list[Name], list[Name]]:
    pair = _HYPHENED.search(trigger.before)
    if pair:
        names = trigger.sentence.at(pair.start(1), pair.end(2))
        return [*names, *trigger.names_after(_INVOLVING)], []
    for pattern in (_BETWEEN, _OF, _INVOLVING):
        names = trigger.names_after(pattern)
        if len(names) > 1 or (names and pattern is _INVOLVING):
            return names, []
    hosts = trigger.names_after(_BY) or trigger.owner()
    counterparts = trigger.names_after(_WITH if hosts and not trigger.owner() else _ONLY_WITH)
    counterparts = [name for name in counterparts if name not in hosts]
    if not hosts and trigger.kind.holder and _held(trigger):
        hosts = trigger.subjects()
    if not counterparts and len(hosts) < 2:  # noqa: PLR2004 - a meeting has two sides
        by = trigger.names_after(_BY)
        return (by[:1], []) if by else ([], [])
    return hosts, counterparts


def _held(trigger: Trigger) -> bool:
    holder = trigger.kind.holder
    return bool(holder and holder.search(trigger.before[-_PREPOSED:]))


def _visit(trigger: Trigger, _: Context) -> Iterator[Occurrence]:
    match = _TO_PLACE.search(trigger.after)
    goal = trigger.sentence.at(trigger.stop, trigger.stop + match.end()) if match else []
    if trigger.is_verb:
        if not goal:
            return
        visitors = [name for name in trigger.subjects() if name.kind != "place"]
    else:
        goal = goal if re.match(r"^(?: [\w-]+){0,2}? (?:to|in)\b", trigger.after) else []
        visitors = trigger.owner() or trigger.names_after(_FROM) or _travellers(trigger)
    visitors = [name for name in visitors if name not in goal]
    if visitors and (goal or trigger.tense == "planned"):
        place = next((name for name in goal if name.kind == "place"), None)
        hosts = [name for name in goal if name.kind != "place"]
        yield trigger.occurrence([*visitors, *hosts], place)


def _travellers(trigger: Trigger) -> list[Name]:
    match = re.match(rf"^ (?:of|by)\b[^,;.]{{0,60}}?([{PERSON}{ORGANISATION}]+)", trigger.after)
    return trigger.sentence.at(trigger.stop, trigger.stop + match.end())[-1:] if match else []


def _act(trigger: Trigger, _: Context) -> Iterator[Occurrence]:
    if trigger.is_verb:
        passive = bool(PASSIVE.search(trigger.before))
        if passive == trigger.kind.passive:
            names = trigger.subjects(NEAR_CHARS)
        else:
            names = trigger.names_after(_BY) if passive else trigger.near_objects()
    else:
        names = trigger.owner() or trigger.names_after(_OF) or trigger.names_after(_BY)
    kinds = {"person"} if trigger.kind.people_only else {"person", "organisation"}
    actors = [name for name in names if name.kind in kinds]
    if actors:
        yield trigger.occurrence(actors)


def _incident(trigger: Trigger, _: Context) -> Iterator[Occurrence]:
    place = trigger.place() or _named_before(trigger)
    if trigger.is_verb:
        actors = [name for name in trigger.subjects() if name.kind in {"person", "organisation"}]
        targets = [name for name in trigger.objects() if name.kind == "place"]
        place = place or next(iter(targets), None)
        if actors and place:
            yield trigger.occurrence(actors, place)
    elif place:
        yield trigger.occurrence([], place)


def _named_before(trigger: Trigger) -> Name | None:
    """Give the place in "the Arlen flood"; a country there is rather the actor: "US airstrike"."""
    match = _PLACE_BEFORE.search(trigger.before)
    place = trigger.sentence.names.get(match.start(1)) if match else None
    return None if place is None or is_country(place.name) else place


def _chaired(sentence: NamedText, context: Context) -> Iterator[Occurrence]:
    """Read "Co-chaired by X, the dialogue …" as more about the event of the sentence before."""
    match = _CHAIRED.search(sentence.masked)
    previous = context.last[-1] if context.last else None
    if match and previous and previous.kind.form == "reciprocal":
        names = chain_after(sentence, match.end(), match.end() + _OBJECT_CHARS)
        if names:
            people = {name.entity_id: name for name in [*previous.principals, *names]}
            yield replace(
                previous,
                start=match.start(),
                stop=match.end(),
                principals=tuple(people.values()),
                continues=True,
            )


_READERS = {"reciprocal": _reciprocal, "visit": _visit, "act": _act, "incident": _incident}
