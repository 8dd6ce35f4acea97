"""Follow what documents lead to: the sitemaps of an index, and the pages of a feed's items."""

from collections.abc import Sequence

from flows.collected import Collected, Read
from flows.fetch import fetch_many
from flows.full_text import wanted_pages
from flows.noting import Notes
from flows.sandbox import parse_all, read_one
from flows.sources import SourceConfig
from transforms.errors import SetAsideError
from transforms.parsers.sitemap import IndexedSitemap, indexed_sitemaps
from transforms.urls import registered_domain

SITEMAP_LEVELS = 2
"""An index may name indexes; whoever nests deeper is not followed."""


def follow_sitemaps(notes: Notes, sources: Sequence[SourceConfig], collected: Collected) -> None:
    """Fetch the sitemaps that the indexes among some sources name, level by level.

    An index is no document to read; one that has not changed is followed as it was.
    """
    latest = {fetch.uri: fetch for fetch in collected.fetches}
    waiting = [Read(s, latest[s.location]) for s in sources if s.kind == "sitemap"]
    seen = {source.location for source in sources}
    indexes: set[str] = set()
    for _ in range(SITEMAP_LEVELS):
        named = []
        for read in waiting:
            found = _indexed(notes, read)
            indexes |= {read.fetch.fetch_id} if found else set()
            new = [sitemap.url for sitemap in found if sitemap.url not in seen]
            seen.update(new)
            named += [(read.source, url) for url in new]
        results = fetch_many(
            [notes.request(source, url) for source, url in named], settings=notes.settings
        )
        pairs = zip(named, results, strict=True)
        waiting = [
            Read(source, notes.note(source, result, collected)) for (source, _), result in pairs
        ]
    collected.reads = [read for read in collected.reads if read.fetch.fetch_id not in indexes]


def _indexed(notes: Notes, read: Read) -> list[IndexedSitemap]:
    """Give what an index names on its own site, as many as are read; nothing if it is none."""
    if read.fetch.raw_id is None or not notes.store.exists(read.fetch.raw_id):
        return []
    try:
        found = read_one(
            read.document(notes.store), indexed_sitemaps, settings=notes.settings.sandbox
        )
    except SetAsideError:
        return []  # reading it will fail in the same way, and say so
    home = registered_domain(read.source.location)
    own = [sitemap for sitemap in found if registered_domain(sitemap.url) == home]
    return own[: notes.settings.fetch.max_sitemaps]


def follow_pages(notes: Notes, collected: Collected) -> None:
    """Fetch the pages that the items of feeds with `full_text` lead to."""
    feeds = [read for read in collected.reads if read.source.full_text]
    if not feeds:
        return
    parsed = parse_all(
        (read.document(notes.store) for read in feeds), settings=notes.settings.sandbox
    )
    most = notes.settings.fetch.max_pages
    wanted = [
        (read, page)
        for read, delivery in zip(feeds, parsed, strict=True)
        for page in wanted_pages(delivery, known=notes.remembered.pages, most=most)
    ]
    requests = [notes.request(feed.source, page.url, is_page=True) for feed, page in wanted]
    results = fetch_many(requests, settings=notes.settings)
    for (feed, page), result in zip(wanted, results, strict=True):
        fetch = notes.record(feed.source, result)
        collected.fetches.append(fetch)
        if fetch.raw_id is not None:
            read = Read(feed.source, fetch, result.media_type, result.charset, page)
            collected.pages.setdefault(feed.fetch.fetch_id, []).append(read)
