"""Score a similarity of pairs: AUC, best F1 by a threshold from other data, recall at precision."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

_FOLDS = 5


@dataclass(frozen=True, slots=True)
class PairScores:
    """What a similarity is worth on labelled pairs, as shares of 1; `n` counts the pairs."""

    auc: float
    f1: float
    recall_at_p95: float
    n: int


def score_pairs(scores: Sequence[float], same: Sequence[bool]) -> PairScores:
    """Score a similarity against labels.

    AUC counts ties half. F1 is over all pairs, each judged by the threshold that is best on the
    other four fifths (every fifth pair is one fold). Recall at precision .95 is the largest
    recall of any threshold whose precision reaches it.
    """
    folds = [
        best_threshold(
            [score for at, score in enumerate(scores) if at % _FOLDS != fold],
            [label for at, label in enumerate(same) if at % _FOLDS != fold],
        )
        for fold in range(_FOLDS)
    ]
    judged = [score >= folds[at % _FOLDS] for at, score in enumerate(scores)]
    right = sum(judge and label for judge, label in zip(judged, same, strict=True))
    total = sum(judged) + sum(same)
    return PairScores(
        auc=area_under_curve(scores, same),
        f1=2 * right / total if total else 0.0,
        recall_at_p95=recall_at_precision(scores, same, precision=0.95),
        n=len(scores),
    )


def area_under_curve(scores: Sequence[float], same: Sequence[bool]) -> float:
    """Give the chance that a pair that is the same scores above one that is not."""
    positives, negatives, wins = sum(same), len(same) - sum(same), 0.0
    if not positives or not negatives:
        return 0.5
    below = 0
    for _, tied in groupby(sorted(zip(scores, same, strict=True)), key=itemgetter(0)):
        labels = [label for _, label in tied]
        ups = sum(labels)
        wins += ups * (below + (len(labels) - ups) / 2)
        below += len(labels) - ups
    return wins / (positives * negatives)


def best_threshold(scores: Sequence[float], same: Sequence[bool]) -> float:
    """Give the threshold with the best F1, the highest of equals."""
    best, best_f1 = 1.0, -1.0
    for threshold, found, right in _steps(scores, same):
        f1 = 2 * right / (found + sum(same))
        if f1 > best_f1:
            best, best_f1 = threshold, f1
    return best


def recall_at_precision(
    scores: Sequence[float], same: Sequence[bool], *, precision: float
) -> float:
    """Give the largest recall of a threshold that reaches a precision, 0 where none does."""
    reached = [right for _, found, right in _steps(scores, same) if right >= precision * found]
    return max(reached, default=0) / sum(same) if any(same) else 0.0


def _steps(scores: Sequence[float], same: Sequence[bool]) -> list[tuple[float, int, int]]:
    """List each threshold with how many pairs reach it and how many of those are the same."""
    steps, found, right = [], 0, 0
    falling = sorted(zip(scores, same, strict=True), reverse=True)
    for threshold, tied in groupby(falling, key=itemgetter(0)):
        labels = [label for _, label in tied]
        found, right = found + len(labels), right + sum(labels)
        steps.append((threshold, found, right))
    return steps
