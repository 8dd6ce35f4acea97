-- mart.sources_health: one row is one source, with what its fetches and deliveries came to.
CREATE OR REPLACE VIEW mart.sources_health AS
WITH fetched AS (
    SELECT source_id, count(*) AS n_fetches, count(*) FILTER (status = 'failed') AS n_failures,
        max(fetched_at) AS last_fetch_at, max(fetched_at) FILTER (status <> 'failed')
            AS last_success_at,
        arg_max(status, fetched_at) AS last_status,
        arg_max(error, fetched_at) FILTER (status = 'failed') AS last_error
    FROM ops.fetch GROUP BY source_id
), booked AS (
    SELECT book.source_id, sum(book.n_seen)::BIGINT AS n_entries,
        sum(book.n_new)::BIGINT AS n_new, sum(book.n_updated)::BIGINT AS n_updated,
        sum(book.n_quarantined)::BIGINT AS n_quarantined,
        max(batch.loaded_at) FILTER (book.n_new + book.n_updated > 0) AS last_news_at
    FROM ops.accounting AS book
    LEFT JOIN ops.load_batch AS batch ON batch.batch_id = book.batch_id
    GROUP BY book.source_id
)
SELECT source.source_id, source.name, source.kind, source.location, state.health,
    state.detail, state.since_at, state.due_at, state.interval_s, state.n_failed,
    CASE WHEN state.health = 'moved' THEN state.moved_to END AS moved_to, fetched.last_status,
    fetched.last_fetch_at, fetched.last_success_at, fetched.last_error,
    coalesce(fetched.n_fetches, 0) AS n_fetches, coalesce(fetched.n_failures, 0) AS n_failures,
    coalesce(booked.n_entries, 0) AS n_entries, coalesce(booked.n_new, 0) AS n_new,
    coalesce(booked.n_updated, 0) AS n_updated,
    coalesce(booked.n_quarantined, 0) AS n_quarantined, booked.last_news_at
FROM ops.source AS source
LEFT JOIN ops.source_state AS state ON state.source_id = source.source_id
LEFT JOIN fetched ON fetched.source_id = source.source_id
LEFT JOIN booked ON booked.source_id = source.source_id;
COMMENT ON VIEW mart.sources_health IS 'One source, with what its fetches and deliveries came to.';
COMMENT ON COLUMN mart.sources_health.source_id IS 'the source';
COMMENT ON COLUMN mart.sources_health.name IS 'the name given in sources.toml, else the location';
COMMENT ON COLUMN mart.sources_health.kind IS 'feed, folder or file';
COMMENT ON COLUMN mart.sources_health.location IS 'URL without secrets, or path';
COMMENT ON COLUMN mart.sources_health.health IS 'one of ref.source_health; NULL before its first run';
COMMENT ON COLUMN mart.sources_health.detail IS 'what is the matter, and what to do';
COMMENT ON COLUMN mart.sources_health.since_at IS 'since when its health is this one';
COMMENT ON COLUMN mart.sources_health.due_at IS 'from when it may be asked again; NULL once it is gone';
COMMENT ON COLUMN mart.sources_health.interval_s IS 'seconds between two visits that its news suggests';
COMMENT ON COLUMN mart.sources_health.n_failed IS 'failures in a row';
COMMENT ON COLUMN mart.sources_health.moved_to IS 'the address where it is read, if not its own';
COMMENT ON COLUMN mart.sources_health.last_status IS 'how the last fetch ended: fetched, not_modified, known or failed';
COMMENT ON COLUMN mart.sources_health.last_fetch_at IS 'when the last fetch ended';
COMMENT ON COLUMN mart.sources_health.last_success_at IS 'when a fetch last succeeded';
COMMENT ON COLUMN mart.sources_health.last_error IS 'why the last failed fetch failed, and what to do';
COMMENT ON COLUMN mart.sources_health.n_fetches IS 'documents asked for';
COMMENT ON COLUMN mart.sources_health.n_failures IS 'of these, failed';
COMMENT ON COLUMN mart.sources_health.n_entries IS 'entries delivered';
COMMENT ON COLUMN mart.sources_health.n_new IS 'of these, new articles';
COMMENT ON COLUMN mart.sources_health.n_updated IS 'of these, changed articles';
COMMENT ON COLUMN mart.sources_health.n_quarantined IS 'of these, set aside';
COMMENT ON COLUMN mart.sources_health.last_news_at IS 'when it last brought a new or changed article';
