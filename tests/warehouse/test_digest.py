from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from transforms.contracts.articles import ENTRY_OUTCOMES
from transforms.contracts.claims import DISAGREEMENTS
from transforms.contracts.contract import Contract
from transforms.contracts.events import EVENT_MEMBERSHIPS, EVENTS
from transforms.contracts.operations import ACCOUNTING
from transforms.identifiers import stable_id
from warehouse.digest import digest
from warehouse.opening import open_writer

Frames = dict[Contract[Any], pl.DataFrame]
Load = Callable[..., Any]
LATER = datetime(2026, 3, 2, tzinfo=UTC)


def digest_of(directory: Path) -> dict[str, str]:
    with open_writer(directory) as connection:
        return digest(connection)


def test_when_and_by_which_run_rows_were_recorded_does_not_matter(
    tmp_path: Path, loaded_once: Path, small_batch: Frames, load: Load
) -> None:
    load(tmp_path, small_batch, "another run", LATER)
    assert digest_of(loaded_once) == digest_of(tmp_path)


def test_the_order_of_rows_does_not_matter(
    tmp_path: Path, loaded_once: Path, small_batch: Frames, load: Load
) -> None:
    load(tmp_path, {contract: frame.reverse() for contract, frame in small_batch.items()})
    assert digest_of(loaded_once) == digest_of(tmp_path)


def test_clusters_are_the_same_when_they_have_the_same_members(
    tmp_path: Path, loaded_once: Path, small_batch: Frames, load: Load
) -> None:
    """Another mention founded the event, so it has another id wherever it is named."""
    founded = {stable_id("event", "a"): stable_id("event", "b")}
    for contract, frame in small_batch.items():
        if "event_id" in frame.columns:
            small_batch[contract] = frame.with_columns(pl.col("event_id").replace(founded))
    load(tmp_path, small_batch)
    assert digest_of(loaded_once) == digest_of(tmp_path)


def test_a_member_in_another_cluster_shows(
    tmp_path: Path, loaded_once: Path, small_batch: Frames, load: Load
) -> None:
    own = small_batch[EVENTS].head(1).with_columns(event_id=pl.lit(stable_id("event", "c")))
    small_batch[EVENTS] = pl.concat([small_batch[EVENTS], own])
    small_batch[EVENT_MEMBERSHIPS] = small_batch[EVENT_MEMBERSHIPS].with_columns(
        event_id=pl.when(status="candidate")
        .then(pl.lit(stable_id("event", "c")))
        .otherwise("event_id")
    )
    load(tmp_path, small_batch)
    one, two = digest_of(loaded_once), digest_of(tmp_path)
    assert {table for table in one if one[table] != two[table]} == {
        "core.event",
        "core.event_membership",
    }


def test_any_other_column_that_differs_shows(
    tmp_path: Path, loaded_once: Path, small_batch: Frames, load: Load
) -> None:
    small_batch[DISAGREEMENTS] = small_batch[DISAGREEMENTS].with_columns(compatible=pl.lit(True))
    load(tmp_path, small_batch)
    one, two = digest_of(loaded_once), digest_of(tmp_path)
    assert {table for table in one if one[table] != two[table]} == {"core.disagreement"}


def test_superseded_rows_do_not_count(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    before = digest_of(small_warehouse)
    rescored = small_batch[EVENT_MEMBERSHIPS].with_columns(score=pl.lit(0.1))
    report = load(small_warehouse, {EVENT_MEMBERSHIPS: rescored}, "second", LATER)
    assert report.retracted == {"core.event_membership": 4}
    assert digest_of(small_warehouse) == before


def test_a_column_that_is_ignored_does_not_show(
    tmp_path: Path, loaded_once: Path, small_batch: Frames, load: Load
) -> None:
    for contract, frame in small_batch.items():
        if "fetched_at" in frame.columns:
            small_batch[contract] = frame.with_columns(
                fetched_at=pl.lit(LATER).cast(pl.Datetime("us", "UTC"))
            )
    load(tmp_path, small_batch)
    digests = []
    for directory in (loaded_once, tmp_path):
        with open_writer(directory) as connection:
            digests.append(digest(connection, ignoring=frozenset({"fetched_at"})))
    assert digests[0] == digests[1]
    assert digest_of(loaded_once) != digest_of(tmp_path)


def test_one_batch_or_two_give_the_same_digest(
    tmp_path: Path, loaded_once: Path, small_batch: Frames, load: Load
) -> None:
    books = {ACCOUNTING, ENTRY_OUTCOMES}
    late = {contract for contract in small_batch if str(contract.table).startswith("core.claim")}
    load(tmp_path, {c: f for c, f in small_batch.items() if c not in late}, "first half")
    load(tmp_path, {c: f for c, f in small_batch.items() if c not in books}, "rest", LATER)
    assert digest_of(loaded_once) == digest_of(tmp_path)
