from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.sources import read_sources, sources_from_arguments
from transforms.contracts.operations import SOURCES
from transforms.errors import ConfigError

NOW = datetime(2025, 10, 26, tzinfo=UTC)


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text)
    return path


def test_an_entry_is_read_with_everything_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZETTE_TOKEN", "Bearer canary")
    path = written(
        tmp_path,
        """
        [[source]]
        name = "Harbour Gazette"
        location = "https://user:canary@gazette.example/feed?key=canary"
        kind = "feed"
        outlet = "Harbour Gazette"
        agency = true
        owner_group = "Quay Media"
        published_at = 2025-10-26
        headers = { Authorization = "env:GAZETTE_TOKEN", X-Plain = "canary" }
        allow_private = ["10.0.0.0/8"]

        [[source]]
        location = "articles/table.csv"
        columns = { text = "body" }

        [[source]]
        location = "off.xml"
        enabled = false
        """,
    )
    feed, table = read_sources(path)
    assert (feed.name, feed.location) == ("Harbour Gazette", "https://gazette.example/feed?key=***")
    assert (feed.is_url, feed.kind, feed.agency) == (True, "feed", True)
    assert (feed.owner_group, feed.published_at) == ("Quay Media", "2025-10-26")
    assert feed.headers == {"Authorization": "Bearer canary", "X-Plain": "canary"}
    assert feed.allow_private == ("10.0.0.0/8",)
    assert "canary" not in repr(feed)
    assert (table.is_url, table.path) == (False, tmp_path / "articles/table.csv")
    assert table.name == table.location == str(tmp_path / "articles/table.csv")
    assert table.columns == {"text": "body"}
    rows = SOURCES.frame(source.row(first_seen_at=NOW) for source in (feed, table))
    assert rows["kind"].to_list() == ["feed", "file"]


def test_a_new_token_does_not_make_a_new_source(tmp_path: Path) -> None:
    ids = {
        sources_from_arguments([f"https://example.org/feed?token={token}"])[0].source_id
        for token in ("one", "two")
    }
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('location = "a"\ncolumn = {}', "unknown key `column`; did you mean `columns`?"),
        ('location = "a"\npublished = "x"', "Known here: location, name, kind, outlet"),
        ('name = "Gazette"', "source 1 (Gazette): `location` is missing"),
        (
            'location = "a"\nkind = "rss"',
            "`kind`: input should be 'feed', 'sitemap', 'html', 'text'",
        ),
        ('location = "a"\nagency = "no"', "`agency`: input should be a valid boolean"),
        ('location = "a"\npublished_at = "October"', "expected a day like 2025-10-26"),
        ('location = "ftp://example.org/a"', "is not http or https"),
        ('location = "http://"', "http://*** names no host"),
        ('location = "http://ann:can/ary@host/"', "http://*** is not a URL"),
        ('location = "a"\nallow_private = ["lan"]', "`allow_private`: "),
        ('location = "a"\nheaders = { "X Y" = "1" }', "'X Y' cannot be the name of a header"),
        ('location = "a"\nheaders = { X = "canary\\n" }', "a line break or control character"),
        ('location = "a"\nheaders = "canary"', "`headers`: input should be a valid dictionary"),
        ('location = "a"\nheaders = { X = "env:NOT_SET_AT_ALL" }', "variable NOT_SET_AT_ALL"),
        ('location = "a"\n[[source]]\nlocation = "./a"', "stands here twice; remove one"),
        ('location = "a\\u0000b"', "cannot be a path"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_on_one_line_without_secrets(
    tmp_path: Path, text: str, said: str
) -> None:
    path = written(tmp_path, f"[[source]]\n{text}\n")
    with pytest.raises(ConfigError) as raised:
        read_sources(path)
    message = str(raised.value)
    assert message.startswith(str(path))
    assert said in message
    assert "canary" not in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["[feeds]\n", 'source = "a"\n', "source = [1]\n"])
def test_a_file_that_holds_something_else_says_what_was_expected(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"\[\[source\]\]"):
        read_sources(written(tmp_path, text))


def test_an_empty_list_of_sources_is_no_source(tmp_path: Path) -> None:
    assert read_sources(written(tmp_path, "")) == []
    assert sources_from_arguments([]) == []


def test_arguments_are_sources_with_what_the_command_line_says(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "a.txt")
    sources = sources_from_arguments(
        [str(tmp_path / "a.txt"), str(link), "https://example.org/feed", str(tmp_path)],
        outlet="Gazette",
        published_at="2025-10-26",
    )
    assert [source.is_url for source in sources] == [False, True, False]
    assert {source.outlet for source in sources} == {"Gazette"}
    assert {source.published_at for source in sources} == {"2025-10-26"}
    assert [source.row(first_seen_at=NOW).kind for source in sources] == ["file", "feed", "folder"]


def test_a_missing_path_and_a_wrong_date_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.txt: no such file or folder; check the path"):
        sources_from_arguments([str(tmp_path / "missing.txt")])
    with pytest.raises(ConfigError, match="--published-at soon: expected a day like 2025-10-26"):
        sources_from_arguments([], published_at="soon")
