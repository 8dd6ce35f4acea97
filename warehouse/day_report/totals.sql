-- One row: what came in between $since and $until.
SELECT
    (SELECT count(*) FROM mart.runs WHERE started_at > $since AND started_at <= $until) AS n_runs,
    (
        SELECT count(*) FROM mart.runs
        WHERE started_at > $since AND started_at <= $until AND status = 'failed'
    ) AS n_failed,
    (SELECT coalesce(sum(n_new), 0)::BIGINT FROM mart.runs WHERE started_at > $since AND started_at <= $until) AS n_new,
    (
        SELECT count(*) FROM core.disagreement
        WHERE retracted_at IS NULL AND run_id IN (
            SELECT run_id FROM ops.run WHERE started_at > $since AND started_at <= $until
        )
    ) AS n_disagreements;
