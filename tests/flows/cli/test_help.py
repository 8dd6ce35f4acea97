import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

Claimstream = Callable[..., Any]

COMMANDS = (
    "run",
    "extract",
    "sql",
    "eval",
    "doctor",
    "up",
    "down",
    "status",
    "backfill",
    "sources list",
    "sources check",
    "quarantine list",
)
IMPORTS = """
import sys
sys.argv = ["claimstream", *{arguments!r}]
from flows.cli import main
try:
    main()
except SystemExit:
    pass
print(sorted({{name.split(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


@pytest.mark.parametrize("command", ["", "run", "sql"])
def test_help_imports_nothing_heavy(command: str) -> None:
    program = IMPORTS.format(arguments=[*command.split(), "--help"])

    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert "Usage: claimstream" in done.stdout
    ours = ["prefect", "polars", "duckdb", "aiohttp", "feedparser"]
    for heavy in ours if command else [*ours, "pydantic"]:  # typer reads parameters with it
        assert f"'{heavy}'" not in done.stderr


def test_help_says_where_to_begin(claimstream: Claimstream) -> None:
    said = claimstream("--help")

    assert said.code == 0
    assert "Start with claimstream run" in said.out
    assert "config/examples" not in said.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_by_examples_that_stand_on_their_own_lines(
    claimstream: Claimstream,
    command: str,
) -> None:
    lines = [line.rstrip() for line in claimstream(*command.split(), "--help").out.splitlines()]

    start = lines.index(" Examples:") + 1
    examples = lines[start : lines.index("", start)]
    assert examples
    for example in examples:
        assert example.startswith(f"   claimstream {command}")
        assert example.count('"') % 2 == 0


def test_no_markup_of_ours_shows_in_any_help(claimstream: Claimstream) -> None:
    for command in COMMANDS:
        assert "[/" not in claimstream(*command.split(), "--help").out
