"""Which tables there are, what their rows refer to, and where their rows quote a text.

Everything that is true of all tables (staging, loading, checking, documenting) loops over these
declarations, so a new contract needs a migration and, where it quotes or refers, one line here.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from transforms.contracts import articles, claims, copies, events, ledger, operations
from transforms.contracts.contract import Column, Contract

DECLARED_IN = (operations, articles, copies, claims, events, ledger)

TABLES: dict[str, Contract[Any]] = {
    contract.table: contract for contract in Contract.registered if contract.table
}

_TIME = "TIMESTAMP WITH TIME ZONE"
_UTC = pl.Datetime("us", "UTC")
HISTORY_COLUMNS = (
    Column("run_id", pl.String(), "UUID", nullable=False, doc="the run that recorded this row"),
    Column("recorded_at", _UTC, _TIME, nullable=False, doc="when the warehouse learned this row"),
    Column(
        "retracted_at",
        _UTC,
        _TIME,
        nullable=True,
        doc="when it stopped being held true; NULL while it is live",
    ),
)


@dataclass(frozen=True, slots=True)
class Span:
    """That a column quotes a version's text between two offsets."""

    table: str
    text: str
    start: str
    stop: str
    version_id: str = "version_id"


@dataclass(frozen=True, slots=True)
class Reference:
    """That a column, where it is not NULL, holds the id of a live row of another table."""

    table: str
    column: str
    parent: str
    parent_column: str


def _span(table: str, text: str, prefix: str) -> Span:
    return Span(f"core.{table}", text, f"{prefix}_start", f"{prefix}_stop")


SPANS = (
    _span("claim_mention", "content", "content"),
    _span("claim_mention", "speaker_as_written", "speaker"),
    _span("claim_mention", "cue", "cue"),
    _span("claim_mention", "addressee", "addressee"),
    _span("claim_time", "exact", "exact"),
    _span("entity_mention", "exact", "exact"),
    _span("role_statement", "role", "role"),
    _span("quantity", "exact", "exact"),
    _span("event_mention", "trigger", "trigger"),
    Span("core.disagreement", "text_l", "text_l_start", "text_l_stop", "version_id_l"),
    Span("core.disagreement", "text_r", "text_r_start", "text_r_stop", "version_id_r"),
)

_REFERRED = {
    "version_id": ("core.article_version", "version_id"),
    "version_id_l": ("core.article_version", "version_id"),
    "version_id_r": ("core.article_version", "version_id"),
    "founding_version_id": ("core.article_version", "version_id"),
    "article_id": ("core.article", "article_id"),
    "raw_id": ("core.raw_document", "raw_id"),
    "copy_group_id": ("core.copy_group", "copy_group_id"),
    "entity_id": ("core.entity", "entity_id"),
    "entity_id_l": ("core.entity", "entity_id"),
    "entity_id_r": ("core.entity", "entity_id"),
    "speaker_id": ("core.entity", "entity_id"),
    "mention_id": ("core.claim_mention", "mention_id"),
    "mention_id_l": ("core.claim_mention", "mention_id"),
    "mention_id_r": ("core.claim_mention", "mention_id"),
    "claim_id": ("core.claim", "claim_id"),
    "claim_id_l": ("core.claim", "claim_id"),
    "claim_id_r": ("core.claim", "claim_id"),
    "event_mention_id": ("core.event_mention", "event_mention_id"),
    "event_id": ("core.event", "event_id"),
    "event_id_l": ("core.event", "event_id"),
    "event_id_r": ("core.event", "event_id"),
}
_FOUNDING = {
    "core.claim": ("core.claim_mention", "mention_id"),
    "core.event": ("core.event_mention", "event_mention_id"),
}


def _references() -> tuple[Reference, ...]:
    found = []
    for table, contract in TABLES.items():
        if not table.startswith("core."):
            continue
        for column in contract.columns:
            parent = _REFERRED.get(column.name)
            if column.name == "founding_mention_id":
                parent = _FOUNDING[table]
            if parent and parent[0] != table:
                found.append(Reference(table, column.name, *parent))
    return tuple(found)


REFERENCES = _references()
"""Parents are declared before their children, so one pass in this order reaches everything."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A kind of thing that has no natural key: a set of members."""

    table: str
    id: str
    membership: str
    member: str


CLUSTERS = (
    Cluster("core.copy_group", "copy_group_id", "core.copy_membership", "version_id"),
    Cluster("core.event", "event_id", "core.event_membership", "event_mention_id"),
    Cluster("core.claim", "claim_id", "core.claim_membership", "mention_id"),
)


REFRESHED = {
    "ops.source": ("name", "outlet_name"),
    "core.outlet": ("domain", "owner_group", "reliability"),
}
"""Descriptions that the user gives or that come in late: a later value takes the place of it."""


def is_decided(contract: Contract[Any]) -> bool:
    """Tell whether rules decided the rows, so that a later decision supersedes an earlier one.

    All other rows are facts: once recorded, the same key is not recorded again.
    """
    return contract.history and bool({"rule_version", "merged_into"} & set(contract.schema.names()))


REPLACED = frozenset({"ops.source_state"})
"""Tables of what is the case now: a later row takes the place of the earlier one."""


def short_name(table: str) -> str:
    """Give a table's name without its schema."""
    return table.partition(".")[2]
