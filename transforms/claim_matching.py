"""Decides which claim mentions are one claim: the same proposition by the same speaker."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import polars as pl

from transforms.claim_comparison import RULE_VERSION, ClaimComparison, ClaimText, compare_claims
from transforms.claim_similarity import worth_comparing
from transforms.contracts.claims import (
    CLAIM_LINKS,
    CLAIM_MEMBERSHIPS,
    CLAIM_MENTIONS,
    CLAIMS,
    Claim,
    ClaimLink,
    ClaimMembership,
)
from transforms.identifiers import stable_id

_SPACE = re.compile(r"\s+")
_COMPARED_CHARACTERS = 1000
_MOST_OF_VERSION = 50
_MOST_OF_BLOCK = 500


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """What the batch's claims stand in: EVENT_MENTIONS, EVENT_MEMBERSHIPS and COPY_MEMBERSHIPS.

    `copy_memberships` also covers the versions of known mentions.
    """

    event_mentions: pl.DataFrame
    event_memberships: pl.DataFrame
    copy_memberships: pl.DataFrame


class KnownClaims(Protocol):
    """What is known of the events that the batch reports: CLAIM_MEMBERSHIPS and CLAIM_MENTIONS."""

    @property
    def memberships(self) -> pl.DataFrame:
        """The claims of known mentions, with their events."""

    @property
    def mentions(self) -> pl.DataFrame:
        """Those mentions."""


@dataclass(frozen=True, slots=True)
class MatchedClaims:
    """The new rows: CLAIMS, CLAIM_MEMBERSHIPS and CLAIM_LINKS."""

    claims: pl.DataFrame
    memberships: pl.DataFrame
    links: pl.DataFrame


def match_claims(
    claim_mentions: pl.DataFrame, *, context: ClaimContext, known: KnownClaims
) -> MatchedClaims:
    """Give every new claim mention its claim, and link claims that may be one.

    Compared are mentions of one speaker about one event, and mentions in copies of one text. Two
    join in the strict tier only (see `compare_claims`); a claim grows while its new mention is
    strict with all of its members. Pairs below it become candidate links.

    Args:
        claim_mentions: CLAIM_MENTIONS of the batch; known ones are skipped.
        context: the events and copies they stand in.
        known: the claims of those events so far.
    """
    fixed = dict(known.memberships.select("mention_id", "claim_id").iter_rows())
    new = claim_mentions.unique("mention_id").filter(~pl.col("mention_id").is_in(list(fixed)))
    if new.is_empty():
        return MatchedClaims(CLAIMS.empty(), CLAIM_MEMBERSHIPS.empty(), CLAIM_LINKS.empty())
    event_of = {
        **dict(known.memberships.select("mention_id", "event_id").iter_rows()),
        **dict(events_of_claims(new, context).iter_rows()),
    }
    texts = _texts(pl.concat([new, known.mentions.unique("mention_id")]), event_of, context)
    compared = {
        (left.mention_id, right.mention_id): compare_claims(left, right)
        for left, right in _candidates(texts, set(new["mention_id"]))
    }
    claim_of, founded = _join(texts, fixed, compared)
    best = _best_within(compared, claim_of)
    memberships = [
        _membership(texts[mention_id], claim_of[mention_id], founded, best.get(mention_id))
        for mention_id in sorted(new["mention_id"])
    ]
    return MatchedClaims(
        CLAIMS.frame(Claim(claim, founder, None) for claim, founder in sorted(founded.items())),
        CLAIM_MEMBERSHIPS.frame(memberships),
        CLAIM_LINKS.frame(_links(compared, claim_of)),
    )


def events_of_claims(claim_mentions: pl.DataFrame, context: ClaimContext) -> pl.DataFrame:
    """Tell which event each claim mention is about: `mention_id, event_id` (NULL where none).

    The event whose passage holds the content, else one whose principals include the speaker,
    else the report's only main event; of several the main one and the shortest passage.
    """
    events = context.event_mentions.join(
        context.event_memberships.select("event_mention_id", "event_id"), on="event_mention_id"
    ).select(
        "version_id",
        "event_id",
        "passage_start",
        "passage_stop",
        "is_main",
        principals=pl.col("participant_ids").list.head(pl.col("n_principals")),
        n_main=pl.col("is_main").sum().over("version_id"),
    )
    inside = (pl.col("content_start") >= pl.col("passage_start")) & (
        pl.col("content_stop") <= pl.col("passage_stop")
    )
    takes_part = pl.col("principals").list.contains(pl.col("speaker_id")).fill_null(value=False)
    only_main = pl.col("is_main") & (pl.col("n_main") == 1)
    best = (
        claim_mentions.join(events, on="version_id")
        .with_columns(
            rank=pl.when(inside & takes_part)
            .then(0)
            .when(inside)
            .then(1)
            .when(takes_part & pl.col("is_main"))
            .then(2)
            .when(takes_part)
            .then(3)
            .when(only_main)
            .then(4),
            length=pl.col("passage_stop") - pl.col("passage_start"),
        )
        .filter(pl.col("rank").is_not_null())
        .sort("rank", pl.col("is_main").not_(), "length", "event_id")
        .group_by("mention_id", maintain_order=True)
        .first()
        .select("mention_id", "event_id")
    )
    return claim_mentions.select("mention_id").join(best, on="mention_id", how="left")


def _texts(
    mentions: pl.DataFrame, event_of: dict[str, str | None], context: ClaimContext
) -> dict[str, ClaimText]:
    group_of = dict(context.copy_memberships.select("version_id", "copy_group_id").iter_rows())
    rows = CLAIM_MENTIONS.check(mentions).sort("mention_id").to_dicts()
    return {
        row["mention_id"]: ClaimText(
            mention_id=row["mention_id"],
            version_id=row["version_id"],
            event_id=event_of.get(row["mention_id"]),
            copy_group_id=group_of.get(row["version_id"]),
            speaker_id=row["speaker_id"],
            speaker=row["speaker"],
            content=_SPACE.sub(" ", row["content"][:_COMPARED_CHARACTERS]),
            polarity=row["polarity"],
            attributed=row["attributed"],
        )
        for row in rows
    }


def _candidates(
    texts: dict[str, ClaimText], new: set[str]
) -> Iterator[tuple[ClaimText, ClaimText]]:
    """Pair mentions of one speaker about one event, and equal contents in copies of one text.

    What one text attributes to one speaker beyond the first mentions of a block is not compared:
    the work of a batch must not grow with the square of what a text repeats.
    """
    blocks: dict[tuple[str | None, ...], list[ClaimText]] = {}
    for text in texts.values():
        if text.attributed and text.speaker_id and text.event_id:
            blocks.setdefault(("said", text.event_id, text.speaker_id), []).append(text)
        if text.copy_group_id:
            key = ("copied", text.copy_group_id, text.speaker_id, text.content.casefold())
            blocks.setdefault(key, []).append(text)
    pairs = {
        (left.mention_id, right.mention_id): (left, right)
        for block in blocks.values()
        for left, right in combinations(_bounded(block, new), 2)
        if (left.mention_id in new or right.mention_id in new)
        and worth_comparing(left.content, right.content)
    }
    yield from (pairs[key] for key in sorted(pairs))


def _bounded(block: list[ClaimText], new: set[str]) -> list[ClaimText]:
    """Keep the new mentions before the known ones, some of each version, some in all."""
    kept: list[ClaimText] = []
    of_version: Counter[str] = Counter()
    for text in sorted(block, key=lambda text: text.mention_id not in new):
        of_version[text.version_id] += 1
        if of_version[text.version_id] <= _MOST_OF_VERSION and len(kept) < _MOST_OF_BLOCK:
            kept.append(text)
    return sorted(kept, key=lambda text: text.mention_id)


_Compared = dict[tuple[str, str], ClaimComparison]


def _join(
    texts: dict[str, ClaimText], fixed: dict[str, str], compared: _Compared
) -> tuple[dict[str, str], dict[str, str]]:
    """Join strict pairs from the most alike on; every two mentions of a claim are strict."""
    home = {mention_id: fixed.get(mention_id, mention_id) for mention_id in texts}
    members: dict[str, set[str]] = {}
    for mention_id, root in home.items():
        members.setdefault(root, set()).add(mention_id)
    known = set(fixed.values())
    strict = {pair: found for pair, found in compared.items() if found.strict}
    for left, right in sorted(strict, key=lambda pair: (-strict[pair].score, pair)):
        l_root, r_root = home[left], home[right]
        if l_root == r_root or (l_root in known and r_root in known):
            continue
        if r_root in known:
            l_root, r_root = r_root, l_root
        pairs = ((a, b) for a in members[l_root] for b in members[r_root])
        if all((min(pair), max(pair)) in strict for pair in pairs):
            members[l_root] |= members.pop(r_root)
            home.update(dict.fromkeys(members[l_root], l_root))
    founded = {
        stable_id("claim", min(group)): min(group)
        for root, group in members.items()
        if root not in known
    }
    named = {member: stable_id("claim", min(members[home[member]])) for member in home}
    return {
        member: root if root in known else named[member] for member, root in home.items()
    }, founded


def _best_within(compared: _Compared, claim_of: dict[str, str]) -> dict[str, ClaimComparison]:
    """Give each mention's best strict comparison with another mention of its claim."""
    best: dict[str, ClaimComparison] = {}
    for pair, found in compared.items():
        if found.strict and claim_of[pair[0]] == claim_of[pair[1]]:
            for mention_id in pair:
                if mention_id not in best or found.score > best[mention_id].score:
                    best[mention_id] = found
    return best


def _membership(
    text: ClaimText, claim_id: str, founded: dict[str, str], best: ClaimComparison | None
) -> ClaimMembership:
    if best is None or founded.get(claim_id) == text.mention_id:
        best = ClaimComparison(
            1.0, strict=True, candidate=True, evidence_for=(), evidence_against=()
        )
    return ClaimMembership(
        mention_id=text.mention_id,
        claim_id=claim_id,
        event_id=text.event_id,
        status="confirmed",
        score=best.score,
        evidence_for=list(best.evidence_for),
        evidence_against=list(best.evidence_against),
        rule_version=RULE_VERSION,
    )


def _links(compared: _Compared, claim_of: dict[str, str]) -> list[ClaimLink]:
    """Link two claims by their most alike pair of mentions, where it reaches a candidate."""
    best: dict[tuple[str, str], ClaimComparison] = {}
    for (left, right), found in compared.items():
        claims = tuple(sorted((claim_of[left], claim_of[right])))
        if claims[0] != claims[1] and found.candidate:
            key = (claims[0], claims[1])
            if key not in best or found.score > best[key].score:
                best[key] = found
    return [
        ClaimLink(
            claim_link_id=stable_id("claim-link", left, right, "same"),
            claim_id_l=left,
            claim_id_r=right,
            relation="same",
            status="candidate",
            score=found.score,
            evidence_for=list(found.evidence_for),
            evidence_against=list(found.evidence_against),
            rule_version=RULE_VERSION,
        )
        for (left, right), found in sorted(best.items())
    ]
