import gzip
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from transforms.parsers import Document, Parsed, parse_document, sitemap
from transforms.parsers.sitemap import indexed_sitemaps

NOW = datetime(2025, 11, 1, tzinfo=UTC)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def url(number: int, *, title: bool = True) -> str:
    news = (
        "<news:news><news:publication><news:name>Gazette</news:name><news:language>en"
        "</news:language></news:publication><news:publication_date>2025-10-20T08:00:00Z"
        f"</news:publication_date><news:title>Report {number} &amp; more</news:title></news:news>"
    )
    return f"<url><loc>https://news.example/{number}</loc>{news if title else ''}</url>"


def urlset(*urls: str) -> bytes:
    return f'<?xml version="1.0"?><urlset {SPACES}>{"".join(urls)}</urlset>'.encode()


def document(content: bytes, **known: object) -> Document:
    return Document(
        "s1", "https://news.example/s.xml", sha256(content).hexdigest(), content, NOW, **known
    )  # type: ignore[arg-type]


def read(content: bytes, **known: object) -> Parsed:
    return parse_document(document(content, **known))


def test_each_article_of_a_news_sitemap_is_an_entry_with_title_date_and_address() -> None:
    parsed = read(urlset(url(1), url(2)))
    columns = ("title", "url", "published_raw", "outlet_name", "text_basis", "lang_declared")
    assert parsed.entries.select(columns).row(1) == (
        "Report 2 & more",
        "https://news.example/2",
        "2025-10-20T08:00:00Z",
        "Gazette",
        "title",
        "en",
    )
    assert parsed.rejects.is_empty()


def test_addresses_that_are_no_news_are_counted_and_left_out() -> None:
    parsed = read(urlset(url(1), url(2, title=False), url(3, title=False)))
    assert parsed.entries["title"].to_list() == ["Report 1 & more"]
    [detail] = parsed.rejects["detail"]
    assert detail.startswith("2 addresses have no title of news")


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (urlset(), "no_entries", "found none"),
        (urlset(url(1, title=False)), "no_entries", "news sitemap"),
        (b"<sitemapindex><sitemap><loc>https://a/</loc></sitemap></sitemapindex>", "no_entries",
         'kind = "sitemap"'),
        (b"<urlset><url", "parse_failed", "broken after 0"),
        (gzip.compress(urlset(url(1)))[:-9], "parse_failed", "cut off"),
        (b"\x1f\x8bnot gzip", "parse_failed", "not readable as gzip"),
        (gzip.compress(b" " * 60_000_000), "too_large", "unpacks to more"),
    ],
    ids=["empty", "plain", "index", "broken", "cut", "damaged", "bomb"],
)  # fmt: skip
def test_what_gives_no_article_says_why(content: bytes, reason: str, said: str) -> None:
    parsed = read(content, kind="sitemap")
    assert parsed.rejects["reason"].to_list() == [reason]
    assert said in parsed.rejects["detail"][0]


def test_a_sitemap_that_breaks_off_keeps_the_articles_before() -> None:
    parsed = read(urlset(url(1), url(2))[:-60])
    assert parsed.entries["title"].to_list() == ["Report 1 & more"]
    assert "broken after 1 addresses" in parsed.rejects["detail"][0]


def test_more_addresses_than_a_sitemap_may_have_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_URLS", 2)
    parsed = read(urlset(url(1), url(2), url(3)))
    assert parsed.entries.height == 2
    assert parsed.rejects["reason"].to_list() == ["too_large"]


def test_entities_are_neither_expanded_nor_fetched() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>'
    text = urlset(url(1)).decode().replace("<urlset", f"{bomb}<urlset")
    parsed = read(text.replace("Report", "&b;&f;").encode(), kind="sitemap")
    assert "root:" not in str(parsed.entries.rows() + parsed.rejects.rows())


def test_an_index_names_its_sitemaps_those_that_changed_last_first() -> None:
    content = (
        b"<sitemapindex><sitemap><loc>https://a/undated</loc></sitemap>"
        b"<sitemap><loc>https://a/old</loc><lastmod>2025-10-01</lastmod></sitemap>"
        b"<sitemap><loc>file:///etc/passwd</loc></sitemap>"
        b"<sitemap><loc>https://a/new</loc><lastmod>2025-10-20T08:00:00Z</lastmod></sitemap>"
    )  # and it breaks off
    named = [sitemap.url for sitemap in indexed_sitemaps(document(content))]
    assert named == ["https://a/new", "https://a/old", "https://a/undated"]
    assert indexed_sitemaps(document(urlset(url(1)))) == []
