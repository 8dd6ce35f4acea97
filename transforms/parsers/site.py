"""What a document says of its site: whether it is a feed, what it is called, where feeds are."""

import io
from dataclasses import dataclass

import feedparser
from lxml import etree, html

from transforms.errors import SetAsideError
from transforms.parsers.document import Document
from transforms.parsers.sniffing import sniff
from transforms.urls import resolve

FEED_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
    *("application/feed+json", "application/json", "text/xml", "application/xml"),
)
MOST_LINKS = 20
_LINKS = (
    "//link[@href and contains(concat(' ', normalize-space(@rel), ' '), ' alternate ')]"
    " | //a[@href and @type]"
)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names."""

    url: str
    title: str | None


@dataclass(frozen=True, slots=True)
class SiteDescription:
    """What a document says of the site it belongs to.

    Args:
        kind: feed, jsonfeed, html or another kind that is read.
        title: what feed or page call themselves.
        links: the feeds that a page names, in its order.
    """

    kind: str
    title: str | None
    links: tuple[FeedLink, ...] = ()


def describe(document: Document) -> SiteDescription:
    """Tell what a document is and which feeds it names.

    Raises:
        SetAsideError: nothing here reads such bytes.
    """
    kind = sniff(document.content, document.uri, document.media_type)
    if kind == "feed":
        feed = feedparser.parse(io.BytesIO(document.content), sanitize_html=False)
        return SiteDescription(kind, _line(feed.feed.get("title")))
    if kind != "html":
        return SiteDescription(kind, None)
    text = document.decoded().text.replace("\0", "").encode("utf-8", "ignore")
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise SetAsideError("parse_failed", f"not a readable page: {error}") from error
    titles = root.xpath("//meta[@property='og:site_name']/@content | //head/title/text()")
    return SiteDescription(kind, _line(next(iter(titles), None)), _feeds(root, document.uri))


def _feeds(root: html.HtmlElement, address: str) -> tuple[FeedLink, ...]:
    base = resolve(next(iter(root.xpath("//base/@href")), None), address) or address
    found: dict[str, FeedLink] = {}
    for element in root.xpath(_LINKS):
        media_type = (element.get("type") or "").partition(";")[0].strip().lower()
        url = resolve(element.get("href"), base)
        if url and media_type in FEED_TYPES and url.startswith(("http://", "https://")):
            found.setdefault(url, FeedLink(url, _line(element.get("title"))))
    return tuple(found.values())[:MOST_LINKS]


def _line(text: object) -> str | None:
    return " ".join(str(text).split())[:200] or None if text else None
