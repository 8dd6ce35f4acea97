-- One row: what the run $run_id brought in, in numbers.
SELECT
    (SELECT count(DISTINCT source_id) FROM ops.fetch WHERE run_id = $run_id) AS n_sources,
    (SELECT count(*) FROM ops.fetch WHERE run_id = $run_id) AS n_documents,
    (SELECT count(*) FROM ops.fetch WHERE run_id = $run_id AND status IN ('known', 'not_modified')) AS n_known,
    (SELECT count(*) FROM ops.fetch WHERE run_id = $run_id AND status = 'failed') AS n_failed,
    (
        SELECT count(*) FROM ops.source_state AS state
        SEMI JOIN (FROM ops.source WHERE kind = 'feed') AS feed USING (source_id)
        ANTI JOIN (FROM ops.fetch WHERE run_id = $run_id) AS asked USING (source_id)
        WHERE state.run_id = $run_id AND state.health <> 'gone'
    ) AS n_not_due,
    coalesce(sum(n_seen), 0)::BIGINT AS n_seen,
    coalesce(sum(n_new), 0)::BIGINT AS n_new,
    coalesce(sum(n_updated), 0)::BIGINT AS n_updated,
    coalesce(sum(n_unchanged), 0)::BIGINT AS n_unchanged,
    coalesce(sum(n_duplicate), 0)::BIGINT AS n_duplicate,
    coalesce(sum(n_quarantined), 0)::BIGINT AS n_quarantined,
    (
        SELECT count(*) FROM core.copy_membership
        WHERE run_id = $run_id AND relation IN ('exact', 'near')
    ) AS n_copies,
    (SELECT count(*) FROM core.event WHERE run_id = $run_id) AS n_events,
    (SELECT count(*) FROM core.claim_mention WHERE run_id = $run_id AND attributed) AS n_attributed,
    (SELECT count(*) FROM core.claim_mention WHERE run_id = $run_id AND NOT attributed) AS n_narrated,
    (SELECT count(*) FROM core.disagreement WHERE run_id = $run_id) AS n_disagreements
FROM ops.accounting
WHERE run_id = $run_id;
