-- One row per day of the week that ends at $until, days without a run included: what came in.
WITH days AS (
    SELECT unnest(range(7))::INTEGER AS ago
),
booked AS (
    SELECT (run.started_at AT TIME ZONE 'UTC')::DATE AS day, count(*) AS n_runs,
        sum(run.n_new)::BIGINT AS n_articles
    FROM mart.runs AS run
    WHERE run.started_at > $since AND run.started_at <= $until
    GROUP BY ALL
),
found AS (
    SELECT (run.started_at AT TIME ZONE 'UTC')::DATE AS day, count(*) AS n_disagreements
    FROM core.disagreement AS fact
    JOIN ops.run AS run USING (run_id)
    WHERE fact.retracted_at IS NULL AND run.started_at > $since AND run.started_at <= $until
    GROUP BY ALL
)
SELECT
    ($until AT TIME ZONE 'UTC')::DATE - ago AS day,
    coalesce(n_runs, 0) AS n_runs,
    coalesce(n_articles, 0) AS n_articles,
    coalesce(n_disagreements, 0) AS n_disagreements
FROM days
LEFT JOIN booked ON booked.day = ($until AT TIME ZONE 'UTC')::DATE - ago
LEFT JOIN found ON found.day = ($until AT TIME ZONE 'UTC')::DATE - ago
ORDER BY ago;
