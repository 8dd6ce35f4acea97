-- mart.claims: one row is one claim: the same proposition by the same speaker about the same event.
-- Its words are those of its best mention: confirmed, surest, longest.
CREATE OR REPLACE MACRO mart.claims_as_of(ts) AS TABLE
WITH said AS (
    FROM core.claim_occurrences_as_of(ts) WHERE claim_id IS NOT NULL
), reported AS (
    SELECT said.claim_id, said.event_id, said.content, said.link_status, report.article_id,
        report.outlet_id, report.is_latest, report.seen_at,
        coalesce(
            min(said.origin) OVER (PARTITION BY said.claim_id, report.independent_id),
            report.independent_id::VARCHAR
        ) AS origin_id
    FROM said JOIN core.reports_as_of(ts) AS report ON report.version_id = said.version_id
), told AS (
    SELECT claim_id, count(DISTINCT hash(article_id, content)) AS n_mentions,
        count(DISTINCT article_id) AS n_articles,
        count(DISTINCT outlet_id) AS n_outlets,
        count(DISTINCT origin_id) AS n_independent,
        count(DISTINCT origin_id) FILTER (link_status = 'confirmed') AS n_corroborating,
        min(event_id) AS event_id,
        bool_or(is_latest) AS is_carried,
        min(seen_at) AS first_seen_at, max(seen_at) AS last_seen_at
    FROM reported
    GROUP BY claim_id
), best AS (
    SELECT *
    FROM said
    QUALIFY row_number() OVER (
        PARTITION BY claim_id
        ORDER BY link_status = 'candidate', confidence DESC, length(content) DESC, mention_id
    ) = 1
), disputed AS (
    SELECT DISTINCT unnest([claim_id_l, claim_id_r]) AS claim_id
    FROM core.disagreement
    WHERE NOT compatible AND core.held(recorded_at, retracted_at, ts)
), dropped AS (
    SELECT DISTINCT said.claim_id
    FROM core.claim_change AS change
    JOIN said ON said.mention_id = change.mention_id_l
    WHERE change.kind = 'dropped' AND core.held(change.recorded_at, change.retracted_at, ts)
), repeated AS (
    SELECT DISTINCT unnest([claim_id_l, claim_id_r]) AS claim_id
    FROM core.claim_link
    WHERE relation = 'repeats' AND status <> 'rejected' AND core.held(recorded_at, retracted_at, ts)
)
SELECT best.claim_id, best.speaker, best.speaker_id, best.content, best.attributed, best.kind,
    best.polarity, best.modality, coalesce(best.event_id, told.event_id) AS event_id,
    told.n_mentions, told.n_articles, told.n_outlets, told.n_independent,
    CASE
        WHEN dropped.claim_id IS NOT NULL AND NOT told.is_carried THEN 'withdrawn'
        WHEN disputed.claim_id IS NOT NULL THEN 'disputed'
        WHEN told.n_corroborating >= 2 THEN 'corroborated'
        WHEN repeated.claim_id IS NOT NULL THEN 'repeated'
        ELSE 'new'
    END AS status,
    told.first_seen_at, told.last_seen_at
FROM best
JOIN told ON told.claim_id = best.claim_id
LEFT JOIN disputed ON disputed.claim_id = best.claim_id
LEFT JOIN dropped ON dropped.claim_id = best.claim_id
LEFT JOIN repeated ON repeated.claim_id = best.claim_id;
COMMENT ON MACRO TABLE mart.claims_as_of IS 'mart.claims as it was at a moment.';

CREATE OR REPLACE VIEW mart.claims AS FROM mart.claims_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.claims IS 'One claim: the same proposition by the same speaker about the same event, across mentions.';
COMMENT ON COLUMN mart.claims.claim_id IS 'the claim';
COMMENT ON COLUMN mart.claims.speaker IS 'who says it; NULL for narration or an unknown speaker';
COMMENT ON COLUMN mart.claims.speaker_id IS 'the entity that speaks';
COMMENT ON COLUMN mart.claims.content IS 'the words of its best mention, exactly as written';
COMMENT ON COLUMN mart.claims.attributed IS 'false for narration: the outlet itself speaks';
COMMENT ON COLUMN mart.claims.kind IS 'statement, agreement, pledge, offer, prediction, praise, …';
COMMENT ON COLUMN mart.claims.polarity IS 'affirmed or negated';
COMMENT ON COLUMN mart.claims.modality IS 'asserted, planned, possible, conditional or required';
COMMENT ON COLUMN mart.claims.event_id IS 'the event it is about, where one is known';
COMMENT ON COLUMN mart.claims.n_mentions IS 'occurrences; the same words in two versions of an article count once';
COMMENT ON COLUMN mart.claims.n_articles IS 'articles that carry it';
COMMENT ON COLUMN mart.claims.n_outlets IS 'known outlets that carry it';
COMMENT ON COLUMN mart.claims.n_independent IS 'independent reports: copies count once, so do reports that name one statement or medium as where the words come from, and all without a known outlet together';
COMMENT ON COLUMN mart.claims.status IS 'withdrawn (later versions of all its articles drop it), disputed (another report contradicts it), corroborated (two independent reports), repeated (said on another occasion too) or new';
COMMENT ON COLUMN mart.claims.first_seen_at IS 'publication time of its first report, else when that was fetched';
COMMENT ON COLUMN mart.claims.last_seen_at IS 'publication time of its last report, else when that was fetched';
