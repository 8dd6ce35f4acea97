"""Compare our copy groups with datasketch's MinHashLSH on the same labelled texts, in one run.

    python tests/benchmarks/copies_peers.py ../shared/data/copies/nearbench-dev.parquet

datasketch is run as its documentation shows: 128 permutations over the same 4-word shingles, one
index, every text queried, what comes back joined into components. Several thresholds are tried
and the best is reported. CPU time, reading the file left out for both.
"""

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from re import findall
from time import process_time
from typing import TypeVar

import polars as pl
from datasketch import MinHash, MinHashLSH

from flows.evaluations.copies import evaluate
from transforms.evaluation.clusters import score_clusters

T = TypeVar("T")
PERMUTATIONS = 128
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def main(path: Path) -> None:
    """Print pairwise precision, recall and F1, and milliseconds of CPU per article."""
    stories = pl.read_parquet(path)
    ours, seconds = timed(lambda: evaluate(path))
    names = ("pairwise_precision", "pairwise_recall", "pairwise_f1")
    report("claimstream", [ours[name] for name in names], seconds, stories.height)
    hashes, hashing = timed(lambda: [minhash(text) for text in stories["text"]])
    for threshold in THRESHOLDS:
        groups, joining = timed(lambda threshold=threshold: components(hashes, threshold))
        kept = stories.with_columns(found=pl.Series(groups)).filter(pl.col("kind") != "roundup")
        scores = score_clusters(kept["cluster"].to_list(), kept["found"].to_list())
        figures = [scores.pairwise_precision, scores.pairwise_recall, scores.pairwise_f1]
        report(f"datasketch {threshold}", figures, hashing + joining, stories.height)


def minhash(text: str) -> MinHash:
    """Hash the 4-word shingles of a text."""
    words = findall(r"\w+", text.lower())
    shingles = {" ".join(words[n : n + 4]).encode() for n in range(max(1, len(words) - 3))}
    signature = MinHash(num_perm=PERMUTATIONS)
    signature.update_batch(shingles)
    return signature


def components(hashes: list[MinHash], threshold: float) -> list[int]:
    """Join each text with what the index gives back for it."""
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    parent = list(range(len(hashes)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for node, signature in enumerate(hashes):
        near = [root(other) for other in index.query(signature)]
        for a, b in pairwise([node, *near]):
            parent[root(a)] = root(b)
        index.insert(node, signature)
    return [root(node) for node in range(len(hashes))]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do some work and give its result with the CPU seconds it took."""
    started = process_time()
    return work(), process_time() - started


def report(name: str, figures: list[float], seconds: float, articles: int) -> None:
    """Print one line."""
    precision, recall, f1 = figures
    print(
        f"{name:15} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"
        f"  {1000 * seconds / articles:.2f} ms/article"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
