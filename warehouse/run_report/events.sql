-- One row per event that the run $run_id found or heard more of; those told most often first.
SELECT
    event.title,
    event.kind,
    event.tense,
    event.from_on,
    event.until_on,
    event.place,
    event.n_articles,
    event.n_independent,
    event.link_status,
    event.event_id::VARCHAR AS event_id
FROM mart.events AS event
WHERE event.event_id IN (SELECT event_id FROM core.event_membership WHERE run_id = $run_id)
ORDER BY event.n_articles DESC, event.n_independent DESC, event.from_on DESC NULLS LAST, event.title;
