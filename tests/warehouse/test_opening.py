import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from transforms.errors import RetryError, StopError
from warehouse.failures import meaning_of
from warehouse.opening import DATABASE, LOCK, open_reader, open_writer, warehouse_lock

HOLD = """
import sys, time
from pathlib import Path
from warehouse.opening import warehouse_lock
with warehouse_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
SHELL = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


@contextmanager
def running(script: str, path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a script in a process of its own until it says something; kill it in the end."""
    process = subprocess.Popen(  # noqa: S603 - our own line
        [sys.executable, "-c", script, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_opening_makes_the_warehouse(tmp_path: Path) -> None:
    with open_writer(tmp_path / "new" / "warehouse") as connection:
        assert connection.execute("SELECT count(*) FROM core.article").fetchone() == (0,)


def test_a_writer_works_in_utc_and_downloads_nothing(tmp_path: Path) -> None:
    with open_writer(tmp_path) as connection:
        settings = connection.execute(
            "SELECT current_setting('TimeZone'), current_setting('autoinstall_known_extensions'),"
            " current_setting('autoload_known_extensions')"
        ).fetchone()
    assert settings == ("UTC", False, False)


def test_closing_leaves_no_log_behind(small_warehouse: Path) -> None:
    with open_writer(small_warehouse) as connection:
        connection.execute("DELETE FROM ops.quarantine")
    assert not (small_warehouse / f"{DATABASE}.wal").exists()


def test_a_second_writer_is_told_who_holds_the_lock_and_may_retry(tmp_path: Path) -> None:
    with open_writer(tmp_path), pytest.raises(RetryError, match=f"process {os.getpid()} "):
        open_writer(tmp_path).__enter__()
    assert RetryError.exit_code == 75


def test_a_lock_held_by_another_process_ends_with_that_process(tmp_path: Path) -> None:
    with running(HOLD, tmp_path) as holder:
        says = f"process {holder.pid} is writing"
        with pytest.raises(RetryError, match=says), open_writer(tmp_path):
            pass
    with open_writer(tmp_path) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_error_in_the_window_lets_go_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_writer(tmp_path):
        _ = 1 / 0
    with open_writer(tmp_path):
        pass


def test_a_file_that_is_no_database_stops_in_one_line(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is not a database" * 1000)
    with pytest.raises(StopError) as caught, open_writer(tmp_path):
        pass
    assert "\n" not in str(caught.value)
    assert DATABASE in str(caught.value)
    assert "run `claimstream doctor`" in str(caught.value)


def test_a_database_cut_short_stops_in_one_line(small_warehouse: Path) -> None:
    path = small_warehouse / DATABASE
    path.write_bytes(path.read_bytes()[: 300 * 1024])
    with pytest.raises(StopError) as caught, open_writer(small_warehouse) as connection:
        connection.execute("SELECT sum(length(text)) FROM core.article_version").fetchone()
    assert "\n" not in str(caught.value)


def test_a_live_file_that_another_program_has_open_is_a_matter_of_waiting(
    small_warehouse: Path,
) -> None:
    with running(SHELL, small_warehouse / DATABASE):
        says = "another program has the database open"
        with pytest.raises(RetryError, match=says) as caught, open_writer(small_warehouse):
            pass
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        duckdb.IOException('IO Error: Could not write file "x": No space left on device'),
        OSError(28, "No space left on device"),
    ],
)
def test_a_full_disk_is_a_matter_of_waiting(error: duckdb.Error | OSError) -> None:
    found = meaning_of(error, "claims.duckdb")
    assert isinstance(found, RetryError)
    assert "free space" in str(found)


def test_a_database_format_of_a_newer_duckdb_says_upgrade() -> None:
    error = duckdb.IOException(
        "IO Error: Trying to read a database file with version number 99, but we can only read"
    )
    found = meaning_of(error, "claims.duckdb")
    assert isinstance(found, StopError)
    assert "upgrade" in str(found)


def test_a_directory_that_is_a_file_stops(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StopError), warehouse_lock(tmp_path / "file"):
        pass


def test_the_lock_file_names_nobody_when_it_is_free(tmp_path: Path) -> None:
    with warehouse_lock(tmp_path):
        assert (tmp_path / LOCK).read_text() == str(os.getpid())
    assert (tmp_path / LOCK).read_text() == ""


def test_reading_before_anything_is_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="run `claimstream run` first"):
        open_reader(tmp_path)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO ops.quarantine SELECT * FROM ops.quarantine",
        "CREATE TABLE mine (n INTEGER)",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO 'here.csv'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_a_reader_can_only_read_the_snapshot(loaded_once: Path, sql: str) -> None:
    with open_reader(loaded_once) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql)


def test_a_reader_finds_the_views_without_naming_their_schema(loaded_once: Path) -> None:
    with open_reader(loaded_once) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (2,)
