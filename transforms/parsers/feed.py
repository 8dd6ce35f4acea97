"""RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom and CDF, through feedparser."""

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser
import feedparser.api

from transforms.contracts.operations import Reason, Reject
from transforms.dates import parse_date
from transforms.errors import SetAsideError
from transforms.parsers import buffered_sax
from transforms.parsers.document import Document, Item, Parsed, parsed_items
from transforms.urls import registered_domain, resolve

TAIL = 600  # characters in which a text that breaks off says so
ARTICLE_CHARACTERS = 1_500  # a description of this length is the article

_END_OF_FEED = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)
_END_OF_ENTRY = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_MARKUP_IN_ID = re.compile(r"(<guid\b[^>]{0,200}>)(\s*<(?!!|/guid\b)[^\]]{1,500}?)(</guid>)")
_ADDRESS_BESIDE_LINK = re.compile(r"""(<link\b)\s+uri=["']at:[^"']*["']""")
_ADDRESS_FIRST = re.compile(r"^\s*\S+@\S+\s+\(([^()]+)\)\s*$")  # as RSS 2.0 wants an author
_CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;)\]?|\b(?:read|learn) more\b\W*"
    r"|\bcontinue reading\b.{0,200})"
    r"(?:\s*the post\b.{1,300}\bappeared first on\b.{1,100})?\s*$",
    re.IGNORECASE | re.DOTALL,
)

feedparser.api.PREFERRED_XML_PARSERS = [buffered_sax.__name__]  # a name, for xml.sax.make_parser


def parse(document: Document) -> Parsed:
    """Read a feed.

    Raises:
        SetAsideError: it is no feed, or it is broken or empty and gives no entry.
    """
    decoded = document.decoded()
    # Our decision about the characters stands: the label that feedparser would read is overruled.
    headers = {"content-type": "application/xml; charset=utf-8"}
    if document.uri.startswith(("http://", "https://")):
        headers["content-location"] = document.uri
    feed = feedparser.parse(
        io.BytesIO(_repaired(decoded.text).encode("utf-8", "replace")),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.entries:
        _explain(feed)
    items: list[Item | Reject] = list(_items(feed))
    if feed.bozo and _breaks_off(decoded.text, len(items)):
        detail = f"the feed breaks off inside entry {len(items)}; fetch it again"
        items[-1] = document.reject(Reason.PARSE_FAILED, detail, len(items))
    return parsed_items(document, items, decoded)


def _breaks_off(text: str, entries: int) -> bool:
    """Tell whether a feed ends before its last entry does: half a text is no version of it."""
    return not _END_OF_FEED.search(text[-TAIL:]) and len(_END_OF_ENTRY.findall(text)) < entries


def _repaired(text: str) -> str:
    """Undo what keeps feedparser from an id or a link that stands there."""
    text = _MARKUP_IN_ID.sub(r"\1<![CDATA[\2]]>\3", text)
    return _ADDRESS_BESIDE_LINK.sub(r"\1", text)


def _explain(feed: Any) -> None:  # noqa: ANN401 - feedparser has no types
    cause = feed.get("bozo_exception")
    if not feed.get("version"):
        detail = f"expected RSS, RDF or Atom, found no feed element ({cause or 'other XML'})"
        raise SetAsideError(Reason.PARSE_FAILED, detail)
    if cause:
        detail = f"the feed is broken before its first entry ({cause})"
        raise SetAsideError(Reason.PARSE_FAILED, detail)
    raise SetAsideError(Reason.NO_ENTRIES, f"the feed ({feed.version}) is valid and holds nothing")


def _items(feed: Any) -> Iterator[Item]:  # noqa: ANN401 - feedparser has no types
    home = feed.feed.get("link")
    for entry in feed.entries:
        link = resolve(entry.get("link"), entry.get("title_detail", {}).get("base"), home)
        body, body_type, basis = _body(entry)
        source = entry.get("source") or {}
        own_title = None if registered_domain(link) else feed.feed.get("title")
        published = _published(entry)
        yield Item(
            title=entry.get("title"),
            body=body,
            body_type=body_type,
            text_basis=basis,
            guid=entry.get("id"),
            url=link,
            published=published,
            published_basis="feed" if published else None,
            author=_ADDRESS_FIRST.sub(r"\1", entry.get("author") or ""),
            outlet=source.get("title") or own_title,
            lang=_language(entry, feed),
        )


def _published(entry: Any) -> str | None:  # noqa: ANN401 - feedparser has no types
    """Give the first date that can be read, else the first that is written."""
    # dict.get, as feedparser's own would give `published` for a missing `updated`
    dates = (dict.get(entry, key) for key in ("published", "updated", "created"))
    written = [date for date in dates if date]
    readable = (date for date in written if parse_date(date)[0])
    return next(readable, written[0] if written else None)


def _body(entry: Any) -> tuple[str | None, str, str]:  # noqa: ANN401 - feedparser has no types
    """Give the longest body, its type, and whether it is the full text or a summary."""
    contents = [part for part in entry.get("content", ()) if part.get("value", "").strip()]
    summary = entry.get("summary_detail") or {}
    written = summary.get("value", "")
    if contents:
        best = max(contents, key=lambda part: len(part["value"]))
        if len(best["value"]) >= len(written):
            basis = "summary" if _CUT_OFF.search(_TAG.sub("", best["value"])[-TAIL:]) else "full"
            return best["value"], _type(best), basis
    if not written.strip():
        return None, "text", "title"
    return written, _type(summary), "full" if _is_article(written) else "summary"


def _is_article(body: str) -> bool:
    bare = _TAG.sub("", body)
    return len(bare) >= ARTICLE_CHARACTERS and not _CUT_OFF.search(bare[-TAIL:])


def _type(part: Any) -> str:  # noqa: ANN401 - feedparser has no types
    return "text" if part.get("type") == "text/plain" else "html"


def _language(entry: Any, feed: Any) -> str | None:  # noqa: ANN401 - feedparser has no types
    parts = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    inside = next((part["language"] for part in parts if part.get("language")), None)
    declared: str | None = inside or feed.feed.get("language")
    return declared
