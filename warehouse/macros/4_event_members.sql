-- core.event_members_as_of(ts): one row is one passage that reports an event, rejected ones left out.
CREATE OR REPLACE MACRO core.event_members_as_of(ts) AS TABLE
SELECT coalesce(merged.head_id, member.event_id) AS event_id,
    member.status, member.score, member.evidence_for, member.evidence_against,
    mention.* EXCLUDE (published_at, run_id, recorded_at, retracted_at)
FROM core.event_membership AS member
JOIN core.event_mention AS mention
    ON mention.event_mention_id = member.event_mention_id
    AND core.held(mention.recorded_at, mention.retracted_at, ts)
LEFT JOIN core.merged_events_as_of(ts) AS merged ON merged.event_id = member.event_id
WHERE member.status <> 'rejected' AND core.held(member.recorded_at, member.retracted_at, ts);
COMMENT ON MACRO TABLE core.event_members_as_of IS 'Passages by the event they report.';

-- core.best_passages_as_of(ts): one row is one event in one version, by the passage that says it best.
CREATE OR REPLACE MACRO core.best_passages_as_of(ts) AS TABLE
SELECT *
FROM core.event_members_as_of(ts)
QUALIFY row_number() OVER (
    PARTITION BY event_id, version_id
    ORDER BY status = 'candidate', NOT is_main, score DESC, passage_start, event_mention_id
) = 1;
COMMENT ON MACRO TABLE core.best_passages_as_of IS 'The best passage of each event in each version.';

-- core.headline(passage): its first sentence, or its first words where that is long.
-- A full stop ends a sentence only after four letters or digits: not after Mr., Gen. or U.S.
CREATE OR REPLACE MACRO core.headline(passage) AS
    coalesce(
        nullif(regexp_extract(
            regexp_replace(passage, '\s+', ' ', 'g'),
            '^(.{20,140}?[\p{L}\p{N}]{4}["”’)]?[.!?]["”’)]?)(?: |$)', 1
        ), ''),
        nullif(regexp_extract(regexp_replace(passage, '\s+', ' ', 'g'), '^(.{1,140})$', 1), ''),
        regexp_extract(regexp_replace(passage, '\s+', ' ', 'g'), '^(.{1,139})(?: |$)', 1) || ' …'
    );
COMMENT ON MACRO core.headline IS 'The first sentence of a passage, or its first words.';
