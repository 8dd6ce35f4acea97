import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.evaluation.clusters import f1, score_clusters

LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=30)


def test_equal_partitions_score_one_whatever_their_labels_are() -> None:
    scores = score_clusters(["a", "a", "b", "c"], [7, 7, 1, 0])
    assert (scores.pairwise_f1, scores.ari, scores.bcubed_f1, scores.n) == (1, 1, 1, 4)


def test_scores_of_a_small_case_are_those_worked_out_by_hand() -> None:
    scores = score_clusters("aaabb", [1, 1, 2, 2, 2])
    assert scores.pairwise_precision == pytest.approx(2 / 4)
    assert scores.pairwise_recall == pytest.approx(2 / 4)
    assert scores.ari == pytest.approx((2 - 4 * 4 / 10) / (4 - 4 * 4 / 10))
    assert scores.bcubed_precision == pytest.approx((2 * 1 + 1 / 3 + 2 * 2 / 3) / 5)
    assert scores.bcubed_recall == pytest.approx((2 * 2 / 3 + 1 / 3 + 2 * 1) / 5)


def test_one_big_cluster_finds_everything_and_is_seldom_right() -> None:
    scores = score_clusters("aabbcc", [1] * 6)
    assert scores.pairwise_recall == 1
    assert scores.pairwise_precision == pytest.approx(3 / 15)
    assert scores.ari == pytest.approx(0)


def test_all_alone_is_never_wrong_and_finds_nothing() -> None:
    scores = score_clusters("aabb", range(4))
    assert (scores.pairwise_precision, scores.pairwise_recall, scores.pairwise_f1) == (1, 0, 0)


def test_partitions_of_nothing_agree() -> None:
    scores = score_clusters([], [])
    assert (scores.n, scores.pairwise_f1, scores.ari, scores.bcubed_f1) == (0, 1, 1, 1)


def test_sequences_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="3 gold labels, but 2"):
        score_clusters("abc", "ab")


def test_f1_of_nothing_right_is_zero() -> None:
    assert f1(0.0, 0.0) == 0.0


@given(LABELS)
def test_swapping_the_sides_swaps_precision_and_recall(pairs: list[tuple[int, int]]) -> None:
    gold, predicted = [g for g, _ in pairs], [p for _, p in pairs]
    there, back = score_clusters(gold, predicted), score_clusters(predicted, gold)
    assert there.pairwise_precision == pytest.approx(back.pairwise_recall)
    assert there.bcubed_precision == pytest.approx(back.bcubed_recall)
    assert there.ari == pytest.approx(back.ari)
    assert 0 <= there.bcubed_f1 <= 1
    assert there.ari <= 1 + 1e-9
