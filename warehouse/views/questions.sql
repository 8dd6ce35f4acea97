-- mart.speaker_timeline(name): one row is one article's occurrence of a claim by a speaker, in the
-- order of publication. The name is compared with the resolved name and its aliases, in any case, of all linked names.
CREATE OR REPLACE MACRO mart.speaker_timeline(name) AS TABLE
WITH person AS MATERIALIZED (
    FROM core.people_as_of('infinity'::TIMESTAMPTZ)
), bears AS (
    SELECT DISTINCT entity_id
    FROM core.entity_alias
    WHERE retracted_at IS NULL AND lower(alias) = lower(name)
    UNION
    SELECT entity.entity_id FROM core.entity AS entity
    WHERE entity.retracted_at IS NULL AND lower(entity.name) = lower(name)
), head AS (
    SELECT DISTINCT coalesce(person.head_id, bears.entity_id) AS head_id
    FROM bears LEFT JOIN person ON person.entity_id = bears.entity_id
), called AS (
    SELECT head_id AS entity_id FROM head
    UNION
    SELECT person.entity_id FROM person JOIN head ON head.head_id = person.head_id
)
SELECT said.published_at, said.outlet, said.speaker, said.kind, said.cue, said.content,
    said.addressee, said.event_id, said.claim_id, said.mention_id, said.article_id
FROM mart.claim_mentions AS said
WHERE said.is_latest AND said.speaker_id IN (FROM called)
ORDER BY said.published_at NULLS LAST, said.article_id, said.content_start;
COMMENT ON MACRO TABLE mart.speaker_timeline IS 'What somebody said, in order: speaker_timeline(''Helen Marsden'').';

-- mart.what_changed(since): one row is one claim, event or disagreement that differs between a moment
-- and now: new, gone, or changed in what is told of it.
CREATE OR REPLACE MACRO mart.what_changed(since) AS TABLE
WITH now_known AS (
    SELECT 'claim' AS what, claim_id AS id, content AS told,
        concat_ws(' ', n_articles, n_independent, status) AS state
    FROM mart.claims
    UNION ALL
    SELECT 'event', event_id, title, concat_ws(' ', n_articles, n_independent, link_status, tense)
    FROM mart.events
    UNION ALL
    SELECT 'disagreement', disagreement_id, explanation, kind FROM mart.disagreements
), then_known AS (
    SELECT 'claim' AS what, claim_id AS id, content AS told,
        concat_ws(' ', n_articles, n_independent, status) AS state
    FROM mart.claims_as_of(since)
    UNION ALL
    SELECT 'event', event_id, title, concat_ws(' ', n_articles, n_independent, link_status, tense)
    FROM mart.events_as_of(since)
    UNION ALL
    SELECT 'disagreement', disagreement_id, explanation, kind
    FROM mart.disagreements_as_of(since)
)
SELECT coalesce(after.what, before.what) AS what,
    CASE WHEN before.id IS NULL THEN 'new' WHEN after.id IS NULL THEN 'gone' ELSE 'changed' END
        AS change,
    coalesce(after.told, before.told) AS told, before.state AS state_then, after.state AS state_now,
    coalesce(after.id, before.id) AS id
FROM now_known AS after
FULL JOIN then_known AS before ON before.what = after.what AND before.id = after.id
WHERE before.id IS NULL OR after.id IS NULL OR before.state <> after.state
ORDER BY what DESC, change DESC, told;
COMMENT ON MACRO TABLE mart.what_changed IS 'What is new, gone or changed since a moment: what_changed(now() - INTERVAL 1 DAY).';
