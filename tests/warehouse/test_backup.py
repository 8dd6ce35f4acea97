import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from transforms.errors import RetryError, StopError
from warehouse.backup import MANIFEST, backup, restore
from warehouse.compacting import compact
from warehouse.digest import digest
from warehouse.migrating import MIGRATIONS, migrate, scripts_in
from warehouse.moving import content_of, new_database, stored_columns
from warehouse.opening import DATABASE, PUBLISHED, open_reader, open_writer
from warehouse.publishing import publish

NOW = datetime(2026, 3, 2, tzinfo=UTC)
RAW = Path("raw") / "aa" / f"{'a' * 64}.gz"


def everything(directory: Path) -> dict[str, object]:
    """Count and hash every table, and digest the live rows."""
    with open_writer(directory) as connection:
        rows = {
            table: content_of(connection, table, columns)
            for table, columns in stored_columns(connection).items()
        }
        return {**rows, **digest(connection)}


@pytest.fixture(scope="module")
def saved(loaded_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Back the small warehouse up once, a raw document and a retracted row included."""
    folder = tmp_path_factory.mktemp("saved")
    warehouse = Path(shutil.copytree(loaded_once, folder / "warehouse"))
    (warehouse / RAW).parent.mkdir(parents=True)
    (warehouse / RAW).write_bytes(b"as received")
    with open_writer(warehouse) as connection:
        connection.execute("UPDATE core.event_link SET retracted_at = now()")
        connection.execute("UPDATE core.claim_membership SET retracted_at = now() WHERE score < 2")
    backup(warehouse, folder / "backup", now=NOW)
    return folder


@pytest.fixture
def saved_copy(saved: Path, tmp_path: Path) -> Path:
    """Give a backup of one's own."""
    return Path(shutil.copytree(saved / "backup", tmp_path / "backup"))


def test_what_was_backed_up_is_restored_to_the_row(saved: Path, tmp_path: Path) -> None:
    restore(saved / "backup", tmp_path / "again")
    assert everything(tmp_path / "again") == everything(saved / "warehouse")
    assert (tmp_path / "again" / RAW).read_bytes() == b"as received"
    publish(tmp_path / "again")
    with open_reader(tmp_path / "again") as connection:
        assert connection.execute("SELECT count(*) FROM search_claims('trade')").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (4,)


def test_the_manifest_counts_every_table(saved: Path) -> None:
    said = json.loads((saved / "backup" / MANIFEST).read_text())
    assert said["tables"]["core.article"]["rows"] == 4
    assert said["migrations"].keys() == {script.name for script in scripts_in(MIGRATIONS)}
    assert said["raw"] == {"files": 1, "bytes": 11}


def test_a_backup_is_plain_parquet(saved: Path) -> None:
    path = saved / "backup" / "tables" / "core.outlet.parquet"
    found = duckdb.sql(f"SELECT name FROM '{path}' ORDER BY name").fetchall()  # noqa: S608
    assert found == [("Evening Post",), ("Morning Post",), ("Oslo Times",)]


def test_a_damaged_file_is_not_restored(saved_copy: Path, tmp_path: Path) -> None:
    (saved_copy / "tables" / "core.article.parquet").write_bytes(b"PAR1 or what")
    with pytest.raises(StopError, match=r"core\.article\.parquet: damaged"):
        restore(saved_copy, tmp_path / "again")
    assert not (tmp_path / "again" / DATABASE).exists()


def test_a_missing_file_is_not_restored(saved_copy: Path, tmp_path: Path) -> None:
    (saved_copy / "tables" / "core.article.parquet").unlink()
    with pytest.raises(StopError, match=str(saved_copy)):
        restore(saved_copy, tmp_path / "again")


@pytest.mark.parametrize("content", ["{}", "no json", '{"format": 9}', "[]"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(StopError, match="no backup of claimstream"):
        restore(tmp_path, tmp_path / "again")


def test_a_backup_of_a_newer_version_is_refused(saved_copy: Path, tmp_path: Path) -> None:
    said = json.loads((saved_copy / MANIFEST).read_text())
    said["migrations"]["9999_later.sql"] = "00"
    (saved_copy / MANIFEST).write_text(json.dumps(said))
    with pytest.raises(StopError, match="newer claimstream"):
        restore(saved_copy, tmp_path / "again")


def test_a_warehouse_is_never_overwritten_by_a_backup(saved: Path) -> None:
    with pytest.raises(StopError, match="database already"):
        restore(saved / "backup", saved / "warehouse")


def test_a_folder_with_something_in_it_is_never_overwritten(saved: Path) -> None:
    with pytest.raises(StopError, match="needs a new folder"):
        backup(saved / "warehouse", saved / "backup", now=NOW)


def test_there_is_nothing_to_back_up_or_compact_without_a_database(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="no database yet"):
        backup(tmp_path / "none", tmp_path / "backup", now=NOW)
    with pytest.raises(StopError, match="no database yet"):
        compact(tmp_path / "none")


def test_neither_disturbs_a_writer(small_warehouse: Path, tmp_path: Path) -> None:
    with open_writer(small_warehouse):
        with pytest.raises(RetryError):
            backup(small_warehouse, tmp_path / "backup", now=NOW)
        with pytest.raises(RetryError):
            compact(small_warehouse)
    assert not (tmp_path / "backup").exists()


def test_compacting_keeps_every_row_and_gives_space_back(small_warehouse: Path) -> None:
    with open_writer(small_warehouse) as connection:
        connection.execute("CREATE TABLE core.junk AS SELECT uuid() AS id FROM range(400000)")
    with open_writer(small_warehouse) as connection:
        connection.execute("DROP TABLE core.junk")
        connection.execute("UPDATE core.claim_membership SET retracted_at = now()")
    before = everything(small_warehouse)
    sizes = compact(small_warehouse)
    assert sizes.after_bytes < sizes.before_bytes - 5_000_000
    assert everything(small_warehouse) == before


def test_a_reader_keeps_its_snapshot_while_the_database_is_compacted(small_warehouse: Path) -> None:
    with open_reader(small_warehouse) as connection:
        compact(small_warehouse)
        publish(small_warehouse)
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (3,)


def test_a_database_without_gaps_is_left_as_it_is(small_warehouse: Path) -> None:
    compact(small_warehouse)
    before = (small_warehouse / DATABASE).stat()
    compact(small_warehouse)
    assert (small_warehouse / DATABASE).stat().st_ino == before.st_ino


def test_what_a_killed_rewrite_left_is_removed(small_warehouse: Path) -> None:
    left = small_warehouse / f".compacted-{DATABASE}.new"
    left.write_bytes(b"half")
    compact(small_warehouse)
    assert not left.exists()


@pytest.fixture(scope="module")
def fresh() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an empty database of today."""
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection


@pytest.mark.parametrize("level", [script.name for script in scripts_in(MIGRATIONS)])
def test_every_earlier_version_upgrades_to_the_tables_of_today(
    fresh: duckdb.DuckDBPyConnection, level: str
) -> None:
    with duckdb.connect() as upgraded:
        migrate(upgraded, through=level)
        migrate(upgraded)
        assert stored_columns(upgraded) == stored_columns(fresh)
        for table, columns in stored_columns(fresh).items():
            assert content_of(upgraded, table, columns) == content_of(fresh, table, columns)


def test_a_backup_of_an_earlier_version_is_restored(tmp_path: Path) -> None:
    old = tmp_path / "old"
    earlier = "0006_reference.sql"
    with new_database(old / DATABASE, earlier) as connection:
        connection.execute(
            "INSERT INTO core.outlet (outlet_id, name, is_agency) VALUES (uuid(), 'Daily', false)"
        )
        level_down(old / DATABASE, connection, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again")
    publish(tmp_path / "again")
    with open_reader(tmp_path / "again") as connection:
        assert connection.execute("SELECT name FROM core.outlet").fetchall() == [("Daily",)]
        assert connection.execute("SELECT count(*) FROM mart.claims").fetchone() == (0,)
    assert (tmp_path / "again" / PUBLISHED).exists()


def level_down(path: Path, connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Back up a database that is not finished, as an earlier version would have."""
    connection.execute("CHECKPOINT")
    shutil.copy(path.with_name(f".{path.name}.new"), path)
    backup(path.parent, target, now=NOW)
