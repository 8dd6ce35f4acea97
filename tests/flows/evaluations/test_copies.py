from pathlib import Path
from random import Random

import polars as pl
import pytest

from flows.evaluations.copies import evaluate
from transforms.errors import ConfigError


def story(seed: int, words: int = 200) -> str:
    rng = Random(seed)  # noqa: S311 - repeatable samples
    return " ".join("".join(rng.choices("bcdfgklmnprst", k=6)) for _ in range(words))


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Three stories, two of them copied, and a round-up of two."""
    rows = [(f"o{n}", n, "orig", "Title", story(n), "") for n in range(3)]
    rows += [(f"c{n}", n, "trunc", "Title", story(n)[:1000], "") for n in range(2)]
    rows += [("r0", 1_000_000, "roundup", "Round-up", f"{story(0)} {story(1)}", "0,1")]
    path = tmp_path / "any-name.parquet"
    columns = ["id", "cluster", "kind", "title", "text", "parts"]
    pl.DataFrame(rows, schema=columns, orient="row").write_parquet(path)
    return path


def test_a_labelled_file_and_its_folder_are_scored_alike(labelled: Path) -> None:
    scores = evaluate(labelled)
    assert scores == {
        "pairwise_precision": 1.0,
        "pairwise_recall": 1.0,
        "pairwise_f1": 1.0,
        "ari": 1.0,
        "bcubed_f1": 1.0,
        "roundups_not_bridging": 1.0,
        "groups_mixing": 0,
        "n": 6,
    }
    assert evaluate(labelled.parent) == scores


def test_a_path_without_labelled_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="expected a parquet file or a folder"):
        evaluate(tmp_path)
    with pytest.raises(ConfigError, match=r"missing\.parquet"):
        evaluate(tmp_path / "missing.parquet")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    pl.DataFrame({"id": ["1"], "text": ["one"]}).write_parquet(path)
    with pytest.raises(ConfigError, match="'cluster', 'kind'"):
        evaluate(path)
