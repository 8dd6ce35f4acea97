"""Bring claims in line with what analysts decided on them and on their links."""

from typing import TYPE_CHECKING, Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.claim_deciding import ClaimRows, replay_claims
from transforms.contracts.claims import CLAIM_LINKS, CLAIM_MEMBERSHIPS, CLAIMS
from transforms.contracts.operations import DECISIONS
from warehouse.event_history import Moment, Past, supersede
from warehouse.framing import as_frame, columns_as_text

if TYPE_CHECKING:
    from transforms.contracts.contract import Contract

_ON_CLAIMS = "row.subject IN ('claim', 'claim_link')"
_CONCERNED = """
    WITH named AS (
        SELECT unnest(list_concat(mention_ids_l, mention_ids_r)) AS mention_id FROM ops.decision
        WHERE subject IN ('claim', 'claim_link')
    ), part AS (
        SELECT DISTINCT claim_id FROM core.claim_membership SEMI JOIN named USING (mention_id)
    ), whole AS (
        FROM part
        UNION SELECT merged_into FROM core.claim SEMI JOIN part USING (claim_id)
        WHERE merged_into IS NOT NULL
        UNION SELECT claim_id FROM core.claim WHERE merged_into IN (FROM part)
    )
    SELECT 'claim' AS kind, claim_id::VARCHAR AS id FROM whole
    UNION SELECT 'mention', mention_id::VARCHAR
    FROM core.claim_membership SEMI JOIN whole USING (claim_id)
    UNION SELECT 'link', unnest(subject_ids)::VARCHAR FROM ops.decision
    WHERE subject = 'claim_link'
    ORDER BY ALL
"""


def decided_claim_links(connection: DuckDBPyConnection) -> pl.Series:
    """Give the claim links that an analyst decided on: no later run judges them again."""
    sql = """
        SELECT DISTINCT unnest(subject_ids)::VARCHAR AS id FROM ops.decision
        WHERE subject = 'claim_link' AND action <> 'undo' AND undone_at IS NULL ORDER BY id
    """
    return as_frame(connection, sql, {}).get_column("id")


def honour_claim_decisions(connection: DuckDBPyConnection, moment: Moment) -> dict[str, int]:
    """Bring all claims that decisions ever named in line with those in force.

    Which event a mention is about is not decided here: that stays as it is.

    Args:
        connection: a writer's connection, in a transaction.
        moment: by which decision, and when.

    Returns:
        How many rows of each table were retracted or recorded; empty when nothing changed.
    """
    found = as_frame(connection, _CONCERNED, {})
    if found.is_empty():
        return {}
    ids = {kind: found.filter(kind=kind).get_column("id") for kind in ("claim", "mention", "link")}
    past: dict[Contract[Any], Past] = {
        CLAIMS: Past.of(connection, CLAIMS, "claim_id", ids["claim"]),
        CLAIM_MEMBERSHIPS: Past.of(connection, CLAIM_MEMBERSHIPS, "mention_id", ids["mention"]),
        CLAIM_LINKS: Past.of(connection, CLAIM_LINKS, "claim_link_id", ids["link"]),
    }
    base = ClaimRows(
        past[CLAIMS].base.drop("run_id").with_columns(merged_into=pl.lit(None, pl.String)),
        _placed(past[CLAIM_MEMBERSHIPS]),
        past[CLAIM_LINKS].base.drop("run_id"),
    )
    holds = replay_claims(base, _decisions(connection))
    homes = dict(
        holds.memberships.filter(pl.col("status") != "rejected")
        .select("mention_id", "claim_id")
        .iter_rows()
    )
    target: dict[Contract[Any], pl.DataFrame] = {
        CLAIMS: _with_retired(holds.claims, past[CLAIMS].live, homes),
        CLAIM_MEMBERSHIPS: holds.memberships,
        CLAIM_LINKS: holds.links,
    }
    changed = {
        str(table.table): supersede(connection, table, past[table], frame, moment)
        for table, frame in target.items()
    }
    return {table: n_rows for table, n_rows in changed.items() if n_rows}


def _placed(past: Past) -> pl.DataFrame:
    """Give the matcher's memberships, each with the event its mention is about now."""
    now = (
        past.live.filter(pl.col("status") != "rejected")
        .select("mention_id", now_id="event_id")
        .unique("mention_id")
    )
    placed = past.base.join(now, on="mention_id", how="left", maintain_order="left")
    return placed.with_columns(event_id="now_id").select(CLAIM_MEMBERSHIPS.schema.names())


def _with_retired(target: pl.DataFrame, live: pl.DataFrame, homes: dict[str, str]) -> pl.DataFrame:
    """Keep claims that no decision founds any more: they lead to where their founder went."""
    gone = live.join(target, on="claim_id", how="anti").filter(
        pl.col("founding_mention_id").is_in(list(homes))
    )
    led = gone.with_columns(merged_into=pl.col("founding_mention_id").replace_strict(homes))
    return CLAIMS.check(pl.concat([target, led.cast(CLAIMS.schema)]))


def _decisions(connection: DuckDBPyConnection) -> pl.DataFrame:
    sql = f"""
        SELECT {columns_as_text(DECISIONS)} FROM ops.decision AS row
        WHERE row.undone_at IS NULL AND row.action <> 'undo' AND {_ON_CLAIMS}
        ORDER BY decided_at, recorded_at, decision_id
    """  # noqa: S608 - a constant and names from declarations
    return DECISIONS.check(as_frame(connection, sql, {}))
