import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.cli import main
from flows.pipeline import load_articles, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import sources_from_arguments
from transforms.identifiers import stable_id

TALKS = """Revik meets Marsden in Tavrin

Interior Minister Tomas Revik met Norland ambassador Helen Marsden in Tavrin on 6 October 2025.
Revik said that both countries would share passenger lists. Marsden welcomed the decision.
"""


@dataclass(frozen=True)
class Said:
    """What one call of the command line left behind."""

    code: int
    out: str
    err: str


Claimstream = Callable[..., Said]


@pytest.fixture
def claimstream(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Claimstream:
    """Give a function that calls `claimstream` with arguments, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for variable in ("CLAIMSTREAM_CONFIG", "CLAIMSTREAM_WAREHOUSE"):
        monkeypatch.delenv(variable, raising=False)

    def call(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["claimstream", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Said(code if isinstance(code, int) else 0, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a warehouse with one published article."""
    folder = tmp_path_factory.mktemp("published")
    text = folder / "talks.txt"
    text.write_text(TALKS, encoding="utf-8")
    now = datetime(2025, 11, 20, tzinfo=UTC)
    settings = load_settings(None, folder / "warehouse")
    sources = tuple(sources_from_arguments([str(text)], outlet="Tavrin Courier"))
    context = RunContext(settings, sources, stable_id("run", now.isoformat()), now)
    load_articles(context)
    publish(context)
    return settings.warehouse.dir
