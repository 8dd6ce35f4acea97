"""Tell one event whole: its reports with the reasons, its links, what new versions changed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.structure import sentences
from warehouse.lookup import find_event
from warehouse.opening import open_reader

Row = dict[str, Any]

_EVENT = """
    SELECT event_id::VARCHAR AS event_id, * EXCLUDE (event_id)
    FROM mart.events WHERE event_id = ?::UUID
"""
_REPORTS = """
    SELECT report.article_id::VARCHAR AS article_id, best.version_id::VARCHAR AS version_id,
        best.event_mention_id::VARCHAR AS event_mention_id, report.outlet, report.title,
        report.published_at, report.canonical_url, report.copy_group_id::VARCHAR AS copy_group_id,
        best.status AS link_status, best.score, best.evidence_for, best.evidence_against,
        best.tense, best.time_text, best.place, best.is_main, best.trigger_start,
        best.trigger_stop, version.text
    FROM core.best_passages_as_of('infinity'::TIMESTAMPTZ) AS best
    JOIN core.reports_as_of('infinity'::TIMESTAMPTZ) AS report
        ON report.version_id = best.version_id
    JOIN core.article_version AS version
        ON version.version_id = best.version_id AND version.retracted_at IS NULL
    WHERE best.event_id = ?::UUID
    ORDER BY report.published_at NULLS LAST, report.outlet, report.version_id
"""
_LINKS = """
    SELECT link.event_link_id::VARCHAR AS event_link_id, link.relation,
        CASE WHEN link.event_id_l = $id::UUID THEN 'to' ELSE 'from' END AS direction,
        other.event_id::VARCHAR AS event_id, other.title, other.tense, other.from_on,
        other.until_on, link.status, link.score, link.evidence_for, link.evidence_against
    FROM mart.event_links AS link
    JOIN mart.events AS other
        ON other.event_id = CASE
            WHEN link.event_id_l = $id::UUID THEN link.event_id_r ELSE link.event_id_l END
    WHERE $id::UUID IN (link.event_id_l, link.event_id_r)
    ORDER BY link.relation, other.from_on NULLS LAST, other.event_id
"""
_DISAGREEMENTS = """
    SELECT disagreement_id::VARCHAR AS disagreement_id, kind, compatible, outlet_l, text_l,
        outlet_r, text_r, explanation
    FROM mart.disagreements WHERE event_id = ?::UUID
    ORDER BY compatible, kind, disagreement_id
"""
_DETAILS = """
    SELECT kind, detail_key, any_value(speaker) AS speaker, any_value(detail) AS detail,
        list(state || ': ' || coalesce(outlet, title, article_id::VARCHAR)
            || CASE WHEN state IN ('different', 'reworded') THEN ' (“' || text || '”)' ELSE '' END
            ORDER BY published_at NULLS LAST, article_id) AS reports,
        count(*) FILTER (state = 'silent') AS n_silent
    FROM mart.event_detail_matrix(?)
    GROUP BY kind, detail_key
    ORDER BY count(*) FILTER (state = 'different') DESC, kind, n_silent, detail_key
"""
_CHANGES = """
    SELECT claim_change_id::VARCHAR AS claim_change_id, kind, article_id::VARCHAR AS article_id,
        outlet, version_no_l, version_no_r, changed_at, speaker, content_l, content_r, explanation
    FROM mart.claim_changes WHERE article_id IN (SELECT unnest(?)::UUID)
    ORDER BY changed_at, article_id, version_no_r, kind <> 'dropped', kind, explanation,
        claim_change_id
"""
_CARRIED = """
    SELECT mention_id::VARCHAR AS mention_id, version_id::VARCHAR AS version_id, outlet, speaker,
        speaker_as_written, via, content
    FROM mart.claim_mentions
    WHERE version_id IN (SELECT unnest($versions)::UUID) AND len(via) > 0
        AND ($event_id IS NULL OR event_id = $event_id::UUID)
    ORDER BY published_at NULLS LAST, version_id, content_start, mention_id
"""
_DECISIONS = """
    SELECT decision_id::VARCHAR AS decision_id, action, decided_by, reason, decided_at, undone_at
    FROM ops.decision
    WHERE action <> 'undo' AND list_has_any(
        list_concat(mention_ids_l, mention_ids_r),
        (SELECT list(event_mention_id) FROM core.event_members_as_of('infinity'::TIMESTAMPTZ)
        WHERE event_id = ?::UUID)
    )
    ORDER BY decided_at, decision_id
"""


def tell_event(directory: Path, given: str) -> Row:
    """Give all that is known of an event, as one object.

    Args:
        directory: the warehouse's folder; its snapshot is read.
        given: an event's id, or how it begins; one that was merged leads to its successor.

    Returns:
        `event`, and the lists `reports`, `links`, `disagreements`, `details` (each with who states
        it, states it otherwise or leaves it out), `changes` (what new versions of the reports did
        with their claims), `carried` (claims about the event and the media and documents that
        they came through) and `decisions`. A report has the `sentence` that tells of the event
        and, in it, where the `trigger` is.

    Raises:
        StopError: nothing is published, or the id is unknown or fits several events.
    """
    with open_reader(directory) as connection:
        event_id = find_event(connection, given)
        reports = [with_sentence(row) for row in rows(connection, _REPORTS, [event_id])]
        return {
            "event": next(iter(rows(connection, _EVENT, [event_id])), {"event_id": event_id}),
            "reports": reports,
            "links": rows(connection, _LINKS, {"id": event_id}),
            "disagreements": rows(connection, _DISAGREEMENTS, [event_id]),
            "details": rows(connection, _DETAILS, [event_id]),
            "changes": changes_of(connection, reports),
            "carried": carried_by(connection, reports, event_id),
            "decisions": rows(connection, _DECISIONS, [event_id]),
        }


def changes_of(connection: DuckDBPyConnection, reports: Sequence[Row]) -> list[Row]:
    """Give what each new version of some articles did with the claims of the one before.

    Args:
        connection: a reader's connection.
        reports: rows with an `article_id`.
    """
    return rows(connection, _CHANGES, [sorted({row["article_id"] for row in reports})])


def carried_by(
    connection: DuckDBPyConnection, reports: Sequence[Row], event_id: str | None = None
) -> list[Row]:
    """Give the claims that came through a medium or a document, with these in `via`.

    Args:
        connection: a reader's connection.
        reports: rows with a `version_id`.
        event_id: leave out claims about anything else; None = keep all.
    """
    versions = sorted({row["version_id"] for row in reports})
    return rows(connection, _CARRIED, {"versions": versions, "event_id": event_id})


def rows(
    connection: DuckDBPyConnection, sql: str, values: Sequence[object] | dict[str, Any]
) -> list[Row]:
    """Run a query and give its rows by column name."""
    found = connection.execute(sql, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def with_sentence(row: Row) -> Row:
    """Put the sentence that holds the trigger in the place of the text it stands in.

    Args:
        row: with `text`, `trigger_start` and `trigger_stop`; the last two then point into the
            `sentence`.
    """
    text, start, stop = row.pop("text"), row["trigger_start"], row["trigger_stop"]
    holds = next((one for one in sentences(text) if one.start <= start < one.stop), None)
    begin, end = (holds.start, max(holds.stop, stop)) if holds else (start, stop)
    return {
        **row,
        "sentence": text[begin:end],
        "trigger_start": start - begin,
        "trigger_stop": stop - begin,
    }
