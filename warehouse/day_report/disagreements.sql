-- One row per disagreement that a run found between $since and $until; conflicting and newest first.
SELECT
    view.kind,
    view.compatible,
    view.outlet_l,
    view.text_l,
    article_l.canonical_url AS url_l,
    view.outlet_r,
    view.text_r,
    article_r.canonical_url AS url_r,
    view.explanation,
    fact.run_id::VARCHAR AS run_id,
    view.event_id::VARCHAR AS event_id
FROM mart.disagreements AS view
JOIN core.disagreement AS fact USING (disagreement_id)
JOIN ops.run AS run USING (run_id)
LEFT JOIN mart.articles AS article_l ON article_l.version_id = view.version_id_l
LEFT JOIN mart.articles AS article_r ON article_r.version_id = view.version_id_r
WHERE run.started_at > $since AND run.started_at <= $until
ORDER BY view.compatible, run.started_at DESC, view.kind, view.explanation
LIMIT 50;
