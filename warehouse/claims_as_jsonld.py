"""Write the attributed claims of a snapshot as one JSON-LD file."""

import json
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.claim_documents import CONTEXT, claim_node

_CONTEXT_CHARACTERS = 32
_AT_ONCE = 2000
_CLAIMS = """
    SELECT claim.claim_id::VARCHAR AS claim_id, claim.content, claim.kind, claim.status,
        claim.n_independent, claim.speaker, claim.speaker_id::VARCHAR AS speaker_id,
        entity.kind AS speaker_kind
    FROM mart.claims AS claim
    LEFT JOIN core.entity AS entity
        ON entity.entity_id = claim.speaker_id AND entity.retracted_at IS NULL
    WHERE claim.attributed ORDER BY 1
"""
_MENTIONS = f"""
    SELECT said.claim_id::VARCHAR AS claim_id, said.mention_id::VARCHAR AS mention_id,
        said.version_id::VARCHAR AS version_id, said.article_id::VARCHAR AS article_id,
        said.content, said.content_start, said.content_stop, said.cue, said.outlet,
        said.published_at, article.title, article.canonical_url AS url,
        substr(article.text, greatest(said.content_start - {_CONTEXT_CHARACTERS}, 0) + 1,
            least(said.content_start, {_CONTEXT_CHARACTERS})) AS prefix,
        substr(article.text, said.content_stop + 1, {_CONTEXT_CHARACTERS}) AS suffix
    FROM mart.claim_mentions AS said
    JOIN mart.articles AS article ON article.version_id = said.version_id
    WHERE said.attributed AND said.claim_id IS NOT NULL
    ORDER BY 1, said.published_at NULLS LAST, said.version_id, said.content_start, said.mention_id
"""  # noqa: S608 - a constant
_LINKS = """
    WITH link AS (
        SELECT claim_id_l, claim_id_r, relation FROM mart.claim_links
        UNION SELECT claim_id_l, claim_id_r, 'contradicts' FROM mart.disagreements
        WHERE NOT compatible AND claim_id_l IS NOT NULL AND claim_id_r IS NOT NULL
            AND claim_id_l <> claim_id_r
    )
    SELECT claim_id_l::VARCHAR AS own_id, relation, claim_id_r::VARCHAR AS claim_id FROM link
    UNION SELECT claim_id_r::VARCHAR, relation, claim_id_l::VARCHAR FROM link
    ORDER BY ALL
"""


def write_jsonld(connection: DuckDBPyConnection, path: Path) -> int:
    """Write the file beside its place and then put it there; give how many claims it holds.

    Args:
        connection: a reader of a snapshot.
        path: the file; one that is there is replaced.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    count = 0
    with temporary.open("w", encoding="utf-8") as handle:
        context = json.dumps(CONTEXT, ensure_ascii=False)
        handle.write(f'{{"@context": {context},\n"@graph": [')
        for node in nodes(connection):
            handle.write(",\n" if count else "\n")
            handle.write(json.dumps(node, ensure_ascii=False))
            count += 1
        handle.write("\n]}\n")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    return count


def nodes(connection: DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Give one node per attributed claim, in the order of the claims' ids."""
    mentions = _grouped(connection, _MENTIONS, "claim_id")
    links = _grouped(connection, _LINKS, "own_id")
    said_of, linked_of = next(mentions, None), next(links, None)
    for claim in _rows(connection, _CLAIMS):
        own = claim["claim_id"]
        while said_of and said_of[0] < own:
            said_of = next(mentions, None)
        while linked_of and linked_of[0] < own:
            linked_of = next(links, None)
        said = said_of[1] if said_of and said_of[0] == own else []
        linked = linked_of[1] if linked_of and linked_of[0] == own else []
        yield claim_node(claim, said, linked)


def _grouped(
    connection: DuckDBPyConnection, sql: str, column: str
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    rows = _rows(connection, sql)
    return ((key, list(group)) for key, group in groupby(rows, key=lambda row: str(row[column])))


def _rows(connection: DuckDBPyConnection, sql: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a query, a batch at a time; each query has a cursor of its own."""
    found = connection.cursor().execute(sql)
    names = [column[0] for column in found.description]
    while batch := found.fetchmany(_AT_ONCE):
        yield from (dict(zip(names, row, strict=True)) for row in batch)
