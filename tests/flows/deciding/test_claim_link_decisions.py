"""What an analyst decides on the link of two claims outlives later runs and other warehouses."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.cli.decide import export_decisions
from flows.cli.options import Format
from flows.decision_files import Imported, import_decisions
from flows.decisions import Asked, decide
from transforms.errors import StopError
from warehouse.digest import digest
from warehouse.opening import open_reader, open_writer

Ingest = Callable[..., None]
Links = dict[str, tuple[str, str]]
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SAID = "SELECT claim_id::VARCHAR FROM mart.claim_mentions WHERE attributed ORDER BY 1"
LINKS = "SELECT claim_link_id::VARCHAR, relation, status FROM mart.claim_links"
JUDGED = """
    SELECT status, rule_version, evidence_against[1] FROM core.claim_link
    WHERE retracted_at IS NULL
"""


@pytest.fixture
def desk(tmp_path: Path, doubtful: Path) -> Path:
    return Path(shutil.copytree(doubtful, tmp_path / "desk"))


def links(directory: Path) -> Links:
    with open_reader(directory) as connection:
        found = connection.execute(LINKS).fetchall()
    return {link_id: (relation, status) for link_id, relation, status in found}


def n_claims(directory: Path) -> int:
    """Count what Moss claims."""
    with open_reader(directory) as connection:
        return len(set(connection.execute(SAID).fetchall()))


def state(directory: Path) -> dict[str, str]:
    with open_writer(directory) as connection:
        return digest(connection)


def ask(directory: Path, action: str, *ids: str, hour: int = 0) -> str:
    asked = Asked(action, ids, "Ines", "read both")
    return decide(directory, asked, now=NOW + timedelta(hours=hour)).decision.decision_id


@pytest.mark.parametrize(("action", "n_left"), [("confirm", 1), ("reject", 2)])
def test_a_decided_link_is_gone_for_later_runs_too_until_it_is_undone(
    desk: Path, ingest: Ingest, action: str, n_left: int
) -> None:
    before = links(desk)
    assert (list(before.values()), n_claims(desk)) == ([("same", "candidate")], 2)
    done = ask(desk, action, *before)
    assert (links(desk), n_claims(desk)) == ({}, n_left)
    ingest(desk, "r")
    assert (links(desk), n_claims(desk)) == ({}, n_left)
    ask(desk, "undo", done, hour=1)
    assert (links(desk), n_claims(desk)) == (before, 2)


def test_a_rejected_link_keeps_the_reason_and_is_not_decided_again(desk: Path) -> None:
    (link_id,) = links(desk)
    ask(desk, "reject", link_id[:8])
    with open_reader(desk) as connection:
        assert connection.execute(JUDGED).fetchall() == [
            ("rejected", "analyst-1", "Ines rejected this: read both")
        ]
    with pytest.raises(StopError, match="is rejected already"):
        ask(desk, "reject", link_id, hour=1)


def test_a_decision_on_a_link_is_carried_to_where_its_claims_are(
    tmp_path: Path,
    desk: Path,
    doubtful: Path,
    ingested: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask(desk, "confirm", *links(desk))
    export_decisions(warehouse=desk, output=Format.csv)
    path = tmp_path / "decisions.csv"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    alike, elsewhere = (
        Path(shutil.copytree(directory, tmp_path / name))
        for directory, name in ((doubtful, "alike"), (ingested, "elsewhere"))
    )
    assert import_decisions(alike, path, now=NOW) == Imported(1, 0, 0)
    assert state(alike) == state(desk)
    assert import_decisions(elsewhere, path, now=NOW) == Imported(0, 0, 1)
