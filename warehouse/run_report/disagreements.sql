-- One row per disagreement that the run $run_id found; conflicting ones first.
SELECT
    view.kind,
    view.compatible,
    view.outlet_l,
    view.text_l,
    view.outlet_r,
    view.text_r,
    view.explanation,
    view.event_id::VARCHAR AS event_id
FROM mart.disagreements AS view
JOIN core.disagreement AS fact USING (disagreement_id)
WHERE fact.run_id = $run_id
ORDER BY view.compatible, view.kind, view.explanation;
