"""Fit the weights of `transforms/events/text_evidence.py` on ECB+, and score them by topic folds.

    python tests/evaluation/train_events.py --data FOLDER [--write]

Every pair of articles that shares enough words is an example; it is positive when both tell of one
event. The penalised likelihood has one maximum, found by Newton steps, so nothing is random. Fold k
holds the topics whose number leaves k when divided by five; each fold's articles are linked with
weights fitted on the others, by the path that a run takes. `--write` stores weights fitted on all.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl

from flows.evaluations.events import labelled_versions, read_labelled, score
from transforms.contracts.events import EventMention
from transforms.events import find_event_mentions
from transforms.events.profiles import Profile
from transforms.events.text_evidence import FEATURES, TextScorer, text_features
from transforms.extraction import extract

DATA = "events/ecbplus-dev.parquet"
WEIGHTS = Path(__file__).parents[2] / "transforms" / "events" / "text_weights.json"
FOLDS = 5
STEPS = 40
PENALTY = 1.0


@dataclass(frozen=True)
class Examples:
    """Pairs of articles: their features, whether they tell of one event, and their two folds."""

    features: np.ndarray
    same: np.ndarray
    folds: np.ndarray

    def without(self, fold: int) -> "Examples":
        kept = (self.folds != fold).all(axis=1)
        return Examples(self.features[kept], self.same[kept], self.folds[kept])


def read_examples(articles: pl.DataFrame) -> Examples:
    versions = labelled_versions(articles)
    mentions = find_event_mentions(versions, extract(versions))
    about = mentions.filter(pl.col("report_terms").list.len() > 0)
    profiles = {row["version_id"]: Profile.of(EventMention(**row)) for row in about.to_dicts()}
    labels = zip(versions["version_id"], articles["cluster"], articles["topic"], strict=True)
    told = [
        (profiles[key], cluster, fold_of(topic))
        for key, cluster, topic in labels
        if key in profiles
    ]
    features, same, folds = [], [], []
    for (left, l_cluster, l_fold), (right, r_cluster, r_fold) in combinations(told, 2):
        found = text_features(left, right)
        if found:
            features.append(found)
            same.append(l_cluster == r_cluster)
            folds.append((l_fold, r_fold))
    return Examples(np.array(features), np.array(same, float), np.array(folds))


def fold_of(topic: str) -> int:
    return int(topic) % FOLDS


def fit(examples: Examples) -> TextScorer:
    x = np.c_[examples.features, np.ones(len(examples.features))]
    penalty = PENALTY * np.r_[np.ones(len(FEATURES)), 0.0]
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - examples.same) + penalty * weights
        curvature = (
            (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty) + 1e-9 * np.eye(len(weights))
        )
        weights -= np.linalg.solve(curvature, gradient)
    return TextScorer(tuple(round(float(w), 4) for w in weights[:-1]), round(float(weights[-1]), 4))


def calibration(examples: Examples, scorer: TextScorer) -> list[tuple[float, float, int]]:
    """Give, by tenths of the probability, the mean probability, the share that is one event, n."""
    p = np.array([scorer.probability(tuple(row)) for row in examples.features])
    tenths = np.minimum((p * 10).astype(int), 9)
    return [
        (
            float(p[tenths == k].mean()),
            float(examples.same[tenths == k].mean()),
            int((tenths == k).sum()),
        )
        for k in range(10)
        if (tenths == k).any()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument(
        "--write", action="store_true", help="store the weights fitted on all topics"
    )
    arguments = parser.parse_args()
    articles = read_labelled(arguments.data / DATA)
    examples = read_examples(articles)
    write = sys.stdout.write
    write(f"{len(examples.same)} pairs, {int(examples.same.sum())} of one event\n")
    totals: dict[str, float] = {}
    for fold in range(FOLDS):
        held_out = articles.filter(pl.col("topic").cast(pl.Int64) % FOLDS == fold)
        scores = score(held_out, fit(examples.without(fold)))
        write(f"fold {fold}: {json.dumps(scores)}\n")
        for name, value in scores.items():
            share = (
                1.0 if name in {"topics_mixed", "topics", "n"} else scores["n"] / articles.height
            )
            totals[name] = totals.get(name, 0.0) + share * value
    write(f"5-fold: {json.dumps(totals)}\n")
    scorer = fit(examples)
    for mean, share, count in calibration(examples, scorer):
        write(f"  said {mean:.2f}, true {share:.2f} ({count} pairs)\n")
    stored = {
        "trained_on": "ECB+ topics 1-35, CC BY 3.0",
        "intercept": scorer.intercept,
        "weights": dict(zip(FEATURES, scorer.weights, strict=True)),
    }
    write(json.dumps(stored, indent=2) + "\n")
    if arguments.write:
        WEIGHTS.write_text(json.dumps(stored, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
