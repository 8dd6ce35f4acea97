"""Bring copy groups in line with the decisions in force, at once and with every later batch.

    versions that decisions name -> the scorer's groups of these -> placements that hold

The scorer's memberships stay as they are; what decisions make of them is `core.copy_placement`.
"""

from typing import TYPE_CHECKING, Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.copies import (
    COPY_EDGES,
    COPY_GROUPS,
    COPY_MEMBERSHIPS,
    COPY_PLACEMENTS,
    FINGERPRINTS,
)
from transforms.copy_deciding import Placed, place_copies
from transforms.copy_state import Copies
from warehouse.decisions import decisions_on_copies
from warehouse.event_history import Moment, Past, supersede
from warehouse.framing import as_frame, columns_as_text
from warehouse.known import known_rows

if TYPE_CHECKING:
    from transforms.contracts.contract import Contract

_LIVE = f"""
    SELECT {columns_as_text(COPY_PLACEMENTS)} FROM core.copy_placement AS row
    WHERE retracted_at IS NULL ORDER BY version_id
"""  # noqa: S608 - names come from a declaration
_FOUNDED = f"""
    SELECT {columns_as_text(COPY_GROUPS)} FROM core.copy_group AS row
    WHERE retracted_at IS NULL
        AND copy_group_id IN (SELECT copy_group_id FROM core.copy_placement)
        AND copy_group_id NOT IN (SELECT copy_group_id FROM core.copy_membership)
    ORDER BY copy_group_id
"""  # noqa: S608 - names come from a declaration


def honour_copy_decisions(connection: DuckDBPyConnection, moment: Moment) -> dict[str, int]:
    """Work out all placements again, and replace those that differ.

    Args:
        connection: a writer's connection, in a transaction.
        moment: by which decision, and when.

    Returns:
        How many rows of each table were retracted or recorded; empty when nothing changed.
    """
    placed = _placed(connection, None, None)
    targets: tuple[tuple[Contract[Any], str, pl.DataFrame], ...] = (
        (COPY_GROUPS, _FOUNDED, placed.groups),
        (COPY_PLACEMENTS, _LIVE, placed.placements),
    )
    changed = {}
    for contract, live, target in targets:
        held = contract.check(as_frame(connection, live, {}))
        base = contract.empty().with_columns(run_id=pl.lit(None, pl.String))
        n_rows = supersede(connection, contract, Past(held, base), target, moment)
        if n_rows:
            changed[str(contract.table)] = n_rows
    return changed


def place_batch(connection: DuckDBPyConnection, versions: pl.DataFrame, copies: Copies) -> Placed:
    """Honour decisions in what was decided about a batch.

    Args:
        connection: to a warehouse with all migrations.
        versions: ARTICLE_VERSIONS of the batch.
        copies: how they were grouped.

    Returns:
        What is to be recorded with the batch; nothing where it touches no decided group.
    """
    return _placed(connection, versions, copies)


def _placed(
    connection: DuckDBPyConnection, versions: pl.DataFrame | None, copies: Copies | None
) -> Placed:
    decisions = decisions_on_copies(connection)
    if decisions.is_empty():
        return Placed.nowhere()
    fresh = COPY_MEMBERSHIPS.empty() if copies is None else copies.memberships
    ids = pl.concat([decisions[name].explode() for name in ("mention_ids_l", "mention_ids_r")])
    named = _now(connection, "version_id", ids, fresh)
    group_ids = named.get_column("copy_group_id").unique()
    if copies is not None and not fresh["copy_group_id"].is_in(group_ids.implode()).any():
        return Placed.nowhere()
    base = _now(connection, "copy_group_id", group_ids, fresh)
    return place_copies(base, _likeness(connection, base, versions, copies), decisions)


def _now(
    connection: DuckDBPyConnection, column: str, ids: pl.Series, fresh: pl.DataFrame
) -> pl.DataFrame:
    """Give the memberships that have one of some ids once a batch is recorded."""
    known = known_rows(connection, COPY_MEMBERSHIPS, column, ids)
    known = known.join(fresh, on="version_id", how="anti")
    return pl.concat([known, fresh.filter(pl.col(column).is_in(ids.implode()))])


def _likeness(
    connection: DuckDBPyConnection,
    base: pl.DataFrame,
    versions: pl.DataFrame | None,
    copies: Copies | None,
) -> pl.DataFrame:
    """Say how like each other members are: what edges say, and 1 for one text or one article."""
    ids = base.get_column("version_id")
    edges = [known_rows(connection, COPY_EDGES, "version_id_r", ids)]
    told = [known_rows(connection, FINGERPRINTS, "version_id", ids).drop("shingles")]
    if copies is not None and versions is not None:
        edges.append(copies.edges)
        told.append(
            versions.select(
                "version_id",
                "article_id",
                "content_hash",
                seen_at=pl.coalesce("published_at", "fetched_at"),
            )
        )
    pair = ("version_id_l", "version_id_r")
    shared = pl.concat(edges).select(*pair, weight="containment")
    same = [_same(pl.concat(told), key) for key in ("content_hash", "article_id")]
    is_inside = [pl.col(name).is_in(ids.implode()) for name in pair]
    return pl.concat([shared, *same]).filter(*is_inside).unique().sort(pl.all())


def _same(told: pl.DataFrame, key: str) -> pl.DataFrame:
    """Pair each version with the one before it that has the same text, or article."""
    ordered = told.unique("version_id").sort("seen_at", "version_id")
    before = pl.col("version_id").shift(1).over(key)
    return ordered.select(
        version_id_l=before, version_id_r="version_id", weight=pl.lit(1.0)
    ).drop_nulls("version_id_l")
