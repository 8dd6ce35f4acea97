"""Explain two articles to a person: are they copies, do they report one event, what do both claim?

The comparison of their event mentions is made again by the scorer that links events, so that the
reasons are there also where nothing was linked.
"""

from pathlib import Path
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from flows.event_story import Row, carried_by, changes_of, rows, with_sentence
from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.events import EVENT_MEMBERSHIPS, EVENT_MENTIONS, EventMention
from transforms.copy_links import LinkRules
from transforms.decisions import Judgements
from transforms.errors import StopError
from transforms.event_comparisons import Compared, compare_reports
from warehouse.decisions import known_decisions
from warehouse.known import known_copy_memberships, known_rows
from warehouse.lookup import find_version
from warehouse.opening import open_reader
from warehouse.successors import under_successors

_ARTICLE = """
    SELECT report.article_id::VARCHAR AS article_id, report.version_id::VARCHAR AS version_id,
        report.version_no, report.outlet, report.title, report.published_at, report.canonical_url,
        report.copy_group_id::VARCHAR AS copy_group_id, report.is_origin
    FROM core.reports_as_of('infinity'::TIMESTAMPTZ) AS report WHERE version_id = ?::UUID
"""
_SHARED = """
    WITH l AS (
        SELECT unnest(shingles) AS shingle FROM core.fingerprint
        WHERE version_id = $l::UUID AND retracted_at IS NULL
    ), r AS (
        SELECT unnest(shingles) AS shingle FROM core.fingerprint
        WHERE version_id = $r::UUID AND retracted_at IS NULL
    )
    SELECT (SELECT count(*) FROM l) AS n_l, (SELECT count(*) FROM r) AS n_r,
        (SELECT count(*) FROM l SEMI JOIN r USING (shingle)) AS n_shared
"""
_EDGE = """
    SELECT relation, containment, coverage FROM core.copy_edge
    WHERE retracted_at IS NULL AND version_id_l IN ($l::UUID, $r::UUID)
        AND version_id_r IN ($l::UUID, $r::UUID)
    ORDER BY containment DESC LIMIT 1
"""
_ORIGIN = """
    SELECT version_id::VARCHAR AS version_id, outlet, title, published_at
    FROM core.reports_as_of('infinity'::TIMESTAMPTZ)
    WHERE is_origin AND copy_group_id = ?::UUID
"""
_CLAIMS = """
    WITH said AS (
        SELECT claim_id, version_id, speaker, content, link_status
        FROM core.claim_occurrences_as_of('infinity'::TIMESTAMPTZ)
        WHERE claim_id IS NOT NULL AND version_id IN ($l::UUID, $r::UUID)
        QUALIFY row_number() OVER (
            PARTITION BY claim_id, version_id ORDER BY content_start, content
        ) = 1
    )
    SELECT l.claim_id::VARCHAR AS claim_id, coalesce(l.speaker, r.speaker) AS speaker,
        l.content AS content_l, r.content AS content_r,
        CASE
            WHEN 'candidate' IN (l.link_status, r.link_status) THEN 'candidate' ELSE 'confirmed'
        END AS status
    FROM said AS l JOIN said AS r
        ON r.claim_id = l.claim_id AND l.version_id = $l::UUID AND r.version_id = $r::UUID
    ORDER BY speaker NULLS LAST, content_l
"""


def explain(directory: Path, left: str, right: str) -> Row:
    """Compare two articles and give the reasons, as one object.

    Args:
        directory: the warehouse's folder; its snapshot is read.
        left: a version or article id, how it begins, or words that only one title has.
        right: the same for the other article.

    Returns:
        `articles` (both), `copies`, `events` (one row per pair of passages that may report one
        event, the likeliest first), `claims` (those that both make), `changes` (what their new
        versions did with claims) and `carried` (claims with the media and documents that they
        came through).

    Raises:
        StopError: nothing is published, an article is unknown or not told clearly, or both are
            one.
    """
    with open_reader(directory) as connection:
        pair = {"l": find_version(connection, left), "r": find_version(connection, right)}
        if pair["l"] == pair["r"]:
            raise StopError(f"{left!r} and {right!r} are one article: {pair['l']}")
        both = [rows(connection, _ARTICLE, [version_id])[0] for version_id in pair.values()]
        return {
            "articles": both,
            "copies": _copies(connection, pair, both),
            "events": _events(connection, pair),
            "claims": rows(connection, _CLAIMS, pair),
            "changes": changes_of(connection, both),
            "carried": carried_by(connection, both),
        }


def _copies(connection: DuckDBPyConnection, pair: dict[str, str], both: list[Row]) -> Row:
    (counts,) = rows(connection, _SHARED, pair)
    sizes = [counts["n_l"], counts["n_r"]]
    containment = counts["n_shared"] / min(sizes) if min(sizes) else 0.0
    coverage = counts["n_shared"] / max(sizes) if max(sizes) else 0.0
    is_one = both[0]["copy_group_id"] == both[1]["copy_group_id"]
    edge = next(iter(rows(connection, _EDGE, pair)), None)
    alike = (
        f"{containment:.0%} of the shorter text stands in the longer, {coverage:.0%} the other way"
    )
    wanted = f"copies need {LinkRules().containment:.0%} and {LinkRules().coverage:.0%}"
    if is_one:
        verdict = f"copies of one text: {alike}"
    elif edge and edge["relation"] != "copy_of":
        relation = {"contains": "one contains the other", "shares_passage": "they share a passage"}
        verdict = f"no copies, but {relation.get(edge['relation'], edge['relation'])}: {alike}"
    else:
        verdict = f"no copies: {alike}; {wanted}"
    return {
        "are_copies": is_one,
        "verdict": verdict,
        "containment": round(containment, 4),
        "coverage": round(coverage, 4),
        "n_shared_shingles": counts["n_shared"],
        "edge": edge["relation"] if edge else None,
        "copy_group_id": both[0]["copy_group_id"] if is_one else None,
        "origin": next(iter(rows(connection, _ORIGIN, [both[0]["copy_group_id"]])), None)
        if is_one
        else None,
    }


def _events(connection: DuckDBPyConnection, pair: dict[str, str]) -> list[Row]:
    version_ids = pl.Series(list(pair.values()))
    frame = known_rows(connection, EVENT_MENTIONS, "version_id", version_ids)
    mention_ids = frame.get_column("event_mention_id")
    members = known_rows(connection, EVENT_MEMBERSHIPS, "event_mention_id", mention_ids)
    held = under_successors(connection, members.filter(pl.col("status") != "rejected"))
    event_of = dict(held.select("event_mention_id", "event_id").iter_rows())
    copies = known_copy_memberships(connection, version_ids)
    found = compare_reports(
        [EventMention(**row) for row in frame.to_dicts()],
        groups=dict(copies.select("version_id", "copy_group_id").iter_rows()),
        event_of=event_of,
        judgements=Judgements.of(known_decisions(connection, mention_ids)),
        left=pair["l"],
    )
    versions = known_rows(connection, ARTICLE_VERSIONS, "version_id", version_ids)
    texts = dict(versions.select("version_id", "text").iter_rows())
    return [_pair(one, texts, event_of) for one in found]


def _pair(compared: Compared, texts: dict[str, str], event_of: dict[str, str]) -> Row:
    left, right, found = compared.left, compared.right, compared.comparison
    told = {"l": _sentence(left, texts), "r": _sentence(right, texts)}
    is_one = event_of.get(left.event_mention_id) == event_of.get(right.event_mention_id)
    return {
        "verdict": compared.verdict,
        "is_one_event": is_one,
        "score": found.score,
        "kind_l": left.kind,
        "kind_r": right.kind,
        "event_id_l": event_of.get(left.event_mention_id),
        "event_id_r": event_of.get(right.event_mention_id),
        **{f"sentence_{side}": row["sentence"] for side, row in told.items()},
        **{f"trigger_start_{side}": row["trigger_start"] for side, row in told.items()},
        **{f"trigger_stop_{side}": row["trigger_stop"] for side, row in told.items()},
        "evidence_for": list(found.evidence_for),
        "evidence_against": list(found.evidence_against),
        "features": found.features,
    }


def _sentence(mention: EventMention, texts: dict[str, str]) -> dict[str, Any]:
    return with_sentence(
        {
            "text": texts[mention.version_id],
            "trigger_start": mention.trigger_start,
            "trigger_stop": mention.trigger_stop,
        }
    )
