"""Turn what was read out of versions into rows of the contracts."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from transforms.contracts.claims import (
    CLAIM_MENTIONS,
    CLAIM_TIMES,
    ENTITIES,
    ENTITY_ALIASES,
    ENTITY_MENTIONS,
    QUANTITIES,
    ROLE_STATEMENTS,
    ClaimMention,
    ClaimTime,
    Entity,
    EntityAlias,
    EntityMention,
    Quantity,
    RoleStatement,
)
from transforms.contracts.operations import REJECTS, Reason, Reject
from transforms.extraction.reading import ReadClaim, Reading, Span
from transforms.identifiers import stable_id
from transforms.time_expressions import time_expressions

EXTRACTOR = "ranker-2"
_TIMED_CHARS = 20_000
"""Characters of a content in which times are looked for."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was taken out of some versions, one frame per contract."""

    claim_mentions: pl.DataFrame
    claim_times: pl.DataFrame
    entities: pl.DataFrame
    entity_aliases: pl.DataFrame
    entity_mentions: pl.DataFrame
    role_statements: pl.DataFrame
    quantities: pl.DataFrame
    rejects: pl.DataFrame


@dataclass(slots=True)
class Rows:
    """The rows of some versions, each once by its id."""

    claim_mentions: dict[str, ClaimMention] = field(default_factory=dict)
    claim_times: dict[str, ClaimTime] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    aliases: dict[tuple[str, str], EntityAlias] = field(default_factory=dict)
    mentions: dict[str, EntityMention] = field(default_factory=dict)
    roles: dict[str, RoleStatement] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def frames(rows: Rows) -> Extracted:
    """Give the frames of all contracts."""
    return Extracted(
        CLAIM_MENTIONS.frame(rows.claim_mentions.values()),
        CLAIM_TIMES.frame(rows.claim_times.values()),
        ENTITIES.frame(rows.entities.values()),
        ENTITY_ALIASES.frame(rows.aliases.values()),
        ENTITY_MENTIONS.frame(rows.mentions.values()),
        ROLE_STATEMENTS.frame(rows.roles.values()),
        QUANTITIES.frame(rows.quantities.values()),
        REJECTS.frame(rows.rejects),
    )


def reject(version: dict[str, Any], reason: Reason, detail: str) -> Reject:
    """Set a version aside, with the reason and what was found."""
    return Reject(
        source_id=version["source_id"],
        uri=version["version_id"],
        raw_id=version["raw_id"],
        position=version["position"],
        reason=reason.value,
        detail=detail,
    )


def add_reading(rows: Rows, version: dict[str, Any], reading: Reading) -> None:
    """Add what was read out of a version; every span of it lies in the version's text."""
    for claim in reading.claims:
        _add_claim(rows, version, claim)
    _add_names_and_numbers(rows, version["version_id"], version["text"], reading)


def _add_claim(rows: Rows, version: dict[str, Any], claim: ReadClaim) -> None:
    """Add a claim and the times that its content states."""
    mention = _mention(version["version_id"], version["text"], claim)
    if rows.claim_mentions.setdefault(mention.mention_id, mention) is not mention:
        return
    published_at = version["published_at"]
    for time in time_expressions(
        mention.content[:_TIMED_CHARS],
        published_on=published_at.date() if published_at else None,
        planned=mention.modality == "planned",
    ):
        start, stop = mention.content_start + time.start, mention.content_start + time.stop
        key = stable_id("claim-time", mention.mention_id, start, stop)
        rows.claim_times[key] = ClaimTime(
            key,
            mention.mention_id,
            mention.version_id,
            version["text"][start:stop],
            start,
            stop,
            time.from_on,
            time.until_on,
            time.precision,
            time.basis,
        )


def _add_names_and_numbers(rows: Rows, version_id: str, text: str, reading: Reading) -> None:
    for entity in reading.entities:
        key = entity.entity_id
        rows.entities.setdefault(key, Entity(key, entity.name, entity.kind))
        for alias in entity.aliases:
            rows.aliases.setdefault((key, alias), EntityAlias(key, alias))
    for found in reading.mentions:
        start, stop = found.span
        key = stable_id("entity-mention", version_id, found.entity_id, start, stop)
        rows.mentions[key] = EntityMention(
            key, version_id, found.entity_id, text[start:stop], start, stop, found.form
        )
    for role in reading.roles:
        start, stop = role.span
        key = stable_id("role-statement", version_id, role.entity_id, start, stop)
        rows.roles[key] = RoleStatement(
            key, version_id, role.entity_id, text[start:stop], start, stop
        )
    for amount in reading.quantities:
        start, stop = amount.span
        key = stable_id("quantity", version_id, start, stop)
        rows.quantities[key] = Quantity(
            key, version_id, text[start:stop], start, stop, amount.value, amount.unit, amount.bound
        )


def _mention(version_id: str, text: str, claim: ReadClaim) -> ClaimMention:
    hull = claim.hull
    cue, speaker, addressee = claim.cue, claim.speaker, claim.addressee
    return ClaimMention(
        mention_id=stable_id(
            "claim-mention", version_id, *hull, *(cue or (None, None)), claim.speaker_id
        ),
        version_id=version_id,
        attributed=claim.attributed,
        speaker_id=claim.speaker_id,
        speaker=claim.speaker_name,
        speaker_as_written=_words(text, speaker),
        speaker_start=speaker.start if speaker else None,
        speaker_stop=speaker.stop if speaker else None,
        cue=_words(text, cue),
        cue_start=cue.start if cue else None,
        cue_stop=cue.stop if cue else None,
        content=text[hull.start : hull.stop],
        content_start=hull.start,
        content_stop=hull.stop,
        content_spans=[point for span in claim.content for point in span],
        addressee=_words(text, addressee),
        addressee_start=addressee.start if addressee else None,
        addressee_stop=addressee.stop if addressee else None,
        via=[text[span.start : span.stop] for span in claim.via],
        via_spans=[point for span in claim.via for point in span],
        origin=claim.origin,
        kind=claim.kind,
        strength=claim.strength,
        quote_type=claim.quote_type,
        polarity=claim.polarity,
        modality=claim.modality,
        confidence=claim.confidence,
        extractor=EXTRACTOR,
    )


def _words(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.stop]
