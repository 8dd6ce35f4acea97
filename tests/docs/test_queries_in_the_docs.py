"""Every SQL statement that the documentation shows runs on a published snapshot."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.opening import open_reader, open_writer
from warehouse.publishing import publish

ROOT = Path(__file__).parents[2]
STATEMENTS = [
    statement
    for page in ("README.md", "docs/sql-cookbook.md")
    for block in re.findall(r"```sql\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    for statement in block.split(";\n")
    if statement.strip()
]


@pytest.fixture(scope="module")
def snapshot(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    directory = tmp_path_factory.mktemp("warehouse")
    with open_writer(directory):
        pass
    publish(directory)
    with open_reader(directory) as connection:
        yield connection


def test_the_documentation_shows_queries() -> None:
    assert len(STATEMENTS) > 20


@pytest.mark.parametrize("statement", STATEMENTS, ids=range(1, len(STATEMENTS) + 1))
def test_a_query_of_the_documentation_runs(
    snapshot: duckdb.DuckDBPyConnection, statement: str
) -> None:
    assert snapshot.sql(statement).columns


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "config").rglob("*.md")]
    targets = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    assert [(page, target) for page, target in targets if not (page.parent / target).exists()] == []
