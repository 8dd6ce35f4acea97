"""Numbers: two reports count the same thing and their bounds exclude each other."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from transforms.claim_similarity import numbers, wording_similarity
from transforms.disagreements.statements import Detail, Finding
from transforms.text_similarity import containment, terms

_ABOUT = 0.1
_ALIKE = 0.5
_ALIKE_IN_COPIES = 0.75
_ALIKE_AROUND = 0.5
_HELD = 0.65
_MIN_SHARED = 3
_SHARED_BY_TOLLS = 4
_TOLL_WORDS = 3
_TOLLS = {
    "killed": re.compile(r"(?:kill|dead\b|died\b|deaths?\b|fatalit)", re.IGNORECASE),
    "injured": re.compile(r"(?:injur|wound|hurt\b|hospitali[sz]ed)", re.IGNORECASE),
    "missing": re.compile(r"(?:missing|unaccounted)\b", re.IGNORECASE),
    "arrested": re.compile(r"(?:arrest|detain)", re.IGNORECASE),
}
_ANYTHING = frozenset(
    (
        *("person", "percent", "USD", "EUR", "GBP", "vote", "point", "time"),
        *("year", "month", "week", "day", "hour", "minute", "second", "yard", "mile", "foot"),
    )
)
"""Units of many numbers in one report: what is counted shows in the words beside only."""
_PART = re.compile(
    r"\b(?:other|others|another|more|additional|further|remaining|first|only)\b", re.IGNORECASE
)
_SOMETHING = re.compile(r"\W*(?:it|he|she|they|this|that|these|those|who|which)\b", re.IGNORECASE)
"""How a sentence begins whose subject stands elsewhere: whose number it is, is not known."""
_TIME = re.compile(
    r"\b(?:(?:19|20)\d\d|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|(?:last|this|next|previous|past) (?:week|month|year|quarter|fall|summer))\b"
)
"""What tells when a number held: "in 2015" and "in 2016" are two numbers."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit and bound, the sentence it stands in, and the words on either side."""

    detail: Detail
    value: float
    unit: str
    bound: str
    sentence: str
    before: str
    after: str

    @property
    def beside(self) -> str:
        """The words on both sides."""
        return f"{self.before} {self.after}"

    @property
    def toll(self) -> str | None:
        """What befell those counted: killed, injured, missing or arrested, by the nearest word."""
        return _toll(self.before, self.after)


def compare_figures(left: Sequence[Figure], right: Sequence[Figure]) -> Iterator[Finding]:
    """Compare the numbers of two reports of one event.

    Two numbers are compared when they count the same unit in sentences that are worded alike and
    name no two times. A number that the other report gives as well is no disagreement, and neither
    is a choice between several: of each pair of sentences exactly one number on each side has to be
    left over. A number of others, or of a part ("two more"), is not compared.
    """
    told_left, told_right = _by_sentence(left), _by_sentence(right)
    for (l_sentence, ours), (r_sentence, theirs) in product(told_left.items(), told_right.items()):
        for unit in sorted({figure.unit for figure in ours} & {figure.unit for figure in theirs}):
            rest_l, rest_r = _left_over(
                [figure for figure in ours if figure.unit == unit],
                [figure for figure in theirs if figure.unit == unit],
            )
            if len(rest_l) != 1 or len(rest_r) != 1 or _is_part(rest_l[0]) or _is_part(rest_r[0]):
                continue
            if _said_elsewhere(rest_l[0], right) or _said_elsewhere(rest_r[0], left):
                continue
            if _tell_the_same(rest_l[0], rest_r[0], (l_sentence, r_sentence)):
                yield _finding(rest_l[0], rest_r[0])


def _is_part(figure: Figure) -> bool:
    return bool(_PART.search(f"{figure.detail.text} {figure.beside}"))


def _toll(before: str, after: str) -> str | None:
    sides = (before.split()[::-1], after.split())
    near = [(at, word) for side in sides for at, word in enumerate(side[:_TOLL_WORDS])]
    for _, word in sorted(near, key=lambda entry: entry[0]):
        for toll, pattern in _TOLLS.items():
            if pattern.match(word):
                return toll
    return None


def may_agree(left: Figure, right: Figure) -> bool:
    """Tell whether one true number fits both: 'over 2,000' and '2,001' do, '14' and '40' not."""
    (l_low, l_high), (r_low, r_high) = _interval(left), _interval(right)
    return l_low <= r_high and r_low <= l_high


def _interval(figure: Figure) -> tuple[float, float]:
    value = figure.value
    if figure.bound == "at_least":
        return value, math.inf
    if figure.bound == "at_most":
        return -math.inf, value
    slack = abs(value) * (_ABOUT if figure.bound == "about" else 0.0)
    return value - slack, value + slack


def _by_sentence(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.sentence, []).append(figure)
    return found


def _left_over(ours: list[Figure], theirs: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    rest_l = [figure for figure in ours if not any(may_agree(figure, other) for other in theirs)]
    rest_r = [figure for figure in theirs if not any(may_agree(figure, other) for other in ours)]
    return rest_l, rest_r


def _said_elsewhere(figure: Figure, others: Sequence[Figure]) -> bool:
    """Tell whether the other report gives this very number too, in another sentence."""
    return any(
        other.unit == figure.unit
        and other.value == figure.value
        and (_beside_alike(figure, other) or (figure.toll and figure.toll == other.toll))
        for other in others
    )


def _tell_the_same(left: Figure, right: Figure, sentences: tuple[str, str]) -> bool:
    alike = wording_similarity(*sentences)
    if left.detail.source.is_copy_of(right.detail.source):
        return alike >= _ALIKE_IN_COPIES
    ours, theirs = terms(sentences[0]), terms(sentences[1])
    shared = {term for term in ours if term in theirs and not term.isdigit()}
    if len(shared) < _MIN_SHARED or _cannot_be_compared(left, right, sentences):
        return False
    if left.toll and left.toll == right.toll and len(shared) >= _SHARED_BY_TOLLS:
        return True
    if left.toll != right.toll or (alike < _ALIKE and containment(ours, theirs) < _HELD):
        return False
    return left.unit not in _ANYTHING or _beside_alike(left, right)


def _cannot_be_compared(left: Figure, right: Figure, sentences: tuple[str, str]) -> bool:
    """Tell whether two sentences name two times, leave open whose number it is, or give both."""
    times = [set(_TIME.findall(sentence)) for sentence in sentences]
    if all(times) and not times[0] & times[1]:
        return True
    if any(_SOMETHING.match(sentence) for sentence in sentences):
        return True
    return _in(left, sentences[1]) or _in(right, sentences[0])


def _in(figure: Figure, sentence: str) -> bool:
    """Tell whether a sentence has a figure's number, whatever it counts there."""
    return bool(numbers(figure.detail.text) & numbers(sentence))


def _beside_alike(left: Figure, right: Figure) -> bool:
    ours, theirs = terms(left.beside), terms(right.beside)
    return not ours or not theirs or containment(ours, theirs) >= _ALIKE_AROUND


def _finding(left: Figure, right: Figure) -> Finding:
    return Finding(
        kind="number",
        left=left.detail,
        right=right.detail,
        compatible=False,
        explanation=(
            f"One report says “{left.detail.text}”, the other “{right.detail.text}”: "
            "no one number fits both."
        ),
        gist=frozenset(f"{side.value:.12g} {side.unit} {side.bound}" for side in (left, right)),
    )
