"""The stage that takes the claims out of article versions and sets aside what fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
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
from transforms.extraction.analysis import Analysis, OwnAnalyser
from transforms.extraction.assembly import extract_text
from transforms.extraction.reading import ReadClaim, Reading, Span
from transforms.identifiers import stable_id
from transforms.time_expressions import time_expressions

EXTRACTOR = "ranker-2"
_LANGUAGES = ("en", "und")
_BATCH_CHARS = 100_000
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
class _Rows:
    claim_mentions: dict[str, ClaimMention] = field(default_factory=dict)
    claim_times: dict[str, ClaimTime] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    aliases: dict[tuple[str, str], EntityAlias] = field(default_factory=dict)
    mentions: dict[str, EntityMention] = field(default_factory=dict)
    roles: dict[str, RoleStatement] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def extract(versions: pl.DataFrame) -> Extracted:
    """Take claims, entities, roles and quantities out of article versions.

    Versions in another language than English (or one that cannot be told) are passed over. A
    version that cannot be read becomes a reject; so does a row whose span is not in the text. One
    that is too long to be parsed to its end gives its claims and a reject that tells where.

    Args:
        versions: ARTICLE_VERSIONS.

    Returns:
        Frames per contract; entities and aliases once each, the rest per version.
    """
    rows = _Rows()
    readable = ARTICLE_VERSIONS.check(versions).filter(pl.col("lang").is_in(_LANGUAGES))
    for version, analysis in _analysed(list(readable.sort("version_id").iter_rows(named=True))):
        _add(rows, version, analysis)
    return _frames(rows)


def unreadable(versions: pl.DataFrame, detail: str) -> Extracted:
    """Set versions aside that nothing can be taken out of.

    Args:
        versions: ARTICLE_VERSIONS.
        detail: why, for all of them.

    Returns:
        One reject (`extraction_failed`) per version, and no other row.
    """
    rows = _Rows()
    for version in ARTICLE_VERSIONS.check(versions).iter_rows(named=True):
        rows.rejects.append(_reject(version, Reason.EXTRACTION_FAILED, detail))
    return _frames(rows)


def _frames(rows: _Rows) -> Extracted:
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


def _analysed(
    versions: Sequence[dict[str, Any]],
) -> Iterator[tuple[dict[str, Any], Analysis | None]]:
    """Analyse versions many at a time; give None where an analysis has to be tried again alone."""
    for batch in _batches(versions):
        try:
            found: list[Analysis | None] = list(
                OwnAnalyser().analyse([version["text"] for version in batch])
            )
        except Exception:  # noqa: BLE001 - one text of the batch fails; it is set aside by itself
            found = [None] * len(batch)
        yield from zip(batch, found, strict=True)


def _batches(versions: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut versions into runs whose texts are long enough together to fill the analyser."""
    batch: list[dict[str, Any]] = []
    length = 0
    for version in versions:
        batch.append(version)
        length += len(version["text"])
        if length >= _BATCH_CHARS:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _add(rows: _Rows, version: dict[str, Any], analysis: Analysis | None) -> None:
    try:
        reading = extract_text(version["text"], analysis=analysis)
    except Exception as error:  # noqa: BLE001 - the quarantine door, once per version
        detail = f"reading version {version['version_id']} failed: {type(error).__name__}: {error}"
        rows.rejects.append(_reject(version, Reason.EXTRACTION_FAILED, detail))
        return
    if reading.parsed_until is not None:
        detail = (
            f"version {version['version_id']} is parsed up to character {reading.parsed_until}"
            f" of {len(version['text'])}; behind, claims are found by patterns alone"
        )
        rows.rejects.append(_reject(version, Reason.EXTRACTION_CUT, detail))
    wrong = _wrong_span(reading, len(version["text"]))
    if wrong is not None:
        detail = f"span {wrong.start}-{wrong.stop} lies outside version {version['version_id']}"
        rows.rejects.append(_reject(version, Reason.SPAN_MISMATCH, detail))
        return
    for claim in reading.claims:
        _add_claim(rows, version, claim)
    _add_reading(rows, version["version_id"], version["text"], reading)


def _wrong_span(reading: Reading, length: int) -> Span | None:
    spans = [
        span
        for claim in reading.claims
        for span in (
            *claim.content,
            *claim.via,
            claim.hull,
            claim.cue,
            claim.speaker,
            claim.addressee,
        )
    ]
    others: list[Span] = [row.span for row in reading.mentions]
    others += [row.span for row in reading.roles]
    others += [row.span for row in reading.quantities]
    for span in (*spans, *others):
        if span is not None and not 0 <= span.start < span.stop <= length:
            return span
    return None


def _reject(version: dict[str, Any], reason: Reason, detail: str) -> Reject:
    return Reject(
        source_id=version["source_id"],
        uri=version["version_id"],
        raw_id=version["raw_id"],
        position=version["position"],
        reason=reason.value,
        detail=detail,
    )


def _add_claim(rows: _Rows, version: dict[str, Any], claim: ReadClaim) -> None:
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


def _add_reading(rows: _Rows, version_id: str, text: str, reading: Reading) -> None:
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
