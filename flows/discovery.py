"""Find the feeds of a site: the address itself, what its page names, and the usual places."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from flows.fetch import fetch_many
from flows.fetch_results import FetchRequest, FetchResult
from flows.sandbox import read_one
from flows.settings import Settings
from flows.source_checks import SourceCheck, check_sources
from flows.sources import SourceConfig, sources_from_arguments, url_source
from transforms.errors import ConfigError, SetAsideError
from transforms.identifiers import stable_id
from transforms.parsers import Document
from transforms.parsers.site import FeedLink, SiteDescription, describe

USUAL_PLACES = (
    *("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json"),
    *("/feeds/posts/default", "/news-sitemap.xml"),
)
_ASIDE = ("comment", "kommentar", "oembed", "wp-json", "/author/", "/tag/")


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that could be read.

    Args:
        source: it, as a source.
        check: what it holds.
    """

    source: SourceConfig
    check: SourceCheck


def find_feeds(
    url: str, settings: Settings, *, now: datetime, allow_private: tuple[str, ...] = ()
) -> list[FoundFeed]:
    """Find the feeds of a site, the likeliest first; nothing is kept.

    Args:
        url: of the site, or of a feed.
        settings: limits and manners.
        now: the moment.
        allow_private: address ranges that are not public and may be reached all the same.

    Raises:
        ConfigError: nothing can be read there, or there is no feed.
    """
    asked = url_source(url)
    result = fetch_many([FetchRequest(url, allow_private=allow_private)], settings=settings)[0]
    if result.content is None:
        raise ConfigError(f"{asked.location}: {result.error}")
    site = _described(result, settings, now)
    if site.kind in {"feed", "jsonfeed"}:
        links: tuple[FeedLink, ...] = (FeedLink(url, site.title),)
        return _checked(links, site, settings, now, allow_private)
    address = result.final_url or url
    found = _checked(_ranked(site.links), site, settings, now, allow_private)
    if not found:
        usual = tuple(FeedLink(urljoin(address, place), None) for place in USUAL_PLACES)
        found = _checked(usual, site, settings, now, allow_private)
    if not found:
        raise ConfigError(
            f"{asked.location}: no feed is named there or found in the usual places; look for one"
            ' on the site, or keep the page itself with kind = "html"'
        )
    return found


def _described(result: FetchResult, settings: Settings, now: datetime) -> SiteDescription:
    content = result.content or b""
    document = Document(
        source_id=stable_id("source", result.uri),
        uri=result.final_url or result.uri,
        raw_id=sha256(content).hexdigest(),
        content=content,
        fetched_at=now,
        media_type=result.media_type,
        charset=result.charset,
    )
    try:
        return read_one(document, describe, settings=settings.sandbox)
    except SetAsideError as error:
        raise ConfigError(f"{result.uri}: {error.detail}") from error


def _ranked(links: Iterable[FeedLink]) -> tuple[FeedLink, ...]:
    """Put feeds of comments and the like last; else the site's own order holds."""

    def is_aside(link: FeedLink) -> bool:
        words = f"{link.url} {link.title or ''}".lower()
        return any(word in words for word in _ASIDE)

    return tuple(sorted(links, key=is_aside))


def _checked(
    links: tuple[FeedLink, ...],
    site: SiteDescription,
    settings: Settings,
    now: datetime,
    allow_private: tuple[str, ...],
) -> list[FoundFeed]:
    titles = {link.url: link.title for link in links}
    sources = [
        replace(
            source,
            name=_name(titles.get(source.target), site, source.target),
            allow_private=allow_private,
        )
        for source in sources_from_arguments(list(titles))
    ]
    checks = check_sources(sources, settings, now=now)
    pairs = zip(sources, checks, strict=True)
    return [FoundFeed(source, check) for source, check in pairs if check.problem is None]


def _name(title: str | None, site: SiteDescription, url: str) -> str:
    """Call a feed what it calls itself, unless that says only that it is a feed."""
    says_nothing = title is None or title.lower() in {"rss", "atom", "feed", "rss feed", "rss 2.0"}
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return (site.title or host) if says_nothing else str(title)
