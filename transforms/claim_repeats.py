"""Links what somebody says again: on another occasion, or in reports that no event joins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import polars as pl

from transforms.claim_comparison import ClaimComparison, ClaimText, compare_claims
from transforms.contracts.claims import CLAIM_LINKS, CLAIM_MENTIONS, ClaimLink
from transforms.contracts.ledger import CLAIM_TERMS, ClaimTerm
from transforms.identifiers import stable_id
from transforms.text_similarity import terms, weight

RULE_VERSION = "repeats-1"
_TERMS = 6
_MIN_TERMS = 4
_MIN_SHARED = 3
_MOST_OF_TERM = 200
_MOST_OF_CLAIM = 3
_LINKED = 0.75
_CONFIRMED = 0.9
_ONE_OCCASION_DAYS = 3
_COMPARED_CHARACTERS = 1000

PLACED = pl.Schema(
    {
        "mention_id": pl.String(),
        "claim_id": pl.String(),
        "event_id": pl.String(),
        "copy_group_id": pl.String(),
        "article_id": pl.String(),
        "published_at": pl.Datetime("us", "UTC"),
    }
)
"""Where claim mentions stand: their claims, events, copy groups, articles and publication."""


@dataclass(frozen=True, slots=True)
class _Place:
    claim_id: str
    event_id: str | None
    copy_group_id: str | None
    article_id: str
    published_at: datetime | None


def claim_terms(claim_mentions: pl.DataFrame) -> pl.DataFrame:
    """Give the heaviest words of attributed mentions, by which repeats of them are looked up.

    Args:
        claim_mentions: CLAIM_MENTIONS.

    Returns:
        CLAIM_TERMS: six of each mention at most, none of one that has fewer than four.
    """
    said = CLAIM_MENTIONS.check(claim_mentions).filter(
        pl.col("attributed") & pl.col("speaker_id").is_not_null()
    )
    rows = {
        (mention_id, hashed): ClaimTerm(mention_id, hashed)
        for mention_id, speaker_id, content in said.select(
            "mention_id", "speaker_id", "content"
        ).iter_rows()
        for hashed in _hashes(speaker_id, content)
    }
    return CLAIM_TERMS.frame(rows[key] for key in sorted(rows))


def _hashes(speaker_id: str, content: str) -> Iterator[int]:
    found = sorted(terms(content[:_COMPARED_CHARACTERS]), key=lambda word: (-weight(word), word))
    if len(found) >= _MIN_TERMS:
        for word in found[:_TERMS]:
            digest = blake2b(f"{speaker_id}\x1f{word}".encode(), digest_size=8).digest()
            yield int.from_bytes(digest, "big")


def repeat_candidates(new_terms: pl.DataFrame, known_terms: pl.DataFrame) -> pl.DataFrame:
    """Pair new mentions with new or known ones of the same speaker that share heavy words.

    A word that two hundred mentions of one speaker share proposes nobody.

    Args:
        new_terms: CLAIM_TERMS of the batch.
        known_terms: CLAIM_TERMS so far that share a hash with them.

    Returns:
        `mention_id_l, mention_id_r`: the right one is new; each pair once.
    """
    together = pl.concat([new_terms, known_terms]).unique()
    held = together.filter(pl.len().over("term_hash") <= _MOST_OF_TERM)
    right = new_terms.unique().rename({"mention_id": "mention_id_r"})
    return (
        held.rename({"mention_id": "mention_id_l"})
        .join(right, on="term_hash")
        .filter(pl.col("mention_id_l") != pl.col("mention_id_r"))
        .group_by("mention_id_l", "mention_id_r")
        .agg(shared=pl.len())
        .filter(pl.col("shared") >= _MIN_SHARED)
        .with_columns(
            low=pl.min_horizontal("mention_id_l", "mention_id_r"),
            high=pl.max_horizontal("mention_id_l", "mention_id_r"),
        )
        .sort("mention_id_r", "mention_id_l")
        .unique(["low", "high"], keep="first", maintain_order=True)
        .select("mention_id_l", "mention_id_r")
    )


def link_repeats(
    candidates: pl.DataFrame, claim_mentions: pl.DataFrame, placed: pl.DataFrame
) -> pl.DataFrame:
    """Link claims that one speaker makes in the same words apart from each other.

    Reports published more than three days apart, or undated, are two occasions: `repeats`. What
    is nearer may be one occasion that no event joins: a candidate for `same`. Each claim is
    linked with the three most alike at most.

    Args:
        candidates: pairs of mentions, as `repeat_candidates` gives them.
        claim_mentions: CLAIM_MENTIONS of both sides.
        placed: PLACED of both sides.

    Returns:
        CLAIM_LINKS; none within one event, one article or copies of one text.
    """
    texts = {row["mention_id"]: row for row in claim_mentions.iter_rows(named=True)}
    places = {row[0]: _Place(*row[1:]) for row in placed.select(PLACED.names()).iter_rows()}
    best: dict[tuple[str, str, str], tuple[ClaimComparison, bool]] = {}
    for left, right in candidates.iter_rows():
        if not {left, right} <= (texts.keys() & places.keys()):
            continue
        ours, theirs = places[left], places[right]
        if _together(ours, theirs):
            continue
        found = compare_claims(_text(texts[left]), _text(texts[right]))
        if not found.strict or found.score < _LINKED:
            continue
        low, high = sorted((ours.claim_id, theirs.claim_id))
        relation = "same" if _one_occasion(ours, theirs) else "repeats"
        key = (low, high, relation)
        if key not in best or best[key][0].score < found.score:
            best[key] = (found, ours.published_at is None or theirs.published_at is None)
    return CLAIM_LINKS.frame(_link(key, *best[key]) for key in sorted(_closest(best)))


def _together(left: _Place, right: _Place) -> bool:
    return (
        left.claim_id == right.claim_id
        or left.article_id == right.article_id
        or (left.event_id is not None and left.event_id == right.event_id)
        or (left.copy_group_id is not None and left.copy_group_id == right.copy_group_id)
    )


def _one_occasion(left: _Place, right: _Place) -> bool:
    if left.published_at is None or right.published_at is None:
        return False
    return abs((left.published_at - right.published_at).days) <= _ONE_OCCASION_DAYS


def _text(row: dict[str, Any]) -> ClaimText:
    return ClaimText(
        mention_id=row["mention_id"],
        version_id=row["version_id"],
        event_id=None,
        copy_group_id=None,
        speaker_id=row["speaker_id"],
        speaker=row["speaker"],
        content=" ".join(row["content"][:_COMPARED_CHARACTERS].split()),
        polarity=row["polarity"],
        attributed=row["attributed"],
    )


def _closest(
    best: dict[tuple[str, str, str], tuple[ClaimComparison, bool]],
) -> list[tuple[str, str, str]]:
    """Keep links that are among the most alike of either of their claims."""
    counted: dict[str, int] = {}
    kept = []
    for key in sorted(best, key=lambda key: (-best[key][0].score, key)):
        low, high, _ = key
        if min(counted.get(low, 0), counted.get(high, 0)) < _MOST_OF_CLAIM:
            kept.append(key)
            for claim_id in (low, high):
                counted[claim_id] = counted.get(claim_id, 0) + 1
    return kept


def _link(key: tuple[str, str, str], found: ClaimComparison, undated: bool) -> ClaimLink:  # noqa: FBT001 - a row's own value
    low, high, relation = key
    sure = relation == "repeats" and found.score >= _CONFIRMED and not undated
    against = [*found.evidence_against]
    if relation == "same":
        against.append("no event joins the two reports")
    elif undated:
        against.append("one report is undated: it may be one occasion")
    return ClaimLink(
        claim_link_id=stable_id("claim-link", low, high, relation),
        claim_id_l=low,
        claim_id_r=high,
        relation=relation,
        status="confirmed" if sure else "candidate",
        score=found.score,
        evidence_for=list(found.evidence_for),
        evidence_against=against,
        rule_version=RULE_VERSION,
    )
