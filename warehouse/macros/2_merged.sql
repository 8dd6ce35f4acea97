-- core.merged_<clusters>_as_of(ts): one row is one cluster that was merged away, and the cluster
-- that has its members now, however many merges lie between. 50 steps guard against a circle.
CREATE OR REPLACE MACRO core.merged_copy_groups_as_of(ts) AS TABLE
WITH RECURSIVE step AS (
    SELECT copy_group_id, merged_into
    FROM core.copy_group
    WHERE merged_into IS NOT NULL AND core.held(recorded_at, retracted_at, ts)
), walk AS (
    SELECT copy_group_id, merged_into AS head_id, 1 AS steps FROM step
    UNION ALL
    SELECT walk.copy_group_id, step.merged_into, walk.steps + 1
    FROM walk JOIN step ON step.copy_group_id = walk.head_id
    WHERE walk.steps < 50
)
SELECT copy_group_id, arg_max(head_id, steps) AS head_id FROM walk GROUP BY copy_group_id;
COMMENT ON MACRO TABLE core.merged_copy_groups_as_of IS 'Copy groups that were merged away, and into which.';

CREATE OR REPLACE MACRO core.merged_events_as_of(ts) AS TABLE
WITH RECURSIVE step AS (
    SELECT event_id, merged_into
    FROM core.event
    WHERE merged_into IS NOT NULL AND core.held(recorded_at, retracted_at, ts)
), walk AS (
    SELECT event_id, merged_into AS head_id, 1 AS steps FROM step
    UNION ALL
    SELECT walk.event_id, step.merged_into, walk.steps + 1
    FROM walk JOIN step ON step.event_id = walk.head_id
    WHERE walk.steps < 50
)
SELECT event_id, arg_max(head_id, steps) AS head_id FROM walk GROUP BY event_id;
COMMENT ON MACRO TABLE core.merged_events_as_of IS 'Events that were merged away, and into which.';

CREATE OR REPLACE MACRO core.merged_claims_as_of(ts) AS TABLE
WITH RECURSIVE step AS (
    SELECT claim_id, merged_into
    FROM core.claim
    WHERE merged_into IS NOT NULL AND core.held(recorded_at, retracted_at, ts)
), walk AS (
    SELECT claim_id, merged_into AS head_id, 1 AS steps FROM step
    UNION ALL
    SELECT walk.claim_id, step.merged_into, walk.steps + 1
    FROM walk JOIN step ON step.claim_id = walk.head_id
    WHERE walk.steps < 50
)
SELECT claim_id, arg_max(head_id, steps) AS head_id FROM walk GROUP BY claim_id;
COMMENT ON MACRO TABLE core.merged_claims_as_of IS 'Claims that were merged away, and into which.';
