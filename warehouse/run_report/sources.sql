-- One row per source of the run $run_id: its books, how it stands, and why it failed if it did.
WITH books AS (
    SELECT
        source_id,
        sum(n_seen)::BIGINT AS seen,
        sum(n_new)::BIGINT AS new,
        sum(n_updated)::BIGINT AS updated,
        sum(n_unchanged)::BIGINT AS unchanged,
        sum(n_duplicate)::BIGINT AS duplicate,
        sum(n_quarantined)::BIGINT AS quarantined
    FROM ops.accounting
    WHERE run_id = $run_id
    GROUP BY source_id
),
reads AS (
    SELECT
        source_id,
        count(*) AS documents,
        count(*) FILTER (WHERE status = 'failed') AS failed,
        count(*) FILTER (WHERE status IN ('known', 'not_modified')) AS known,
        any_value(error) FILTER (WHERE status = 'failed') AS error
    FROM ops.fetch
    WHERE run_id = $run_id
    GROUP BY source_id
)
SELECT
    source.name AS source,
    coalesce(reads.documents, 0) AS documents,
    coalesce(reads.known, 0) AS known,
    coalesce(books.seen, 0) AS seen,
    coalesce(books.new, 0) AS new,
    coalesce(books.updated, 0) AS updated,
    coalesce(books.unchanged, 0) AS unchanged,
    coalesce(books.duplicate, 0) AS duplicate,
    coalesce(books.quarantined, 0) AS quarantined,
    coalesce(reads.failed, 0) AS failed,
    CASE WHEN reads.source_id IS NULL AND source.kind = 'feed' AND state.health IN ('ok', 'moved')
        THEN 'not due' ELSE state.health END AS health,
    coalesce(reads.error, state.detail) AS error,
    state.due_at
FROM ops.source AS source
LEFT JOIN books USING (source_id)
LEFT JOIN reads USING (source_id)
LEFT JOIN ops.source_state AS state ON state.source_id = source.source_id AND state.run_id = $run_id
LEFT JOIN ref.source_health AS rank USING (health)
WHERE books.source_id IS NOT NULL OR reads.source_id IS NOT NULL OR state.source_id IS NOT NULL
ORDER BY rank.rank NULLS LAST, failed DESC, quarantined DESC, new DESC, source;
