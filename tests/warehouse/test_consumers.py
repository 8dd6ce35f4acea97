"""What other programs do with the snapshot and the exports, each as the documentation says it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl

from warehouse.exporting import export
from warehouse.opening import PUBLISHED
from warehouse.sizes import sizes

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
MODELS = {
    "stg_claims": "SELECT claim_id, speaker, event_id FROM news.mart.claims",
    "fct_speakers": "SELECT speaker, count(*) AS n_claims FROM stg_claims GROUP BY speaker",
}


def test_polars_reads_the_snapshot(loaded_once: Path) -> None:
    with duckdb.connect(str(loaded_once / PUBLISHED), read_only=True) as connection:
        claims = connection.sql("FROM mart.claims").pl()
    assert claims.filter(pl.col("speaker") == "Ada Moss").height == 2


def test_pandas_reads_the_snapshot(loaded_once: Path) -> None:
    with duckdb.connect(str(loaded_once / PUBLISHED), read_only=True) as connection:
        claims = connection.sql("FROM mart.claims").df()
    assert sorted(claims["speaker"]) == ["Ada Moss", "Ada Moss", "Cy Ruhl"]


def test_polars_reads_an_export_by_month(loaded_once: Path, tmp_path: Path) -> None:
    export(loaded_once, tmp_path, "parquet", monthly=True)
    articles = pl.scan_parquet(tmp_path / "articles", hive_partitioning=True)
    assert articles.filter(pl.col("month") == "2026-02").select(pl.len()).collect().item() == 4


def test_models_in_the_manner_of_dbt_are_built_on_the_snapshot(
    loaded_once: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(tmp_path / "own.duckdb")) as connection:
        connection.execute(f"ATTACH '{loaded_once / PUBLISHED}' AS news (READ_ONLY)")
        for name, query in MODELS.items():
            connection.execute(f"CREATE TABLE {name} AS {query}")
        found = connection.execute("FROM fct_speakers ORDER BY speaker").fetchall()
    assert found == [("Ada Moss", 2), ("Cy Ruhl", 1)]


def test_the_notebook_runs(loaded_once: Path) -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    environment = {**os.environ, "CLAIMSTREAM_WAREHOUSE": str(loaded_once)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)  # noqa: S603 - our own notebook


def test_what_takes_the_space_is_told(small_warehouse: Path) -> None:
    found = {size.part: size for size in sizes(small_warehouse)}
    assert found["core.article_version"].count == 4
    assert found["database"].bytes == (small_warehouse / "claims.duckdb").stat().st_size
    assert found["core.article_version"].bytes > 0
    assert found["raw documents"].count == 0
