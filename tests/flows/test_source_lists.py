"""Getting sources into the list and out of it: from a site, from other readers' lists."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.sources import read_sources
from transforms.errors import ConfigError

if TYPE_CHECKING:
    from conftest import Desk

LOOPBACK = ("--allow-private", "127.0.0.1/32")
PAGE = """<html><head><title>The Harbour Gazette</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
<link rel="alternate" type="application/rss+xml" title="RSS" href="news.xml">
<link rel="alternate" type="application/atom+xml" title="Sport" href="/sport.xml">
<link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="text/html" href="/m/">
</head><body>News</body></html>"""


@pytest.fixture
def listed(desk: "Desk") -> Path:
    """Give a list of sources with a comment, beside settings that make requests fast."""
    text = "[fetch]\nhost_delay_s = 0\ntotal_s = 2.0\n"
    (desk.folder / "claimstream.toml").write_text(text, encoding="utf-8")
    path = desk.folder / "sources.toml"
    path.write_text('# ours\n\n[[source]]\nlocation = "a.xml" # the old one\n', encoding="utf-8")
    return path


def sources(listed: Path, *arguments: str) -> Result:
    config = str(listed.parent / "claimstream.toml")
    return CliRunner().invoke(app, ["sources", *arguments, "--config", config])


def rows(result: Result) -> list[dict[str, Any]]:
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_the_feeds_that_a_page_names_are_found_and_the_first_is_added(
    desk: "Desk", listed: Path
) -> None:
    desk.site.serve("/", body=PAGE.encode(), headers={"Content-Type": "text/html"})
    for path in ("/news.xml", "/sport.xml", "/comments.xml"):
        desk.site.serve(path, body=desk.feed(1, 2))

    found = rows(sources(listed, "add", desk.site.url("/"), *LOOPBACK, "--format", "json"))

    assert [(row["name"], row["entries"], row["added"]) for row in found] == [
        ("The Harbour Gazette", 2, "yes"),
        ("Sport", 2, "no"),
        ("Comments", 2, "no"),
    ]
    text = listed.read_text(encoding="utf-8")
    assert text.startswith('# ours\n\n[[source]]\nlocation = "a.xml" # the old one\n\n[[source]]\n')
    added = read_sources(listed)[-1]
    assert (added.name, added.location) == ("The Harbour Gazette", desk.site.url("/news.xml"))
    assert added.allow_private == ("127.0.0.1/32",)

    again = rows(sources(listed, "add", desk.site.url("/"), *LOOPBACK, "--all", "--format", "json"))
    assert [row["added"] for row in again] == ["there already", "yes", "yes"]


def test_an_address_that_is_a_feed_is_added_with_what_is_said_of_it(
    desk: "Desk", listed: Path
) -> None:
    desk.site.serve("/feed", body=desk.feed(1))
    more = ("--name", 'The "Gazette"', "--outlet", "Gazette", "--full-text")
    assert sources(listed, "add", desk.site.url("/feed"), *LOOPBACK, *more).exit_code == 0
    added = read_sources(listed)[-1]
    assert (added.name, added.outlet, added.full_text) == ('The "Gazette"', "Gazette", True)


def test_a_page_that_names_no_feed_is_asked_in_the_usual_places(desk: "Desk", listed: Path) -> None:
    desk.site.serve("/", body=b"<html><title>N</title><p>News</p></html>")
    desk.site.serve("/rss.xml", body=desk.feed(1))
    assert sources(listed, "add", desk.site.url("/"), *LOOPBACK).exit_code == 0
    assert read_sources(listed)[-1].location == desk.site.url("/rss.xml")


@pytest.mark.parametrize(
    ("path", "said"),
    [("/", "no feed is named there"), ("/missing", "404"), ("/picture", "a picture")],
)
def test_where_there_is_no_feed_nothing_is_added_and_the_remedy_said(
    desk: "Desk", listed: Path, path: str, said: str
) -> None:
    before = listed.read_bytes()
    desk.site.serve("/", body=b"<html><p>News</p></html>")
    desk.site.serve("/picture", body=b"\x89PNG\r\n\x1a\n")
    result = sources(listed, "add", desk.site.url(path), *LOOPBACK)
    assert isinstance(result.exception, ConfigError)
    assert said in str(result.exception)
    assert listed.read_bytes() == before


def test_feeds_of_another_reader_are_taken_over_once(listed: Path, tmp_path: Path) -> None:
    opml = tmp_path / "list.opml"
    opml.write_text(
        """<?xml version="1.0"?><opml version="1.0"><body><outline text="Papers">
        <outline type="rss" text="Gazette &amp; Co" xmlUrl="https://gazette.example/feed"/>
        <outline type="rss" title="Twice" XMLURL="https://gazette.example/feed"/></outline>
        <outline text="Odd" xmlUrl="ftp://odd.example/feed"/><outline text="Folder"/>
        <outline text="Path" xmlUrl="/etc/passwd"/></body></opml>""",
        encoding="utf-8",
    )
    found = rows(sources(listed, "import-opml", str(opml), "--format", "json"))
    assert [row["added"].partition(":")[0] for row in found] == ["yes", "no", "no"]
    assert read_sources(listed)[-1].name == "Gazette & Co"
    again = rows(sources(listed, "import-opml", str(opml), "--format", "json"))
    assert again[0]["added"] == "there already"
    assert len(read_sources(listed)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "<opml",
        "<rss/>",
        '<!DOCTYPE o [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><opml>&b;<body/></opml><x/>',
        "",
    ],
)
def test_what_is_no_such_list_is_refused(listed: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "list.opml").write_text(text, encoding="utf-8")
    result = sources(listed, "import-opml", str(tmp_path / "list.opml"))
    assert isinstance(result.exception, ConfigError)


def test_a_list_reads_no_file_that_its_entities_name(listed: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://leaked.example/", encoding="utf-8")
    entity = f'<!DOCTYPE o [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    text = f'{entity}<opml><body><outline text="&x;" xmlUrl="https://a.example/&x;"/></body></opml>'
    (tmp_path / "list.opml").write_text(text, encoding="utf-8")
    result = sources(listed, "import-opml", str(tmp_path / "list.opml"))
    assert "leaked" not in result.stdout + listed.read_text(encoding="utf-8")


def test_what_is_exported_can_be_imported_and_bears_no_secret(listed: Path, tmp_path: Path) -> None:
    listed.write_text(
        '[[source]]\nname = "A <b> & c"\nlocation = "https://a.example/feed?page=2"\n'
        '[[source]]\nname = "S"\nlocation = "https://u:canary@s.example/feed"\n'
        '[[source]]\nname = "Folder"\nlocation = "in"\n',
        encoding="utf-8",
    )
    exported = sources(listed, "export-opml")
    assert "canary" not in exported.output
    assert "left out, as they bear a secret: S" in exported.stderr
    (tmp_path / "out.opml").write_text(exported.stdout, encoding="utf-8")
    listed.write_text("", encoding="utf-8")
    assert sources(listed, "import-opml", str(tmp_path / "out.opml")).exit_code == 0
    [source] = read_sources(listed)
    assert (source.name, source.target) == ("A <b> & c", "https://a.example/feed?page=2")


def test_a_check_says_in_sentences_what_a_source_holds(desk: "Desk", listed: Path) -> None:
    desk.site.serve("/good", body=desk.feed(1, 2, date="yesterday"))
    desk.site.serve("/moved", status=301, headers={"Location": "/good"})
    desk.site.serve("/bad", body=b"<rss><channel/></rss>")
    desk.write("/good", "/moved", "/bad")

    result = sources(listed, "check", "--format", "json")

    good, moved, bad = [row["says"] for row in rows(result)]
    assert good.startswith("It holds 2 articles, none in full. full_text = true would")
    assert "None has a date that can be read" in good
    assert f"It is at {desk.site.url('/good')} now" in moved
    assert bad.startswith("It cannot be read: the feed")
    assert result.exit_code == 1
