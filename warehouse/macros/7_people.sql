-- core.people_as_of(ts): one row is one entity that is another one under another name, and the entity
-- that stands for it; confirmed links only. 10 steps guard against a circle.
CREATE OR REPLACE MACRO core.people_as_of(ts) AS TABLE
WITH RECURSIVE step AS (
    SELECT entity_id_r AS entity_id, entity_id_l AS stands_for, score
    FROM core.entity_link
    WHERE status = 'confirmed' AND core.held(recorded_at, retracted_at, ts)
    QUALIFY row_number() OVER (PARTITION BY entity_id_r ORDER BY score DESC, entity_id_l) = 1
), walk AS (
    SELECT entity_id, stands_for AS head_id, 1 AS steps FROM step
    UNION ALL
    SELECT walk.entity_id, step.stands_for, walk.steps + 1
    FROM walk JOIN step ON step.entity_id = walk.head_id
    WHERE walk.steps < 10
)
SELECT entity_id, arg_max(head_id, steps) AS head_id FROM walk GROUP BY entity_id;
COMMENT ON MACRO TABLE core.people_as_of IS 'Entities that are another one under another name, and which.';
