"""Contents are alike when their words align, and less so when their numbers differ."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.claim_similarity import content_similarity, is_negated, numbers, wording_similarity

FERRY = "the ferry line will carry 2,000 passengers a day"


def test_other_words_for_the_same_stay_more_alike_than_another_matter() -> None:
    reworded = "a day the ferries are going to carry 2,000 passengers"
    other = "the harbour museum closes for repairs in winter"
    assert content_similarity(FERRY, reworded) > 0.6
    assert content_similarity(FERRY, other) < 0.3


def test_another_number_lowers_the_similarity_but_not_that_of_the_wording() -> None:
    changed = FERRY.replace("2,000", "3,000")
    assert content_similarity(FERRY, changed) < 0.7 * content_similarity(FERRY, FERRY)
    assert wording_similarity(FERRY, changed) > 0.8


def test_small_numbers_count_as_digits_and_as_words() -> None:
    assert numbers("Two of 1,200 ferries, 3.5 per cent") == {"2", "1200", "3.5"}


@pytest.mark.parametrize("text", ["it did not sink", "it can't sink", "No ferry sank"])
def test_a_negation_is_seen(text: str) -> None:
    assert is_negated(text)


def test_nothing_is_like_nothing() -> None:
    assert content_similarity("", "") == 0.0
    assert content_similarity("", FERRY) == 0.0


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_similarity_is_a_symmetric_share(left: str, right: str) -> None:
    found = content_similarity(left, right)
    assert 0 <= found <= 1
    assert found == pytest.approx(content_similarity(right, left))
