-- What is known that may matter for the copies of a batch, as temporary tables.
-- In: frames batch_version (version_id, article_id, content_hash, seen_at), batch_shingle
--     (version_id, shingle) and copy_rule (one row: most_groups, fewest_shared, window_days, core);
--     variables copies_since and copies_until: the window around the batch. They stand beside each
--     other condition on seen_at, since only constants let DuckDB skip the blocks of other days.
-- What is looked up in core.shingle stands in a table of its own, with the least and the greatest
-- number there is: so DuckDB expects no row to be ruled out by range, and tests each with a Bloom
-- filter while it reads, which costs a quarter of joining them all.

-- one row: a shingle of the batch
CREATE OR REPLACE TEMP TABLE copies_wanted AS
SELECT shingle FROM batch_shingle UNION SELECT unnest([0, 18446744073709551615]::UBIGINT[]);

-- one row: a shingle of the batch and a known version inside the window that holds it
CREATE OR REPLACE TEMP TABLE copies_hit AS
SELECT s.shingle, s.version_id, s.seen_at
FROM core.shingle AS s
SEMI JOIN copies_wanted AS w ON w.shingle = s.shingle
WHERE s.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
  AND s.retracted_at IS NULL;

-- one row: a live membership inside the window of a version that holds a shingle of the batch
CREATE OR REPLACE TEMP TABLE copies_holder AS
SELECT m.version_id, m.copy_group_id, m.seen_at
FROM core.copy_membership AS m
SEMI JOIN copies_hit AS h ON h.version_id = m.version_id AND h.seen_at = m.seen_at
WHERE m.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
  AND m.retracted_at IS NULL;

-- one row: a version that stands for its group: the first few members inside the window that are
-- no exact copies; new texts are compared with these
CREATE OR REPLACE TEMP TABLE copies_core AS
SELECT m.version_id
FROM core.copy_membership AS m
SEMI JOIN copies_holder AS h ON h.copy_group_id = m.copy_group_id
WHERE m.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
  AND m.retracted_at IS NULL AND m.relation <> 'exact'
QUALIFY row_number() OVER (PARTITION BY m.copy_group_id ORDER BY m.seen_at, m.version_id)
    <= (SELECT core FROM copy_rule);

-- one row: a shingle of the batch, and how many known copy groups inside the window hold it
CREATE OR REPLACE TEMP TABLE copies_frequency AS
SELECT h.shingle, count(DISTINCT r.copy_group_id) AS n_groups
FROM copies_hit AS h
JOIN copies_holder AS r ON r.version_id = h.version_id
GROUP BY h.shingle;

-- one row: a known version that shares enough telling shingles with some version of the batch
CREATE OR REPLACE TEMP TABLE copies_candidate AS
WITH telling AS (
    SELECT shingle FROM copies_frequency
    WHERE n_groups <= (SELECT most_groups FROM copy_rule)
), held AS (
    SELECT h.shingle, r.version_id, r.copy_group_id, r.seen_at
    FROM copies_hit AS h
    SEMI JOIN telling ON telling.shingle = h.shingle
    SEMI JOIN copies_core AS c ON c.version_id = h.version_id
    JOIN copies_holder AS r ON r.version_id = h.version_id
), pair AS (
    SELECT h.version_id, h.copy_group_id, h.seen_at
    FROM batch_shingle AS b
    JOIN held AS h ON h.shingle = b.shingle
    JOIN batch_version AS v ON v.version_id = b.version_id
    CROSS JOIN copy_rule
    WHERE h.seen_at BETWEEN v.seen_at - to_days(window_days) AND v.seen_at + to_days(window_days)
    GROUP BY b.version_id, h.version_id, h.copy_group_id, h.seen_at
    HAVING count(*) >= any_value(fewest_shared)
)
SELECT DISTINCT version_id, copy_group_id, seen_at FROM pair;

-- one row: a live membership of a group that holds a candidate, an exact copy or an earlier version
CREATE OR REPLACE TEMP TABLE copies_member AS
WITH told AS (
    SELECT k.version_id, true AS any_time
    FROM core.article_version AS k
    SEMI JOIN batch_version AS b ON b.article_id::UUID = k.article_id
    WHERE k.retracted_at IS NULL
    UNION ALL
    SELECT k.version_id, false AS any_time
    FROM core.article_version AS k
    SEMI JOIN batch_version AS b ON b.content_hash::UUID = k.content_hash
    WHERE k.retracted_at IS NULL
), chosen AS (
    SELECT m.copy_group_id
    FROM core.copy_membership AS m
    JOIN told ON told.version_id = m.version_id
    WHERE m.retracted_at IS NULL AND (told.any_time OR m.seen_at
        BETWEEN getvariable('copies_since') AND getvariable('copies_until'))
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
SELECT s.version_id, s.shingle, s.seen_at
FROM core.shingle AS s
SEMI JOIN copies_candidate AS c ON c.version_id = s.version_id AND c.seen_at = s.seen_at
WHERE s.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
  AND s.retracted_at IS NULL;

-- the same for shingles that only candidates hold
CREATE OR REPLACE TEMP TABLE copies_wanted AS
SELECT shingle FROM copies_shingle ANTI JOIN batch_shingle USING (shingle)
UNION SELECT unnest([0, 18446744073709551615]::UBIGINT[]);
INSERT INTO copies_frequency
WITH hit AS MATERIALIZED (
    SELECT s.shingle, s.version_id, s.seen_at
    FROM core.shingle AS s
    SEMI JOIN copies_wanted AS w ON w.shingle = s.shingle
    WHERE s.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
      AND s.retracted_at IS NULL
)
SELECT h.shingle, count(DISTINCT m.copy_group_id) AS n_groups
FROM core.copy_membership AS m
JOIN hit AS h ON h.version_id = m.version_id AND h.seen_at = m.seen_at
WHERE m.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
  AND m.retracted_at IS NULL
GROUP BY h.shingle;

-- one row: a member that contains texts of two copy groups or more
CREATE OR REPLACE TEMP TABLE copies_roundup AS
SELECT e.version_id_r AS version_id
FROM core.copy_edge AS e
SEMI JOIN copies_member AS r ON r.version_id = e.version_id_r
JOIN core.copy_membership AS l ON l.version_id = e.version_id_l AND l.retracted_at IS NULL
WHERE e.retracted_at IS NULL AND e.relation = 'contains'
GROUP BY e.version_id_r
HAVING count(DISTINCT l.copy_group_id) >= 2;
