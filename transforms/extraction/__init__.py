"""Take claims out of texts: who says what, verbatim with offsets.

`extract_text` reads one text, `extract` is the stage over article versions. The steps, in
order: quotations, sentences, tokens, names, attributions (verbs, sources), speakers, narration.
"""

from transforms.extraction.assembly import extract_text
from transforms.extraction.reading import (
    ReadClaim,
    ReadEntity,
    Reading,
    ReadMention,
    ReadQuantity,
    ReadRole,
    Span,
)
from transforms.extraction.stage import EXTRACTOR, Extracted, extract, unreadable

__all__ = [
    "EXTRACTOR",
    "Extracted",
    "ReadClaim",
    "ReadEntity",
    "ReadMention",
    "ReadQuantity",
    "ReadRole",
    "Reading",
    "Span",
    "extract",
    "extract_text",
    "unreadable",
]
