"""Scores of reading documents: article bodies, and the fields of feeds."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mean

SHINGLE = 4

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class BodyScores:
    """Precision, recall and F1 of extracted bodies."""

    precision: float
    recall: float
    f1: float


def score_bodies(pairs: Iterable[tuple[str, str]]) -> BodyScores:
    """Compare extracted bodies with gold bodies by their shingles of four words.

    Args:
        pairs: gold and extracted text of each page.

    Returns:
        Precision averaged over the pages where something was extracted, recall over those with a
        gold body, and the F1 of both averages; zeros without any page.

    Method: Zyte's article extraction benchmark, evaluate.py.
    """
    precisions, recalls = [], []
    for gold, extracted in pairs:
        wanted, found = _shingles(gold), _shingles(extracted)
        shared = (wanted & found).total()
        if found:
            precisions.append(shared / found.total())
        if wanted:
            recalls.append(shared / wanted.total())
    precision = mean(precisions) if precisions else 0.0
    recall = mean(recalls) if recalls else 0.0
    both = precision + recall
    return BodyScores(precision, recall, 2 * precision * recall / both if both else 0.0)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - SHINGLE + 1)) if words else range(0)
    return Counter(tuple(words[start : start + SHINGLE]) for start in starts)


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """One expectation about a feed, and whether what was read meets it."""

    field: str  # entries, id, title, link or date
    met: bool


def score_fields(checks: Iterable[FieldCheck]) -> dict[str, float]:
    """Give the share of met expectations per field; 0 for a field that nothing was expected of."""
    met: Counter[str] = Counter()
    all_checks: Counter[str] = Counter()
    for check in checks:
        met[check.field] += check.met
        all_checks[check.field] += 1
    fields = ("entries", "id", "title", "link", "date")
    return {name: met[name] / all_checks[name] if all_checks[name] else 0.0 for name in fields}
