"""Read what the ledger needs: where claims stand, who shares a surname, who was seen where."""

from collections.abc import Iterable

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.claim_repeats import PLACED
from transforms.contracts.claims import CLAIM_MENTIONS, ENTITIES
from transforms.contracts.ledger import CLAIM_TERMS
from transforms.entity_links import SEEN
from warehouse.framing import as_frame, columns_as_text
from warehouse.known import known_rows

_PLACED = """
    WITH member AS (
        SELECT member.mention_id, coalesce(merged.head_id, member.claim_id) AS claim_id,
            coalesce(merged_event.head_id, member.event_id) AS event_id
        FROM core.claim_membership AS member
        SEMI JOIN wanted ON wanted.id::UUID = member.mention_id
        LEFT JOIN core.merged_claims_as_of('infinity'::TIMESTAMPTZ) AS merged
            ON merged.claim_id = member.claim_id
        LEFT JOIN core.merged_events_as_of('infinity'::TIMESTAMPTZ) AS merged_event
            ON merged_event.event_id = member.event_id
        WHERE member.retracted_at IS NULL AND member.status <> 'rejected'
    )
    SELECT member.mention_id::VARCHAR AS mention_id, member.claim_id::VARCHAR AS claim_id,
        member.event_id::VARCHAR AS event_id, copy.copy_group_id::VARCHAR AS copy_group_id,
        version.article_id::VARCHAR AS article_id, version.published_at
    FROM member
    JOIN core.claim_mention AS mention
        ON mention.mention_id = member.mention_id AND mention.retracted_at IS NULL
    JOIN core.article_version AS version
        ON version.version_id = mention.version_id AND version.retracted_at IS NULL
    LEFT JOIN core.copy_members_as_of('infinity'::TIMESTAMPTZ) AS copy
        ON copy.version_id = mention.version_id
    ORDER BY member.mention_id
"""
_SEEN = """
    WITH named AS (
        SELECT DISTINCT mention.entity_id, mention.version_id
        FROM core.entity_mention AS mention
        SEMI JOIN wanted ON wanted.id::UUID = mention.entity_id
        WHERE mention.retracted_at IS NULL
    ), latest AS (
        SELECT named.*, article.outlet_id
        FROM named
        JOIN core.article_version AS version
            ON version.version_id = named.version_id AND version.retracted_at IS NULL
        JOIN core.article AS article
            ON article.article_id = version.article_id AND article.retracted_at IS NULL
        QUALIFY row_number() OVER (
            PARTITION BY named.entity_id
            ORDER BY version.published_at DESC NULLS LAST, named.version_id
        ) <= 300
    )
    SELECT DISTINCT latest.entity_id::VARCHAR AS entity_id,
        latest.version_id::VARCHAR AS version_id, member.event_id::VARCHAR AS event_id,
        latest.outlet_id::VARCHAR AS outlet_id
    FROM latest
    LEFT JOIN core.event_members_as_of('infinity'::TIMESTAMPTZ) AS member
        ON member.version_id = latest.version_id
    ORDER BY ALL
"""


def known_terms(connection: DuckDBPyConnection, terms: pl.DataFrame) -> pl.DataFrame:
    """Give the CLAIM_TERMS so far that share a hash with some."""
    return known_rows(connection, CLAIM_TERMS, "term_hash", terms.get_column("term_hash"))


def known_mentions(connection: DuckDBPyConnection, mention_ids: pl.Series) -> pl.DataFrame:
    """Give some CLAIM_MENTIONS by their ids."""
    return known_rows(connection, CLAIM_MENTIONS, "mention_id", mention_ids)


def known_places(connection: DuckDBPyConnection, mention_ids: pl.Series) -> pl.DataFrame:
    """Tell where some claim mentions stand, as `transforms.claim_repeats.PLACED` has it."""
    wanted = mention_ids.cast(pl.String).unique().to_frame("id")
    return as_frame(connection, _PLACED, {"wanted": wanted}).cast(PLACED)


def known_namesakes(connection: DuckDBPyConnection, surnames: Iterable[str]) -> pl.DataFrame:
    """Give the ENTITIES of kind person whose names hold one of some folded surnames."""
    wanted = pl.DataFrame({"surname": sorted(set(surnames))}, schema={"surname": pl.String})
    sql = f"""
        SELECT {columns_as_text(ENTITIES)} FROM core.entity AS row
        WHERE row.retracted_at IS NULL AND row.kind = 'person' AND list_has_any(
            regexp_extract_all(lower(row.name), '\\p{{L}}+'),
            (SELECT coalesce(list(surname), []) FROM wanted)
        )
        ORDER BY row.entity_id
    """  # noqa: S608 - names come from declarations
    return ENTITIES.check(as_frame(connection, sql, {"wanted": wanted}))


def known_sightings(connection: DuckDBPyConnection, entity_ids: pl.Series) -> pl.DataFrame:
    """Tell in which versions, events and outlets people were named: SEEN, the latest 300 each."""
    wanted = entity_ids.cast(pl.String).unique().to_frame("id")
    return as_frame(connection, _SEEN, {"wanted": wanted}).cast(SEEN)
