"""Take the claims out of files, without warehouse or Prefect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flows.files import list_files, read_file
from flows.sandbox import parse_all
from flows.settings import Settings
from flows.sources import SourceConfig, sources_from_arguments
from transforms.encoding import decode
from transforms.extraction import extract_text
from transforms.extraction.records import records
from transforms.parsers import Document
from transforms.parsers.sniffing import sniff


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a part of it, that claims could not be taken out of."""

    file: str
    detail: str


def claims_of_files(
    paths: Sequence[Path], settings: Settings, *, now: datetime
) -> Iterator[dict[str, Any] | Problem]:
    """Read files and folders, and give their claims in the order of the files.

    Args:
        paths: files or folders.
        settings: limits of reading and of the child processes.
        now: counts as the moment of receipt.

    Yields:
        The objects of `transforms.extraction.records`, and a problem for what could not be read.
        Offsets point into the decoded file; for pages, feeds and tables, whose text has to be
        taken out first, into the text of each article, whose `file` then ends in `#` and its
        number.

    Raises:
        ConfigError: a path does not exist.
    """
    for source in sources_from_arguments([str(path) for path in paths]):
        listing = list_files(source)
        if not listing.paths and not listing.rejects:
            yield Problem(source.name, "the folder holds no documents")
        yield from (Problem(reject.uri, reject.detail) for reject in listing.rejects)
        for path in listing.paths:
            yield from _claims_of(path, source, settings, now)


def _claims_of(
    path: Path, source: SourceConfig, settings: Settings, now: datetime
) -> Iterator[dict[str, Any] | Problem]:
    result = read_file(path, kind=source.kind, limits=settings.ingest)
    if result.content is None:
        yield Problem(result.uri, result.error or "it could not be read")
    elif result.content.strip() and sniff(result.content, result.uri, None) == "text":
        text = decode(result.content, None).text
        yield from _read(text, file=result.uri)
    else:
        document = Document(
            source_id=source.source_id,
            uri=result.uri,
            raw_id=sha256(result.content).hexdigest(),
            content=result.content,
            fetched_at=now,
        )
        yield from _claims_within(document, settings)


def _read(text: str, *, file: str, outlet: str | None = None) -> Iterator[dict[str, Any] | Problem]:
    reading = extract_text(text, outlet=outlet)
    yield from records(reading, text, file=file)
    if reading.parsed_until is not None:
        detail = f"it is parsed up to character {reading.parsed_until} of {len(text)}"
        yield Problem(file, f"{detail}; behind, claims are found by patterns alone")


def _claims_within(document: Document, settings: Settings) -> Iterator[dict[str, Any] | Problem]:
    for delivery in parse_all([document], settings=settings.sandbox):
        for reject in delivery.rejects.iter_rows(named=True):
            yield Problem(document.uri, reject["detail"])
        wanted = delivery.entries.select("position", "text", "lang", "outlet_name")
        for position, text, lang, outlet in wanted.iter_rows():
            name = f"{document.uri}#{position}"
            if lang in ("en", "und"):
                yield from _read(text, file=name, outlet=outlet)
            else:
                yield Problem(name, f"its language is {lang}; claims are taken out of English only")
