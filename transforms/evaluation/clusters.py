"""Compare two partitions of the same items: pairwise, adjusted Rand, BCubed."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class ClusterScores:
    """How well predicted clusters agree with gold ones; each from 0 to 1 (ARI from -0.5)."""

    n: int
    pairwise_precision: float
    pairwise_recall: float
    pairwise_f1: float
    ari: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float


def score_clusters(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> ClusterScores:
    """Score predicted clusters against gold ones, item by item in the same order.

    A ratio without cases is 1: no pair predicted means none predicted wrongly, and two
    partitions of nothing agree.

    Raises:
        ValueError: the sequences differ in length.

    Method: Hubert & Arabie 1985 (ARI); Amigó et al. 2009 (BCubed, elements weighted equally).
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold labels, but {len(predicted)} predicted ones")
    both, left, right = _counts(gold, predicted)
    together, in_gold, in_predicted = (
        _pairs(column) for column in (both["n"], left["n"], right["n"])
    )
    precision, recall = _ratio(together, in_predicted), _ratio(together, in_gold)
    overlap = both.join(left, on="gold", suffix="_gold").join(
        right, on="predicted", suffix="_predicted"
    )
    items = len(gold)
    exact, found = (
        _ratio(float((overlap["n"] ** 2 / overlap[size]).sum()), items)
        for size in ("n_predicted", "n_gold")
    )
    return ClusterScores(
        n=items,
        pairwise_precision=precision,
        pairwise_recall=recall,
        pairwise_f1=f1(precision, recall),
        ari=_adjusted_rand(together, in_gold, in_predicted, items * (items - 1) / 2),
        bcubed_precision=exact,
        bcubed_recall=found,
        bcubed_f1=f1(exact, found),
    )


def f1(precision: float, recall: float) -> float:
    """Give the harmonic mean of precision and recall; 0 when both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _counts(
    gold: Sequence[Hashable], predicted: Sequence[Hashable]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    labels = pl.DataFrame(
        {"gold": _codes(gold), "predicted": _codes(predicted)},
        schema={"gold": pl.Int64(), "predicted": pl.Int64()},
    )
    size = pl.len().cast(pl.Int64).alias("n")
    return (
        labels.group_by("gold", "predicted").agg(size),
        labels.group_by("gold").agg(size),
        labels.group_by("predicted").agg(size),
    )


def _codes(labels: Sequence[Hashable]) -> list[int]:
    codes: dict[Hashable, int] = {}
    return [codes.setdefault(label, len(codes)) for label in labels]


def _pairs(sizes: pl.Series) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _adjusted_rand(together: float, in_gold: float, in_predicted: float, pairs: float) -> float:
    expected = in_gold * in_predicted / pairs if pairs else 0.0
    most = (in_gold + in_predicted) / 2
    return _ratio(together - expected, most - expected)
