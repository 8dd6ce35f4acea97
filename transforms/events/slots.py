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
    chain_before,
)
from transforms.events.ontology import Kind, kinds
from transforms.events.tenses import tense_of

_PREPOSED = 40
_BESIDE = 22
_SUBJECT_CHARS = 110
_NEAR_CHARS = 60
_OBJECT_CHARS = 110
_WITH = re.compile(r"^[^,;:.]{0,70}?\b(?:with|by)\b")
_ONLY_WITH = re.compile(r"^[^,;:.]{0,40}?\bwith\b")
_BETWEEN = re.compile(
    r"^(?:(?!\b(?:during|came|comes|after|following|an?)\b)[^;:.]){0,70}?\bbetween\b"
)
_OF = re.compile(r"^ (?:of|among)\b")
_BY = re.compile(r"^(?: [\w-]+){0,3} by\b")
_INVOLVING = re.compile(
    r"\b(?:which involved|involving|attended by|(?:co-)?chaired by|led by|hosted by|featuring)\b",
    re.IGNORECASE,
)
_CHAIRED = re.compile(
    r"^(?:(?:[Cc]o-)?[Cc]haired|[Aa]ttended|[Hh]osted|[Ll]ed) by\b|"
    r"^The (?:meeting|talks|dialogue|summit)\b[^.;]{0,30}\b(?:attended|chaired|co-chaired|led) by\b"
)
_POSSESSIVE = re.compile(rf"({ANY})['\u2019]s?(?: [\w-]+){{0,3}} $")
_HYPHENED = re.compile(rf"({ANY})[-\u2013/]({ANY})(?: [\w-]+){{0,2}} $")
_SEPARATE = re.compile(
    r"\b(?:separate(?:ly)?|parallel|respective(?:ly)?|individual(?:ly)?)\b", re.IGNORECASE
)
_INTRANSITIVE = re.compile(
    r"^(?:$|[.,;]| (?:in|at|on|for|to|again|here|late|early|last|this|yest|by))"
)
_PLACE_AFTER = re.compile(
    rf"\b(?:in|at|near|outside|inside|across|off)(?: [\w-]+){{0,3}} ({PLACE}+)"
)
_PLACE_BEFORE = re.compile(rf"({PLACE}+)['\u2019]?s?(?: [\w-]+)? $")
_TO_PLACE = re.compile(rf"^(?: [\w-]+){{0,2}}?(?: (?:to|in))?(?: [\w-]+){{0,2}}? ({ANY})")
_QUOTED = re.compile(r"\u201c[^\u201d]*$|^[^\"]*(?:\"[^\"]*\"[^\"]*)*\"[^\"]*$")
_DONE = re.compile(r"\b(?:held|during|after|following|at|concluded|came|ended|in) [^,;.]*$")
_PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be|being|got)(?: \w+ly)? $")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event that a sentence reports: its trigger, its principals, its place, its tense.

    Offsets are code points of the sentence. `tense_certain` is false for a bare noun ("the talks
    between"), which takes the tense of what else the article tells of it; `continues` is true for
    "Co-chaired by X", which tells more of the event before.
    """

    kind: Kind
    start: int
    stop: int
    tense: str
    principals: tuple[Name, ...]
    place: Name | None
    tense_certain: bool = True
    continues: bool = False


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
    masked = sentence.masked
    for kind in kinds():
        for pattern, is_verb in ((kind.verb, True), (kind.noun, False)):
            for match in pattern.finditer(masked) if pattern else ():
                start, stop = match.span()
                tense = tense_of(masked, start, stop)
                if tense is None or _in_other_sense(masked, kind, match, is_verb=is_verb):
                    continue
                finite = kind.past and kind.past.fullmatch(match[0])
                if (
                    is_verb
                    and not finite
                    and tense != "planned"
                    and not masked[:start].endswith("to ")
                ):
                    continue
                trigger = _Trigger(sentence, kind, start, stop, tense, is_verb)
                yield from _READERS[kind.form](trigger, context)


def _in_other_sense(masked: str, kind: Kind, match: re.Match[str], *, is_verb: bool) -> bool:
    """Tell whether a trigger is quoted speech, or has neighbours that give it another sense."""
    start, stop = match.span()
    if _QUOTED.search(masked[:start]):
        return True
    if kind.never and kind.never.search(masked[max(0, start - _BESIDE) : stop + _BESIDE]):
        return True
    if is_verb and kind.objects:
        before = _PASSIVE.search(masked[:start])
        window = masked[max(0, start - _OBJECT_CHARS) : start] if before else masked[stop:]
        return not kind.objects.search(window[:_OBJECT_CHARS])
    return False


@dataclass(frozen=True, slots=True)
class _Trigger:
    sentence: NamedText
    kind: Kind
    start: int
    stop: int
    tense: str
    is_verb: bool

    @property
    def after(self) -> str:
        return self.sentence.masked[self.stop :]

    @property
    def before(self) -> str:
        return self.sentence.masked[: self.start]

    def names_after(self, pattern: re.Pattern[str]) -> list[Name]:
        """Give the names coordinated after a preposition that follows the trigger."""
        match = pattern.search(self.after)
        if not match:
            return []
        start = self.stop + match.end()
        return chain_after(self.sentence, start, start + 3 * _OBJECT_CHARS)

    def objects(self) -> list[Name]:
        """Give the names right after the trigger."""
        return chain_after(self.sentence, self.stop, self.stop + 3 * _OBJECT_CHARS)

    def near_objects(self) -> list[Name]:
        """Give the names right after the trigger when only a title stands between."""
        found = self.objects()
        gap = self.sentence.masked[self.stop : found[0].start] if found else ""
        return found if len(gap) <= _PREPOSED and " of " not in gap else []

    def subjects(self, within: int = _SUBJECT_CHARS) -> list[Name]:
        """Give the names coordinated before the trigger, the nearest person's chain if any."""
        names = self.sentence.at(max(0, self.start - 2 * _SUBJECT_CHARS), self.start)
        people = [name for name in names if name.kind == "person"]
        nearest = (people or names)[-1:]
        for name in nearest:
            gap = self.sentence.masked[name.stop : self.start]
            limit = within if people else _PREPOSED
            if len(gap) <= limit and not re.search(r"[;:\u201c\u201d\"]|\bthat\b", gap):
                return chain_before(self.sentence, 0, name.stop)
        return []

    def owner(self) -> list[Name]:
        """Give the one in "Naqvi's meeting"."""
        match = _POSSESSIVE.search(self.before)
        return self.sentence.at(match.start(1), match.end(1)) if match else []

    def place(self) -> Name | None:
        match = _PLACE_AFTER.search(self.after[:_OBJECT_CHARS])
        if match:
            return self.sentence.names.get(self.stop + match.start(1))
        return None

    def occurrence(self, principals: list[Name], place: Name | None = None) -> Occurrence:
        return Occurrence(
            self.kind,
            self.start,
            self.stop,
            self.tense,
            tuple({name.entity_id: name for name in principals}.values()),
            place or self.place(),
            self.is_verb or self.tense != "past" or bool(_DONE.search(self.before[-_PREPOSED:])),
        )


def _reciprocal(trigger: _Trigger, context: Context) -> Iterator[Occurrence]:
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


def _verb_sides(trigger: _Trigger) -> tuple[list[Name], list[Name]]:
    subjects = trigger.subjects()
    if trigger.kind.name == "sign":
        return subjects, trigger.names_after(_WITH)
    if trigger.kind.name == "agree":
        return subjects, trigger.names_after(_ONLY_WITH)
    objects = trigger.objects() or trigger.names_after(_WITH)
    if not objects and not _INTRANSITIVE.search(trigger.after):
        return [], []
    return subjects, objects


def _noun_sides(trigger: _Trigger) -> tuple[list[Name], list[Name]]:
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


def _held(trigger: _Trigger) -> bool:
    holder = trigger.kind.holder
    return bool(holder and holder.search(trigger.before[-_PREPOSED:]))


def _visit(trigger: _Trigger, _: Context) -> Iterator[Occurrence]:
    match = _TO_PLACE.search(trigger.after)
    goal = trigger.sentence.at(trigger.stop, trigger.stop + match.end()) if match else []
    if trigger.is_verb:
        if not goal:
            return
        visitors = [name for name in trigger.subjects() if name.kind != "place"]
    else:
        goal = goal if re.match(r"^(?: [\w-]+){0,2}? (?:to|in)\b", trigger.after) else []
        visitors = trigger.owner() or trigger.names_after(_BY) or _travellers(trigger)
    visitors = [name for name in visitors if name not in goal]
    if visitors and (goal or trigger.tense == "planned"):
        place = next((name for name in goal if name.kind == "place"), None)
        hosts = [name for name in goal if name.kind != "place"]
        yield trigger.occurrence([*visitors, *hosts], place)


def _travellers(trigger: _Trigger) -> list[Name]:
    match = re.match(rf"^ (?:of|by)\b[^,;.]{{0,60}}?([{PERSON}{ORGANISATION}]+)", trigger.after)
    return trigger.sentence.at(trigger.stop, trigger.stop + match.end())[-1:] if match else []


def _act(trigger: _Trigger, _: Context) -> Iterator[Occurrence]:
    if trigger.is_verb:
        passive = bool(_PASSIVE.search(trigger.before))
        if passive == trigger.kind.passive:
            names = trigger.subjects(_NEAR_CHARS)
        else:
            names = trigger.names_after(_BY) if passive else trigger.near_objects()
    else:
        names = trigger.owner() or trigger.names_after(_OF) or trigger.names_after(_BY)
    actors = [name for name in names if name.kind in {"person", "organisation"}]
    if actors:
        yield trigger.occurrence(actors)


def _incident(trigger: _Trigger, _: Context) -> Iterator[Occurrence]:
    before = _PLACE_BEFORE.search(trigger.before)
    place = trigger.place() or (trigger.sentence.names.get(before.start(1)) if before else None)
    if trigger.is_verb:
        actors = [name for name in trigger.subjects() if name.kind in {"person", "organisation"}]
        targets = [name for name in trigger.objects() if name.kind == "place"]
        place = place or next(iter(targets), None)
        if actors and place:
            yield trigger.occurrence(actors, place)
    elif place:
        yield trigger.occurrence([], place)


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
