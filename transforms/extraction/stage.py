"""The stage that takes the claims out of article versions and sets aside what fails."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.operations import Reason
from transforms.extraction.analysis import Analysis, OwnAnalyser
from transforms.extraction.assembly import extract_text
from transforms.extraction.reading import Reading, Span
from transforms.extraction.rows import EXTRACTOR, Extracted, Rows, add_reading, frames, reject

_LANGUAGES = ("en", "und")
_BATCH_CHARS = 100_000

__all__ = ["EXTRACTOR", "Extracted", "extract", "unreadable"]


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
    rows = Rows()
    readable = ARTICLE_VERSIONS.check(versions).filter(pl.col("lang").is_in(_LANGUAGES))
    for version, analysis in _analysed(list(readable.sort("version_id").iter_rows(named=True))):
        _add(rows, version, analysis)
    return frames(rows)


def unreadable(versions: pl.DataFrame, detail: str) -> Extracted:
    """Set versions aside that nothing can be taken out of.

    Args:
        versions: ARTICLE_VERSIONS.
        detail: why, for all of them.

    Returns:
        One reject (`extraction_failed`) per version, and no other row.
    """
    rows = Rows()
    for version in ARTICLE_VERSIONS.check(versions).iter_rows(named=True):
        rows.rejects.append(reject(version, Reason.EXTRACTION_FAILED, detail))
    return frames(rows)


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


def _add(rows: Rows, version: dict[str, Any], analysis: Analysis | None) -> None:
    try:
        reading = extract_text(version["text"], analysis=analysis)
    except Exception as error:  # noqa: BLE001 - the quarantine door, once per version
        detail = f"reading version {version['version_id']} failed: {type(error).__name__}: {error}"
        rows.rejects.append(reject(version, Reason.EXTRACTION_FAILED, detail))
        return
    if reading.parsed_until is not None:
        detail = (
            f"version {version['version_id']} is parsed up to character {reading.parsed_until}"
            f" of {len(version['text'])}; behind, claims are found by patterns alone"
        )
        rows.rejects.append(reject(version, Reason.EXTRACTION_CUT, detail))
    wrong = _wrong_span(reading, len(version["text"]))
    if wrong is not None:
        detail = f"span {wrong.start}-{wrong.stop} lies outside version {version['version_id']}"
        rows.rejects.append(reject(version, Reason.SPAN_MISMATCH, detail))
        return
    add_reading(rows, version, reading)


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
