-- One row: a live membership of a group that holds a candidate, an exact copy or an earlier version
-- of an article, and what its version is known by.
-- In: frames batch_version (article_id, content_hash, is_first: whether it can be the first of its
--     article) and candidate (copy_group_id); variables copies_since and copies_until.
WITH told AS (
    SELECT f.version_id, f.seen_at
    FROM core.fingerprint AS f
    SEMI JOIN (SELECT content_hash::UUID AS content_hash FROM batch_version) AS b
        ON b.content_hash = f.content_hash
    WHERE f.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
        AND f.retracted_at IS NULL
    UNION ALL
    SELECT f.version_id, f.seen_at
    FROM core.fingerprint AS f
    SEMI JOIN (SELECT article_id::UUID AS article_id FROM batch_version WHERE NOT is_first) AS b
        ON b.article_id = f.article_id
    WHERE f.retracted_at IS NULL
), chosen AS (
    SELECT m.copy_group_id
    FROM core.copy_membership AS m
    SEMI JOIN told ON told.version_id = m.version_id AND told.seen_at = m.seen_at
    WHERE m.retracted_at IS NULL
    UNION
    SELECT copy_group_id::UUID FROM candidate
), member AS MATERIALIZED (
    SELECT m.*
    FROM core.copy_membership AS m
    SEMI JOIN chosen ON chosen.copy_group_id = m.copy_group_id
    WHERE m.retracted_at IS NULL
)
SELECT m.version_id::VARCHAR AS version_id, m.copy_group_id::VARCHAR AS copy_group_id, m.relation,
    m.similarity, m.n_shingles, m.seen_at, m.rule_version, f.article_id::VARCHAR AS article_id,
    f.content_hash::VARCHAR AS content_hash
FROM member AS m
JOIN core.fingerprint AS f ON f.version_id = m.version_id AND f.seen_at = m.seen_at
WHERE f.retracted_at IS NULL
ORDER BY ALL
