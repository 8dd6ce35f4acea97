import csv
import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.errors import StopError
from transforms.identifiers import stable_id
from warehouse.exporting import EXPORTED, export
from warehouse.opening import open_reader, open_writer
from warehouse.publishing import publish


def rows_of(directory: Path, view: str) -> int:
    with open_reader(directory) as connection:
        return len(connection.execute(f"FROM mart.{view}").fetchall())


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_every_view_is_written_with_all_its_rows_and_again_the_same(
    loaded_once: Path, tmp_path: Path, kind: str
) -> None:
    written = export(loaded_once, tmp_path / "out", kind)
    assert {one.view: one.rows for one in written} == {v: rows_of(loaded_once, v) for v in EXPORTED}
    assert export(loaded_once, tmp_path / "out", kind) == written
    assert len(list((tmp_path / "out").iterdir())) == len(EXPORTED)


def test_what_is_written_is_what_the_view_says(loaded_once: Path, tmp_path: Path) -> None:
    export(loaded_once, tmp_path, "jsonl")
    export(loaded_once, tmp_path, "parquet")
    lines = (tmp_path / "claims.jsonl").read_text("utf-8").splitlines()
    with open_reader(loaded_once) as connection:
        said = {row[0] for row in connection.execute("SELECT content FROM claims").fetchall()}
    assert {json.loads(line)["content"] for line in lines} == said
    assert set(pl.read_parquet(tmp_path / "claims.parquet")["content"]) == said


def test_no_cell_of_a_csv_file_is_a_formula(small_warehouse: Path, tmp_path: Path) -> None:
    with open_writer(small_warehouse) as connection:
        connection.execute(
            "UPDATE core.article_version SET title = '=HYPERLINK(\"x\")' WHERE version_id = ?",
            [stable_id("version", "a")],
        )
    publish(small_warehouse)
    export(small_warehouse, tmp_path, "csv")
    with (tmp_path / "articles.csv").open(encoding="utf-8", newline="") as handle:
        titles = [row["title"] for row in csv.DictReader(handle)]
    assert '\'=HYPERLINK("x")' in titles
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as handle:
        assert json.loads(next(csv.DictReader(handle))["participants"])


def test_parquet_is_parted_by_month_on_request(loaded_once: Path, tmp_path: Path) -> None:
    for _ in range(2):
        export(loaded_once, tmp_path, "parquet", monthly=True)
    parts = duckdb.read_parquet(f"{tmp_path}/articles/*/*.parquet", hive_partitioning=True)
    assert parts.aggregate("month::VARCHAR, count(*)").fetchall() == [("2026-02", 4)]


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="run `claimstream run` first"):
        export(tmp_path, tmp_path / "out", "csv")


def test_a_folder_that_is_a_file_stops(loaded_once: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StopError, match="check the path"):
        export(loaded_once, tmp_path / "out", "csv")
