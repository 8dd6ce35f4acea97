-- One row per claim that a later version of an article changed in the run $run_id; those dropped first.
SELECT
    change.kind,
    change.outlet,
    change.title,
    change.explanation,
    change.article_id::VARCHAR AS article_id
FROM mart.claim_changes AS change
JOIN core.claim_change AS fact USING (claim_change_id)
WHERE fact.run_id = $run_id
ORDER BY change.kind <> 'dropped', change.kind, change.title, change.explanation;
