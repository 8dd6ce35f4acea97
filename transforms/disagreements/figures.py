"""Numbers: two reports count the same thing and their bounds exclude each other."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from transforms.claim_similarity import wording_similarity
from transforms.disagreements.statements import Detail, Finding
from transforms.text_similarity import containment, terms

_ABOUT = 0.1
_ALIKE = 0.5
_ALIKE_IN_COPIES = 0.75
_ALIKE_AROUND = 0.5
_HELD = 0.65


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit and bound, the sentence it stands in, and the words beside it."""

    detail: Detail
    value: float
    unit: str
    bound: str
    sentence: str
    beside: str


def compare_figures(left: Sequence[Figure], right: Sequence[Figure]) -> Iterator[Finding]:
    """Compare the numbers of two reports of one event.

    Two numbers are compared when they count the same unit in sentences that are worded alike. A
    number that the other report gives as well is no disagreement, and neither is a choice between
    several: of each pair of sentences exactly one number on each side has to be left over.
    """
    told_left, told_right = _by_sentence(left), _by_sentence(right)
    for (l_sentence, ours), (r_sentence, theirs) in product(told_left.items(), told_right.items()):
        for unit in sorted({figure.unit for figure in ours} & {figure.unit for figure in theirs}):
            rest_l, rest_r = _left_over(
                [figure for figure in ours if figure.unit == unit],
                [figure for figure in theirs if figure.unit == unit],
            )
            if len(rest_l) != 1 or len(rest_r) != 1:
                continue
            if _said_elsewhere(rest_l[0], right) or _said_elsewhere(rest_r[0], left):
                continue
            if _tell_the_same(rest_l[0], rest_r[0], (l_sentence, r_sentence)):
                yield _finding(rest_l[0], rest_r[0])


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
        other.unit == figure.unit and other.value == figure.value and _beside_alike(figure, other)
        for other in others
    )


def _tell_the_same(left: Figure, right: Figure, sentences: tuple[str, str]) -> bool:
    copies = left.detail.source.is_copy_of(right.detail.source)
    alike = wording_similarity(*sentences)
    if copies:
        return alike >= _ALIKE_IN_COPIES
    held = containment(terms(sentences[0]), terms(sentences[1]))
    if alike < _ALIKE and held < _HELD:
        return False
    return _beside_alike(left, right)


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
