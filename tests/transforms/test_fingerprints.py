from hashlib import blake2b

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts.copies import SHINGLES
from transforms.fingerprints import FEWEST, SCALE, fingerprint

_WORDS = [f"word{n}" for n in range(2_000)]


def texts(*values: str) -> pl.DataFrame:
    ids = [str(n) for n in range(len(values))]
    schema = {"version_id": pl.String(), "text": pl.String()}
    return pl.DataFrame({"version_id": ids, "text": values}, schema=schema)


def sampled(*values: str) -> list[set[int]]:
    rows = fingerprint(texts(*values))
    return [set(rows.filter(pl.col("version_id") == str(n))["shingle"]) for n in range(len(values))]


def slow_hash(shingle: str) -> int:
    """The same hash written out in whole numbers, one shingle at a time."""
    total = 0
    for word in shingle.split():
        digest = blake2b(word.encode(), digest_size=8).digest()
        total = (total * 0x9E3779B97F4A7C15 + int.from_bytes(digest, "big")) % 2**64
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        total = (total ^ (total >> shift)) * factor % 2**64
    return total ^ (total >> 31)


def test_hashes_are_those_of_the_written_out_arithmetic_on_every_machine() -> None:
    words = _WORDS[:14]
    expected = {slow_hash(" ".join(words[n : n + 4])) for n in range(11)}
    assert sampled(" ".join(words)) == [expected]
    assert slow_hash("the quick brown fox") == 3252730684529326860


def test_case_punctuation_and_line_breaks_do_not_matter() -> None:
    plain = " ".join(_WORDS[:60])
    dressed = "“" + ",\n".join(word.upper() for word in _WORDS[:60]) + "!”"
    first, second = sampled(plain, dressed)
    assert first == second != set()


def test_about_one_shingle_in_eight_of_a_long_text_is_kept_all_below_the_scale() -> None:
    (kept,) = sampled(" ".join(_WORDS))
    assert all(shingle < SCALE for shingle in kept)
    assert 200 < len(kept) < 300


def test_a_short_text_keeps_its_smallest_and_one_under_eleven_words_nothing() -> None:
    short, tiny, just_enough = sampled(
        " ".join(_WORDS[:120]), " ".join(_WORDS[:10]), " ".join(_WORDS[:11])
    )
    assert len(short) == FEWEST
    assert tiny == set()
    assert len(just_enough) == 8


def test_shingles_never_reach_over_two_texts() -> None:
    halves = sampled(" ".join(_WORDS[:7]), " ".join(_WORDS[7:14]))
    assert halves == [set(), set()]


def test_nothing_in_gives_nothing_out() -> None:
    assert fingerprint(texts()).equals(SHINGLES.empty())
    assert fingerprint(texts("", "—")).equals(SHINGLES.empty())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_a_text_has_the_same_fingerprint_whatever_stands_beside_it(values: list[str]) -> None:
    alone = [sampled(value)[0] for value in values]
    assert sampled(*values) == alone
