import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from warehouse.opening import open_writer
from warehouse.publishing import publish


@pytest.fixture
def empty_warehouse(tmp_path: Path) -> Path:
    with open_writer(tmp_path):
        pass
    publish(tmp_path)
    return tmp_path


@pytest.mark.parametrize("what", [[], ["--articles"]])
def test_a_search_that_finds_nothing_says_so_and_prints_no_rows(
    empty_warehouse: Path, what: list[str]
) -> None:
    command = ["search", "dam", "safety", *what, "--warehouse", str(empty_warehouse)]
    done = CliRunner().invoke(app, [*command, "--format", "json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == []
    assert "try others" in done.stderr
