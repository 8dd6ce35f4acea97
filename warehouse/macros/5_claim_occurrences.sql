-- core.claim_occurrences_as_of(ts): one row is one claim mention with the claim and event it belongs to.
CREATE OR REPLACE MACRO core.claim_occurrences_as_of(ts) AS TABLE
WITH member AS (
    SELECT member.mention_id, coalesce(merged.head_id, member.claim_id) AS claim_id,
        coalesce(merged_event.head_id, member.event_id) AS event_id, member.status
    FROM core.claim_membership AS member
    LEFT JOIN core.merged_claims_as_of(ts) AS merged ON merged.claim_id = member.claim_id
    LEFT JOIN core.merged_events_as_of(ts) AS merged_event
        ON merged_event.event_id = member.event_id
    WHERE member.status <> 'rejected' AND core.held(member.recorded_at, member.retracted_at, ts)
)
SELECT mention.* EXCLUDE (run_id, recorded_at, retracted_at),
    member.claim_id, member.event_id, member.status AS link_status
FROM core.claim_mention AS mention
LEFT JOIN member ON member.mention_id = mention.mention_id
WHERE core.held(mention.recorded_at, mention.retracted_at, ts);
COMMENT ON MACRO TABLE core.claim_occurrences_as_of IS 'Claim mentions with claim and event.';
