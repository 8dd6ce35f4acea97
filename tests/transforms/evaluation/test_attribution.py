import pytest

from transforms.evaluation.attribution import (
    Attribution,
    as_row,
    match_contents,
    score_attributions,
)

TEXT = "Lund said that the old bridge is safe. Moor left."
GOLD = Attribution(source=[(0, 4)], cue=[(5, 9)], content=[(10, 37)])
FULL = {"content_03": 100.0, "content_08": 100.0, "triple": 100.0, "triple_exact": 100.0}


def score(predicted: list[Attribution], gold: list[Attribution]) -> dict[str, float | int]:
    return as_row(score_attributions([(TEXT, predicted, gold)]))


def test_the_same_attribution_scores_full_marks() -> None:
    assert score([GOLD], [GOLD]) == {**FULL, "speaker_accuracy": 100.0, "n": 1}


def test_punctuation_does_not_count() -> None:
    with_stop = Attribution(GOLD.source, GOLD.cue, [(10, 38)])
    assert score([with_stop], [GOLD])["triple_exact"] == 100.0


def test_nothing_predicted_and_nothing_annotated_is_zero() -> None:
    expected = dict.fromkeys([*FULL, "speaker_accuracy"], 0.0)
    assert score([], []) == {**expected, "n": 0}
    assert score([], [GOLD]) == {**expected, "n": 1}
    assert score([GOLD], []) == {**expected, "n": 0}


def test_a_content_that_agrees_in_part_counts_for_the_loose_score_only() -> None:
    part = Attribution(GOLD.source, GOLD.cue, [(30, 37)])  # 2 of 6 words: F1 .5
    scored = score([part], [GOLD])
    assert scored["content_03"] == 100.0
    assert scored["content_08"] == 0.0
    assert scored["speaker_accuracy"] == 100.0


def test_another_speaker_is_no_triple() -> None:
    other = Attribution([(39, 43)], GOLD.cue, GOLD.content)
    scored = score([other], [GOLD])
    assert scored["content_08"] == 100.0
    assert scored["triple"] == 0.0
    assert scored["speaker_accuracy"] == 0.0


def test_two_missing_speakers_agree() -> None:
    unnamed = Attribution([], GOLD.cue, GOLD.content)
    assert score([unnamed], [unnamed])["triple_exact"] == 100.0
    assert score([unnamed], [GOLD])["triple"] == 0.0


def test_one_annotated_attribution_is_matched_once() -> None:
    scored = score([GOLD, GOLD], [GOLD])
    assert scored["content_03"] == pytest.approx(200 / 3)


def test_the_cue_decides_between_equal_contents() -> None:
    other_cue = Attribution(GOLD.source, [(44, 48)], GOLD.content)
    assert match_contents(TEXT, [other_cue, GOLD], [GOLD]) == [(1, 0, 1.0)]
