"""Select what the warehouse knows that may matter for the copies of a batch.

    shingles of the batch -> who holds them -> who shares enough that is telling -> their groups

Who holds a shingle is looked up in the fingerprints inside the window, twice: once for the shingles
of the batch, and once for those that only candidates hold.
"""

from datetime import timedelta
from importlib.resources import files

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.copy_state import KnownCopies
from transforms.near_duplicates import RULES, CopyRules
from warehouse.framing import as_frame
from warehouse.known_shingles import KnownShingles
from warehouse.threads import on_one_thread

_GROUPS = """
    SELECT copy_group_id::VARCHAR AS copy_group_id,
           founding_version_id::VARCHAR AS founding_version_id,
           merged_into::VARCHAR AS merged_into
    FROM core.copy_group
    SEMI JOIN (SELECT copy_group_id::UUID AS copy_group_id FROM wanted) USING (copy_group_id)
    WHERE retracted_at IS NULL ORDER BY ALL"""
_GROUPS_HOLDING = """
    SELECT h.row_no, m.copy_group_id::VARCHAR AS copy_group_id
    FROM core.fingerprint AS f
    JOIN held AS h ON h.row_no = f.rowid
    JOIN core.copy_membership AS m ON m.version_id = f.version_id AND m.seen_at = f.seen_at
    WHERE f.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
        AND m.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
        AND m.retracted_at IS NULL"""
_ROUNDUPS = """
    SELECT e.version_id_r::VARCHAR AS version_id
    FROM core.copy_edge AS e
    SEMI JOIN (SELECT version_id::UUID AS version_id FROM wanted) AS w
        ON w.version_id = e.version_id_r
    JOIN core.copy_membership AS l ON l.version_id = e.version_id_l AND l.retracted_at IS NULL
    WHERE e.retracted_at IS NULL AND e.relation = 'contains'
    GROUP BY e.version_id_r
    HAVING count(DISTINCT l.copy_group_id) >= 2
    ORDER BY ALL"""
_OUTLETS = """
    SELECT f.version_id::VARCHAR AS version_id, outlet.outlet_id::VARCHAR AS outlet_id,
        CASE WHEN outlet.is_agency THEN outlet.name END AS agency
    FROM core.fingerprint AS f
    SEMI JOIN (SELECT version_id::UUID AS version_id FROM wanted) AS w
        ON w.version_id = f.version_id
    JOIN core.article AS article USING (article_id)
    JOIN core.outlet AS outlet ON outlet.outlet_id = article.outlet_id
    WHERE f.retracted_at IS NULL
    ORDER BY ALL"""
_WINDOW = """
    seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
    AND retracted_at IS NULL"""
_VARIABLES = ("copies_since", "copies_until", "copies_core")


def known_copies(
    connection: DuckDBPyConnection,
    shingles: pl.DataFrame,
    versions: pl.DataFrame,
    *,
    rules: CopyRules = RULES,
) -> KnownCopies:
    """Find the known versions that may be copies of a batch, their groups and fingerprints.

    Args:
        connection: to a warehouse with all migrations; nothing is written.
        shingles: SHINGLES of the batch.
        versions: ARTICLE_VERSIONS of the batch. Only a second or later version looks for others
            of its article.
        rules: the window, the frequency cap, the fewest shared shingles, and how many members
            stand for a group.
    """
    seen = versions.select(
        "version_id",
        "article_id",
        "content_hash",
        is_first=pl.col("version_no") == 1,
        seen_at=pl.coalesce("published_at", "fetched_at"),
    )
    if seen.is_empty():
        return KnownCopies.nothing()
    window = timedelta(days=rules.links.window_days)
    since, until = seen.select(pl.min("seen_at"), until=pl.max("seen_at")).row(0)
    connection.execute(f"""
        SET VARIABLE copies_since = '{(since - window).isoformat()}'::TIMESTAMPTZ;
        SET VARIABLE copies_until = '{(until + window).isoformat()}'::TIMESTAMPTZ;
        SET VARIABLE copies_core = {rules.groups.core}
    """)
    try:
        with on_one_thread(connection):
            return _known(connection, shingles, seen, rules)
    finally:
        connection.execute(";".join(f"RESET VARIABLE {name}" for name in _VARIABLES))


def _known(
    connection: DuckDBPyConnection, shingles: pl.DataFrame, seen: pl.DataFrame, rules: CopyRules
) -> KnownCopies:
    known = KnownShingles(connection, _WINDOW)
    held = known.holding(shingles.get_column("shingle"))
    rows = held.select("row_no").unique()
    holders = as_frame(connection, _sql("known_copies_holders"), {"held": rows})
    frequency = _frequency(held, holders)
    candidates = _candidates(
        held.join(holders.filter("stands"), on="row_no"), shingles, seen, frequency, rules
    )
    of_candidates = known.of(candidates.select("row_no", "version_id"))
    further = of_candidates.join(shingles, on="shingle", how="anti").get_column("shingle")
    members = as_frame(
        connection,
        _sql("known_copies_members"),
        {"batch_version": seen, "candidate": candidates.select("copy_group_id").unique()},
    )
    group_ids = members.select("copy_group_id").unique()
    return KnownCopies(
        groups=as_frame(connection, _GROUPS, {"wanted": group_ids}),
        memberships=members.drop("article_id", "content_hash"),
        shingles=of_candidates,
        frequency=pl.concat([frequency, _frequency_of(connection, known, further)]),
        versions=members.select("version_id", "article_id", "content_hash"),
        roundups=as_frame(connection, _ROUNDUPS, {"wanted": members.select("version_id")}),
    )


def _candidates(
    held: pl.DataFrame,
    shingles: pl.DataFrame,
    seen: pl.DataFrame,
    frequency: pl.DataFrame,
    rules: CopyRules,
) -> pl.DataFrame:
    """Give the known versions that share enough telling shingles with one version of the batch."""
    telling = frequency.filter(pl.col("n_groups") <= rules.links.most_groups)
    apart = (pl.col("seen_at") - pl.col("batch_seen_at")).abs()
    of_batch = shingles.join(telling, on="shingle", how="semi").join(
        seen.select("version_id", batch_seen_at="seen_at"), on="version_id"
    )
    return (
        of_batch.rename({"version_id": "batch_version_id"})
        .join(held, on="shingle")
        .filter(apart <= pl.duration(days=rules.links.window_days))
        .group_by("batch_version_id", "row_no")
        .agg(pl.len(), pl.first("version_id", "copy_group_id"))
        .filter(pl.col("len") >= rules.links.fewest_shared)
        .unique("row_no")
    )


def _frequency_of(
    connection: DuckDBPyConnection, known: KnownShingles, shingles: pl.Series
) -> pl.DataFrame:
    held = known.holding(shingles)
    rows = held.select("row_no").unique()
    return _frequency(held, as_frame(connection, _GROUPS_HOLDING, {"held": rows}))


def _frequency(held: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """Count the distinct copy groups that hold each shingle."""
    return (
        held.join(holders, on="row_no")
        .group_by("shingle")
        .agg(n_groups=pl.col("copy_group_id").n_unique().cast(pl.Int64))
        .sort("shingle")
    )


def _sql(name: str) -> str:
    return files("warehouse").joinpath(f"{name}.sql").read_text("utf-8")


def known_outlets(connection: DuckDBPyConnection, version_ids: pl.Series) -> pl.DataFrame:
    """Tell which outlets published some known versions.

    Args:
        connection: to a warehouse with all migrations.
        version_ids: known versions.

    Returns:
        `version_id, outlet_id`, and `agency`: the outlet's name if it is an agency.
    """
    wanted = version_ids.unique().to_frame("version_id")
    return as_frame(connection, _OUTLETS, {"wanted": wanted})
