-- One row per source that is not well and was read within a week of $until; the newest trouble
-- first. `is_fresh` where the run that began at $until found it.
SELECT
    health.name AS source,
    health.health,
    health.detail,
    health.last_news_at,
    health.since_at >= $until AS is_fresh
FROM mart.sources_health AS health
WHERE health.health <> 'ok' AND health.last_fetch_at > $until - INTERVAL 7 DAY
ORDER BY health.since_at DESC, source;
