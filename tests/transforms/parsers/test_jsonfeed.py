import json
from datetime import UTC, datetime
from typing import Any

from transforms.parsers import Document, Parsed, parse_document


def read(feed: object) -> Parsed:
    content = json.dumps(feed).encode()
    now = datetime(2025, 11, 1, tzinfo=UTC)
    return parse_document(Document("s1", "https://e.example/f.json", "raw", content, now))


def feed_of(*items: object, **members: object) -> dict[str, Any]:
    return {"version": "https://jsonfeed.org/version/1.1", "items": list(items), **members}


def test_an_item_gives_every_field() -> None:
    item = {
        "id": 7,
        "url": "/a",
        "title": "A",
        "content_html": "<p>x</p>",
        "date_published": "2025-10-26T14:03:00Z",
        "authors": [{"name": "Ana"}, {"name": "Bo"}],
        "language": "en",
    }

    row = read(feed_of(item)).entries.row(0, named=True)

    assert (row["guid"], row["url"], row["title"]) == ("7", "https://e.example/a", "A")
    assert (row["body"], row["body_type"], row["text_basis"]) == ("<p>x</p>", "html", "full")
    assert (row["published_raw"], row["author"], row["lang_declared"]) == (
        "2025-10-26T14:03:00Z",
        "Ana, Bo",
        "en",
    )


def test_plain_text_and_summaries_are_read_too() -> None:
    entries = read(
        feed_of(
            {"id": "1", "content_text": "All of it"}, {"id": "2", "summary": "Short"}, {"id": "3"}
        )
    ).entries

    assert entries["text_basis"].to_list() == ["full", "summary", "title"]
    assert entries["body_type"].to_list() == ["text", "text", "text"]


def test_an_author_of_version_1_or_of_the_feed_counts() -> None:
    entries = read(
        feed_of({"id": "1", "author": {"name": "Ana"}}, {"id": "2"}, author={"name": "Bo"})
    )

    assert entries.entries["author"].to_list() == ["Ana", "Bo"]


def test_what_is_no_item_is_one_reject_and_its_siblings_go_on() -> None:
    parsed = read(feed_of({"id": "1", "title": "A"}, "stray", None))

    assert parsed.entries["position"].to_list() == [1]
    assert parsed.rejects["position"].to_list() == [2, 3]
