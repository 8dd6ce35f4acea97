"""Measure the similarity that claims are matched by against labelled pairs of sentences."""

from pathlib import Path

import polars as pl

from transforms.claim_similarity import content_similarity
from transforms.errors import ConfigError
from transforms.evaluation.pairs import score_pairs

_SAME_FROM, _OTHER_UP_TO = 4.0, 3.0


def evaluate(path: Path) -> dict[str, float | int]:
    """Score the similarity of contents on sentence pairs.

    Args:
        path: a parquet file with `a, b` and either `label` (1 = the same) or `score` (0 to 5; 4
            and more is the same, 3 and less is not, the rest is left out), or a folder of them.

    Returns:
        `auc, f1, recall_at_p95` and `n`, the number of pairs that were scored.

    Raises:
        ConfigError: the path holds no such file.
    """
    pairs = _read(path)
    scores = [content_similarity(a, b) for a, b in pairs.select("a", "b").iter_rows()]
    scored = score_pairs(scores, pairs["same"].to_list())
    return {
        "auc": scored.auc,
        "f1": scored.f1,
        "recall_at_p95": scored.recall_at_p95,
        "n": scored.n,
    }


def _read(path: Path) -> pl.DataFrame:
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise ConfigError(f"{path}: expected a parquet file of sentence pairs, found none")
    return pl.concat([_labelled(file) for file in files])


def _labelled(file: Path) -> pl.DataFrame:
    try:
        pairs = pl.read_parquet(file)
    except (pl.exceptions.ComputeError, OSError) as error:
        raise ConfigError(f"{file}: expected a parquet file, could not read it: {error}") from error
    if {"a", "b"} - set(pairs.columns) or not {"label", "score"} & set(pairs.columns):
        raise ConfigError(f"{file}: expected columns a, b and label or score, got {pairs.columns}")
    if "label" in pairs.columns:
        return pairs.select("a", "b", same=pl.col("label") == 1)
    clear = pairs.filter((pl.col("score") >= _SAME_FROM) | (pl.col("score") <= _OTHER_UP_TO))
    return clear.select("a", "b", same=pl.col("score") >= _SAME_FROM)
