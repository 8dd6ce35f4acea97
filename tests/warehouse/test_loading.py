from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.articles import ARTICLE_VERSIONS, ENTRY_OUTCOMES, OUTLETS
from transforms.contracts.claims import CLAIM_MENTIONS, CLAIMS, ROLE_STATEMENTS
from transforms.contracts.events import EVENT_MEMBERSHIPS, EVENT_MENTIONS, EVENTS
from transforms.contracts.operations import ACCOUNTING, REJECTS, SOURCES
from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.loading import LoadReport, load_batch
from warehouse.opening import open_writer
from warehouse.staging import MANIFEST, read_manifest, stage, staged_folders

Frames = dict[Any, pl.DataFrame]
Load = Callable[..., LoadReport]
Counts = Callable[[Path], dict[str, int]]
LATER = datetime(2026, 3, 2, tzinfo=UTC)


def test_every_staged_row_arrives_in_its_table(
    tmp_path: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    report = load(tmp_path, small_batch)
    found = counts(tmp_path)
    for contract, frame in small_batch.items():
        if contract.table:
            assert found[contract.table] == frame.height, contract.table
    assert report.inserted["core.article_version"] == 4
    assert not report.skipped


def test_loading_the_same_batch_twice_changes_nothing(
    small_warehouse: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    before = counts(small_warehouse)
    report = load(small_warehouse, small_batch)
    assert report.skipped
    assert counts(small_warehouse) == before


def test_the_same_rows_under_another_batch_id_are_not_recorded_again(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    report = load(small_warehouse, small_batch, "second", LATER)
    new = {table for table, n in report.inserted.items() if n}
    assert not report.skipped
    assert new <= {"ops.accounting"}
    assert report.retracted == {}


def test_a_reject_becomes_a_quarantine_row(small_warehouse: Path) -> None:
    with open_writer(small_warehouse) as connection:
        row = connection.execute("SELECT uri, position, reason FROM ops.quarantine").fetchall()
    assert row == [("e.txt", 1, "no_text")]


def test_books_that_do_not_close_load_nothing(
    tmp_path: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    small_batch[ACCOUNTING] = small_batch[ACCOUNTING].with_columns(n_seen=pl.lit(6, pl.Int64))
    with pytest.raises(StopError, match="books do not close"):
        load(tmp_path, small_batch)
    assert counts(tmp_path)["core.article"] == 0


def test_an_outcome_that_nobody_booked_loads_nothing(
    tmp_path: Path, small_batch: Frames, load: Load
) -> None:
    small_batch[ACCOUNTING] = ACCOUNTING.empty()
    with pytest.raises(StopError, match="books do not close"):
        load(tmp_path, small_batch)


def test_a_booked_entry_without_an_outcome_loads_nothing(
    tmp_path: Path, small_batch: Frames, load: Load
) -> None:
    small_batch[ENTRY_OUTCOMES] = small_batch[ENTRY_OUTCOMES].head(3)
    with pytest.raises(StopError, match="books do not close"):
        load(tmp_path, small_batch)


def test_a_span_that_is_not_verbatim_goes_to_quarantine_and_its_siblings_are_loaded(
    tmp_path: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    wrong = pl.col("role") == "ambassador"
    small_batch[ROLE_STATEMENTS] = small_batch[ROLE_STATEMENTS].with_columns(
        role_start=pl.when(wrong).then(pl.col("role_start") + 1).otherwise("role_start")
    )
    report = load(tmp_path, small_batch)
    assert report.mismatched == 1
    assert counts(tmp_path)["core.role_statement"] == 4
    with open_writer(tmp_path) as connection:
        found = connection.execute(
            "SELECT reason, uri, detail FROM ops.quarantine WHERE reason = 'span_mismatch'"
        ).fetchall()
    assert [(reason, uri) for reason, uri, _ in found] == [("span_mismatch", "c.txt")]
    assert "'ambassador'" in found[0][2]


def test_what_hangs_on_a_quarantined_mention_is_not_loaded_either(
    tmp_path: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    """d's claim, d's event and everything that names them go; the claim's mention stays."""
    in_d = pl.col("version_id") == stable_id("version", "d")
    small_batch[EVENT_MENTIONS] = small_batch[EVENT_MENTIONS].with_columns(
        trigger=pl.when(in_d).then(pl.lit("other")).otherwise("trigger")
    )
    load(tmp_path, small_batch)
    assert counts(tmp_path)["core.event_mention"] == 3
    assert counts(tmp_path)["core.event"] == 1
    assert counts(tmp_path)["core.event_membership"] == 3
    assert counts(tmp_path)["core.claim_mention"] == 4
    with open_writer(tmp_path) as connection:
        about = connection.execute(
            "SELECT count(*), count(event_id) FROM core.claim_membership"
        ).fetchone()
    assert about == (4, 3)


def test_a_quarantined_claim_mention_takes_its_claim_with_it(
    tmp_path: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    in_d = pl.col("version_id") == stable_id("version", "d")
    small_batch[CLAIM_MENTIONS] = small_batch[CLAIM_MENTIONS].with_columns(
        content_stop=pl.when(in_d).then(pl.col("content_stop") - 3).otherwise("content_stop")
    )
    load(tmp_path, small_batch)
    assert counts(tmp_path)["core.claim_mention"] == 3
    assert counts(tmp_path)["core.claim"] == 2
    assert counts(tmp_path)["core.claim_membership"] == 3


def test_a_span_without_offsets_is_a_mismatch(
    tmp_path: Path, small_batch: Frames, load: Load
) -> None:
    small_batch[CLAIM_MENTIONS] = small_batch[CLAIM_MENTIONS].with_columns(
        cue_start=pl.lit(None, pl.Int64)
    )
    assert load(tmp_path, small_batch).mismatched >= 4


def test_a_later_decision_supersedes_the_earlier_one_and_keeps_it_readable(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    confirmed = small_batch[EVENT_MEMBERSHIPS].with_columns(
        status=pl.col("status").replace("candidate", "confirmed")
    )
    report = load(small_warehouse, {EVENT_MEMBERSHIPS: confirmed}, "second", LATER)
    assert report.retracted == {"core.event_membership": 1}
    assert report.inserted["core.event_membership"] == 1
    with open_writer(small_warehouse) as connection:
        link = "SELECT link_status FROM mart.events_as_of(?) WHERE n_articles = 3"
        then = connection.execute(link, [LATER - timedelta(hours=1)]).fetchall()
        now = connection.execute(link, [LATER]).fetchall()
    assert (then, now) == ([("candidate",)], [("confirmed",)])


def test_what_the_user_says_of_a_source_or_outlet_later_is_taken_over(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    named = small_batch[SOURCES].with_columns(
        name=pl.lit("news desk"), first_seen_at=pl.lit(LATER).cast(SOURCES.schema["first_seen_at"])
    )
    owned = small_batch[OUTLETS].head(1).with_columns(owner_group=pl.lit("Post Group"))
    load(small_warehouse, {SOURCES: named, OUTLETS: owned}, "second", LATER)
    load(small_warehouse, {OUTLETS: small_batch[OUTLETS]}, "third", LATER)
    with open_writer(small_warehouse) as connection:
        source = connection.execute("SELECT name, first_seen_at < ? FROM ops.source", [LATER])
        assert source.fetchall() == [("news desk", True)]
        outlets = connection.execute("SELECT name, owner_group FROM core.outlet ORDER BY name")
        assert outlets.fetchall() == [
            ("Evening Post", None),
            ("Morning Post", "Post Group"),
            ("Oslo Times", None),
        ]


def test_a_member_that_moves_to_another_cluster_leaves_its_old_one(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    moved = small_batch[EVENT_MEMBERSHIPS].filter(status="candidate")
    own = stable_id("event", "c")
    mention = moved["event_mention_id"][0]
    event = (
        small_batch[EVENTS]
        .head(1)
        .with_columns(event_id=pl.lit(own), founding_mention_id=pl.lit(mention))
    )
    moved = moved.with_columns(event_id=pl.lit(own), status=pl.lit("single"))
    load(small_warehouse, {EVENTS: event, EVENT_MEMBERSHIPS: moved}, "second", LATER)
    with open_writer(small_warehouse) as connection:
        live = connection.execute(
            "SELECT event_id::VARCHAR FROM core.event_membership"
            " WHERE event_mention_id = ? AND retracted_at IS NULL",
            [mention],
        ).fetchall()
    assert live == [(own,)]


def test_a_rejected_membership_stands_beside_the_live_one(
    small_warehouse: Path, small_batch: Frames, load: Load
) -> None:
    rejected = small_batch[EVENT_MEMBERSHIPS].filter(status="candidate")
    rejected = rejected.with_columns(
        event_id=pl.lit(stable_id("event", "d")), status=pl.lit("rejected")
    )
    report = load(small_warehouse, {EVENT_MEMBERSHIPS: rejected}, "second", LATER)
    assert report.retracted == {}


def test_a_batch_that_was_staged_but_not_loaded_is_loaded_by_the_next_run(
    tmp_path: Path, small_batch: Frames, counts: Counts
) -> None:
    stage(small_batch, tmp_path / "staging" / "killed", batch_id=stable_id("batch", "killed"))
    for folder in staged_folders(tmp_path / "staging"):
        with open_writer(tmp_path) as connection:
            load_batch(connection, folder, run_id=stable_id("run", "next"), recorded_at=LATER)
    assert counts(tmp_path)["core.article_version"] == 4


def test_staging_that_was_interrupted_is_no_batch(tmp_path: Path, small_batch: Frames) -> None:
    folder = tmp_path / "staging" / "killed"
    stage(small_batch, folder, batch_id=stable_id("batch", "killed"))
    (folder / MANIFEST).unlink()
    assert staged_folders(tmp_path / "staging") == []
    with pytest.raises(StopError, match="no complete batch"):
        read_manifest(folder)


def test_a_failure_inside_the_transaction_leaves_everything_as_it_was(
    small_warehouse: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    before = counts(small_warehouse)
    version = (
        small_batch[ARTICLE_VERSIONS]
        .head(1)
        .with_columns(version_id=pl.lit(stable_id("version", "new")))
    )
    folder = small_warehouse / "staging" / "broken"
    stage(
        {ARTICLE_VERSIONS: version, CLAIMS: small_batch[CLAIMS]},
        folder,
        batch_id=stable_id("batch", "broken"),
    )
    (folder / "core.claim.parquet").write_bytes(b"not a parquet file")
    with pytest.raises(StopError), open_writer(small_warehouse) as connection:
        load_batch(connection, folder, run_id=stable_id("run", "x"), recorded_at=LATER)
    assert counts(small_warehouse) == before


def test_a_failure_after_the_inserts_leaves_everything_as_it_was(
    small_warehouse: Path, small_batch: Frames, load: Load, counts: Counts
) -> None:
    """A key that is there twice is only seen after the rows are in."""
    with duckdb.connect(str(small_warehouse / "claims.duckdb")) as connection:
        connection.execute("INSERT INTO core.claim SELECT * FROM core.claim")
    before = counts(small_warehouse)
    with pytest.raises(StopError, match="there twice"):
        load(small_warehouse, small_batch, "second", LATER)
    after = counts(small_warehouse)
    assert after | {"ops.run": 0} == before | {"ops.run": 0}


def test_an_empty_batch_is_a_batch(tmp_path: Path, load: Load, counts: Counts) -> None:
    report = load(tmp_path, {REJECTS: REJECTS.empty()}, "empty")
    assert not report.skipped
    assert counts(tmp_path)["ops.load_batch"] == 1
