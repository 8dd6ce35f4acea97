"""Read the prior state that a batch can touch, as frames in the contracts' own columns.

Every function joins a registered frame of ids with live rows, so its cost follows the batch. Ids
are VARCHAR in frames and UUID in the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.articles import ARTICLE_KEYS, ARTICLE_VERSIONS
from transforms.contracts.claims import (
    CLAIM_MEMBERSHIPS,
    CLAIM_MENTIONS,
    ENTITIES,
    QUANTITIES,
    ROLE_STATEMENTS,
)
from transforms.contracts.contract import Contract
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MEMBERSHIPS, EVENT_MENTIONS, EVENTS
from transforms.disagreements import EventReports
from transforms.events import KnownEvents
from transforms.events.ontology import families, reciprocal_families
from warehouse.successors import merged_with, under_successors

_UTC = pl.Datetime("us", "UTC")
_LOOKED_UP = 24


@dataclass(frozen=True, slots=True)
class KnownClaims:
    """What is claimed about some events, and in copies of some texts.

    CLAIM_MEMBERSHIPS, their CLAIM_MENTIONS, and the COPY_MEMBERSHIPS of the versions that these
    stand in.
    """

    memberships: pl.DataFrame
    mentions: pl.DataFrame
    copy_memberships: pl.DataFrame


def known_rows(
    connection: DuckDBPyConnection, contract: Contract[Any], column: str, ids: pl.Series
) -> pl.DataFrame:
    """Give the live rows of a table whose column holds one of some ids.

    Args:
        connection: to a warehouse with all migrations.
        contract: the table, and the columns of the frame given back.
        column: an id column of it.
        ids: as text; repeats and nulls do no harm.

    Returns:
        A frame in the contract's columns, sorted by its key.
    """
    kind = next(known.sql_type for known in contract.columns if known.name == column)
    live = "WHERE row.retracted_at IS NULL" if contract.history else ""
    sql = (
        f"SELECT {_as_text(contract)} FROM {contract.table} AS row"  # noqa: S608 - names come from declarations
        f" SEMI JOIN (SELECT id::{kind} AS id FROM wanted) AS wanted ON wanted.id = row.{column}"
        f" {live} ORDER BY {', '.join(contract.key)}"
    )
    wanted = ids.cast(pl.String).drop_nulls().unique().to_frame("id")
    return contract.check(_in_utc(_ask(connection, sql, {"wanted": wanted})))


def known_article_keys(connection: DuckDBPyConnection, key_ids: pl.Series) -> pl.DataFrame:
    """Give those of some ARTICLE_KEYS that are known, with the articles they lead to."""
    return known_rows(connection, ARTICLE_KEYS, "key_id", key_ids)


def known_article_versions(connection: DuckDBPyConnection, article_ids: pl.Series) -> pl.DataFrame:
    """Give all ARTICLE_VERSIONS of some articles."""
    return known_rows(connection, ARTICLE_VERSIONS, "article_id", article_ids)


def known_copy_memberships(connection: DuckDBPyConnection, version_ids: pl.Series) -> pl.DataFrame:
    """Give the COPY_MEMBERSHIPS of some versions, decisions honoured."""
    return _copy_members(connection, "version_id", version_ids)


def _copy_members(connection: DuckDBPyConnection, column: str, ids: pl.Series) -> pl.DataFrame:
    sql = f"""
        SELECT {_as_text(COPY_MEMBERSHIPS)}
        FROM core.copy_members_as_of('infinity'::TIMESTAMPTZ) AS row
        SEMI JOIN (SELECT id::UUID AS id FROM wanted) AS wanted ON wanted.id = row.{column}
        ORDER BY version_id
    """  # noqa: S608 - names come from a declaration
    wanted = ids.cast(pl.String).drop_nulls().unique().to_frame("id")
    return COPY_MEMBERSHIPS.check(_in_utc(_ask(connection, sql, {"wanted": wanted})))


def known_events(
    connection: DuckDBPyConnection, event_mentions: pl.DataFrame, copy_memberships: pl.DataFrame
) -> KnownEvents:
    """Find the events that new mentions may report, with all their mentions.

    Candidates are of the same family of kinds and share two principals (one where the kind takes
    one, then published within 30 days), a place where there is no principal, or a copy group; or
    they stand for reports whose heaviest words agree, within a week where both are dated.

    Args:
        connection: to a warehouse with all migrations.
        event_mentions: EVENT_MENTIONS of the batch.
        copy_memberships: COPY_MEMBERSHIPS of the batch's versions.
    """
    if event_mentions.is_empty():
        return KnownEvents.none()
    pairs = reciprocal_families()
    family = pl.DataFrame(
        [(kind, name, name in pairs) for kind, name in families().items()],
        schema={"kind": pl.String, "family": pl.String, "takes_two": pl.Boolean},
        orient="row",
    )
    sql = files("warehouse").joinpath("known_events.sql").read_text("utf-8")
    frames = {
        "batch_mention": EVENT_MENTIONS.check(event_mentions),
        "batch_report": _reports(event_mentions),
        "batch_copy": COPY_MEMBERSHIPS.check(copy_memberships),
        "kind_family": family,
    }
    event_ids = _ask(connection, sql, frames).get_column("event_id")
    return _events(connection, event_ids)


def _reports(event_mentions: pl.DataFrame) -> pl.DataFrame:
    """Give the words by which the mentions that stand for their report are looked up."""
    return event_mentions.filter(pl.col("report_terms").list.len() > 0).select(
        "event_mention_id",
        "published_at",
        terms=pl.col("report_terms").list.head(_LOOKED_UP),
        weights=pl.col("report_weights").list.head(_LOOKED_UP),
    )


def _events(connection: DuckDBPyConnection, event_ids: pl.Series) -> KnownEvents:
    """Give some events, and with each those that are one with it: an analyst merged them.

    Members are listed under the event they were linked to, so that a new report is compared with
    one of those events and not with all at once.
    """
    together = merged_with(connection, event_ids)
    memberships = known_rows(connection, EVENT_MEMBERSHIPS, "event_id", together)
    memberships = memberships.filter(pl.col("status") != "rejected")
    mention_ids = memberships.get_column("event_mention_id")
    return KnownEvents(
        events=known_rows(connection, EVENTS, "event_id", together),
        mentions=known_rows(connection, EVENT_MENTIONS, "event_mention_id", mention_ids),
        memberships=memberships,
    )


def known_claims(
    connection: DuckDBPyConnection, event_ids: pl.Series, copy_memberships: pl.DataFrame
) -> KnownClaims:
    """Find the claims that new mentions may repeat.

    Args:
        connection: to a warehouse with all migrations.
        event_ids: the events that the batch reports.
        copy_memberships: COPY_MEMBERSHIPS of the batch's versions, of whose copies the claims are
            known, too.
    """
    group_ids = copy_memberships.get_column("copy_group_id")
    copies = _copy_members(connection, "copy_group_id", group_ids)
    copied = known_rows(connection, CLAIM_MENTIONS, "version_id", copies.get_column("version_id"))
    memberships = pl.concat(
        [
            known_rows(
                connection, CLAIM_MEMBERSHIPS, "event_id", merged_with(connection, event_ids)
            ),
            known_rows(connection, CLAIM_MEMBERSHIPS, "mention_id", copied["mention_id"]),
        ]
    )
    memberships = memberships.filter(pl.col("status") != "rejected").unique(
        CLAIM_MEMBERSHIPS.key, maintain_order=True
    )
    mention_ids = memberships.get_column("mention_id")
    mentions = known_rows(connection, CLAIM_MENTIONS, "mention_id", mention_ids)
    version_ids = mentions.get_column("version_id")
    return KnownClaims(
        under_successors(connection, memberships),
        mentions,
        known_copy_memberships(connection, version_ids),
    )


def known_reports(connection: DuckDBPyConnection, event_ids: pl.Series) -> EventReports:
    """Give all that is known of the reports of some events, for comparing their details."""
    members = known_rows(
        connection, EVENT_MEMBERSHIPS, "event_id", merged_with(connection, event_ids)
    )
    told = known_rows(
        connection, EVENT_MENTIONS, "event_mention_id", members.get_column("event_mention_id")
    )
    of_versions = partial(
        known_rows, connection, column="version_id", ids=told.get_column("version_id")
    )
    mentions = of_versions(CLAIM_MENTIONS)
    roles = of_versions(ROLE_STATEMENTS)
    speaking = pl.concat([mentions.get_column("speaker_id"), roles.get_column("entity_id")])
    return EventReports(
        versions=of_versions(ARTICLE_VERSIONS),
        event_mentions=told,
        event_memberships=under_successors(connection, members),
        copy_memberships=known_copy_memberships(connection, told.get_column("version_id")),
        claim_mentions=mentions,
        claim_memberships=under_successors(
            connection,
            known_rows(
                connection, CLAIM_MEMBERSHIPS, "mention_id", mentions.get_column("mention_id")
            ),
        ),
        quantities=of_versions(QUANTITIES),
        role_statements=roles,
        entities=known_rows(connection, ENTITIES, "entity_id", speaking),
    )


def known_fetches(connection: DuckDBPyConnection, uris: pl.Series) -> pl.DataFrame:
    """Give what to send with the next request for some documents, and what came last.

    Returns:
        `uri, etag, last_modified, raw_id`: the last known value of each, one row per document
        that was ever received.
    """
    sql = """
        SELECT uri,
            arg_max(etag, fetched_at) FILTER (etag IS NOT NULL) AS etag,
            arg_max(last_modified, fetched_at) FILTER (last_modified IS NOT NULL) AS last_modified,
            arg_max(raw_id, fetched_at) FILTER (raw_id IS NOT NULL) AS raw_id
        FROM ops.fetch SEMI JOIN wanted USING (uri)
        WHERE status <> 'failed'
        GROUP BY uri ORDER BY uri
    """
    return _ask(connection, sql, {"wanted": uris.unique().to_frame("uri")})


def known_raw_ids(connection: DuckDBPyConnection, raw_ids: pl.Series) -> pl.Series:
    """Give those of some documents' hashes that are recorded already."""
    sql = "SELECT raw_id FROM core.raw_document SEMI JOIN wanted USING (raw_id) ORDER BY raw_id"
    wanted = raw_ids.drop_nulls().unique().to_frame("raw_id")
    return _ask(connection, sql, {"wanted": wanted}).get_column("raw_id")


def _as_text(contract: Contract[Any]) -> str:
    """List a contract's columns as a query gives them to a frame: ids as text."""
    return ", ".join(
        f"row.{column.name}::{column.sql_type.replace('UUID', 'VARCHAR')} AS {column.name}"
        for column in contract.columns
    )


def _in_utc(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Datetime).cast(_UTC))


def _ask(
    connection: DuckDBPyConnection, sql: str, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    for name, frame in frames.items():
        connection.register(name, frame)
    try:
        return connection.sql(sql).pl()
    finally:
        for name in frames:
            connection.unregister(name)
