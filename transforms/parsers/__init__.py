"""Bytes of any kind we read become entries."""

from collections.abc import Callable, Mapping

from transforms.contracts.operations import Reason
from transforms.errors import SetAsideError
from transforms.parsers import csv, eml, feed, html, jsonfeed, jsonl, parquet, sitemap, text, warc
from transforms.parsers.document import Document, Parsed, parsed_nothing
from transforms.parsers.sniffing import sniff

PARSERS: Mapping[str, Callable[[Document], Parsed]] = {
    "feed": feed.parse,
    "jsonfeed": jsonfeed.parse,
    "html": html.parse,
    "text": text.parse,
    "jsonl": jsonl.parse,
    "csv": csv.parse,
    "parquet": parquet.parse,
    "sitemap": sitemap.parse,
    "warc": warc.parse,
    "eml": eml.parse,
}
KINDS = tuple(PARSERS)

__all__ = ["KINDS", "Document", "Parsed", "parse_document"]


def parse_document(document: Document) -> Parsed:
    """Read a document of any kind: its entries, and what was set aside.

    Never raises for bad input: a document that cannot be read is one reject, a bad row of a table
    is one reject with its line number.
    """
    try:
        return _parser(document)(document)
    except SetAsideError as error:
        return parsed_nothing(document, error)


def _parser(document: Document) -> Callable[[Document], Parsed]:
    kind = document.kind
    if kind is None or not document.content.strip():
        kind = sniff(document.content, document.uri, document.media_type)
    if kind not in PARSERS:
        detail = f"expected one of {', '.join(KINDS)}, found {kind!r}"
        raise SetAsideError(Reason.UNKNOWN_KIND, detail)
    return PARSERS[kind]
