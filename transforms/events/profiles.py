"""What a whole report is about, in weighted words: the state that text evidence is drawn from."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from transforms.contracts.events import EventMention
from transforms.text_similarity import stem, weight

NAME, NUMBER, LEAD, DATE = 1, 2, 4, 8
_KEPT_TERMS = 100
_LEAD_WORDS = 60
_LEAD_WEIGHT = 2
_TITLE_WEIGHT = 2
_NAME_WEIGHT = 1.5
_NUMBER_WEIGHT = 2.0
_KEY_TERMS = 16
_TELLING = 2.0
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = frozenset(
    stem(name)
    for name in (
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    )
)  # fmt: skip
_SEVERAL_STORIES = re.compile(
    r"\b(?:live(?: updates?| ?blog| coverage)?:|live ?blog|as it happened|round-?up|week in|"
    r"the week in|(?:morning|evening|daily) (?:briefing|brief|digest)|news in brief|in brief:)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Profile:
    """The telling words of one report.

    Args:
        terms: weight of each stem; the squares of all the report's weights sum to 1, of which the
            largest are kept.
        marks: what each stem is: a name, a number, part of title or lead, a date.
    """

    terms: dict[str, float]
    marks: dict[str, int]

    @classmethod
    def of(cls, mention: EventMention) -> "Profile":
        """Read the profile that a mention carries for its report; empty where it carries none."""
        terms = dict(zip(mention.report_terms, mention.report_weights, strict=True))
        return cls(terms, dict(zip(mention.report_terms, mention.report_marks, strict=True)))

    def marked(self, *marks: int) -> frozenset[str]:
        """Give the stems that bear all of some marks."""
        wanted = sum(marks)
        return frozenset(term for term, mark in self.marks.items() if mark & wanted == wanted)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names."""
        return self.marked(NAME)

    @cached_property
    def lead_names(self) -> frozenset[str]:
        """The names of title and lead."""
        return self.marked(NAME, LEAD)

    @cached_property
    def lead(self) -> frozenset[str]:
        """The words of title and lead."""
        return self.marked(LEAD)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers."""
        return self.marked(NUMBER)

    @cached_property
    def dates(self) -> frozenset[str]:
        """The years and months."""
        return self.marked(DATE)

    @cached_property
    def lead_dates(self) -> frozenset[str]:
        """The years and months of title and lead."""
        return self.marked(DATE, LEAD)


def key_terms(report_terms: Iterable[str]) -> list[str]:
    """Choose the few stems that a report is looked up by: the weightiest ones that are rare."""
    telling = (term for term in report_terms if weight(term) >= _TELLING)
    return list(islice(telling, _KEY_TERMS))


def tells_several_stories(title: str | None) -> bool:
    """Tell whether a title announces a live blog or a round-up, which no one event is about."""
    return bool(title and _SEVERAL_STORIES.search(title))


def read_profile(title: str | None, text: str) -> Profile:
    """Weigh the words of a report: rare ones, names, numbers, title and lead more.

    Returns:
        The stems of the largest weights, and all dates, from the weightiest to the lightest.
    """
    counted: Counter[str] = Counter()
    marks: dict[str, int] = {}
    lower_case: set[str] = set()
    for position, word in enumerate(_words(title, text)):
        term, in_title, is_upper = word
        in_lead = in_title or position < _LEAD_WORDS
        counted[term] += 1 + (_TITLE_WEIGHT if in_title else _LEAD_WEIGHT if in_lead else 0)
        mark = (LEAD if in_lead else 0) | (NAME if is_upper else 0)
        marks[term] = marks.get(term, 0) | mark
        if not is_upper:
            lower_case.add(term)
    return _profile(counted, {term: _mark(term, marks[term], lower_case) for term in counted})


def _words(title: str | None, text: str) -> Iterator[tuple[str, bool, bool]]:
    for part, in_title in ((title or "", True), (text, False)):
        for match in _WORD.finditer(part):
            word = match.group()
            if len(word) > 1 or word.isdigit():
                yield stem(word.lower().replace("’", "'")), in_title, word[0].isupper()


def _mark(term: str, mark: int, lower_case: set[str]) -> int:
    is_date = bool(_YEAR.fullmatch(term)) or (term in _MONTHS and bool(mark & NAME))
    if term in lower_case:
        mark &= ~NAME
    return mark | (NUMBER if term[:1].isdigit() else 0) | (DATE if is_date else 0)


def _profile(counted: Counter[str], marks: dict[str, int]) -> Profile:
    weights = {
        term: (1 + math.log(count)) * weight(term) * _importance(marks[term])
        for term, count in counted.items()
    }
    length = math.sqrt(sum(value * value for value in weights.values())) or 1.0
    ranked = sorted(weights, key=lambda term: (-weights[term], term))
    kept = [term for term in ranked[:_KEPT_TERMS] if weights[term] > 0]
    kept += sorted(term for term in marks.keys() - set(kept) if marks[term] & DATE)
    terms = {term: round(weights[term] / length, 5) for term in kept}
    return Profile(terms, {term: marks[term] for term in kept})


def _importance(mark: int) -> float:
    return _NUMBER_WEIGHT if mark & NUMBER else _NAME_WEIGHT if mark & NAME else 1.0
