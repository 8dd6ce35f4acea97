"""Lines to paste into a shell after a run."""

import shlex
import shutil
from pathlib import Path

from flows.reports.wording import DISAGREEMENTS_QUERY, EVENTS_QUERY
from flows.settings import DEFAULT_WAREHOUSE
from warehouse.opening import PUBLISHED

CLAIMS_QUERY = "from mart.claims"
PROGRAM = "claimstream"


def next_steps(warehouse: Path, *, working_directory: Path, program: Path) -> list[str]:
    """Give what to try next, quoted for a POSIX shell.

    Args:
        warehouse: the warehouse's folder, absolute.
        working_directory: the folder that the shell stands in.
        program: how this program was called; shown where the shell does not find it by name.
    """
    folder = _shortest(warehouse, working_directory)
    command = PROGRAM
    if program.name == PROGRAM and not shutil.which(PROGRAM):
        command = str(_shortest(program.absolute(), working_directory))
    ask = [command, "sql"]
    if warehouse != working_directory / DEFAULT_WAREHOUSE:
        ask += ["--warehouse", str(folder)]
    snapshot = str(folder / PUBLISHED)
    return [
        _line(*ask, query=EVENTS_QUERY),
        _line(*ask, query=DISAGREEMENTS_QUERY),
        f"{_line('duckdb', '-readonly', snapshot, query=CLAIMS_QUERY)}  # in the DuckDB shell",
        f"{shlex.join([command, 'run'])} https://example.org/feed.xml  # a feed, once",
        "to keep a feed, add a [[source]] to config/sources.toml",
    ]


def _line(*words: str, query: str) -> str:
    return f'{shlex.join(words)} "{query}"'


def _shortest(path: Path, working_directory: Path) -> Path:
    """Give a path relative to the working directory where it is below it."""
    inside = path.is_relative_to(working_directory)
    return path.relative_to(working_directory) if inside else path
