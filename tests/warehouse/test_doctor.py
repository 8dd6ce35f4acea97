import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from transforms.errors import RetryError
from warehouse.doctor import Finding, examine
from warehouse.opening import DATABASE, open_writer
from warehouse.publishing import publish
from warehouse.retention import expire_raw


@pytest.fixture
def healthy(small_warehouse: Path) -> Path:
    """Give a warehouse that has its raw bytes and nothing left over."""
    shutil.rmtree(small_warehouse / "staging")
    for name in "abcd":
        folder = small_warehouse / "raw" / (name * 2)
        folder.mkdir(parents=True)
        (folder / f"{name * 64}.gz").write_bytes(b"")
    return small_warehouse


def spoil(directory: Path, sql: str) -> None:
    """Change a warehouse behind its back, and publish what came of it."""
    with duckdb.connect(str(directory / DATABASE)) as connection:
        connection.execute(sql)
    publish(directory)


def troubles(directory: Path) -> dict[str, Finding]:
    return {found.check: found for found in examine(directory) if found.status != "ok"}


def test_a_sound_warehouse_has_no_findings_but_good_ones(healthy: Path) -> None:
    assert troubles(healthy) == {}
    assert len(examine(healthy)) >= 11


@pytest.mark.parametrize(
    ("sql", "check", "where"),
    [
        (
            "UPDATE core.article_version SET text = upper(text)",
            "verbatim",
            "core.claim_mention.content",
        ),
        ("INSERT INTO core.claim SELECT * FROM core.claim", "unique keys", "core.claim: 3"),
        ("DELETE FROM core.entity", "references", "core.claim_mention.speaker_id: 4"),
        ("UPDATE ops.accounting SET n_seen = 9", "accounting", "ops.accounting: 1"),
        (
            "UPDATE core.claim_membership SET mention_id = founding_mention_id FROM core.claim",
            "clusters",
            "core.claim_membership: 1",
        ),
    ],
)
def test_what_is_broken_is_found_and_named(healthy: Path, sql: str, check: str, where: str) -> None:
    spoil(healthy, sql)
    found = troubles(healthy)[check]
    assert found.status == "error"
    assert where in found.detail
    assert found.remedy


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        ("UPDATE ops.run SET status = 'running'", "runs"),
        ("DELETE FROM ops.schema_migration WHERE name LIKE '0006%'", "migrations"),
    ],
)
def test_what_heals_by_itself_is_a_warning(healthy: Path, sql: str, check: str) -> None:
    spoil(healthy, sql)
    assert troubles(healthy)[check].status == "warning"


def test_a_changed_migration_is_an_error(healthy: Path) -> None:
    spoil(healthy, "UPDATE ops.schema_migration SET checksum = 'other' WHERE name LIKE '0001%'")
    found = troubles(healthy)["migrations"]
    assert found.status == "error"
    assert "0001_operations.sql" in found.detail


def test_raw_bytes_that_are_gone_are_counted(healthy: Path) -> None:
    shutil.rmtree(healthy / "raw" / "aa")
    assert "1 of 4 documents" in troubles(healthy)["raw documents"].detail


def test_a_batch_that_was_left_behind_is_named(healthy: Path) -> None:
    (healthy / "staging" / "batch-7").mkdir(parents=True)
    assert "batch-7" in troubles(healthy)["staging"].detail


def test_a_snapshot_that_is_behind_is_a_warning(healthy: Path) -> None:
    with open_writer(healthy) as connection:
        connection.execute("DELETE FROM ops.quarantine")
    assert "older than the database" in troubles(healthy)["snapshot"].detail


def test_a_database_that_cannot_be_read_is_an_error(healthy: Path) -> None:
    (healthy / DATABASE).write_bytes(b"no database" * 1000)
    assert troubles(healthy)["database"].status == "error"


def test_an_empty_directory_says_run_first(tmp_path: Path) -> None:
    assert {found.status for found in examine(tmp_path / "nowhere")} == {"warning", "ok"}


def test_the_doctor_waits_for_the_writer(healthy: Path) -> None:
    with open_writer(healthy), pytest.raises(RetryError):
        examine(healthy)


def test_documents_that_were_kept_long_enough_lose_their_bytes_on_purpose(healthy: Path) -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    assert expire_raw(healthy, first).documents == 0
    assert expire_raw(healthy, first + timedelta(days=1)).documents == 4
    assert list(healthy.glob("raw/*/*.gz")) == []
    assert "raw documents" not in troubles(healthy)
    assert expire_raw(healthy, first + timedelta(days=1)).documents == 0
