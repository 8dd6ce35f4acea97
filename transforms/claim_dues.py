"""Reads until when somebody is to do what he pledged: 'will open by the end of March'."""

from datetime import date, timedelta

import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.claims import CLAIM_MENTIONS
from transforms.contracts.ledger import CLAIM_DUES, ClaimDue
from transforms.time_expressions import time_expressions

PLEDGES = ("pledge", "offer", "plan", "agreement", "prediction", "refusal")
"""Kinds of claims that say what is to come."""
_LONGEST = timedelta(days=800)


def find_dues(versions: pl.DataFrame, claim_mentions: pl.DataFrame) -> pl.DataFrame:
    """Resolve the time that a pledge names, against the publication date of its article.

    Args:
        versions: ARTICLE_VERSIONS of the mentions.
        claim_mentions: CLAIM_MENTIONS; pledges and the like, and claims about what is planned.

    Returns:
        CLAIM_DUES of those that name a day that was still to come, the earliest such day of each.
    """
    published = {
        version_id: published_at.date() if published_at else None
        for version_id, published_at in ARTICLE_VERSIONS.check(versions)
        .select("version_id", "published_at")
        .iter_rows()
    }
    pledged = CLAIM_MENTIONS.check(claim_mentions).filter(
        pl.col("attributed") & (pl.col("kind").is_in(PLEDGES) | (pl.col("modality") == "planned"))
    )
    rows = (
        _due(mention_id, content, published.get(version_id))
        for mention_id, version_id, content in pledged.sort("mention_id")
        .unique("mention_id", keep="first", maintain_order=True)
        .select("mention_id", "version_id", "content")
        .iter_rows()
    )
    return CLAIM_DUES.frame(row for row in rows if row is not None)


def _due(mention_id: str, content: str, published_on: date | None) -> ClaimDue | None:
    if published_on is None:
        return None
    to_come = [
        ClaimDue(mention_id, found.from_on, found.until_on, found.precision, found.text)
        for found in time_expressions(content, published_on=published_on, planned=True)
        if found.from_on and found.until_on and found.precision
        if found.until_on >= published_on and found.from_on - published_on <= _LONGEST
    ]
    return min(to_come, key=lambda due: (due.due_until, due.time_text), default=None)
