from datetime import UTC, datetime
from typing import Any

import pytest

from transforms.parsers import Document, parse_document

NOW = datetime(2025, 11, 1, tzinfo=UTC)
LONG = "The ministers met and spoke about the railway. " * 40


def rows(
    content: str | bytes, uri: str = "https://e.example/feed", **known: str | dict[str, str]
) -> list[dict[str, Any]]:
    data = content.encode() if isinstance(content, str) else content
    parsed = parse_document(Document("s1", uri, "raw", data, NOW, kind="feed", **known))
    return parsed.entries.to_dicts()


def rss(item: str, channel: str = "") -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{channel}<item>{item}</item></channel></rss>'
    )


def test_an_rss_item_gives_every_field() -> None:
    (row,) = rows(
        rss(
            "<title>Railway &amp;amp; river</title><link>/a?x=1</link><guid>tag:1</guid>"
            "<pubDate>Sun, 26 Oct 2025 14:03:00 GMT</pubDate><dc:creator>Ana Ito</dc:creator>"
            "<description>&lt;p&gt;Short&lt;/p&gt;</description>",
            "<language>en-GB</language>",
        )
    )

    assert row["title"] == "Railway &amp; river"
    assert (row["guid"], row["url"]) == ("tag:1", "https://e.example/a?x=1")
    assert (row["published_raw"], row["published_basis"]) == (
        "Sun, 26 Oct 2025 14:03:00 GMT",
        "feed",
    )
    assert (row["author"], row["lang_declared"]) == ("Ana Ito", "en-GB")
    assert (row["body"], row["body_type"], row["text_basis"]) == ("<p>Short</p>", "html", "summary")


def test_encoded_content_is_the_full_text() -> None:
    (row,) = rows(
        rss(
            "<description>Short</description>"
            "<content:encoded>&lt;p&gt;All of it&lt;/p&gt;</content:encoded>"
        )
    )

    assert (row["body"], row["text_basis"]) == ("<p>All of it</p>", "full")


@pytest.mark.parametrize("ending", ["…", "[...]", "&lt;a href='x'&gt;Read more&lt;/a&gt;"])
def test_content_that_breaks_off_is_a_summary(ending: str) -> None:
    (row,) = rows(rss(f"<content:encoded>It began when {ending}</content:encoded>"))

    assert row["text_basis"] == "summary"


def test_a_description_as_long_as_an_article_is_the_full_text() -> None:
    (row,) = rows(rss(f"<description>{LONG}</description>"))

    assert row["text_basis"] == "full"


def test_an_item_without_a_body_is_its_title() -> None:
    (row,) = rows(rss("<title>Only this</title>"))

    assert (row["body"], row["text_basis"]) == (None, "title")


def test_the_first_date_that_can_be_read_is_taken() -> None:
    (row,) = rows(rss("<pubDate>gestern</pubDate><dc:date>2025-10-26</dc:date>"))

    assert row["published_raw"] == "2025-10-26"


def test_a_date_that_cannot_be_read_is_kept_as_written() -> None:
    (row,) = rows(rss("<pubDate>gestern</pubDate>"))

    assert row["published_raw"] == "gestern"


def test_an_item_from_elsewhere_names_its_publisher() -> None:
    (row,) = rows(rss('<title>A</title><source url="https://o.example/rss">The Other</source>'))

    assert row["outlet_name"] == "The Other"


def test_a_byline_is_the_name_without_the_address() -> None:
    (row,) = rows(rss("<title>A</title><author>ana@e.example (Ana Ito)</author>"))

    assert row["author"] == "Ana Ito"


def test_a_feed_without_usable_links_names_its_publisher_by_its_title() -> None:
    (row,) = rows(rss("<link>daily.example/a</link>", "<title>The Daily</title>"), uri="/in/feed")

    assert row["outlet_name"] == "The Daily"


def test_atom_is_read() -> None:
    (row,) = rows(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://e.example/x/"><title>T</title>
        <entry><id>urn:1</id><title type="html">A &lt;i&gt;b&lt;/i&gt;</title><link href="a"/>
        <updated>2025-10-26T14:03:00Z</updated><content type="html">&lt;p&gt;All&lt;/p&gt;</content>
        </entry></feed>"""
    )

    assert (row["guid"], row["url"], row["title"]) == (
        "urn:1",
        "https://e.example/x/a",
        "A <i>b</i>",
    )
    assert (row["published_raw"], row["text_basis"]) == ("2025-10-26T14:03:00Z", "full")


def test_rdf_is_read() -> None:
    (row,) = rows(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://e.example/"><title>T</title>
        </channel><item rdf:about="https://e.example/a"><title>A</title>
        <link>https://e.example/a</link></item></rdf:RDF>"""
    )

    assert (row["title"], row["url"]) == ("A", "https://e.example/a")


@pytest.mark.parametrize(
    ("label", "encoding", "rule"),
    [
        ("iso-8859-1", "windows-1252", "label"),
        ("windows-1252", "windows-1252", "label"),
        ("utf-16", "utf-16", "bom"),
        ("utf-8", "windows-1252", "fallback"),
    ],
)
def test_feeds_in_other_encodings_are_not_garbled(label: str, encoding: str, rule: str) -> None:
    feed = f'<?xml version="1.0" encoding="{label}"?>' + rss("<title>Café “é” – naïve</title>")

    (row,) = rows(feed.encode(encoding))

    assert row["title"] == "Café “é” – naïve"
    assert row["encoding_rule"] == rule


def test_a_declared_charset_is_used_for_a_feed_without_a_label() -> None:
    (row,) = rows(rss("<title>Café</title>").encode("latin-1"), charset="iso-8859-1")

    assert (row["title"], row["encoding_rule"]) == ("Café", "http")


def test_an_entry_in_which_a_feed_breaks_off_is_set_aside_and_those_before_it_go_on() -> None:
    feed = "<rss version='2.0'><channel><item><title>A</title></item><item><title>B</title><desc"

    parsed = parse_document(Document("s1", "/in/feed", "raw", feed.encode(), NOW))

    assert parsed.entries["title"].to_list() == ["A"]
    assert parsed.rejects.select("position", "reason").rows() == [(2, "parse_failed")]


def test_a_broken_feed_that_ends_properly_keeps_its_entries() -> None:
    (row,) = rows(rss("<title>A & B</title>"))

    assert row["title"] == "A & B"


def test_an_id_with_markup_in_it_is_still_an_id() -> None:
    (row,) = rows(rss("<guid isPermaLink='false'><b>x</b></guid>"))

    assert row["guid"] == "<b>x</b>"


def test_the_same_feed_gives_positions_from_one() -> None:
    found = rows("<rss version='2.0'><channel><item><title>A</title></item><item/></channel></rss>")

    assert [row["position"] for row in found] == [1, 2]
