import pytest

from transforms.evaluation.documents import FieldCheck, score_bodies, score_fields


def test_the_same_body_scores_one() -> None:
    scores = score_bodies([("one two three four five", "One two three four five".lower())])

    assert (scores.precision, scores.recall, scores.f1) == (1.0, 1.0, 1.0)


def test_shingles_are_counted_with_their_repetitions() -> None:
    scores = score_bodies([("a b c d e", "a b c d x a b c d")])

    assert scores.precision == pytest.approx(1 / 6)
    assert scores.recall == pytest.approx(1 / 2)


def test_precision_and_recall_are_averaged_over_pages_before_f1() -> None:
    scores = score_bodies([("a b c d", "a b c d"), ("a b c d", "w x y z"), ("a b c d", "")])

    assert scores.precision == pytest.approx(1 / 2)
    assert scores.recall == pytest.approx(1 / 3)
    assert scores.f1 == pytest.approx(0.4)


def test_a_body_shorter_than_a_shingle_still_counts() -> None:
    assert score_bodies([("a b", "a b")]).f1 == 1.0


def test_no_pages_score_nothing() -> None:
    assert score_bodies([]).f1 == 0.0


def test_fields_are_scored_apart() -> None:
    checks = [FieldCheck("id", True), FieldCheck("id", False), FieldCheck("link", True)]

    assert score_fields(checks) == {"entries": 0, "id": 0.5, "title": 0, "link": 1, "date": 0}
