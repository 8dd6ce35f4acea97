"""What every parser gets, and what it gives back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from transforms.contracts.articles import ENTRIES, Entry
from transforms.contracts.operations import REJECTS, Reject
from transforms.encoding import Decoded, decode
from transforms.errors import SetAsideError


@dataclass(frozen=True, slots=True)
class Document:
    """One document as received: a response, or a file.

    Args:
        source_id: the source that delivered it.
        uri: where it came from, without secrets.
        raw_id: sha256 of `content`.
        content: its bytes.
        fetched_at: when it was received.
        kind: one of `transforms.parsers.KINDS`; None to tell from the bytes, then from the name.
        media_type: what HTTP declared.
        charset: what HTTP declared.
        outlet_name: the configured publisher of everything in it.
        published: the configured publication date, for entries that carry none.
        columns: for tables, our name (id, url, title, text, published, author, outlet, lang) to
            the name of their column.
        about: what a feed says of this page, which counts more than what it says of itself.
    """

    source_id: str
    uri: str
    raw_id: str
    content: bytes
    fetched_at: datetime
    kind: str | None = None
    media_type: str | None = None
    charset: str | None = None
    outlet_name: str | None = None
    published: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    about: "Item | None" = None

    def decoded(self) -> Decoded:
        """Read the bytes as text."""
        return decode(self.content, self.charset)

    def reject(self, reason: str, detail: str, position: int | None = None) -> Reject:
        """Set the document, or one entry of it, aside."""
        return Reject(self.source_id, self.uri, self.raw_id, position, reason, scrub(detail))


@dataclass(frozen=True, slots=True)
class Parsed:
    """The entries of one document and what was set aside: together everything in it."""

    entries: pl.DataFrame
    rejects: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as a parser of feeds, pages or texts reads it; the rest comes from the document."""

    title: str | None
    body: str | None
    body_type: str
    text_basis: str
    guid: str | None = None
    url: str | None = None
    published: str | None = None
    published_basis: str | None = None
    author: str | None = None
    outlet: str | None = None
    lang: str | None = None


def parsed_items(document: Document, items: Iterable[Item | Reject], decoded: Decoded) -> Parsed:
    """Number the items of a document and complete them with what is known about it.

    What a parser set aside takes its number, too.
    """
    numbered = list(enumerate(items, start=1))
    return Parsed(
        ENTRIES.frame(
            _entry(document, item, position, decoded)
            for position, item in numbered
            if isinstance(item, Item)
        ),
        REJECTS.frame(item for _, item in numbered if isinstance(item, Reject)),
    )


def parsed_nothing(document: Document, error: SetAsideError) -> Parsed:
    """Give the result for a document that was set aside as a whole."""
    return Parsed(ENTRIES.empty(), REJECTS.frame([document.reject(error.reason, error.detail)]))


def scrub(text: str) -> str:
    """Drop halves of surrogate pairs, which no encoding can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "ignore")
    return text


def _entry(document: Document, item: Item, position: int, decoded: Decoded) -> Entry:
    published, basis = item.published, item.published_basis
    if not published and document.published:
        published, basis = document.published, "given"
    return Entry(
        source_id=document.source_id,
        uri=document.uri,
        raw_id=document.raw_id,
        position=position,
        guid=_written(item.guid),
        url=_written(item.url),
        title=_written(item.title),
        body=_written(item.body),
        body_type=item.body_type,
        text_basis=item.text_basis,
        published_raw=_written(published),
        published_basis=basis if published else None,
        author=_written(item.author),
        outlet_name=document.outlet_name or _written(item.outlet),
        lang_declared=_written(item.lang),
        encoding=decoded.encoding,
        encoding_rule=decoded.rule,
        fetched_at=document.fetched_at,
    )


def _written(value: str | None) -> str | None:
    return scrub(value) if value and value.strip() else None
