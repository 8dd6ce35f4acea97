from datetime import UTC, datetime
from typing import Any

import pytest

from transforms.parsers import Document, parse_document

NOW = datetime(2025, 11, 1, tzinfo=UTC)
BODY = "<p>" + "The two ministers met on Tuesday and agreed to reopen the railway. " * 6 + "</p>"


def row(
    head: str,
    body: str = BODY,
    uri: str = "https://e.example/2025/a",
    **known: str | dict[str, str],
) -> dict[str, Any]:
    inside = f"<head>{head}</head><body><article>{body}</article></body>"
    page = f"<!doctype html><html lang='en'>{inside}</html>"
    document = Document("s1", uri, "raw", page.encode(), NOW, **known)
    return parse_document(document).entries.row(0, named=True)


JSON_LD = """<script type="application/ld+json">{"@context": "x", "@graph": [
{"@type": "Organization"},
{"@type": ["NewsArticle"], "headline": "From data", "datePublished": "2025-10-26T14:03:00Z",
"author": [{"name": "Ana Ito"}], "publisher": {"name": "The Daily"}}]}</script>"""


def test_json_ld_says_what_a_page_is() -> None:
    found = row(f"<title>Other</title>{JSON_LD}")

    assert (found["title"], found["author"]) == ("From data", "Ana Ito")
    assert (found["published_raw"], found["published_basis"]) == ("2025-10-26T14:03:00Z", "jsonld")
    assert (found["outlet_name"], found["lang_declared"]) == ("The Daily", "en")
    assert found["body"].startswith("The two ministers met")


def test_meta_elements_come_next() -> None:
    found = row(
        "<meta property='og:title' content='From meta'><meta name='author' content='Bo'>"
        "<meta property='article:published_time' content='2025-10-26'>"
        "<meta property='og:site_name' content='The Daily'>"
    )

    assert (found["title"], found["author"], found["outlet_name"]) == (
        "From meta",
        "Bo",
        "The Daily",
    )
    assert (found["published_raw"], found["published_basis"]) == ("2025-10-26", "meta")


def test_a_time_element_and_the_heading_are_the_last_resort() -> None:
    found = row(
        "<title>T | Site</title>",
        f"<h1>The  heading</h1><time pubdate datetime='2025-10-26'>x</time>{BODY}",
    )

    assert (found["title"], found["published_raw"]) == ("The heading", "2025-10-26")


def test_a_date_that_can_be_read_goes_before_one_that_cannot() -> None:
    found = row(
        "<meta name='date' content='gestern'>"
        "<meta property='article:published_time' content='soon'>"
        "<meta name='dc.date' content='2025-10-26'>"
    )

    assert (found["published_raw"], found["published_basis"]) == ("2025-10-26", "meta")


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    found = row(
        "<title>Railway reopens | The Daily</title>"
        "<meta property='og:site_name' content='The Daily'>"
    )

    assert found["title"] == "Railway reopens"


def test_broken_json_ld_does_not_hide_the_rest() -> None:
    found = row("<script type='application/ld+json'>{nope</script><title>T</title>")

    assert (found["title"], found["published_raw"]) == ("T", None)


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/b", "https://e.example/b"),
        ("https://www.e.example/b?utm_source=x", "https://www.e.example/b"),
        ("https://agency.example/b", "https://e.example/2025/a"),
        ("javascript:x", "https://e.example/2025/a"),
    ],
)
def test_the_canonical_link_counts_within_its_own_site(canonical: str, expected: str) -> None:
    assert row(f"<link rel='canonical' href='{canonical}'>")["url"] == expected


def test_a_page_from_a_file_takes_the_link_it_names() -> None:
    found = row("<meta property='og:url' content='https://e.example/b'>", uri="/in/page.html")

    assert (found["url"], found["guid"]) == ("https://e.example/b", "/in/page.html")
