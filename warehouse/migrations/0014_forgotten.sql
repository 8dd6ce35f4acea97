-- Tombstones of articles that were taken down, and the documents whose bytes are not kept.

CREATE TABLE ops.forgotten (
    article_id   UUID NOT NULL,
    forgotten_by VARCHAR NOT NULL,
    reason       VARCHAR,
    forgotten_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.forgotten IS 'An article that was taken down: its tombstone, which keeps it from being taken in again.';
COMMENT ON COLUMN ops.forgotten.article_id IS 'the article';
COMMENT ON COLUMN ops.forgotten.forgotten_by IS 'who asked';
COMMENT ON COLUMN ops.forgotten.reason IS 'why, in the words of who asked';
COMMENT ON COLUMN ops.forgotten.forgotten_at IS 'when';

CREATE TABLE ops.forgotten_document (
    raw_id     VARCHAR NOT NULL,
    article_id UUID NOT NULL
);
COMMENT ON TABLE ops.forgotten_document IS 'A document that held a forgotten article: its bytes are not kept.';
COMMENT ON COLUMN ops.forgotten_document.raw_id IS 'sha256 of the bytes, lower-case hex';
COMMENT ON COLUMN ops.forgotten_document.article_id IS 'the article it held';
