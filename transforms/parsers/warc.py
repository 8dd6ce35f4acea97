"""WARC archives of web crawls, plain or compressed per record: the pages and texts in them.

Read are responses with status 200 and resources that are pages or plain text, and conversions
(extracted text). Requests, redirects, revisits, pictures and scripts are passed over.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from transforms.contracts.articles import ENTRIES
from transforms.contracts.operations import REJECTS, Reason
from transforms.errors import SetAsideError
from transforms.parsers import html, text
from transforms.parsers.document import Document, Parsed

LARGEST_RECORD = 10_000_000
LARGEST_RATIO = 100
LARGEST_TOTAL = 1_000_000_000
MOST_RECORDS = 100_000
MOST_RESTARTS = 50

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TYPES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_OK = 200
_GZIP = b"\x1f\x8b\x08"
_STARTS = (_GZIP, b"WARC/1.")


@dataclass(frozen=True, slots=True)
class _Record:
    """One record that is an article, or the reason why what stands there is not read."""

    number: int
    content: bytes = b""
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    trouble: tuple[Reason, str] | None = None


def parse(document: Document) -> Parsed:
    """Read an archive; positions are the numbers of the records that were looked at.

    A record that is broken, too large or no article is one reject; reading goes on at the next
    place where one begins.

    Raises:
        SetAsideError: it holds no record that is read.
    """
    parsed = [_one(document, record) for record in _records(document.content)]
    if not parsed:
        detail = "the archive holds no page or text; only responses with status 200 are read"
        raise SetAsideError(Reason.NO_ENTRIES, detail)
    return Parsed(
        pl.concat([ENTRIES.empty(), *(one.entries for one in parsed)]),
        pl.concat([REJECTS.empty(), *(one.rejects for one in parsed)]),
    )


def _one(document: Document, record: _Record) -> Parsed:
    if record.trouble:
        return _aside(document, record, *record.trouble)
    try:
        inside = replace(
            document,
            uri=record.url or document.uri,
            content=record.content,
            media_type=record.media_type,
            charset=record.charset,
        )
        is_page = record.media_type in _PAGES
        entries = (html if is_page else text).parse(inside).entries
    except SetAsideError as error:
        return _aside(document, record, error.reason, error.detail)
    url = pl.coalesce("url", pl.lit(record.url, pl.String))
    position = pl.lit(record.number, pl.Int64)
    placed = entries.with_columns(url=url, position=position, uri=pl.lit(document.uri))
    return Parsed(ENTRIES.check(placed), REJECTS.empty())


def _aside(document: Document, record: _Record, reason: str, detail: str) -> Parsed:
    reject = document.reject(reason, f"record {record.number}: {detail}", record.number)
    return Parsed(ENTRIES.empty(), REJECTS.frame([reject]))


def _records(content: bytes) -> Iterator[_Record]:
    """Give the records that are articles, and one in the place of each that is broken."""
    offset, number, total = 0, 0, 0
    most = min(LARGEST_TOTAL, LARGEST_RATIO * len(content))
    for _ in range(MOST_RESTARTS):
        reached, before = offset, number
        try:
            for record in _iterator(content, offset):
                reached = offset + record.stream_pos
                number += 1
                if (found := _opened(record, number)) is None:
                    continue
                total += len(found.content)
                if total > most or number > MOST_RECORDS:
                    over = _over(most if total > most else None)
                    yield replace(found, content=b"", trouble=over)
                    return
                yield found
                if found.trouble and found.trouble[0] is Reason.PARSE_FAILED:
                    break  # its length cannot be trusted: look for the next one inside of it
            else:
                return
        except OSError as error:
            if number > before or not offset:
                number += 1
                yield _broken(number, error)
        offset = _next_start(content, reached + 1)
        if offset < 0:
            return


def _iterator(content: bytes, offset: int) -> ArchiveIterator:
    return ArchiveIterator(
        io.BytesIO(content[offset:] if offset else content),
        record_types=_TYPES,
        auto_decode="all",
    )


def _next_start(content: bytes, after: int) -> int:
    found = [place for start in _STARTS if (place := content.find(start, after)) >= 0]
    return min(found, default=-1)


def _opened(record: WarcRecord, number: int) -> _Record | None:
    try:
        return _article(record, number)
    except OSError as error:
        return _broken(number, error)


def _broken(number: int, error: OSError) -> _Record:
    return _Record(number, trouble=(Reason.PARSE_FAILED, f"it is broken ({error})"))


def _article(record: WarcRecord, number: int) -> _Record | None:
    """Read a record, if it is an article.

    Raises:
        OSError: it is broken.
    """
    http = record.http_headers if record.is_http else None
    status = http.status_code if http else None
    if record.record_type == WarcRecordType.response and status != _OK:
        detail = "it is a response without a status"
        trouble = None if status or not http else (Reason.PARSE_FAILED, detail)
        return _Record(number, trouble=trouble) if trouble else None
    declared = record.http_content_type or record.headers.get("Content-Type") or ""
    media_type = declared.partition(";")[0].strip().lower()
    if media_type not in _PAGES and media_type != "text/plain":
        return None
    expected = record.content_length
    content = record.reader.read(LARGEST_RECORD + 1)
    found = _Record(
        number,
        content,
        record.headers.get("WARC-Target-URI"),
        media_type,
        record.http_charset,
    )
    if len(content) > LARGEST_RECORD:
        return replace(found, content=b"", trouble=_over(LARGEST_RECORD))
    names = ("Content-Encoding", "Transfer-Encoding")
    is_encoded = http is not None and any(http.get(name) for name in names)
    if not is_encoded and len(content) < expected:
        detail = f"it breaks off after {len(content):,} of {expected:,} bytes"
        return replace(found, content=b"", trouble=(Reason.PARSE_FAILED, detail))
    return found


def _over(most_bytes: int | None) -> tuple[Reason, str]:
    """Say which limit was passed: that of bytes, if one is given, else that of records."""
    what = f"{most_bytes:,} bytes unpacked" if most_bytes else f"{MOST_RECORDS:,} records"
    return Reason.TOO_LARGE, f"more than {what}; split the archive"
