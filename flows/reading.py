"""From the bytes of a document to entries, books kept from the first moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from transforms.contracts.articles import NORMALISED_ENTRIES
from transforms.contracts.operations import REJECTS
from transforms.errors import StopError
from transforms.normalise import normalise
from transforms.parsers import Document, parse_document

SEEN = pl.Schema({"source_id": pl.String(), "n_seen": pl.Int64()})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one or more documents delivered.

    Args:
        entries: NORMALISED_ENTRIES.
        rejects: REJECTS.
        seen: `source_id, n_seen`: items delivered, counted when the documents were parsed.
    """

    entries: pl.DataFrame
    rejects: pl.DataFrame
    seen: pl.DataFrame

    @classmethod
    def joined(cls, deliveries: Sequence["Delivery"]) -> "Delivery":
        """Put deliveries one after the other."""
        return cls(
            entries=pl.concat([NORMALISED_ENTRIES.empty(), *(d.entries for d in deliveries)]),
            rejects=pl.concat([REJECTS.empty(), *(d.rejects for d in deliveries)]),
            seen=pl.concat([pl.DataFrame(schema=SEEN), *(d.seen for d in deliveries)])
            .group_by("source_id", maintain_order=True)
            .agg(pl.col("n_seen").sum()),
        )

    @classmethod
    def of(cls, entries: pl.DataFrame, rejects: pl.DataFrame) -> "Delivery":
        """Make a delivery of entries and rejects that are all that was seen."""
        return cls(entries, rejects, _seen(entries, rejects))

    def cut(self, size: int) -> Iterator["Delivery"]:
        """Cut what one document delivered into pieces of at most `size` entries."""
        if self.entries.height <= size:
            yield self
            return
        nothing = REJECTS.empty()
        for start in range(0, self.entries.height, size):
            entries = self.entries.slice(start, size)
            rejects = self.rejects if start == 0 else nothing
            yield Delivery.of(entries, rejects)


def read_document(document: Document) -> Delivery:
    """Parse and normalise one document: what a child process does with untrusted bytes.

    Raises:
        StopError: a stage lost or invented an entry, which is a defect of ours.
    """
    parsed = parse_document(document)
    entries, unusable = normalise(parsed.entries)
    rejects = pl.concat([parsed.rejects, unusable])
    seen = _seen(parsed.entries, parsed.rejects)
    if entries.height + unusable.height != parsed.entries.height:
        raise StopError(
            f"{document.uri}: {parsed.entries.height} entries went into normalising, "
            f"{entries.height} came out and {unusable.height} were set aside; please report this"
        )
    return Delivery(entries, rejects, seen)


def rejected(rejects: pl.DataFrame) -> Delivery:
    """Make a delivery of inputs that could not be read at all.

    Args:
        rejects: REJECTS.
    """
    return Delivery.of(NORMALISED_ENTRIES.empty(), rejects)


def _seen(*frames: pl.DataFrame) -> pl.DataFrame:
    return (
        pl.concat([frame.select("source_id") for frame in frames])
        .group_by("source_id", maintain_order=True)
        .agg(n_seen=pl.len().cast(pl.Int64))
    )
