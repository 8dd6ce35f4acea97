"""Write a reading as the row objects of `claimstream extract --format jsonl`."""

from collections.abc import Iterator
from typing import Any

from transforms.extraction.reading import ReadClaim, Reading, Span


def records(reading: Reading, text: str, *, file: str) -> Iterator[dict[str, Any]]:
    """Give one object per claim, ready for JSON.

    Args:
        reading: what was read out of the text.
        text: the text that its spans point into.
        file: the name under which the text is known to the reader.

    Yields:
        `file, speaker, speaker_name, cue, content, addressee, kind, confidence, attributed,
        strength, via`; a span is `{text, start, stop}` in code points or None, `via` a list of
        spans from the outlet inwards. A content of several runs has them under `content_spans`,
        `content` being their hull.
    """
    for claim in reading.claims:
        yield _record(claim, text, file)


def _record(claim: ReadClaim, text: str, file: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "file": file,
        "speaker": _span(text, claim.speaker),
        "speaker_name": claim.speaker_name,
        "cue": _span(text, claim.cue),
        "content": _span(text, claim.hull),
        "addressee": _span(text, claim.addressee),
        "kind": claim.kind,
        "confidence": claim.confidence,
        "attributed": claim.attributed,
        "strength": claim.strength,
        "via": [_span(text, span) for span in claim.via],
    }
    if len(claim.content) > 1:
        row["content_spans"] = [_span(text, span) for span in claim.content]
    return row


def _span(text: str, span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {"text": text[span.start : span.stop], "start": span.start, "stop": span.stop}
