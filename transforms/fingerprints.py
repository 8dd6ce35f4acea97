"""Fingerprint texts: a sample of their 4-word shingles that any two texts sample alike."""

from functools import lru_cache, reduce
from hashlib import blake2b

import polars as pl

from transforms.contracts.copies import FINGERPRINTS, SHINGLES

WORDS_PER_SHINGLE = 4
SAMPLE = 8
"""One shingle in this many is kept: those whose hash lies below `SCALE`."""
SCALE = 2**64 // SAMPLE
FEWEST = 64
"""A text keeps at least this many shingles, where it has them: short ones are sampled finer.

With 24, a footer of 30 words was by chance two fifths of the sample of all pages that bear it.
"""
SHORTEST = 8
"""A text of fewer shingles than this (under 11 words) is compared exactly only."""

_WORD = r"[\p{L}\p{N}]+"
_RADIX = 0x9E3779B97F4A7C15
_MIX = ((2**30, 0xBF58476D1CE4E5B9), (2**27, 0x94D049BB133111EB))
_LAST_SHIFT = 2**31


def fingerprint(versions: pl.DataFrame) -> pl.DataFrame:
    """Sample the 4-word shingles of each text by their hash (FracMinHash, 1 in 8).

    Words are runs of letters and digits in lower case; the title does not take part, because
    outlets write their own. A text of fewer than 64 sampled shingles keeps its 64 smallest, or
    all it has; one that has fewer than 8 in all (under 11 words: titles, captions) gets no row,
    and is a copy only of what has the same content hash.

    Hashes are the same on every machine and in every version: BLAKE2b of each distinct word,
    joined to shingles by a polynomial modulo 2^64 and the finaliser of splitmix64.

    Args:
        versions: ARTICLE_VERSIONS, or any frame with `version_id` and `text`.

    Returns:
        SHINGLES, sorted by version and hash.

    Method: Irber et al. 2022, "Lightweight compositional analysis of metagenomes with
    FracMinHash and minimum metagenome covers".
    """
    shingles = _shingles(versions.select(pl.col("text")).with_row_index("row"))
    low = shingles.filter(pl.col("shingle") < SCALE).unique()
    well = low.group_by("row").len().filter(pl.col("len") >= FEWEST).select("row")
    small = (
        shingles.join(well, on="row", how="anti")
        .unique()
        .sort("row", "shingle")
        .with_columns(rank=pl.int_range(pl.len()).over("row"), size=pl.len().over("row"))
        .filter(pl.col("rank") < FEWEST, pl.col("size") >= SHORTEST)
    )
    kept = pl.concat([low.join(well, on="row", how="semi"), small.select("row", "shingle")])
    ids = versions.select("version_id").with_row_index("row")
    named = kept.join(ids, on="row").select("version_id", "shingle")
    return SHINGLES.check(named.sort("version_id", "shingle"))


def as_fingerprints(versions: pl.DataFrame, shingles: pl.DataFrame) -> pl.DataFrame:
    """Gather sampled shingles to one row per version, as the warehouse keeps them.

    Args:
        versions: ARTICLE_VERSIONS.
        shingles: SHINGLES of them; a version may have none.

    Returns:
        FINGERPRINTS, in the order of the versions.
    """
    gathered = shingles.group_by("version_id").agg(shingles=pl.col("shingle").sort())
    return FINGERPRINTS.check(
        versions.select(
            "version_id",
            "article_id",
            "content_hash",
            seen_at=pl.coalesce("published_at", "fetched_at"),
        )
        .unique("version_id", keep="first", maintain_order=True)
        .join(gathered, on="version_id", how="left", maintain_order="left")
        .with_columns(pl.col("shingles").fill_null(pl.lit([], FINGERPRINTS.schema["shingles"])))
    )


def _shingles(texts: pl.DataFrame) -> pl.DataFrame:
    words = (
        texts.select("row", word=pl.col("text").str.to_lowercase().str.extract_all(_WORD))
        .explode("word")
        .drop_nulls("word")
    )
    hashes = words.join(_word_hashes(words["word"]), on="word", how="left", maintain_order="left")
    polynomial = reduce(
        lambda total, place: total * pl.lit(_RADIX, pl.UInt64) + pl.col("hash").shift(-place),
        range(1, WORDS_PER_SHINGLE),
        pl.col("hash"),
    )
    in_one_text = pl.col("row") == pl.col("row").shift(1 - WORDS_PER_SHINGLE)
    return (
        hashes.select("row", in_one_text=in_one_text, shingle=polynomial)
        .filter("in_one_text")
        .select("row", shingle=_scramble(pl.col("shingle")))
    )


def _word_hashes(words: pl.Series) -> pl.DataFrame:
    distinct = words.unique()
    hashes = [_word_hash(word) for word in distinct.to_list()]
    return pl.DataFrame({"word": distinct, "hash": pl.Series(hashes, dtype=pl.UInt64)})


@lru_cache(maxsize=2**16)
def _word_hash(word: str) -> int:
    """Hash a word; nine words in ten of a batch were in an earlier one."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")


def _scramble(x: pl.Expr) -> pl.Expr:
    for shift, factor in _MIX:
        x = x.xor(x // shift) * pl.lit(factor, pl.UInt64)
    return x.xor(x // _LAST_SHIFT)
