-- mart.events: one row is one event; all that is said of it derives from the passages that report it.
CREATE OR REPLACE MACRO mart.events_as_of(ts) AS TABLE
WITH member AS (
    FROM core.event_members_as_of(ts)
), best AS (
    SELECT *
    FROM core.best_passages_as_of(ts)
), told AS (
    SELECT best.event_id, count(DISTINCT report.article_id) AS n_articles,
        count(DISTINCT report.independent_id) AS n_independent,
        bool_or(best.status = 'candidate') AS is_doubtful,
        min(report.seen_at) AS first_seen_at, max(report.seen_at) AS last_seen_at
    FROM best JOIN core.reports_as_of(ts) AS report ON report.version_id = best.version_id
    GROUP BY best.event_id
), tense AS (
    SELECT event_id,
        CASE
            WHEN bool_or(tense = 'past') THEN 'past'
            WHEN bool_or(tense = 'ongoing') THEN 'ongoing'
            ELSE 'planned'
        END AS tense
    FROM member GROUP BY event_id
), headline AS (
    SELECT best.event_id, best.participants, best.n_principals,
        substr(version.text, best.passage_start + 1, best.passage_stop - best.passage_start)
            AS passage
    FROM (
        SELECT *
        FROM best
        QUALIFY row_number() OVER (
            PARTITION BY event_id
            ORDER BY status = 'candidate', NOT is_main, n_principals < 2, score DESC,
                event_mention_id
        ) = 1
    ) AS best
    JOIN core.article_version AS version
        ON version.version_id = best.version_id
        AND core.held(version.recorded_at, version.retracted_at, ts)
), happened AS (
    SELECT member.event_id, member.from_on, member.until_on, member.precision, member.time_basis
    FROM member LEFT JOIN ref.time_precision AS known ON known.precision = member.precision
    WHERE member.from_on IS NOT NULL OR member.until_on IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY member.event_id
        ORDER BY known.rank NULLS LAST, member.time_basis = 'inferred', member.status = 'candidate',
            member.score DESC, member.event_mention_id
    ) = 1
), located AS (
    SELECT event_id, place
    FROM member
    WHERE place IS NOT NULL
    GROUP BY event_id, place
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY count(*) DESC, place) = 1
), listed AS (
    -- whoever else a passage names may have nothing to do with it: principals, where there are any
    SELECT event_id, unnest(participant_ids) AS entity_id, unnest(participants) AS name,
        generate_subscripts(participant_ids, 1) AS rank
    FROM (
        SELECT event_id, participant_ids[1:named] AS participant_ids,
            participants[1:named] AS participants
        FROM (
            SELECT *,
                CASE WHEN n_principals > 0 THEN n_principals ELSE len(participants) END AS named
            FROM member
        )
    )
), attended AS (
    SELECT event_id, list(name ORDER BY rank, name) AS participants
    FROM (
        SELECT listed.event_id, coalesce(any_value(entity.name), max(listed.name)) AS name,
            min(listed.rank) AS rank
        FROM listed
        LEFT JOIN core.entity AS entity
            ON entity.entity_id = listed.entity_id
            AND core.held(entity.recorded_at, entity.retracted_at, ts)
        GROUP BY listed.event_id, listed.entity_id
    )
    GROUP BY event_id
)
SELECT event.event_id, event.kind,
    CASE
        WHEN headline.n_principals >= 2
        THEN array_to_string(headline.participants[1:least(headline.n_principals, 4)], ' – ')
            || ': ' || replace(event.kind, '_', ' ')
        ELSE core.headline(headline.passage)
    END AS title,
    tense.tense, happened.from_on, happened.until_on, happened.precision, happened.time_basis,
    located.place, coalesce(attended.participants, []) AS participants, told.n_articles,
    told.n_independent,
    CASE
        WHEN told.n_articles = 1 THEN 'single'
        WHEN told.is_doubtful THEN 'candidate'
        ELSE 'confirmed'
    END AS link_status,
    told.first_seen_at, told.last_seen_at
FROM core.event AS event
JOIN told ON told.event_id = event.event_id
JOIN tense ON tense.event_id = event.event_id
JOIN headline ON headline.event_id = event.event_id
LEFT JOIN happened ON happened.event_id = event.event_id
LEFT JOIN located ON located.event_id = event.event_id
LEFT JOIN attended ON attended.event_id = event.event_id
WHERE event.merged_into IS NULL AND core.held(event.recorded_at, event.retracted_at, ts);
COMMENT ON MACRO TABLE mart.events_as_of IS 'mart.events as it was at a moment.';

CREATE OR REPLACE VIEW mart.events AS FROM mart.events_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.events IS 'One event; all that is said of it derives from the passages that report it.';
COMMENT ON COLUMN mart.events.event_id IS 'the event';
COMMENT ON COLUMN mart.events.kind IS 'from the event ontology: meet, visit, agree, sign, attack, …';
COMMENT ON COLUMN mart.events.title IS 'its principals and kind, else the first sentence of its best passage';
COMMENT ON COLUMN mart.events.tense IS 'past, planned or ongoing; past as soon as one report tells it so';
COMMENT ON COLUMN mart.events.from_on IS 'earliest day it can have begun, from the most exact report';
COMMENT ON COLUMN mart.events.until_on IS 'latest day it can have ended, from the most exact report';
COMMENT ON COLUMN mart.events.precision IS 'day, week, month, season, year or bounds; NULL without a time';
COMMENT ON COLUMN mart.events.time_basis IS 'explicit, relative, published or inferred';
COMMENT ON COLUMN mart.events.place IS 'where, as most passages write it';
COMMENT ON COLUMN mart.events.participants IS 'who takes part: its principals, else all whom its passages name';
COMMENT ON COLUMN mart.events.n_articles IS 'articles that report it';
COMMENT ON COLUMN mart.events.n_independent IS 'independent reports: copies count once, all reports without a known outlet together as one';
COMMENT ON COLUMN mart.events.link_status IS 'single (one article), else the weakest of its reports: candidate or confirmed';
COMMENT ON COLUMN mart.events.first_seen_at IS 'publication time of its first report, else when that was fetched';
COMMENT ON COLUMN mart.events.last_seen_at IS 'publication time of its last report, else when that was fetched';
