import gzip
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.parsers import Document, Parsed, parse_document, warc

NOW = datetime(2025, 11, 1, tzinfo=UTC)
BODY = "<html lang='en'><title>Report {0}</title><p>The harbour master said that pier {0} is open"
HTML = "text/html; charset=utf-8"


def record(
    number: int,
    *,
    kind: str = "response",
    status: str = "200 OK",
    media: str = HTML,
    extra: str = "",
) -> bytes:
    """Write one record; a response has HTTP headers, a conversion is text alone."""
    body = BODY.format(number).encode()
    if kind == "response":
        http = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{extra}Content-Length: {len(body)}"
        body = http.encode() + b"\r\n\r\n" + body
        media = "application/http; msgtype=response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
        f"WARC-Date: 2025-10-20T10:00:00Z\r\nWARC-Target-URI: https://news.example/{number}\r\n"
        f"Content-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def read(content: bytes, uri: str = "/in/crawl.warc") -> Parsed:
    return parse_document(Document("s1", uri, sha256(content).hexdigest(), content, NOW))


def titles(parsed: Parsed) -> list[str]:
    return parsed.entries["title"].to_list()


@pytest.mark.parametrize("pack", [bytes, packed], ids=["plain", "packed"])
def test_each_page_of_an_archive_is_an_article_with_its_address(pack: type) -> None:
    passed_over = (
        record(7, kind="request"),
        record(8, status="404 Not Found"),
        record(9, media="image/png"),
    )
    content = b"".join(pack(one) for one in (record(1), *passed_over, record(2)))

    parsed = read(content, "/in/crawl.warc.gz")

    assert parsed.rejects.is_empty()
    assert titles(parsed) == ["Report 1", "Report 2"]
    assert parsed.entries["url"].to_list() == ["https://news.example/1", "https://news.example/2"]
    assert set(parsed.entries["uri"]) == {"/in/crawl.warc.gz"}
    assert parsed.entries["position"].n_unique() == 2
    assert parsed.entries["published_raw"].to_list() == [None, None]  # when crawled is not when


def test_extracted_text_is_read_as_text() -> None:
    parsed = read(record(1, kind="conversion", media="text/plain"))
    assert parsed.entries.select("body_type", "url").rows() == [("text", "https://news.example/1")]


def damaged(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "content",
    [
        packed(record(1)) + damaged(packed(record(2))) + packed(record(3)),
        record(1) + b"this is no record\r\n" * 5 + record(3),
        record(1) + record(2).replace(b"HTTP/1.1 200 OK", b"HTTP nonsense !") + record(3),
        record(1) + record(2).replace(b"Content-Length: ", b"Content-Length: 999", 1) + record(3),
        record(1) + record(2, extra="Content-Encoding: gzip\r\n") + record(3),
    ],
    ids=["damaged", "between", "no status", "length", "encoding"],
)
def test_a_broken_record_is_set_aside_alone(content: bytes) -> None:
    parsed = read(content, "/in/crawl.warc.gz" if content.startswith(b"\x1f") else "/in/c.warc")
    assert titles(parsed) == ["Report 1", "Report 3"]
    assert parsed.rejects["reason"].to_list() == ["parse_failed"]
    assert parsed.rejects["detail"][0].startswith("record 2: ")


def test_an_archive_that_breaks_off_keeps_what_is_whole() -> None:
    parsed = read((record(1) + record(2))[:-40])
    assert titles(parsed) == ["Report 1"]
    assert "breaks off" in parsed.rejects["detail"][0]


def test_a_record_that_unpacks_to_too_much_is_set_aside_alone() -> None:
    bomb = packed(b"<p>" + b"x" * 20_000_000)
    head, _, _ = record(2, extra="Content-Encoding: gzip\r\n").partition(b"Content-Length")
    http = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(bomb)}\r\n\r\n"
    ).encode() + bomb
    content = (
        record(1) + head + f"Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"
    )

    parsed = read(content + record(3))

    assert titles(parsed) == ["Report 1", "Report 3"]
    assert parsed.rejects["reason"].to_list() == ["too_large"]


def test_an_archive_of_too_many_records_or_bytes_is_read_up_to_its_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = b"".join(record(number) for number in range(1, 5))
    monkeypatch.setattr(warc, "MOST_RECORDS", 2)
    assert titles(read(content)) == ["Report 1", "Report 2"]
    monkeypatch.setattr(warc, "MOST_RECORDS", 99)
    monkeypatch.setattr(warc, "LARGEST_TOTAL", 250)
    parsed = read(content)
    assert titles(parsed) == ["Report 1", "Report 2"]
    assert parsed.rejects["reason"].to_list() == ["too_large"]


@pytest.mark.parametrize("content", [record(1, kind="request"), record(1, status="301 Moved")])
def test_an_archive_without_articles_says_so(content: bytes) -> None:
    assert read(content).rejects["reason"].to_list() == ["no_entries"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_bytes_changed_anywhere_never_stop_the_archive(data: st.DataObject) -> None:
    content = bytearray(record(1) + record(2) + record(3))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    parsed = read(bytes(content))
    assert parsed.entries.height + parsed.rejects.height >= 1
