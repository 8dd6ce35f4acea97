-- A fingerprint is one row, so that it is written, checked and looked up as a whole; it carries what
-- else copies are found by. A row for each shingle made seventy rows of each version.

CREATE TABLE core.fingerprint (
    version_id   UUID NOT NULL,
    article_id   UUID NOT NULL,
    content_hash UUID NOT NULL,
    seen_at      TIMESTAMPTZ NOT NULL,
    shingles     UBIGINT[] NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
INSERT INTO core.fingerprint
SELECT v.version_id, v.article_id, v.content_hash, coalesce(v.published_at, v.fetched_at),
    coalesce(s.shingles, []), v.run_id, v.recorded_at, v.retracted_at
FROM core.article_version AS v
LEFT JOIN (
    SELECT version_id, list(DISTINCT shingle ORDER BY shingle) AS shingles
    FROM core.shingle
    GROUP BY version_id
) AS s ON s.version_id = v.version_id
ORDER BY v.recorded_at, coalesce(v.published_at, v.fetched_at), v.version_id;
DROP TABLE core.shingle;
COMMENT ON TABLE core.fingerprint IS 'What copies of one version are looked up by: its FracMinHash sample, hash, article, time.';
COMMENT ON COLUMN core.fingerprint.version_id IS 'the version';
COMMENT ON COLUMN core.fingerprint.article_id IS 'its article';
COMMENT ON COLUMN core.fingerprint.content_hash IS 'hash of its title and text';
COMMENT ON COLUMN core.fingerprint.seen_at IS 'its publication time, else when it was fetched';
COMMENT ON COLUMN core.fingerprint.shingles IS 'sampled 64-bit hashes of four lower-case words, in order';
COMMENT ON COLUMN core.fingerprint.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.fingerprint.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.fingerprint.retracted_at IS 'when it stopped being held true; NULL while it is live';
