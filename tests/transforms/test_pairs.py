"""Scores of pairs agree with what can be counted by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.evaluation.pairs import area_under_curve, recall_at_precision, score_pairs


def test_a_perfect_order_has_area_one_and_its_reverse_none() -> None:
    assert area_under_curve([0.9, 0.8, 0.2], [True, True, False]) == 1.0
    assert area_under_curve([0.1, 0.2, 0.8], [True, True, False]) == 0.0


def test_ties_count_half() -> None:
    assert area_under_curve([0.5, 0.5], [True, False]) == 0.5


def test_recall_at_precision_takes_the_largest_that_still_reaches_it() -> None:
    scores, same = [0.9, 0.8, 0.7, 0.6], [True, True, False, True]
    assert recall_at_precision(scores, same, precision=0.95) == pytest.approx(2 / 3)
    assert recall_at_precision(scores, same, precision=0.75) == 1.0


def test_nothing_scores_nothing() -> None:
    assert score_pairs([], []).n == 0


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_every_score_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    found = score_pairs([score for score, _ in pairs], [same for _, same in pairs])
    assert all(0 <= score <= 1 for score in (found.auc, found.f1, found.recall_at_p95))
