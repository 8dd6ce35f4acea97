-- One row per input that the run $run_id set aside.
SELECT
    source.name AS source,
    aside.uri,
    aside.position,
    aside.reason,
    aside.detail
FROM ops.quarantine AS aside
LEFT JOIN ops.source AS source USING (source_id)
WHERE aside.run_id = $run_id
ORDER BY source, aside.uri, aside.position;
