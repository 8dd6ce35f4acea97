"""Finds the words of a sentence that name an event, and the names that stand around them."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.events.named_text import ANY, PLACE, Name, NamedText, chain_after, chain_before
from transforms.events.ontology import Kind, kinds
from transforms.events.tenses import tense_of

NEAR_CHARS = 60
PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be|being|got)(?: \w+ly)? $")
_PREPOSED = 40
_WORD = re.compile(r"[a-z]+")
_BEFORE_BASE = re.compile(r"\b(?:to|will|would|shall|and|then)(?: \w+ly| also| then)? $")
_BESIDE = 22
_SUBJECT_CHARS = 110
_OBJECT_CHARS = 110
_POSSESSIVE = re.compile(rf"({ANY})['\u2019]s?(?: [\w-]+){{0,3}} $")
_PLACE_AFTER = re.compile(
    rf"\b(?:in|at|near|outside|inside|across|off)(?: [\w-]+){{0,3}} ({PLACE}+)"
)
_IN_HISTORY = re.compile(r"(?:['\u2019]s)? (?:[a-z]+ )?history\b")
_UNKNOWN_PLACE = re.compile(
    r"\b(?:in|at|near|outside|inside|off)(?: the)?(?: [a-z]+ of)? "
    r"([A-Z][\w'\u2019-]*[a-z](?: [A-Z][\w'\u2019-]*[a-z]){0,2})"
)
_NO_PLACES = frozenset((*calendar.month_name, *calendar.day_name, "English", "Parliament"))
_QUOTED = re.compile(r"\u201c[^\u201d]*$|^[^\"]*(?:\"[^\"]*\"[^\"]*)*\"[^\"]*$")
_DONE = re.compile(r"\b(?:held|during|after|following|at|concluded|came|ended|in) [^,;.]*$")


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


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word of a sentence that names an event, and what stands around it."""

    sentence: NamedText
    kind: Kind
    start: int
    stop: int
    tense: str
    is_verb: bool

    @property
    def after(self) -> str:
        """The masked sentence after the trigger."""
        return self.sentence.masked[self.stop :]

    @property
    def before(self) -> str:
        """The masked sentence before the trigger."""
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
        """Give the place after the trigger: one that was recognised, else a capitalised name."""
        reach = self.after[:_OBJECT_CHARS]
        match = _PLACE_AFTER.search(reach)
        if match and not _IN_HISTORY.match(reach, match.end()):
            return self.sentence.names.get(self.stop + match.start(1))
        match = _UNKNOWN_PLACE.search(reach)
        if match is None or match[1].split()[0] in _NO_PLACES:
            return None
        start, stop = (self.stop + at for at in match.span(1))
        return Name(start, stop, f"unknown place {match[1]}", match[1], "place")

    def occurrence(self, principals: list[Name], place: Name | None = None) -> Occurrence:
        """Give the event that the trigger reports, with these principals."""
        return Occurrence(
            self.kind,
            self.start,
            self.stop,
            self.tense,
            tuple({name.entity_id: name for name in principals}.values()),
            place or self.place(),
            self.is_verb or self.tense != "past" or bool(_DONE.search(self.before[-_PREPOSED:])),
        )


def find_triggers(sentence: NamedText) -> Iterator[Trigger]:
    """Find the words that name an event, in past or planned tense and in the sense that is meant.

    A verb in its base form counts for a plan ("will meet") or after a journey ("flew to meet").
    """
    masked = sentence.masked
    present = frozenset(_WORD.findall(masked.lower()))
    for kind in kinds():
        if present.isdisjoint(kind.words):
            continue
        for pattern, is_verb in ((kind.verb, True), (kind.noun, False)):
            for match in pattern.finditer(masked) if pattern else ():
                tense = tense_of(masked, match.start(), match.end())
                if tense is None or _in_other_sense(masked, kind, match, is_verb=is_verb):
                    continue
                if not is_verb or _is_told_of(masked, kind, match):
                    yield Trigger(sentence, kind, match.start(), match.end(), tense, is_verb)


def _is_told_of(masked: str, kind: Kind, match: re.Match[str]) -> bool:
    """Tell whether a verb is in a past form, or in its base form where that belongs to a plan."""
    is_past = bool(kind.past and kind.past.fullmatch(match[0]))
    return is_past or bool(_BEFORE_BASE.search(masked[: match.start()]))


def _in_other_sense(masked: str, kind: Kind, match: re.Match[str], *, is_verb: bool) -> bool:
    """Tell whether a trigger is quoted speech, or has neighbours that give it another sense."""
    start, stop = match.span()
    if _QUOTED.search(masked[:start]):
        return True
    if kind.never and kind.never.search(masked[max(0, start - _BESIDE) : stop + _BESIDE]):
        return True
    if is_verb and kind.objects:
        before = PASSIVE.search(masked[:start])
        window = masked[max(0, start - _OBJECT_CHARS) : start] if before else masked[stop:]
        return not kind.objects.search(window[:_OBJECT_CHARS])
    return False
