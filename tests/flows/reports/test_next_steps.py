import shlex
from pathlib import Path

import duckdb
import pytest

from flows.reports.next_steps import next_steps
from warehouse.opening import open_writer
from warehouse.publishing import publish

PROGRAM = Path("-c")  # called as `python -c …`: only its name can be told


def test_the_default_warehouse_needs_no_option(tmp_path: Path) -> None:
    first, *_ = next_steps(
        tmp_path / "var/claimstream", working_directory=tmp_path, program=PROGRAM
    )

    assert shlex.split(first)[:2] == ["claimstream", "sql"]
    assert len(shlex.split(first)) == 3


@pytest.mark.parametrize("name", ["warehouse", "my own; warehouse", "it's $HOME"])
def test_every_line_can_be_pasted_whatever_the_folder_is_called(tmp_path: Path, name: str) -> None:
    with open_writer(tmp_path / name):
        pass
    publish(tmp_path / name)

    lines = next_steps(tmp_path / name, working_directory=tmp_path, program=PROGRAM)

    _, _, option, folder, _ = shlex.split(lines[0])
    assert (option, folder) == ("--warehouse", name)
    program, option, snapshot, sql = shlex.split(lines[2], comments=True)
    assert (program, option) == ("duckdb", "-readonly")
    with duckdb.connect(str(tmp_path / snapshot), read_only=True) as connection:
        assert connection.sql(sql).columns


def test_a_folder_elsewhere_is_named_in_full(tmp_path: Path) -> None:
    elsewhere = tmp_path / "a"

    first, *_ = next_steps(elsewhere, working_directory=tmp_path / "b", program=PROGRAM)

    assert str(elsewhere) in first


@pytest.mark.parametrize("on_path", [True, False])
def test_a_program_that_the_shell_does_not_find_is_named_with_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, on_path: bool
) -> None:
    program = tmp_path / ".venv/bin/claimstream"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(program.parent) if on_path else "")

    first, _, _, fourth, _ = next_steps(
        tmp_path / "var/claimstream", working_directory=tmp_path, program=program
    )

    command = "claimstream" if on_path else ".venv/bin/claimstream"
    assert shlex.split(first)[0] == command
    assert fourth.startswith(f"{command} run ")
