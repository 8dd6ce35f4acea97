"""The fitting and the measuring behind the ranker, on numbers of our own."""

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def log_linear() -> ModuleType:
    sys.path.insert(0, str(HERE))
    try:
        return importlib.import_module("log_linear")
    finally:
        sys.path.remove(str(HERE))


@pytest.fixture(scope="module")
def train_ranker() -> ModuleType:
    sys.path.insert(0, str(HERE))
    try:
        return importlib.import_module("train_ranker")
    finally:
        sys.path.remove(str(HERE))


def test_what_speaks_for_a_yes_gets_weight_and_the_rare_gets_none(log_linear: ModuleType) -> None:
    rows = [["said", "verb"]] * 20 + [["ran", "verb"]] * 20 + [["once"]]
    labels = [True] * 20 + [False] * 20 + [True]

    weights, bias = log_linear.fit_yes_no(rows, labels, log_linear.Fitting(penalty=0.1))

    assert weights["said"] + bias > 1 > -1 > weights["ran"] + bias
    assert "once" not in weights


def test_the_choice_that_is_always_right_is_preferred(log_linear: ModuleType) -> None:
    groups = [[["clause", "long"], ["object"]], [["object", "long"], ["clause"]]] * 10
    wanted = [[True, False], [False, True]] * 10

    weights = log_linear.fit_choice(groups, wanted, log_linear.Fitting(penalty=0.1))

    assert weights["clause"] > 1 > -1 > weights["object"]
    assert weights == log_linear.fit_choice(groups, wanted, log_linear.Fitting(penalty=0.1))


def test_a_confidence_that_is_right_as_often_as_it_says_has_no_error(
    train_ranker: ModuleType,
) -> None:
    lines, error = train_ranker.reliability([(0.75, True)] * 3 + [(0.75, False)])
    _, wrong = train_ranker.reliability([(0.95, False)] * 4)

    assert error == pytest.approx(0)
    assert wrong == pytest.approx(0.95)
    assert len(lines) == 2


def test_annotations_hold_ids_and_offsets_and_no_words() -> None:
    files = sorted((HERE / "annotations").glob("*.jsonl"))
    documents = [
        json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()
    ]

    assert len(documents) >= 120 + 15
    assert sum(len(one["attributions"]) for one in documents) >= 1_500
    for one in documents:
        assert set(one) == {"doc_id", "corpus", "sha256", "attributions"}
        for row in one["attributions"]:
            assert row["cue"]
            assert row["content"]
            assert all(0 <= start < stop for spans in row.values() for start, stop in spans)
