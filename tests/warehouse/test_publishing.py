import multiprocessing
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.operations import REJECTS
from transforms.errors import RetryError, StopError
from transforms.identifiers import stable_id
from warehouse.materialising import COMPUTED
from warehouse.opening import DATABASE, PUBLISHED, open_reader, open_writer
from warehouse.publishing import publish

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

Frames = dict[Any, pl.DataFrame]
Load = Callable[..., Any]


def test_publishing_without_a_database_stops(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="run `claimstream run` first"):
        publish(tmp_path)


def test_publishing_while_a_writer_is_at_work_is_a_matter_of_waiting(small_warehouse: Path) -> None:
    with open_writer(small_warehouse), pytest.raises(RetryError):
        publish(small_warehouse)


def test_publishing_twice_without_a_change_does_nothing(small_warehouse: Path) -> None:
    publish(small_warehouse)
    before = (small_warehouse / PUBLISHED).stat()
    assert not publish(small_warehouse)
    assert (small_warehouse / PUBLISHED).stat().st_ino == before.st_ino


def test_opening_and_closing_the_writer_is_no_change(small_warehouse: Path) -> None:
    publish(small_warehouse)
    with open_writer(small_warehouse):
        pass
    assert not publish(small_warehouse)


def test_what_a_failed_publish_left_behind_is_removed(small_warehouse: Path) -> None:
    folder = (small_warehouse / PUBLISHED).parent
    left = [folder / f".{DATABASE}.123.tmp", folder / f".{DATABASE}.123.tmp.wal"]
    for path in left:
        path.write_bytes(b"half a file")
    publish(small_warehouse)
    assert [path for path in left if path.exists()] == []
    assert [path.name for path in folder.iterdir()] == [DATABASE]


def test_a_publish_that_fails_leaves_the_last_snapshot_as_it_was(small_warehouse: Path) -> None:
    publish(small_warehouse)
    before = (small_warehouse / PUBLISHED).read_bytes()
    (small_warehouse / DATABASE).write_bytes(b"not a database any more" * 1000)
    with pytest.raises(StopError):
        publish(small_warehouse)
    assert (small_warehouse / PUBLISHED).read_bytes() == before


def test_what_a_killed_writer_committed_is_published(small_warehouse: Path) -> None:
    """The rows are in the write-ahead log only, as after a kill between commit and checkpoint."""
    script = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute(\"SET checkpoint_threshold = '1GB'\"); "
        'c.execute("INSERT INTO core.entity SELECT * REPLACE (uuid() AS entity_id,'
        " 'Ada Moss-Lind' AS name) FROM core.entity WHERE name = 'Ada Moss'\"); "
        "os._exit(1)"
    )
    killed = multiprocessing.get_context("spawn").Process(
        target=_run_script, args=(script, str(small_warehouse / DATABASE))
    )
    killed.start()
    killed.join()
    assert (small_warehouse / f"{DATABASE}.wal").exists()
    assert publish(small_warehouse)
    with open_reader(small_warehouse) as connection:
        found = connection.execute("FROM mart.entities WHERE name = 'Ada Moss-Lind'").fetchall()
    assert len(found) == 1


def _run_script(script: str, database: str) -> None:
    import sys  # noqa: PLC0415 - runs in a process of its own

    sys.argv = ["script", database]
    exec(script)  # noqa: S102 - our own line


def test_a_reader_that_is_open_keeps_its_snapshot(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    publish(small_warehouse)
    with open_reader(small_warehouse) as connection:
        load(small_warehouse, {REJECTS: _reject(1)}, "more", datetime(2026, 3, 2, tzinfo=UTC))
        assert publish(small_warehouse)
        assert connection.execute("SELECT count(*) FROM quarantine").fetchone() == (1,)
    with open_reader(small_warehouse) as connection:
        assert connection.execute("SELECT count(*) FROM quarantine").fetchone() == (2,)


def test_readers_never_fail_while_batches_are_loaded_and_published(
    small_warehouse: Path, load: Load
) -> None:
    """Another process reads in a loop; it sees each number of rows once or more, in order."""
    publish(small_warehouse)
    context = multiprocessing.get_context("spawn")
    seen, stop = context.Queue(), context.Event()
    reader = context.Process(target=_read_until, args=(small_warehouse, seen, stop))
    reader.start()
    assert seen.get(timeout=60) == 1
    for number in range(5):
        load(small_warehouse, {REJECTS: _reject(number)}, f"batch {number}")
        publish(small_warehouse)
    stop.set()
    counts: list[Any] = []
    while (count := seen.get(timeout=60)) is not None:
        counts.append(count)
    reader.join(timeout=60)
    assert [count for count in counts if not isinstance(count, int)] == []
    assert counts == sorted(counts)
    assert counts[-1] == 6


def _read_until(directory: Path, seen: "Queue[int | str | None]", stop: Event) -> None:
    last = False
    while not last:
        last = stop.is_set()
        try:
            with open_reader(directory) as connection:
                row = connection.execute("SELECT count(*) FROM mart.quarantine").fetchone()
            seen.put(row[0] if row else "nothing")
        except (StopError, duckdb.Error) as error:
            seen.put(str(error))
        time.sleep(0.005)
    seen.put(None)


def _reject(number: int) -> pl.DataFrame:
    return REJECTS.check(
        pl.DataFrame(
            [
                {
                    "source_id": stable_id("source", "desk"),
                    "uri": f"broken-{number}.txt",
                    "raw_id": None,
                    "position": None,
                    "reason": "unreadable",
                    "detail": "no permission",
                }
            ],
            schema=REJECTS.schema,
        )
    )


@pytest.mark.parametrize("view", COMPUTED)
def test_a_view_that_is_computed_once_says_what_its_macro_says(
    loaded_once: Path, view: str
) -> None:
    with open_reader(loaded_once) as connection:
        held = connection.execute(f"FROM {view} ORDER BY ALL").fetchall()
        now = connection.execute(
            f"FROM {view}_as_of('infinity'::TIMESTAMPTZ) ORDER BY ALL"
        ).fetchall()
    assert held == now
    assert held


def test_a_snapshot_explains_itself_as_the_database_does(small_warehouse: Path) -> None:
    dictionary = "FROM mart.data_dictionary WHERE schema_name = 'mart' ORDER BY ALL"
    with open_reader(small_warehouse) as connection:
        published = connection.execute(dictionary).fetchall()
    with open_writer(small_warehouse) as connection:
        assert connection.execute(dictionary).fetchall() == published
