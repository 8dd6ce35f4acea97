-- mart.runs: one row is one run, how it ended and what it brought in.
CREATE OR REPLACE VIEW mart.runs AS
WITH booked AS (
    SELECT run_id, count(DISTINCT source_id) AS n_sources, sum(n_seen)::BIGINT AS n_seen,
        sum(n_new)::BIGINT AS n_new, sum(n_updated)::BIGINT AS n_updated,
        sum(n_unchanged)::BIGINT AS n_unchanged, sum(n_duplicate)::BIGINT AS n_duplicate,
        sum(n_quarantined)::BIGINT AS n_quarantined
    FROM ops.accounting GROUP BY run_id
)
SELECT run.run_id, run.started_at, run.finished_at,
    epoch(run.finished_at) - epoch(run.started_at) AS duration_s, run.status, run.message,
    coalesce(booked.n_sources, 0) AS n_sources, coalesce(booked.n_seen, 0) AS n_seen,
    coalesce(booked.n_new, 0) AS n_new, coalesce(booked.n_updated, 0) AS n_updated,
    coalesce(booked.n_unchanged, 0) AS n_unchanged,
    coalesce(booked.n_duplicate, 0) AS n_duplicate,
    coalesce(booked.n_quarantined, 0) AS n_quarantined, run.versions
FROM ops.run AS run LEFT JOIN booked ON booked.run_id = run.run_id;
COMMENT ON VIEW mart.runs IS 'One run, how it ended and what it brought in.';
COMMENT ON COLUMN mart.runs.run_id IS 'the run';
COMMENT ON COLUMN mart.runs.started_at IS 'when it began';
COMMENT ON COLUMN mart.runs.finished_at IS 'when its last batch was loaded';
COMMENT ON COLUMN mart.runs.duration_s IS 'seconds from start to finish';
COMMENT ON COLUMN mart.runs.status IS 'running, completed, completed_with_failures or failed';
COMMENT ON COLUMN mart.runs.message IS 'the outcome in one sentence';
COMMENT ON COLUMN mart.runs.n_sources IS 'sources that delivered';
COMMENT ON COLUMN mart.runs.n_seen IS 'entries delivered: the sum of the next five';
COMMENT ON COLUMN mart.runs.n_new IS 'articles not known before';
COMMENT ON COLUMN mart.runs.n_updated IS 'known articles whose text changed';
COMMENT ON COLUMN mart.runs.n_unchanged IS 'known articles delivered again as they were';
COMMENT ON COLUMN mart.runs.n_duplicate IS 'the same article twice';
COMMENT ON COLUMN mart.runs.n_quarantined IS 'entries set aside';
COMMENT ON COLUMN mart.runs.versions IS 'JSON: engine, rule and package versions that decided';
