"""What a page says about its article: JSON-LD first, then meta elements."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from transforms.dates import parse_date

ARTICLE_TYPES = (
    *("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting"),
    *("OpinionNewsArticle", "BackgroundNewsArticle", "LiveBlogPosting", "Report", "WebPage"),
)
MAX_DEPTH = 8

_TITLES = ("og:title", "twitter:title", "headline", "dc.title")
_DATES = (
    *("article:published_time", "og:article:published_time", "datepublished", "pubdate"),
    *("parsely-pub-date", "sailthru.date", "date", "dc.date.issued", "dc.date", "dcterms.created"),
    *("publish-date", "publication_date", "article.published", "dcterms.date", "originalpubdate"),
)
_AUTHORS = ("author", "article:author", "parsely-author", "byl", "dc.creator", "sailthru.author")
_SITES = ("og:site_name", "application-name", "dc.publisher")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says about its article; None where it says nothing."""

    title: str | None
    url: str | None
    published: str | None
    published_basis: str | None
    author: str | None
    site: str | None
    lang: str | None


def page_metadata(root: html.HtmlElement) -> PageMetadata:
    """Read the metadata of a parsed page."""
    meta = _meta(root)
    linked = _article_data(root)
    published, basis = _published(root, meta, linked)
    return PageMetadata(
        title=_title(root, meta, linked),
        url=_attribute(root, "//link[@rel='canonical']/@href")
        or meta.get("og:url")
        or _string(linked.get("url")),
        published=published,
        published_basis=basis,
        author=_names(linked.get("author")) or _author(meta),
        site=_first(meta, _SITES) or _names(linked.get("publisher")),
        lang=_attribute(root, "/html/@lang") or _string(linked.get("inLanguage")),
    )


def _published(
    root: html.HtmlElement, meta: dict[str, str], linked: dict[str, object]
) -> tuple[str | None, str | None]:
    """Give the first date that can be read, else the first that is written, and where it stood."""
    in_text = _attribute(root, "//time[@itemprop='datePublished' or @pubdate]/@datetime")
    in_meta = [(meta[name], "meta") for name in _DATES if name in meta]
    candidates = [(_string(linked.get("datePublished")), "jsonld"), *in_meta, (in_text, "meta")]
    written = [(date, basis) for date, basis in candidates if date]
    readable = (found for found in written if parse_date(found[0])[0])
    return next(readable, written[0] if written else (None, None))


def _meta(root: html.HtmlElement) -> dict[str, str]:
    """Give the meta elements by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _title(root: html.HtmlElement, meta: dict[str, str], linked: dict[str, object]) -> str | None:
    shown = _string(linked.get("headline")) or _first(meta, _TITLES)
    if shown:
        return shown
    headings = root.xpath("//h1[normalize-space()]")
    if len(headings) == 1:
        return " ".join(headings[0].text_content().split())
    return _without_site(_attribute(root, "//title/text()"), _first(meta, _SITES))


def _without_site(title: str | None, site: str | None) -> str | None:
    """Cut "… | The Daily" off a title where the page names itself The Daily."""
    if title is None or site is None or not title.endswith(site):
        return title
    return re.sub(r"\s+[|–—·:-]\s+$", "", title[: -len(site)]) or title


def _author(meta: dict[str, str]) -> str | None:
    name = _first(meta, _AUTHORS)
    return None if name and name.startswith(("http://", "https://")) else name


def _article_data(root: html.HtmlElement) -> dict[str, object]:
    """Give the first JSON-LD object that describes an article, by the order of ARTICLE_TYPES."""
    objects: list[dict[str, object]] = []
    for script in root.xpath("//script[@type='application/ld+json']/text()"):
        try:
            objects.extend(_objects(json.loads(str(script), strict=False)))
        except (ValueError, RecursionError):
            continue  # pages are full of broken JSON-LD; what else they say still counts
    for kind in ARTICLE_TYPES:
        for candidate in objects:
            kinds = candidate.get("@type")
            if kind == kinds or (isinstance(kinds, list) and kind in kinds):
                return candidate
    return {}


def _objects(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth + 1)
        yield from _objects(value.get("mainEntity"), depth + 1)


def _names(value: object) -> str | None:
    if isinstance(value, dict):
        return _string(value.get("name"))
    if isinstance(value, list):
        return ", ".join(name for item in value if (name := _names(item))) or None
    return _string(value)


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _attribute(root: html.HtmlElement, path: str) -> str | None:
    found = root.xpath(path)
    return _string(str(found[0])) if found else None
