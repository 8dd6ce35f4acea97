"""Compare our copy groups with datasketch and rensa on the same labelled texts, in one run.

    python tests/benchmarks/copies_peers.py --data ../shared/data

Both are run as their documentation shows, with 128 permutations over the same 4-word shingles:
datasketch's MinHashLSH is asked for each text and what comes back is joined into components;
rensa's RMinHashDeduplicator, which checks what its index proposes, likewise. Several thresholds
are tried. CPU time, reading the file left out for all.
"""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from re import findall
from time import process_time
from typing import TypeVar

import polars as pl
from datasketch import MinHash, MinHashLSH
from rensa import RMinHash, RMinHashDeduplicator

from flows.evaluations.copies import evaluate
from transforms.evaluation.clusters import score_clusters

T = TypeVar("T")
DOCUMENTS = "copies/nearbench-dev.parquet"
PERMUTATIONS = 128
SEED = 42
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.7, 0.9)


def main() -> None:
    """Print pairwise precision, recall and F1, and milliseconds of CPU per article."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    path = parser.parse_args().data / DOCUMENTS
    if not path.exists():
        print(f"skipped: no {path}")
        return
    stories = pl.read_parquet(path)
    ours, seconds = timed(lambda: evaluate(path))
    names = ("pairwise_precision", "pairwise_recall", "pairwise_f1")
    report("claimstream", [ours[name] for name in names], seconds, stories.height)
    for name, hashing, grouping in (
        ("datasketch", by_datasketch, neighbours_by_datasketch),
        ("rensa", by_rensa, neighbours_by_rensa),
    ):
        hashes, hashed = timed(
            lambda hashing=hashing: [hashing(shingles(text)) for text in stories["text"]]
        )
        for threshold in THRESHOLDS:
            groups, grouped = timed(
                lambda grouping=grouping, hashes=hashes, threshold=threshold: components(
                    grouping(hashes, threshold)
                )
            )
            kept = stories.with_columns(found=pl.Series(groups)).filter(pl.col("kind") != "roundup")
            scores = score_clusters(kept["cluster"].to_list(), kept["found"].to_list())
            figures = [scores.pairwise_precision, scores.pairwise_recall, scores.pairwise_f1]
            report(f"{name} {threshold}", figures, hashed + grouped, stories.height)


def shingles(text: str) -> list[str]:
    """List the distinct 4-word shingles of a text."""
    words = findall(r"\w+", text.lower())
    return list({" ".join(words[n : n + 4]) for n in range(max(1, len(words) - 3))})


def by_datasketch(tokens: list[str]) -> MinHash:
    """Hash shingles with datasketch."""
    signature = MinHash(num_perm=PERMUTATIONS)
    signature.update_batch([token.encode() for token in tokens])
    return signature


def neighbours_by_datasketch(hashes: list[MinHash], threshold: float) -> Iterable[list[int]]:
    """List the earlier texts that datasketch's index gives back for each text."""
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    for node, signature in enumerate(hashes):
        yield index.query(signature)
        index.insert(node, signature)


def by_rensa(tokens: list[str]) -> RMinHash:
    """Hash shingles with rensa."""
    signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    signature.update(tokens)
    return signature


def neighbours_by_rensa(hashes: list[RMinHash], threshold: float) -> Iterable[list[int]]:
    """List the earlier texts, kept as no one's duplicate, that rensa finds for each text."""
    index = RMinHashDeduplicator(
        threshold=threshold, num_perm=PERMUTATIONS, use_lsh=True, num_bands=32
    )
    for node, signature in enumerate(hashes):
        found = [int(key) for key in index.get_duplicates(signature)]
        yield found
        if not found:
            index.add(str(node), signature)


def components(neighbours: Iterable[list[int]]) -> list[int]:
    """Join each text with what was found for it."""
    parent: list[int] = []

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for node, found in enumerate(neighbours):
        parent.append(node)
        for other in found:
            parent[root(other)] = root(node)
    return [root(node) for node in range(len(parent))]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do some work and give its result with the CPU seconds it took."""
    started = process_time()
    return work(), process_time() - started


def report(name: str, figures: list[float], seconds: float, articles: int) -> None:
    """Print one line."""
    precision, recall, f1 = figures
    print(
        f"{name:15} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"
        f"  {1000 * seconds / articles:.2f} ms/article",
        flush=True,
    )


if __name__ == "__main__":
    main()
