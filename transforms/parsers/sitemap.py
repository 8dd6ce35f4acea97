"""Sitemaps of news sites: the titles and dates of `news:news`, and indexes that lead to more."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from transforms.contracts.operations import Reason, Reject
from transforms.dates import parse_date
from transforms.errors import SetAsideError
from transforms.parsers.document import Document, Item, Parsed, parsed_items

MOST_URLS = 50_000  # what the protocol allows a sitemap
LARGEST_BYTES = 50 * 1024 * 1024  # the same
LARGEST_RATIO = 200
LONGEST_URL = 2_048

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class IndexedSitemap:
    """A sitemap that an index names, and when it changed as written."""

    url: str
    changed: str | None


def parse(document: Document) -> Parsed:
    """Read a sitemap: an entry with title and date, without text, for each news article.

    Addresses without a title are no news articles; together they are one reject.

    Raises:
        SetAsideError: it is no sitemap, is an index of sitemaps, or names no news article.
    """
    content = unpacked(document.content)
    items: list[Item | Reject] = []
    n_bare = 0
    trouble = None
    try:
        for element in _elements(content, "url"):
            if len(items) + n_bare == MOST_URLS:
                trouble = Reason.TOO_LARGE, f"more than {MOST_URLS:,} addresses; the rest is left"
                break
            item = _item(element)
            items += [item] if item.title else []
            n_bare += not item.title
    except etree.XMLSyntaxError as error:
        trouble = (
            Reason.PARSE_FAILED,
            f"it is broken after {len(items) + n_bare} addresses: {error}",
        )
    if not items:
        _explain(content, n_bare, trouble)
    if n_bare:
        detail = f"{n_bare} addresses have no title of news: they are left out"
        items.append(document.reject(Reason.NO_TEXT, detail, len(items) + 1))
    if trouble:
        items.append(document.reject(*trouble, len(items) + 1))
    return parsed_items(document, items, document.decoded())


def indexed_sitemaps(document: Document) -> list[IndexedSitemap]:
    """Give the sitemaps that an index names, those that changed last first; none if it is none."""
    found: dict[str, IndexedSitemap] = {}
    try:
        content = unpacked(document.content)
        for element in _elements(content, "sitemap"):
            url = _text(element, "loc")
            if url and len(url) <= LONGEST_URL and url.startswith(("http://", "https://")):
                found.setdefault(url, IndexedSitemap(url, _text(element, "lastmod")))
            if len(found) == MOST_URLS:
                break
    except (etree.XMLSyntaxError, SetAsideError):
        pass  # what was named before the break still counts; the parser says what is wrong
    dated = {url: parse_date(sitemap.changed)[0] for url, sitemap in found.items()}
    newest = sorted(
        (url for url, moment in dated.items() if moment),
        key=lambda url: dated[url],  # type: ignore[arg-type,return-value]
        reverse=True,
    )
    return [found[url] for url in [*newest, *(url for url in found if not dated[url])]]


def unpacked(content: bytes) -> bytes:
    """Give a sitemap that may be compressed, as most files named .xml.gz are.

    Raises:
        SetAsideError: it is cut off, damaged, or unpacks to more than sitemaps may have.
    """
    if not content.startswith(_GZIP_MAGIC):
        return content
    most = min(LARGEST_BYTES, LARGEST_RATIO * len(content))
    stream = zlib.decompressobj(_GZIP)
    try:
        plain = stream.decompress(content, most + 1)
    except zlib.error as error:
        raise SetAsideError(Reason.PARSE_FAILED, f"not readable as gzip: {error}") from error
    if len(plain) > most:
        raise SetAsideError(Reason.TOO_LARGE, f"it unpacks to more than {most:,} bytes")
    if not stream.eof:
        raise SetAsideError(Reason.PARSE_FAILED, "the compressed file is cut off")
    return plain


def _elements(content: bytes, name: str) -> Iterator[etree._Element]:
    """Give the elements of a name as they are read, and free what was read."""
    events = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag=f"{{*}}{name}",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in events:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _item(element: etree._Element) -> Item:
    news = next(element.iter("{*}news"), None)
    published = None if news is None else _text(news, "publication_date")
    return Item(
        title=None if news is None else _text(news, "title"),
        body=None,
        body_type="text",
        text_basis="title",
        url=_text(element, "loc"),
        published=published,
        published_basis="feed" if published else None,
        outlet=None if news is None else _text(news, "name"),
        lang=None if news is None else _text(news, "language"),
    )


def _text(element: etree._Element, name: str) -> str | None:
    found = next(element.iter(f"{{*}}{name}"), None)
    return (found.text or "").strip() or None if found is not None else None


def _explain(content: bytes, n_bare: int, trouble: tuple[Reason, str] | None) -> None:
    """Say why a sitemap gives nothing."""
    if trouble:
        raise SetAsideError(*trouble)
    if n_bare:
        detail = f"its {n_bare} addresses have no title of news; give the site's news sitemap"
        raise SetAsideError(Reason.NO_ENTRIES, detail)
    if next(_elements(content, "sitemap"), None) is not None:
        detail = (
            'an index of sitemaps: give the source kind = "sitemap", which reads those it names'
        )
        raise SetAsideError(Reason.NO_ENTRIES, detail)
    raise SetAsideError(Reason.NO_ENTRIES, "expected a sitemap with <url> elements, found none")
