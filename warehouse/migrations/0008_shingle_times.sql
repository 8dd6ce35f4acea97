-- Fingerprints carry the time of their version, so that a look-up reads the days it asks about only.

CREATE TABLE core.timed_shingle (
    version_id   UUID NOT NULL,
    shingle      UBIGINT NOT NULL,
    seen_at      TIMESTAMPTZ NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
INSERT INTO core.timed_shingle
SELECT s.version_id, s.shingle, v.seen_at, s.run_id, s.recorded_at, s.retracted_at
FROM core.shingle AS s
JOIN (
    SELECT version_id, min(coalesce(published_at, fetched_at)) AS seen_at
    FROM core.article_version
    GROUP BY version_id
) AS v USING (version_id)
ORDER BY s.recorded_at, v.seen_at, s.version_id;
DROP TABLE core.shingle;
ALTER TABLE core.timed_shingle RENAME TO shingle;
COMMENT ON TABLE core.shingle IS 'One sampled 4-word shingle of one version: a row of its FracMinHash fingerprint.';
COMMENT ON COLUMN core.shingle.version_id IS 'the version';
COMMENT ON COLUMN core.shingle.shingle IS '64-bit hash of four lower-case words';
COMMENT ON COLUMN core.shingle.seen_at IS 'the version''s publication time, else when it was fetched';
COMMENT ON COLUMN core.shingle.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.shingle.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.shingle.retracted_at IS 'when it stopped being held true; NULL while it is live';
