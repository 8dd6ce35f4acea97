"""Find what a person means by the beginning of an id, or by words of a title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.errors import StopError

_PREFIX = re.compile(r"[0-9a-f][0-9a-f-]{3,35}")
_SHOWN = 8
_EVENTS = """
    SELECT row.event_id::VARCHAR AS id, row.kind AS label
    FROM core.event AS row
    WHERE row.retracted_at IS NULL AND starts_with(row.event_id::VARCHAR, $given)
    ORDER BY id
"""
_HEAD = """
    SELECT coalesce(
        (SELECT head_id FROM core.merged_events_as_of('infinity'::TIMESTAMPTZ)
        WHERE event_id = $given::UUID),
        $given::UUID
    )::VARCHAR
"""
_LINKS = """
    SELECT event_link_id::VARCHAR AS id, relation AS label FROM core.event_link
    WHERE retracted_at IS NULL AND starts_with(event_link_id::VARCHAR, $given)
    ORDER BY id
"""
_DECISIONS = """
    SELECT decision_id::VARCHAR AS id, action || ' by ' || decided_by AS label FROM ops.decision
    WHERE starts_with(decision_id::VARCHAR, $given)
    ORDER BY id
"""
_COPIES = """
    WITH report AS (
        SELECT version_id::VARCHAR AS version_id, article_id::VARCHAR AS article_id,
            copy_group_id::VARCHAR AS copy_group_id
        FROM core.reports_as_of('infinity'::TIMESTAMPTZ)
    ), named AS (
        SELECT copy_group_id AS id, 'copy_group' AS kind, * FROM report
        UNION ALL SELECT article_id, 'article', * FROM report
        UNION ALL SELECT version_id, 'version', * FROM report
    )
    SELECT id, kind, copy_group_id, version_id FROM named WHERE starts_with(id, $given)
    ORDER BY ALL
"""
_REPORTS = """
    SELECT member.event_mention_id::VARCHAR AS id, version.article_id::VARCHAR AS article_id
    FROM core.event_members_as_of('infinity'::TIMESTAMPTZ) AS member
    JOIN core.article_version AS version
        ON version.version_id = member.version_id AND version.retracted_at IS NULL
    WHERE member.event_id = $event_id::UUID AND (
        starts_with(member.event_mention_id::VARCHAR, $given)
        OR starts_with(member.version_id::VARCHAR, $given)
        OR starts_with(version.article_id::VARCHAR, $given)
    )
    ORDER BY id
"""
_VERSIONS = """
    WITH latest AS (
        SELECT version_id::VARCHAR AS version_id, article_id::VARCHAR AS article_id, title,
            version_no = max(version_no) OVER (PARTITION BY article_id) AS is_latest
        FROM core.article_version WHERE retracted_at IS NULL
    )
    SELECT version_id AS id, title AS label FROM latest
    WHERE starts_with(version_id, $given) OR (is_latest AND starts_with(article_id, $given))
        OR (is_latest AND contains(lower(title), lower($given)))
    ORDER BY label, id
"""


_CLAIMS = """
    SELECT DISTINCT claim_id::VARCHAR AS id, 'claim' AS label FROM core.claim
    WHERE retracted_at IS NULL AND starts_with(claim_id::VARCHAR, $given) ORDER BY id
"""
_CLAIM_HEAD = """
    SELECT coalesce(
        (SELECT head_id FROM core.merged_claims_as_of('infinity'::TIMESTAMPTZ)
        WHERE claim_id = $given::UUID),
        $given::UUID
    )::VARCHAR
"""
_CLAIM_LINKS = """
    SELECT claim_link_id::VARCHAR AS id, relation AS label FROM core.claim_link
    WHERE retracted_at IS NULL AND starts_with(claim_link_id::VARCHAR, $given) ORDER BY id
"""
_CLAIM_MENTIONS = """
    SELECT DISTINCT said.mention_id::VARCHAR AS id
    FROM core.claim_occurrences_as_of('infinity'::TIMESTAMPTZ) AS said
    JOIN core.article_version AS version
        ON version.version_id = said.version_id AND version.retracted_at IS NULL
    WHERE said.claim_id = $claim_id::UUID AND (
        starts_with(said.mention_id::VARCHAR, $given)
        OR starts_with(said.version_id::VARCHAR, $given)
        OR starts_with(version.article_id::VARCHAR, $given)
    )
    ORDER BY id
"""
_FORGOTTEN = """
    SELECT article_id::VARCHAR FROM ops.forgotten
    WHERE length($given) >= 4 AND starts_with(article_id::VARCHAR, $given)
"""
_ARTICLE_OF = "SELECT article_id::VARCHAR FROM core.article_version WHERE version_id = $given::UUID"


@dataclass(frozen=True, slots=True)
class Copies:
    """Versions that somebody named, by themselves or by their article or group, and that group."""

    group_id: str
    version_ids: list[str]


def find_event(connection: DuckDBPyConnection, given: str) -> str:
    """Give the event whose id begins so; one that was merged away leads to its successor.

    Raises:
        StopError: none does, or several do.
    """
    event_id = _only(_asked(connection, _EVENTS, given), "event", given)
    (head,) = connection.execute(_HEAD, {"given": event_id}).fetchone() or (event_id,)
    return str(head)


def is_event(connection: DuckDBPyConnection, given: str) -> bool:
    """Tell whether the id of an event begins so."""
    return bool(_asked(connection, _EVENTS, given))


def find_copies(connection: DuckDBPyConnection, given: str) -> Copies | None:
    """Give what the beginning of a copy group's, an article's or a version's id names.

    Raises:
        StopError: several begin so.
    """
    rows = _asked(connection, _COPIES, given)
    for kind in ("copy_group", "article", "version"):
        named = [(row[0], row[2], row[3]) for row in rows if row[1] == kind]
        if named:
            found = _only(sorted({(row[0], kind) for row in named}), kind, given)
            return Copies(named[0][1], [version_id for id_, _, version_id in named if id_ == found])
    return None


def find_link(connection: DuckDBPyConnection, given: str) -> str | None:
    """Give the event link whose id begins so; None where none does.

    Raises:
        StopError: several do.
    """
    found = _asked(connection, _LINKS, given)
    return _only(found, "event link", given) if found else None


def find_decision(connection: DuckDBPyConnection, given: str) -> str:
    """Give the decision whose id begins so.

    Raises:
        StopError: none does, or several do.
    """
    return _only(_asked(connection, _DECISIONS, given), "decision", given)


def find_reports(connection: DuckDBPyConnection, event_id: str, given: str) -> list[str]:
    """Give the mentions of an event that a mention, version or article id names.

    Raises:
        StopError: the event has no such report, or the beginning fits several articles.
    """
    _check_prefix(given)
    rows = connection.execute(_REPORTS, {"given": given, "event_id": event_id}).fetchall()
    articles = sorted({article_id for _, article_id in rows})
    if not articles:
        raise StopError(
            f"event {event_id} has no report whose id begins with {given!r}; "
            f"`claimstream event {event_id[:8]}` lists its reports"
        )
    if len(articles) > 1:
        raise StopError(f"{given!r} fits the articles {', '.join(articles)}; give more of the id")
    return [mention_id for mention_id, _ in rows]


def find_version(connection: DuckDBPyConnection, given: str) -> str:
    """Give the version that an id begins with, or the latest of the article it or a title names.

    Args:
        connection: to the live database or a snapshot.
        given: the beginning of a version or article id, or words that only one title has.

    Raises:
        StopError: nothing fits, or several do.
    """
    if not given.strip():
        raise StopError("an article is expected: an id, its beginning, or words of a title")
    rows = connection.execute(_VERSIONS, {"given": given}).fetchall()
    return _only(rows, "article", given)


def find_article(connection: DuckDBPyConnection, given: str) -> str:
    """Give the article that an id or a title names, one that was forgotten by its id.

    Raises:
        StopError: nothing fits, or several do.
    """
    forgotten = connection.execute(_FORGOTTEN, {"given": given}).fetchall()
    if len(forgotten) == 1:
        return str(forgotten[0][0])
    version_id = find_version(connection, given)
    (article_id,) = connection.execute(_ARTICLE_OF, {"given": version_id}).fetchone() or (None,)
    return str(article_id)


def find_claim(connection: DuckDBPyConnection, given: str) -> str | None:
    """Give the claim whose id begins so, under its successor; None where none does.

    Raises:
        StopError: several do.
    """
    found = _asked(connection, _CLAIMS, given)
    if not found:
        return None
    claim_id = _only(found, "claim", given)
    (head,) = connection.execute(_CLAIM_HEAD, {"given": claim_id}).fetchone() or (claim_id,)
    return str(head)


def find_claim_link(connection: DuckDBPyConnection, given: str) -> str | None:
    """Give the link of claims whose id begins so; None where none does.

    Raises:
        StopError: several do.
    """
    found = _asked(connection, _CLAIM_LINKS, given)
    return _only(found, "claim link", given) if found else None


def find_claim_mentions(connection: DuckDBPyConnection, claim_id: str, given: str) -> list[str]:
    """Give the mentions of a claim that a mention, version or article id names.

    Raises:
        StopError: the claim has none there.
    """
    _check_prefix(given)
    rows = connection.execute(_CLAIM_MENTIONS, {"given": given, "claim_id": claim_id}).fetchall()
    if not rows:
        raise StopError(f"claim {claim_id} has no mention or article by {given!r}")
    return [mention_id for (mention_id,) in rows]


def _asked(connection: DuckDBPyConnection, sql: str, given: str) -> list[tuple[Any, ...]]:
    _check_prefix(given)
    return connection.execute(sql, {"given": given}).fetchall()


def _check_prefix(given: str) -> None:
    if not _PREFIX.fullmatch(given):
        raise StopError(f"{given!r} is no id: expected at least 4 characters of 0-9, a-f and -")


def _only(rows: Sequence[tuple[Any, ...]], what: str, given: str) -> str:
    if not rows:
        raise StopError(f"no {what} is known by {given!r}")
    if len(rows) > 1:
        shown = "; ".join(f"{row[0]} ({row[1]})" for row in rows[:_SHOWN])
        more = f"; and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
        raise StopError(f"{given!r} fits {len(rows)} {what}s, give more of it: {shown}{more}")
    return str(rows[0][0])
