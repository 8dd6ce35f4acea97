"""Keys are looked up once per batch; what is recorded is the same as if each step looked again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.claims import CLAIM_MEMBERSHIPS, CLAIM_MENTIONS
from transforms.contracts.events import EVENTS
from transforms.contracts.operations import WITHDRAWALS
from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.loading import LoadReport, load_batch
from warehouse.opening import open_writer
from warehouse.staging import stage, staged_file

Frames = dict[Any, pl.DataFrame]
Load = Callable[..., LoadReport]
Counts = Callable[[Path], dict[str, int]]
LATER = datetime(2026, 3, 2, tzinfo=UTC)
RESTING = ("core.claim_mention", "core.entity_mention", "core.event_mention", "core.quantity")


def new_tables(report: LoadReport) -> set[str]:
    return {table for table, n in report.inserted.items() if n}


@pytest.mark.parametrize("contract", [EVENTS, CLAIM_MENTIONS], ids=["decision", "fact"])
def test_a_key_that_is_twice_in_a_batch_loads_nothing(
    tmp_path: Path, small_batch: Frames, counts: Counts, contract: Any
) -> None:
    folder = tmp_path / "staging" / "doubled"
    stage(small_batch, folder, batch_id=stable_id("batch", "doubled"))
    path = staged_file(folder, contract)
    rows = pl.read_parquet(path)
    pl.concat([rows, rows]).write_parquet(path)
    with pytest.raises(StopError, match="there twice"), open_writer(tmp_path) as connection:
        load_batch(connection, folder, run_id=stable_id("run", "x"), recorded_at=LATER)
    assert set(counts(tmp_path).values()) == {0}


def test_mentions_of_a_known_version_are_not_recorded_again_without_it(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    rows = {key: small_batch[key] for key in (CLAIM_MENTIONS, CLAIM_MEMBERSHIPS)}
    report = load(small_warehouse, rows, "second", LATER)
    assert new_tables(report) == set()


def test_a_new_version_beside_known_ones_is_all_that_is_recorded(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    version = small_batch[ARTICLE_VERSIONS].head(1)
    other = version.with_columns(
        version_id=pl.lit(stable_id("version", "new")), version_no=pl.lit(2, pl.Int64)
    )
    small_batch[ARTICLE_VERSIONS] = pl.concat([other, small_batch[ARTICLE_VERSIONS]])
    report = load(small_warehouse, small_batch, "second", LATER)
    assert new_tables(report) - {"ops.accounting"} == {"core.article_version"}
    assert report.inserted["core.article_version"] == 1


def test_what_rests_on_a_retracted_version_is_not_recorded_again_with_it(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    with duckdb.connect(str(small_warehouse / "claims.duckdb")) as connection:
        connection.execute("UPDATE core.article_version SET retracted_at = recorded_at")
    report = load(small_warehouse, small_batch, "second", LATER)
    assert report.inserted["core.article_version"] == 4
    assert {table: report.inserted[table] for table in RESTING} == dict.fromkeys(RESTING, 0)
    assert report.inserted["core.claim_membership"] == 0


def test_a_row_that_is_withdrawn_and_brought_again_is_retracted_once_and_recorded_anew(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    event = small_batch[EVENTS].head(1)
    withdrawn = pl.DataFrame({"table_name": ["core.event"], "row_id": event["event_id"]})
    changed = event.with_columns(kind=pl.lit("protest"))
    batch = {EVENTS: changed, WITHDRAWALS: withdrawn.cast(dict(WITHDRAWALS.schema))}
    report = load(small_warehouse, batch, "second", LATER)
    assert report.retracted == {"core.event": 1}
    assert report.inserted["core.event"] == 1
