-- What is known that may matter for the copies of a batch, as temporary tables.
-- In: frames batch_version (version_id, article_id, content_hash, seen_at), batch_shingle
--     (version_id, shingle) and copy_rule (one row: most_groups, fewest_shared, window_days, core).

-- one row: a live copy membership seen within the window around the batch; the first few of a
-- group that are no exact copies are its core, which new texts are compared with
CREATE OR REPLACE TEMP TABLE copies_recent AS
WITH span AS (
    SELECT min(seen_at) - to_days(any_value(window_days)) AS since,
           max(seen_at) + to_days(any_value(window_days)) AS until
    FROM batch_version, copy_rule
)
SELECT m.version_id, m.copy_group_id, m.seen_at,
    m.relation <> 'exact' AND row_number() OVER (
        PARTITION BY m.copy_group_id, m.relation = 'exact' ORDER BY m.seen_at, m.version_id
    ) <= (SELECT core FROM copy_rule) AS is_core
FROM core.copy_membership AS m, span
WHERE m.retracted_at IS NULL AND m.seen_at BETWEEN span.since AND span.until;

-- one row: a shingle of the batch and a recent known version that holds it
CREATE OR REPLACE TEMP TABLE copies_hit AS
WITH wanted AS (SELECT DISTINCT shingle FROM batch_shingle)
SELECT s.shingle, s.version_id, r.copy_group_id, r.seen_at, r.is_core
FROM core.shingle AS s
SEMI JOIN wanted ON wanted.shingle = s.shingle
JOIN copies_recent AS r ON r.version_id = s.version_id
WHERE s.retracted_at IS NULL;

-- one row: a known version that shares enough telling shingles with some version of the batch
CREATE OR REPLACE TEMP TABLE copies_candidate AS
WITH telling AS (
    SELECT shingle
    FROM copies_hit
    GROUP BY shingle
    HAVING count(DISTINCT copy_group_id) <= (SELECT most_groups FROM copy_rule)
), pair AS (
    SELECT h.version_id, h.copy_group_id
    FROM batch_shingle AS b
    JOIN copies_hit AS h ON h.shingle = b.shingle
    SEMI JOIN telling ON telling.shingle = b.shingle
    JOIN batch_version AS v ON v.version_id = b.version_id
    CROSS JOIN copy_rule
    WHERE h.is_core
      AND h.seen_at BETWEEN v.seen_at - to_days(window_days) AND v.seen_at + to_days(window_days)
    GROUP BY b.version_id, h.version_id, h.copy_group_id
    HAVING count(*) >= any_value(fewest_shared)
)
SELECT DISTINCT version_id, copy_group_id FROM pair;

-- one row: a live membership of a group that holds a candidate, an exact copy or an earlier version
CREATE OR REPLACE TEMP TABLE copies_member AS
WITH of_article AS (
    SELECT k.version_id
    FROM core.article_version AS k
    SEMI JOIN batch_version AS b ON b.article_id::UUID = k.article_id
    WHERE k.retracted_at IS NULL
), twin AS (
    SELECT k.version_id
    FROM core.article_version AS k
    SEMI JOIN batch_version AS b ON b.content_hash::UUID = k.content_hash
    SEMI JOIN copies_recent AS r ON r.version_id = k.version_id
    WHERE k.retracted_at IS NULL
), told AS (
    SELECT version_id FROM of_article UNION SELECT version_id FROM twin
), chosen AS (
    SELECT m.copy_group_id
    FROM core.copy_membership AS m SEMI JOIN told ON told.version_id = m.version_id
    WHERE m.retracted_at IS NULL
    UNION
    SELECT copy_group_id FROM copies_candidate
)
SELECT m.version_id, m.copy_group_id, m.relation, m.similarity, m.n_shingles, m.seen_at,
    m.rule_version
FROM core.copy_membership AS m
SEMI JOIN chosen ON chosen.copy_group_id = m.copy_group_id
WHERE m.retracted_at IS NULL;

-- one row: a sampled shingle of a candidate
CREATE OR REPLACE TEMP TABLE copies_shingle AS
SELECT s.version_id, s.shingle
FROM core.shingle AS s
SEMI JOIN copies_candidate USING (version_id)
WHERE s.retracted_at IS NULL;

-- one row: a shingle of the batch or of a candidate, and how many recent copy groups hold it
CREATE OR REPLACE TEMP TABLE copies_frequency AS
WITH wanted AS (
    SELECT shingle FROM batch_shingle
    UNION
    SELECT shingle FROM copies_shingle
)
SELECT s.shingle, count(DISTINCT r.copy_group_id) AS n_groups
FROM core.shingle AS s
SEMI JOIN wanted ON wanted.shingle = s.shingle
JOIN copies_recent AS r ON r.version_id = s.version_id
WHERE s.retracted_at IS NULL
GROUP BY s.shingle;

-- one row: a member that contains texts of two copy groups or more
CREATE OR REPLACE TEMP TABLE copies_roundup AS
SELECT e.version_id_r AS version_id
FROM core.copy_edge AS e
SEMI JOIN copies_member AS r ON r.version_id = e.version_id_r
JOIN core.copy_membership AS l ON l.version_id = e.version_id_l AND l.retracted_at IS NULL
WHERE e.retracted_at IS NULL AND e.relation = 'contains'
GROUP BY e.version_id_r
HAVING count(DISTINCT l.copy_group_id) >= 2;
