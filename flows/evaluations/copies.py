"""Measure copy groups against labelled near-duplicates, batch by batch as a run would."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.contract import Contract
from transforms.contracts.copies import COPY_EDGES, COPY_GROUPS, COPY_MEMBERSHIPS, FINGERPRINTS
from transforms.errors import ConfigError
from transforms.evaluation.clusters import score_clusters
from transforms.fingerprints import as_fingerprints
from transforms.identifiers import stable_id, stable_ids
from transforms.near_duplicates import RULES, CopyRules, fingerprint, group_copies
from warehouse.known_copies import known_copies
from warehouse.migrating import migrate

BATCH = 1_000
_COLUMNS = ("id", "cluster", "kind", "title", "text", "parts")
_ROUNDUP = "roundup"
_STARTED = datetime(2020, 1, 1, tzinfo=UTC)


def evaluate(path: Path) -> dict[str, float | int]:
    """Group the documents of a labelled file in batches of 1,000 and score the groups.

    Args:
        path: a parquet file with `id, cluster, kind, title, text, parts` (`parts` of a round-up:
            the clusters it is made of, joined by commas), or a folder of such files.

    Returns:
        `pairwise_precision, pairwise_recall, pairwise_f1, ari, bcubed_f1` over all but the
        round-ups; `roundups_not_bridging`, the share of round-ups whose group holds at most one
        of their parts; `groups_mixing`, how many groups hold more than two stories; `n`.

    Raises:
        ConfigError: the path holds no such file.
    """
    return score(group(read_documents(path)))


def score(grouped: pl.DataFrame) -> dict[str, float | int]:
    """Score documents that have a `copy_group_id`, as `evaluate` reports."""
    stories = grouped.filter(pl.col("kind") != _ROUNDUP)
    scores = score_clusters(stories["cluster"].to_list(), stories["copy_group_id"].to_list())
    held = stories.group_by("copy_group_id").agg(clusters=pl.col("cluster").unique())
    return {
        "pairwise_precision": scores.pairwise_precision,
        "pairwise_recall": scores.pairwise_recall,
        "pairwise_f1": scores.pairwise_f1,
        "ari": scores.ari,
        "bcubed_f1": scores.bcubed_f1,
        "roundups_not_bridging": _not_bridging(grouped, held),
        "groups_mixing": held.filter(pl.col("clusters").list.len() > 2).height,  # noqa: PLR2004 - a pair that was mistaken is an error of precision, three are a bridge
        "n": grouped.height,
    }


def read_documents(path: Path) -> pl.DataFrame:
    """Read labelled documents: `id, cluster, kind, title, text, parts`.

    Raises:
        ConfigError: the path holds no such file.
    """
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise ConfigError(f"{path}: expected a parquet file or a folder of them")
    documents = pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
    missing = [name for name in _COLUMNS if name not in documents.columns]
    if missing:
        raise ConfigError(f"{path}: expected the columns {list(_COLUMNS)}, {missing} are missing")
    return documents.select(_COLUMNS).cast({"cluster": pl.Int64})


def _not_bridging(grouped: pl.DataFrame, held: pl.DataFrame) -> float:
    roundups = grouped.filter(pl.col("kind") == _ROUNDUP).join(held, on="copy_group_id", how="left")
    if roundups.is_empty():
        return 1.0
    own_parts = pl.col("parts").str.split(",").cast(pl.List(pl.Int64))
    found = own_parts.list.set_intersection(pl.col("clusters").fill_null([])).list.len()
    return float(roundups.select((found <= 1).mean()).item())


def group(documents: pl.DataFrame, *, rules: CopyRules = RULES, size: int = BATCH) -> pl.DataFrame:
    """Add `copy_group_id`, found batch by batch over an empty warehouse in memory.

    Args:
        documents: from `read_documents`, in the order in which they arrive.
        rules: other than the usual ones, to measure what each is worth.
        size: documents per batch.
    """
    versions = versions_of(documents)
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        for batch in versions.iter_slices(size):
            shingles = fingerprint(batch)
            known = known_copies(connection, shingles, batch, rules=rules)
            copies = group_copies(batch, shingles, known=known, rules=rules)
            _remember(connection, ARTICLE_VERSIONS, batch)
            _remember(connection, FINGERPRINTS, as_fingerprints(batch, shingles))
            _remember(connection, COPY_GROUPS, copies.groups)
            _remember(connection, COPY_MEMBERSHIPS, copies.memberships)
            _remember(connection, COPY_EDGES, copies.edges)
        placed = connection.sql(
            "SELECT version_id::VARCHAR AS version_id, copy_group_id::VARCHAR AS copy_group_id"
            " FROM core.copy_membership"
        ).pl()
    return documents.with_columns(versions["version_id"]).join(placed, on="version_id")


def versions_of(documents: pl.DataFrame, *, since: datetime = _STARTED) -> pl.DataFrame:
    """Dress labelled documents as ARTICLE_VERSIONS that arrived one second apart, in file order.

    A column `seen_at`, where they have it, says otherwise.
    """
    ids = stable_ids("evaluation", documents["id"].to_list())
    apart = (pl.lit(since) + pl.duration(seconds=pl.int_range(pl.len()))).dt.cast_time_unit("us")
    given = documents.select("title", "text").with_columns(
        version_id=pl.Series(ids, dtype=pl.String),
        content_hash=pl.Series(
            stable_ids("content", documents["title"].to_list(), documents["text"].to_list()),
            dtype=pl.String,
        ),
        article_id=pl.Series(ids, dtype=pl.String),
        source_id=pl.lit(stable_id("evaluation")),
        version_no=pl.lit(1, pl.Int64),
        position=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        text_basis=pl.lit("full"),
        published_basis=pl.lit("none"),
        lang=pl.lit("en"),
        encoding=pl.lit("utf-8"),
        encoding_rule=pl.lit("given"),
        raw_id=pl.lit("evaluation"),
        fetched_at=documents["seen_at"] if "seen_at" in documents.columns else apart,
        text_map=pl.lit([], pl.List(pl.Int64)),
    )
    missing = [name for name in ARTICLE_VERSIONS.schema if name not in given.columns]
    filled = given.with_columns(
        pl.lit(None, ARTICLE_VERSIONS.schema[name]).alias(name) for name in missing
    )
    return ARTICLE_VERSIONS.check(filled.select(ARTICLE_VERSIONS.schema.names()))


def _remember(
    connection: duckdb.DuckDBPyConnection, contract: Contract[Any], frame: pl.DataFrame
) -> None:
    """Put rows in place of those with the same first key column, as a later decision does."""
    connection.register("batch_rows", frame)
    key = contract.key[0]
    if contract in (COPY_GROUPS, COPY_MEMBERSHIPS):
        connection.execute(
            f"DELETE FROM {contract.table} WHERE {key} IN (SELECT {key}::UUID FROM batch_rows)"  # noqa: S608 - our own names
        )
    connection.execute(
        f"INSERT INTO {contract.table} BY NAME"  # noqa: S608 - our own names
        " SELECT *, ? AS run_id, ? AS recorded_at FROM batch_rows",
        [stable_id("run", "evaluation"), _STARTED],
    )
    connection.unregister("batch_rows")
