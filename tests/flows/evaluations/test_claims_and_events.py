"""The evaluations of claims and events read their formats and say what is missing."""

from pathlib import Path

import polars as pl
import pytest

from flows.evaluations import claims, events
from transforms.errors import ConfigError

FERRY = "The ferry Orlen ran aground off Sandvik with 212 passengers, captain Rune Dahl said."
AGAIN = "Captain Rune Dahl said the ferry Orlen ran aground off Sandvik with 212 passengers."
STRIKE = "Deckhands of the ferry Minna went on strike in Halden, their leader Kaja Lien said."


def test_labels_and_graded_scores_are_both_read(tmp_path: Path) -> None:
    pairs = {"a": [FERRY, FERRY, FERRY], "b": [AGAIN, STRIKE, STRIKE]}
    pl.DataFrame(pairs | {"label": [1, 0, 0]}).write_parquet(tmp_path / "one.parquet")
    pl.DataFrame(pairs | {"score": [4.6, 0.4, 3.5]}).write_parquet(tmp_path / "two.parquet")
    assert claims.evaluate(tmp_path / "one.parquet")["n"] == 3
    assert claims.evaluate(tmp_path / "two.parquet")["n"] == 2
    both = claims.evaluate(tmp_path)
    assert set(both) == {"auc", "f1", "recall_at_p95", "n"}
    assert (both["auc"], both["n"]) == (1.0, 5)


def test_articles_are_grouped_by_what_they_report(tmp_path: Path) -> None:
    pl.DataFrame(
        {
            "id": ["1", "2", "3"],
            "topic": [7, 7, 7],
            "cluster": ["grounding", "grounding", "strike"],
            "title": ["Ferry aground", "Orlen aground", "Strike in Halden"],
            "text": [FERRY, AGAIN, STRIKE],
        }
    ).write_parquet(tmp_path / "articles.parquet")
    scores = events.evaluate(tmp_path)
    assert scores == {
        "bcubed_precision": 1.0,
        "bcubed_recall": 1.0,
        "bcubed_f1": 1.0,
        "topics_mixed": 0.0,
        "topics": 1,
        "n": 3,
    }


@pytest.mark.parametrize("evaluation", [claims, events], ids=["claims", "events"])
def test_what_cannot_be_scored_is_named(evaluation: object, tmp_path: Path) -> None:
    evaluate = evaluation.evaluate  # type: ignore[attr-defined]
    with pytest.raises(ConfigError, match="found none"):
        evaluate(tmp_path)
    (tmp_path / "text.parquet").write_text("no parquet")
    with pytest.raises(ConfigError, match="could not read"):
        evaluate(tmp_path)
    pl.DataFrame({"id": ["1"]}).write_parquet(tmp_path / "text.parquet")
    with pytest.raises(ConfigError, match="expected columns"):
        evaluate(tmp_path)
