import gzip
import io
from datetime import UTC, datetime
from hashlib import sha256

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parsers import KINDS, Document, Parsed, parse_document

NOW = datetime(2025, 11, 1, tzinfo=UTC)


def read(content: bytes | str, uri: str = "/in/file", **known: object) -> Parsed:
    data = content.encode() if isinstance(content, str) else content
    document = Document("s1", uri, sha256(data).hexdigest(), data, NOW, **known)  # type: ignore[arg-type]
    return parse_document(document)


def reason(parsed: Parsed) -> str:
    assert parsed.entries.is_empty()
    assert parsed.rejects.height == 1
    return str(parsed.rejects.item(0, "reason"))


def parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


JSON_FEED = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "A"}]}'
RSS = "<rss version='2.0'><channel><item><title>A</title><link>https://e.example/a</link></item></channel></rss>"


@pytest.mark.parametrize(
    ("content", "uri", "body_type", "title"),
    [
        (RSS, "/in/noname", "text", "A"),
        (f"  <!-- first -->\n<?xml-stylesheet href='x'?>{RSS}", "/in/x.txt", "text", "A"),
        (JSON_FEED, "/in/x", "text", "A"),
        ("<!doctype html><title>A</title><p>text</p>", "/in/x", "text", "A"),
        ("<html><body><h1>A</h1></body></html>", "/in/x.xml", "text", "A"),
        ("<?xml version='1.0'?><html><title>A</title><p>b</p></html>", "/in/x", "text", "A"),
        ("<title>A</title><p>A piece of a page</p>", "/in/x", "text", "A"),
        ('{"title": "A", "text": "b"}\n{"title": "B", "text": "c"}\n', "/in/x", "text", "A"),
        ('[{"title": "A", "text": "b"}]', "/in/x", "text", "A"),
        ("title,text\nA,b\n", "/in/x", "text", "A"),
        ("title\ttext\nA\tb\n", "/in/x.tsv", "text", "A"),
        (parquet(pl.DataFrame({"title": ["A"], "text": ["b"]})), "/in/x", "text", "A"),
        ("Plain words of an article.", "/in/x.txt", "text", None),
        ("[Update] Plain words of an article.", "/in/x", "text", None),
        ("{curly} words of an article.", "/in/x.txt", "text", None),
        (RSS.encode("utf-16"), "/in/x", "text", "A"),
    ],
)
def test_the_kind_is_told_from_the_bytes_then_from_the_name(
    content: bytes | str, uri: str, body_type: str, title: str | None
) -> None:
    parsed = read(content, uri)

    assert parsed.rejects.is_empty()
    assert parsed.entries.item(0, "body_type") == body_type
    assert parsed.entries.item(0, "title") == title


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "unreadable"),
        (b" \n\t ", "unreadable"),
        (gzip.compress(b"text", mtime=0), "unknown_kind"),
        (b"%PDF-1.7 text", "unknown_kind"),
        (bytes(range(256)) * 4, "unknown_kind"),
        (b"PAR1 but nothing else", "parse_failed"),
        (b"<?xml version='1.0'?><other/>", "parse_failed"),
        (b"<rss version='2.0'><channel></channel></rss>", "no_entries"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "no_entries"),
        (b"[]", "no_entries"),
        (b"<opml version='2.0'><body/></opml>", "parse_failed"),
        (b"title,title,text\na,b,c\n", "parse_failed"),
        (b"id,title\n", "no_entries"),
    ],
)
def test_a_document_that_cannot_be_read_is_one_reject_with_its_reason(
    content: bytes, expected: str
) -> None:
    parsed = read(content)

    assert reason(parsed) == expected
    assert parsed.rejects.item(0, "position") is None
    assert parsed.rejects.item(0, "detail")


def test_an_unknown_kind_names_the_known_ones() -> None:
    parsed = read("text", kind="docx")

    assert reason(parsed) == "unknown_kind"
    assert all(kind in parsed.rejects.item(0, "detail") for kind in KINDS)


def test_a_page_where_a_feed_was_promised_is_set_aside() -> None:
    assert reason(read("<!doctype html><title>Log in</title>", kind="feed")) == "parse_failed"


def test_a_configured_date_and_outlet_complete_what_is_missing() -> None:
    parsed = read("An article.", published="2025-10-26", outlet_name="The Daily")

    row = parsed.entries.row(0, named=True)
    assert (row["published_raw"], row["published_basis"]) == ("2025-10-26", "given")
    assert row["outlet_name"] == "The Daily"


def test_a_text_file_is_one_article_known_by_its_path() -> None:
    row = read("Headline\n\nText.", "/in/a.txt").entries.row(0, named=True)

    assert (row["guid"], row["position"], row["text_basis"]) == ("/in/a.txt", 1, "full")
    assert row["body"] == "Headline\n\nText."


@settings(deadline=None)  # the first page loads trafilatura
@given(st.binary(max_size=200), st.sampled_from([None, *KINDS]))
def test_any_bytes_end_as_entries_or_rejects(content: bytes, kind: str | None) -> None:
    parsed = read(content, kind=kind)

    assert parsed.entries.height + parsed.rejects.height > 0


@settings(deadline=None)  # the first page loads trafilatura
@given(st.text(alphabet='<>rsfed/{}[]":,\n ax1', max_size=80), st.sampled_from([None, *KINDS]))
def test_any_text_gives_the_same_result_twice(content: str, kind: str | None) -> None:
    first, second = read(content, kind=kind), read(content, kind=kind)

    assert first.entries.equals(second.entries)
    assert first.rejects.equals(second.rejects)
