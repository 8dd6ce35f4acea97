"""Fit log-linear models over named features, with numpy alone and the same result every time."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Group = Sequence[Sequence[str]]
Slope = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Fitting:
    """How to fit: weight of the squared penalty, steps of Adam, how often a feature must occur."""

    penalty: float = 3.0
    steps: int = 250
    rate: float = 0.1
    fewest: int = 2


@dataclass(frozen=True)
class _Rows:
    """The features of all rows as pairs of feature and row, and the group of each row."""

    features: np.ndarray
    rows: np.ndarray
    groups: np.ndarray
    n_groups: int


def fit_yes_no(
    rows: Sequence[Sequence[str]], labels: Sequence[bool], fitting: Fitting
) -> tuple[dict[str, float], float]:
    """Fit the probability that a row is a yes: weights by feature, and the bias."""
    names, data = _indexed([[row] for row in rows], fitting)
    wanted = np.asarray(labels, dtype=float)
    bias = 0.0

    def slope(scores: np.ndarray) -> np.ndarray:
        nonlocal bias
        error = 1 / (1 + np.exp(-(scores + bias))) - wanted
        bias -= float(error.mean())
        return error

    return _descend(names, data, slope, fitting), bias


def fit_choice(
    groups: Sequence[Group], wanted: Sequence[Sequence[bool]], fitting: Fitting
) -> dict[str, float]:
    """Fit which row of each group is chosen; several may be right, one at least is."""
    names, data = _indexed(groups, fitting)
    right = np.concatenate([np.asarray(one, dtype=float) for one in wanted])

    def slope(scores: np.ndarray) -> np.ndarray:
        share = _shares(scores, data)
        among_right = share * right
        total = np.bincount(data.groups, among_right, minlength=data.n_groups)[data.groups]
        return share - among_right / np.maximum(total, 1e-12)

    return _descend(names, data, slope, fitting)


def _indexed(groups: Sequence[Group], fitting: Fitting) -> tuple[list[str], _Rows]:
    counts = Counter(name for group in groups for row in group for name in set(row))
    names = sorted(name for name, count in counts.items() if count >= fitting.fewest)
    numbers = {name: number for number, name in enumerate(names)}
    features, rows, group_of = [], [], []
    for number, group in enumerate(groups):
        for row in group:
            known = sorted(numbers[name] for name in set(row) if name in numbers)
            features += known
            rows += [len(group_of)] * len(known)
            group_of.append(number)
    return names, _Rows(np.array(features), np.array(rows), np.array(group_of), len(groups))


def _shares(scores: np.ndarray, data: _Rows) -> np.ndarray:
    top = np.full(data.n_groups, -np.inf)
    np.maximum.at(top, data.groups, scores)
    powers = np.exp(scores - top[data.groups])
    return powers / np.bincount(data.groups, powers, minlength=data.n_groups)[data.groups]


def _descend(names: list[str], data: _Rows, slope: Slope, fitting: Fitting) -> dict[str, float]:
    """Minimise by Adam over all rows at once, its rate falling to nothing in the second half."""
    weights = np.zeros(len(names))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, fitting.steps + 1):
        scores = np.bincount(data.rows, weights[data.features], minlength=len(data.groups))
        error = slope(scores)
        gradient = np.bincount(data.features, error[data.rows], minlength=len(names))
        gradient = gradient + fitting.penalty * weights
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        rate = fitting.rate * min(1.0, 2 * (fitting.steps - step + 1) / fitting.steps)
        move = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        weights -= rate * move
    return {
        name: round(float(weight), 3)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= 0.005
    }
