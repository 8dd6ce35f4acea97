-- core.copy_members_as_of(ts): one row is one version in its copy group, where decisions put it, else
-- where the scorer did.
CREATE OR REPLACE MACRO core.copy_members_as_of(ts) AS TABLE
WITH placed AS (
    SELECT version_id, copy_group_id, relation, similarity, n_shingles, seen_at, rule_version
    FROM core.copy_placement
    WHERE core.held(recorded_at, retracted_at, ts)
)
FROM placed
UNION ALL
SELECT version_id, copy_group_id, relation, similarity, n_shingles, seen_at, rule_version
FROM core.copy_membership ANTI JOIN placed USING (version_id)
WHERE core.held(recorded_at, retracted_at, ts);
COMMENT ON MACRO TABLE core.copy_members_as_of IS 'Versions in their copy groups, decisions honoured.';
