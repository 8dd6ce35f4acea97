-- One row: a known version that holds a shingle of the batch, its group, and whether it stands for
-- its group: the first few members inside the window that are no exact copies do, and new texts
-- are compared with these.
-- In: frame held (row_no: of core.fingerprint); variables copies_since and copies_until, the window
--     around the batch, and copies_core, how many members stand for a group. The window stands
--     beside each other condition on seen_at, since only constants let DuckDB skip the blocks of
--     other days.
WITH holder AS MATERIALIZED (
    SELECT h.row_no, m.version_id, m.copy_group_id, m.seen_at
    FROM core.fingerprint AS f
    JOIN held AS h ON h.row_no = f.rowid
    JOIN core.copy_membership AS m ON m.version_id = f.version_id AND m.seen_at = f.seen_at
    WHERE f.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
        AND m.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
        AND m.retracted_at IS NULL
), core AS (
    SELECT m.version_id
    FROM core.copy_membership AS m
    SEMI JOIN holder AS h ON h.copy_group_id = m.copy_group_id
    WHERE m.seen_at BETWEEN getvariable('copies_since') AND getvariable('copies_until')
        AND m.retracted_at IS NULL AND m.relation <> 'exact'
    QUALIFY row_number() OVER (PARTITION BY m.copy_group_id ORDER BY m.seen_at, m.version_id)
        <= getvariable('copies_core')
)
SELECT h.row_no, h.version_id::VARCHAR AS version_id, h.copy_group_id::VARCHAR AS copy_group_id,
    h.seen_at, core.version_id IS NOT NULL AS stands
FROM holder AS h
LEFT JOIN core ON core.version_id = h.version_id
ORDER BY h.row_no
