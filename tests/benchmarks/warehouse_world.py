"""A warehouse of any size, made by SQL alone: its texts are ours, its spans are verbatim.

Article i has ten sentences of 57 characters. Each is a claim of one of 5,000 speakers; three
articles in a row make the same claims, four are copies of one text, five report one event.
"""

from pathlib import Path
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from transforms.contracts.contract import Contract
from transforms.identifiers import stable_id
from warehouse.opening import open_writer
from warehouse.tables import TABLES

CLAIMS = 10
SPEAKERS = 5000
RUN = stable_id("run", "world")
_AT_ONCE = 100_000
_LENGTH = 57
_NOW = "TIMESTAMPTZ '2026-03-01 12:00:00+00'"
_SAID_BY = f"((i * 31 + j * 7 + i // 3) % {SPEAKERS})"
_SPEAKER = f"'Speaker ' || lpad({_SAID_BY}::VARCHAR, 4, '0')"
_CLAIM = "'the river ' || lpad((i // 3 * 10 + j)::VARCHAR, 7, '0') || ' rose by ' || lpad((i % 1000)::VARCHAR, 3, '0') || ' cm'"  # noqa: E501 - one sentence
_TEXT = f"(SELECT string_agg({_SPEAKER} || ' said that ' || {_CLAIM} || '. ', '' ORDER BY j) FROM range({CLAIMS}) AS s(j))"  # noqa: S608, E501 - constants
_SEEN = f"{_NOW} - to_seconds(i % 7000000)"


def _id(kind: str, key: str) -> str:
    return f"md5('{kind}' || ({key}))::UUID"


_VERSION, _ARTICLE, _OUTLET = _id("version", "i"), _id("article", "i"), _id("outlet", "i % 200")
_MENTION, _SOURCE = _id("mention", "i * 10 + j"), _id("source", "0")
_PER_ARTICLE = "range($first, $first + $n) AS a(i)"
_PER_CLAIM = f"{_PER_ARTICLE} CROSS JOIN range({CLAIMS}) AS s(j)"
_EVENT = _id("event", "i // 5")
_VALUES: dict[str, tuple[str, dict[str, str]]] = {
    "core.raw_document": (_PER_ARTICLE, {"raw_id": "sha256(i::VARCHAR)", "source_id": _SOURCE}),
    "core.article": (
        _PER_ARTICLE,
        {
            "article_id": _ARTICLE,
            "source_id": _SOURCE,
            "outlet_id": _OUTLET,
            "canonical_url": "'https://example.org/' || i",
        },
    ),
    "core.article_key": (_PER_ARTICLE, {"key_id": _id("key", "i"), "article_id": _ARTICLE}),
    "core.article_version": (
        _PER_ARTICLE,
        {
            "version_id": _VERSION,
            "article_id": _ARTICLE,
            "version_no": "1",
            "title": "'River report ' || i",
            "text": _TEXT,
            "content_hash": _id("content", "i"),
            "published_at": _SEEN,
            "lang": "'en'",
            "text_basis": "'full'",
            "source_id": _SOURCE,
            "raw_id": "sha256(i::VARCHAR)",
            "fetched_at": _SEEN,
        },
    ),
    "core.copy_group": (
        f"{_PER_ARTICLE} WHERE i % 4 = 0",
        {"copy_group_id": _id("group", "i // 4"), "founding_version_id": _VERSION},
    ),
    "core.copy_membership": (
        _PER_ARTICLE,
        {
            "version_id": _VERSION,
            "copy_group_id": _id("group", "i // 4"),
            "relation": "CASE WHEN i % 4 = 0 THEN 'origin' ELSE 'near' END",
            "seen_at": _SEEN,
        },
    ),
    "core.entity_mention": (
        f"{_PER_CLAIM} WHERE j < 2",
        {
            "entity_mention_id": _id("entity mention", "i * 10 + j"),
            "version_id": _VERSION,
            "entity_id": _id("entity", _SAID_BY),
            "exact": _SPEAKER,
            "exact_start": f"j * {_LENGTH}",
            "exact_stop": f"j * {_LENGTH} + 12",
        },
    ),
    "core.claim_mention": (
        _PER_CLAIM,
        {
            "mention_id": _MENTION,
            "version_id": _VERSION,
            "attributed": "true",
            "speaker_id": _id("entity", _SAID_BY),
            "speaker": _SPEAKER,
            "speaker_as_written": _SPEAKER,
            "speaker_start": f"j * {_LENGTH}",
            "speaker_stop": f"j * {_LENGTH} + 12",
            "cue": "'said'",
            "cue_start": f"j * {_LENGTH} + 13",
            "cue_stop": f"j * {_LENGTH} + 17",
            "content": _CLAIM,
            "content_start": f"j * {_LENGTH} + 23",
            "content_stop": f"j * {_LENGTH} + 55",
            "kind": "'statement'",
            "polarity": "'affirmed'",
        },
    ),
    "core.claim": (
        f"{_PER_CLAIM} WHERE i % 3 = 0",
        {"claim_id": _id("claim", "i // 3 * 10 + j"), "founding_mention_id": _MENTION},
    ),
    "core.claim_membership": (
        _PER_CLAIM,
        {
            "mention_id": _MENTION,
            "claim_id": _id("claim", "i // 3 * 10 + j"),
            "event_id": _EVENT,
            "status": "'confirmed'",
        },
    ),
    "core.event_mention": (
        _PER_ARTICLE,
        {
            "event_mention_id": _id("event mention", "i"),
            "version_id": _VERSION,
            "kind": "'disaster'",
            "trigger": "'rose'",
            "trigger_start": "41",
            "trigger_stop": "45",
            "passage_start": "0",
            "passage_stop": "57",
            "tense": "'past'",
            "from_on": f"({_SEEN})::DATE",
            "until_on": f"({_SEEN})::DATE",
            "place": "'Town ' || (i // 5 % 900)",
            "participant_ids": f"[{_id('entity', '(i // 5) % 5000')}]",
            "participants": "['Speaker ' || lpad(((i // 5) % 5000)::VARCHAR, 4, '0')]",
            "is_main": "true",
            "published_at": _SEEN,
        },
    ),
    "core.event": (
        f"{_PER_ARTICLE} WHERE i % 5 = 0",
        {
            "event_id": _EVENT,
            "founding_mention_id": _id("event mention", "i"),
            "kind": "'disaster'",
        },
    ),
    "core.event_membership": (
        _PER_ARTICLE,
        {
            "event_mention_id": _id("event mention", "i"),
            "event_id": _EVENT,
            "status": "CASE WHEN i % 5 = 0 THEN 'single' ELSE 'confirmed' END",
        },
    ),
}
_ONCE: dict[str, tuple[str, dict[str, str]]] = {
    "ops.source": ("(SELECT 0 AS i)", {"source_id": _SOURCE, "name": "'desk'"}),
    "core.outlet": (
        "range(200) AS a(i)",
        {"outlet_id": _OUTLET, "name": "'Paper ' || i", "is_agency": "false"},
    ),
    "core.entity": (
        f"range({SPEAKERS}) AS a(i)",
        {
            "entity_id": _id("entity", "i"),
            "name": "'Speaker ' || lpad(i::VARCHAR, 4, '0')",
            "kind": "'person'",
        },
    ),
    "core.entity_alias": (
        f"range({SPEAKERS}) AS a(i)",
        {"entity_id": _id("entity", "i"), "alias": "'Speaker ' || lpad(i::VARCHAR, 4, '0')"},
    ),
}
_PLAIN = {
    "VARCHAR": "''",
    "BIGINT": "0",
    "DOUBLE": "1.0",
    "BOOLEAN": "false",
    "TIMESTAMP WITH TIME ZONE": _NOW,
}


def _select(
    contract: Contract[Any], source: str, values: dict[str, str], first: int, n: int
) -> str:
    columns = [
        f"({values.get(c.name) or _stand_in(c.sql_type, nullable=c.nullable)})::{c.sql_type}"
        f" AS {c.name}"
        for c in contract.columns
    ]
    placed = source.replace("$first", str(first)).replace("$n", str(n))
    return f"SELECT {', '.join(columns)} FROM {placed}"  # noqa: S608 - constants


def _stand_in(sql_type: str, *, nullable: bool) -> str:
    if nullable:
        return "NULL"
    return "[]" if sql_type.endswith("[]") else _PLAIN.get(sql_type, "md5('')::UUID")


def make(directory: Path, n_articles: int) -> None:
    """Make a warehouse that holds so many articles and ten times as many claim mentions."""
    with open_writer(directory) as connection:
        for table, (source, values) in _ONCE.items():
            _insert(connection, table, _select(TABLES[table], source, values, 0, 0))
        for first in range(0, n_articles, _AT_ONCE):
            n = min(_AT_ONCE, n_articles - first)
            for table, (source, values) in _VALUES.items():
                _insert(connection, table, _select(TABLES[table], source, values, first, n))


def _insert(connection: DuckDBPyConnection, table: str, query: str) -> None:
    contract = TABLES[table]
    names = ", ".join(contract.schema.names())
    history = f", '{RUN}', {_NOW}" if contract.history else ""
    columns = ", run_id, recorded_at" if contract.history else ""
    connection.execute(f"INSERT INTO {table} ({names}{columns}) SELECT *{history} FROM ({query})")  # noqa: S608 - constants


def batch(
    connection: DuckDBPyConnection, first: int, n_articles: int
) -> dict[Contract[Any], pl.DataFrame]:
    """Give the rows of some articles as frames to stage."""
    frames = {}
    for table, (source, values) in _VALUES.items():
        contract = TABLES[table]
        found = connection.sql(_select(contract, source, values, first, n_articles)).pl()
        frames[contract] = found.cast(dict(contract.schema))  # type: ignore[arg-type]
    return frames
