"""What a person gets wrong is said in one line that names the thing, with the right exit code."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import warehouse_checks
from flows.warehouse_checks import must_be_writable
from transforms.errors import ConfigError, RetryError
from warehouse.opening import open_writer, warehouse_lock

Claimstream = Callable[..., Any]
TEXT = "Mayor Ida Keane said that 12 people were safe in Arlen on Tuesday.\n"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "arlen.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def one_line(said: Any, *parts: str) -> bool:
    return (
        not said.out
        and said.err.startswith("claimstream: ")
        and said.err.count("\n") == 1
        and all(part in said.err for part in parts)
    )


def test_a_path_that_does_not_exist_is_wrong_usage(claimstream: Claimstream) -> None:
    for command in ("run", "extract"):
        said = claimstream(command, "nosuch.txt")
        assert said.code == 2
        assert one_line(said, "nosuch.txt", "no such file")


def test_a_date_that_is_none_is_wrong_usage(claimstream: Claimstream, text: Path) -> None:
    said = claimstream("run", text, "--published-at", "yesterday")

    assert said.code == 2
    assert one_line(said, "--published-at yesterday", "2025-10-26")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[ingest]\nbatch = 3\n", "unknown key `ingest.batch`. Known here: sources"),
        ("[ingest\n", "not valid TOML"),
    ],
)
def test_a_wrong_configuration_is_said_before_anything_begins(
    claimstream: Claimstream, tmp_path: Path, content: str, complaint: str
) -> None:
    config = tmp_path / "own.toml"
    config.write_text(content, encoding="utf-8")

    said = claimstream("run", "--config", config, "--warehouse", tmp_path / "warehouse")

    assert said.code == 2
    assert one_line(said, "own.toml", complaint)
    assert not (tmp_path / "warehouse").exists()


def test_a_configuration_that_is_missing_is_named(claimstream: Claimstream) -> None:
    said = claimstream("sources", "list", "--config", "gone.toml")

    assert said.code == 2
    assert one_line(said, "gone.toml", "no such file")


def test_an_unknown_key_of_a_source_is_named_with_its_file(
    claimstream: Claimstream, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text("", encoding="utf-8")
    listed = tmp_path / "sources.toml"
    listed.write_text('[[source]]\nlocation = "x"\noutlett = "y"\n', encoding="utf-8")

    said = claimstream("run", "--config", tmp_path / "own.toml")

    assert said.code == 2
    assert one_line(said, "sources.toml: source 1", "did you mean `outlet`?")


def test_a_warehouse_that_somebody_writes_to_is_refused_at_once(
    claimstream: Claimstream, tmp_path: Path, text: Path
) -> None:
    with warehouse_lock(tmp_path / "warehouse"):
        said = claimstream("run", text, "--warehouse", tmp_path / "warehouse")

    assert said.code == 75
    assert one_line(said, "is writing to this warehouse", "run again")
    assert not (tmp_path / "warehouse/prefect").exists()


def test_a_database_that_another_program_has_open_is_refused_at_once(
    claimstream: Claimstream, tmp_path: Path, text: Path
) -> None:
    with open_writer(tmp_path / "warehouse"):
        pass
    program = (
        "import duckdb, sys\n"
        f"held = duckdb.connect({str(tmp_path / 'warehouse/claims.duckdb')!r})\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        said = claimstream("run", text, "--warehouse", tmp_path / "warehouse")
        other.communicate()

    assert said.code == 75
    assert one_line(said, "another program has the database open")


def test_a_corrupt_database_is_named_at_once(
    claimstream: Claimstream, tmp_path: Path, text: Path
) -> None:
    folder = tmp_path / "warehouse"
    folder.mkdir()
    (folder / "claims.duckdb").write_bytes(b"no database" * 100)

    said = claimstream("run", text, "--warehouse", folder)

    assert said.code == 1
    assert one_line(said, "claims.duckdb", "claimstream doctor")
    assert claimstream("doctor", "--warehouse", folder).code == 1


def test_a_warehouse_that_is_a_file_is_wrong_usage(claimstream: Claimstream, text: Path) -> None:
    said = claimstream("run", text, "--warehouse", text)

    assert said.code == 2
    assert one_line(said, "arlen.txt", "not a folder")


def test_too_little_disk_is_said_before_the_run_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    must_be_writable(tmp_path / "warehouse")
    monkeypatch.setattr(warehouse_checks, "LEAST_FREE_BYTES", 10**18)

    with pytest.raises(RetryError, match="free space, then run again"):
        must_be_writable(tmp_path / "warehouse")


def test_a_file_in_the_warehouses_place_is_a_matter_of_configuration(text: Path) -> None:
    with pytest.raises(ConfigError):
        must_be_writable(text)


def test_nothing_published_yet_says_what_to_do(claimstream: Claimstream, tmp_path: Path) -> None:
    for command in (("sql", "from mart.events"), ("quarantine", "list")):
        said = claimstream(*command, "--warehouse", tmp_path / "none")
        assert said.code == 1
        assert one_line(said, "nothing is published yet", "claimstream run")


def test_an_unknown_format_or_command_is_wrong_usage(claimstream: Claimstream) -> None:
    assert claimstream("sql", "select 1", "--format", "xml").code == 2
    assert claimstream("nosuch").code == 2
    assert claimstream("eval", "copies", "--data", "nosuch").code == 2


def test_extract_names_what_it_cannot_read_and_takes_the_rest(
    claimstream: Claimstream, tmp_path: Path, text: Path
) -> None:
    (tmp_path / "broken.xml").write_text("<rss><channel><item>", encoding="utf-8")
    (tmp_path / "dangling.txt").symlink_to("/no/such/file")

    said = claimstream("extract", tmp_path, "--format", "csv")

    assert said.code == 0
    assert said.out.splitlines()[1].startswith("arlen.txt,Ida Keane,said that,12 people were safe")
    assert len(said.err.splitlines()) == 2
    assert "broken.xml: " in said.err
    assert "dangling.txt: " in said.err


def test_extract_fails_when_nothing_could_be_read(claimstream: Claimstream, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.xml").write_text("<rss><channel><item>", encoding="utf-8")

    empty = claimstream("extract", tmp_path / "empty", "--format", "jsonl")
    broken = claimstream("extract", tmp_path / "broken.xml", "--format", "jsonl")

    assert (empty.code, empty.out) == (1, "")
    assert "holds no documents" in empty.err
    assert (broken.code, broken.out) == (1, "")
    assert broken.err.count("\n") == 1
