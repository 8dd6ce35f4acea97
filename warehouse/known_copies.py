"""Select what the warehouse knows that may matter for the copies of a batch."""

from datetime import timedelta
from importlib.resources import files

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.copy_state import KnownCopies
from transforms.near_duplicates import RULES, CopyRules

_MEMBERSHIPS = """
    SELECT version_id::VARCHAR AS version_id, copy_group_id::VARCHAR AS copy_group_id,
           relation, similarity, n_shingles, seen_at, rule_version
    FROM copies_member ORDER BY ALL"""
_VERSIONS = """
    SELECT version_id::VARCHAR AS version_id, article_id::VARCHAR AS article_id,
           content_hash::VARCHAR AS content_hash
    FROM core.article_version SEMI JOIN copies_member USING (version_id)
    WHERE retracted_at IS NULL ORDER BY ALL"""
_SHINGLES = """
    SELECT version_id::VARCHAR AS version_id, shingle, seen_at FROM copies_shingle ORDER BY ALL"""
_GROUPS = """
    SELECT copy_group_id::VARCHAR AS copy_group_id,
           founding_version_id::VARCHAR AS founding_version_id,
           merged_into::VARCHAR AS merged_into
    FROM core.copy_group SEMI JOIN copies_member USING (copy_group_id)
    WHERE retracted_at IS NULL ORDER BY ALL"""
_ROUNDUPS = "SELECT version_id::VARCHAR AS version_id FROM copies_roundup ORDER BY ALL"
_FREQUENCY = "SELECT shingle, n_groups FROM copies_frequency ORDER BY ALL"
_FRAMES = ("batch_version", "batch_shingle", "copy_rule")
_STEPS = (
    "wanted",
    "hit",
    "holder",
    "core",
    "frequency",
    "candidate",
    "member",
    "shingle",
    "roundup",
)
_WINDOW = ("copies_since", "copies_until")


def known_copies(
    connection: DuckDBPyConnection,
    shingles: pl.DataFrame,
    versions: pl.DataFrame,
    *,
    rules: CopyRules = RULES,
) -> KnownCopies:
    """Find the known versions that may be copies of a batch, their groups and fingerprints.

    One hash join of the batch's shingles with the known ones inside the window; nothing is
    written but temporary tables, which are gone when it returns.

    Args:
        connection: to a warehouse with all migrations.
        shingles: SHINGLES of the batch.
        versions: ARTICLE_VERSIONS of the batch.
        rules: the window, the frequency cap, the fewest shared shingles, and how many members
            stand for a group.
    """
    seen = versions.select(
        "version_id",
        "article_id",
        "content_hash",
        seen_at=pl.coalesce("published_at", "fetched_at"),
    )
    if seen.is_empty():
        return KnownCopies.nothing()
    rule = pl.DataFrame(
        {
            "most_groups": [rules.links.most_groups],
            "fewest_shared": [rules.links.fewest_shared],
            "window_days": [rules.links.window_days],
            "core": [rules.groups.core],
        }
    )
    for name, frame in zip(_FRAMES, (seen, shingles, rule), strict=True):
        connection.register(name, frame)
    window = timedelta(days=rules.links.window_days)
    since, until = seen.select(pl.min("seen_at"), until=pl.max("seen_at")).row(0)
    try:
        for name, value in zip(_WINDOW, (since - window, until + window), strict=True):
            connection.execute(f"SET VARIABLE {name} = ?::TIMESTAMPTZ", [value])
        connection.execute(files("warehouse").joinpath("known_copies.sql").read_text("utf-8"))
        return KnownCopies(
            groups=_frame(connection, _GROUPS),
            memberships=_frame(connection, _MEMBERSHIPS),
            shingles=_frame(connection, _SHINGLES),
            frequency=_frame(connection, _FREQUENCY),
            versions=_frame(connection, _VERSIONS),
            roundups=_frame(connection, _ROUNDUPS),
        )
    finally:
        for step in _STEPS:
            connection.execute(f"DROP TABLE IF EXISTS temp.copies_{step}")
        for name in _WINDOW:
            connection.execute(f"RESET VARIABLE {name}")
        for name in _FRAMES:
            connection.unregister(name)


def _frame(connection: DuckDBPyConnection, query: str) -> pl.DataFrame:
    frame = connection.sql(query).pl()
    return frame.with_columns(
        pl.col(pl.Datetime).dt.convert_time_zone("UTC").dt.cast_time_unit("us")
    )


def known_agencies(connection: DuckDBPyConnection, version_ids: pl.Series) -> pl.DataFrame:
    """Tell which of some known versions were published by an agency.

    Args:
        connection: to a warehouse with all migrations.
        version_ids: known versions.

    Returns:
        `version_id, agency`: the agency's name as printed.
    """
    connection.register("wanted", version_ids.unique().to_frame("version_id"))
    try:
        return connection.sql("""
            SELECT version_id::VARCHAR AS version_id, outlet.name AS agency
            FROM core.article_version AS version
            SEMI JOIN (SELECT version_id::UUID AS version_id FROM wanted) USING (version_id)
            JOIN core.article AS article USING (article_id)
            JOIN core.outlet AS outlet ON outlet.outlet_id = article.outlet_id
            WHERE outlet.is_agency AND version.retracted_at IS NULL
            ORDER BY ALL""").pl()
    finally:
        connection.unregister("wanted")
