"""Weighs what the words of two reports say about whether both tell of one event.

A logistic scorer over twelve comparisons of two profiles. Its weights are fitted on the articles
of ECB+ (CC BY 3.0), where each topic holds two events of one kind, and lie in `text_weights.json`.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.events.profiles import Profile
from transforms.text_similarity import weight

LEAST_COSINE = 0.08
FEATURES = (
    "cosine", "root_cosine", "lead_names_least", "lead_names_most", "lead_least", "lead_most",
    "numbers", "names", "lead_names", "lead_dates", "dates", "length",
)  # fmt: skip
_SHOWN = 6
_TOLD_FROM = 0.25
_NEUTRAL = 0.5
_TELLING = 2.0
_LOW_COVERAGE = 0.5
_DAY_ODDS = (1.0, 1.0, 0.5)


@dataclass(frozen=True, slots=True)
class TextScorer:
    """Fitted weights, one for each of FEATURES, and what is added to their sum."""

    weights: tuple[float, ...]
    intercept: float

    def probability(self, features: tuple[float, ...], days: int | None = None) -> float:
        """Give the probability that two reports with these features tell of one event.

        Args:
            features: the values of FEATURES.
            days: between their publications, where both are dated. The weights are fitted on
                undated reports; that two came out within a day raises the odds by e, within two
                by its root.
        """
        total = sum(w * x for w, x in zip(self.weights, features, strict=True)) + self.intercept
        if days is not None and days < len(_DAY_ODDS):
            total += _DAY_ODDS[days]
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class TextFit:
    """What the words of two reports came to: the probability of one event, and why."""

    probability: float
    features: tuple[float, ...]
    pro: tuple[str, ...] = ()
    contra: tuple[str, ...] = ()


@cache
def shipped_scorer() -> TextScorer:
    """Give the scorer with the weights that ship with the package."""
    data = json.loads(files("transforms.events").joinpath("text_weights.json").read_text("utf-8"))
    return TextScorer(tuple(data["weights"][name] for name in FEATURES), data["intercept"])


def compare_texts(
    left: Profile, right: Profile, scorer: TextScorer, *, days: int | None = None
) -> TextFit | None:
    """Score two reports by their words; None when they share too little to be worth it.

    `days` lie between their publications, where both are dated. Sentences for and against are
    written where one event is not out of the question.
    """
    features = text_features(left, right)
    if features is None:
        return None
    probability = scorer.probability(features, days)
    if probability < _TOLD_FROM:
        return TextFit(probability, features)
    pro, contra = reasons(left, right)
    return TextFit(probability, features, tuple(pro), tuple(contra))


def cosine(left: Profile, right: Profile) -> float:
    """Compare the weighted words of two reports."""
    if len(left.terms) > len(right.terms):
        left, right = right, left
    theirs = right.terms
    return math.fsum(value * theirs[term] for term, value in left.terms.items() if term in theirs)


def text_features(left: Profile, right: Profile) -> tuple[float, ...] | None:
    """Compare two profiles; None when they share too little to be worth it.

    Returns:
        The values of FEATURES: the cosine and its root; how much of the one's leading names (and
        leading words) the other has at all, the lesser and the greater of the two directions;
        shared numbers; shared names, anywhere and in both leads; whether leads and texts agree in
        years and months (1, -1, or 0 where one gives none); the length of the shorter report.
    """
    alike = cosine(left, right)
    if alike < LEAST_COSINE:
        return None
    names = _covered(left.lead_names, right), _covered(right.lead_names, left)
    leads = _covered(left.lead, right), _covered(right.lead, left)
    return (
        alike,
        math.sqrt(alike),
        min(names),
        max(names),
        min(leads),
        max(leads),
        math.sqrt(_shared_share(left.numbers, right.numbers)),
        _overlap(left.names, right.names),
        _overlap(left.lead_names, right.lead_names),
        _agreement(left.lead_dates, right.lead_dates),
        _agreement(left.dates, right.dates),
        math.log1p(min(len(left.terms), len(right.terms))),
    )


def reasons(left: Profile, right: Profile) -> tuple[list[str], list[str]]:
    """Say in sentences what the words of two reports tell for and against one event."""
    pro, contra = [], []
    names = _most_telling(left.names & right.names)
    if names:
        pro.append(f"both name {', '.join(name.title() for name in names)}")
    shared = _most_telling((left.terms.keys() & right.terms.keys()) - left.names - right.names)
    if shared:
        pro.append(f"both tell of {', '.join(shared)}")
    dates = left.lead_dates & right.lead_dates
    if dates:
        pro.append(f"both give the date {', '.join(sorted(dates))}")
    elif left.lead_dates and right.lead_dates:
        ours, theirs = sorted(left.lead_dates), sorted(right.lead_dates)
        contra.append(f"other dates in their leads: {', '.join(ours)}; {', '.join(theirs)}")
    for one, other in ((left, right), (right, left)):
        if _covered(one.lead_names, other) < _LOW_COVERAGE:
            alone = _most_telling(one.lead_names - other.terms.keys())
            contra.append(f"only one names {', '.join(name.title() for name in alone)}")
    return pro, contra


def _most_telling(terms: frozenset[str] | set[str]) -> list[str]:
    telling = [term for term in terms if weight(term) >= _TELLING and not term[0].isdigit()]
    return sorted(telling, key=lambda term: (-weight(term), term))[:_SHOWN]


def _mass(terms: frozenset[str]) -> float:
    return math.fsum(map(weight, terms))


def _covered(wanted: frozenset[str], by: Profile) -> float:
    mass = _mass(wanted)
    return _mass(wanted & by.terms.keys()) / mass if mass else _NEUTRAL


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    length = math.sqrt(_mass(left) * _mass(right))
    return _mass(left & right) / length if length else 0.0


def _shared_share(left: frozenset[str], right: frozenset[str]) -> float:
    length = math.sqrt(len(left) * len(right))
    return len(left & right) / length if length else 0.0


def _agreement(left: frozenset[str], right: frozenset[str]) -> float:
    if not left or not right:
        return 0.0
    return 1.0 if left & right else -1.0
