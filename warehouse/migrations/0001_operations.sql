-- Operations: sources, fetches, runs, batches, the books of each run, what was set aside.

CREATE SCHEMA IF NOT EXISTS core;
CREATE SCHEMA IF NOT EXISTS ref;

CREATE TABLE ops.source (
    source_id     UUID NOT NULL,
    name          VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,
    location      VARCHAR NOT NULL,
    outlet_name   VARCHAR,
    first_seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (source_id)
);
COMMENT ON TABLE ops.source IS 'A place that articles are read from: a feed, a folder or a file.';
COMMENT ON COLUMN ops.source.source_id IS 'stable id of the location';
COMMENT ON COLUMN ops.source.name IS 'the name given in sources.toml, else the location';
COMMENT ON COLUMN ops.source.kind IS 'feed, folder or file';
COMMENT ON COLUMN ops.source.location IS 'URL without secrets, or path';
COMMENT ON COLUMN ops.source.outlet_name IS 'the publisher of all its articles, where configured';
COMMENT ON COLUMN ops.source.first_seen_at IS 'when a run first used it';

CREATE TABLE ops.fetch (
    fetch_id      UUID NOT NULL,
    run_id        UUID NOT NULL,
    source_id     UUID NOT NULL,
    uri           VARCHAR NOT NULL,
    status        VARCHAR NOT NULL,
    http_status   BIGINT,
    etag          VARCHAR,
    last_modified VARCHAR,
    raw_id        VARCHAR,
    size_bytes    BIGINT,
    duration_s    DOUBLE NOT NULL,
    error         VARCHAR,
    fetched_at    TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.fetch IS 'One attempt to get one document of a source.';
COMMENT ON COLUMN ops.fetch.fetch_id IS 'run, source and location';
COMMENT ON COLUMN ops.fetch.run_id IS 'the run that made it';
COMMENT ON COLUMN ops.fetch.source_id IS 'the source it belongs to';
COMMENT ON COLUMN ops.fetch.uri IS 'where it was read from, without secrets';
COMMENT ON COLUMN ops.fetch.status IS 'fetched, not_modified, known (same bytes as before) or failed';
COMMENT ON COLUMN ops.fetch.http_status IS 'status code, for HTTP';
COMMENT ON COLUMN ops.fetch.etag IS 'validator to send next time';
COMMENT ON COLUMN ops.fetch.last_modified IS 'validator to send next time';
COMMENT ON COLUMN ops.fetch.raw_id IS 'sha256 of the bytes, lower-case hex';
COMMENT ON COLUMN ops.fetch.size_bytes IS 'size of the decoded body';
COMMENT ON COLUMN ops.fetch.duration_s IS 'seconds from request to last byte';
COMMENT ON COLUMN ops.fetch.error IS 'why it failed, and what to do';
COMMENT ON COLUMN ops.fetch.fetched_at IS 'when it ended';

CREATE TABLE core.raw_document (
    raw_id     VARCHAR NOT NULL,
    source_id  UUID NOT NULL,
    uri        VARCHAR NOT NULL,
    media_type VARCHAR,
    size_bytes BIGINT NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE core.raw_document IS 'Bytes as received, kept once under their sha256 beside the database.';
COMMENT ON COLUMN core.raw_document.raw_id IS 'sha256 of the bytes, lower-case hex';
COMMENT ON COLUMN core.raw_document.source_id IS 'the source that first delivered them';
COMMENT ON COLUMN core.raw_document.uri IS 'where they were first read from';
COMMENT ON COLUMN core.raw_document.media_type IS 'as declared by the server';
COMMENT ON COLUMN core.raw_document.size_bytes IS 'size before compression';
COMMENT ON COLUMN core.raw_document.fetched_at IS 'when they first came';

CREATE TABLE ops.run (
    run_id      UUID NOT NULL,
    started_at  TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    status      VARCHAR NOT NULL,
    message     VARCHAR,
    versions    VARCHAR NOT NULL,
    PRIMARY KEY (run_id)
);
COMMENT ON TABLE ops.run IS 'One ingest run and how it ended.';
COMMENT ON COLUMN ops.run.run_id IS 'stable id of flow run and start';
COMMENT ON COLUMN ops.run.started_at IS 'when it began';
COMMENT ON COLUMN ops.run.finished_at IS 'when its last batch was loaded';
COMMENT ON COLUMN ops.run.status IS 'running, completed, completed_with_failures or failed';
COMMENT ON COLUMN ops.run.message IS 'the outcome in one sentence';
COMMENT ON COLUMN ops.run.versions IS 'JSON: engine, rule and package versions that decided';

CREATE TABLE ops.load_batch (
    batch_id         UUID NOT NULL,
    run_id           UUID NOT NULL,
    n_entries        BIGINT NOT NULL,
    n_versions       BIGINT NOT NULL,
    n_claim_mentions BIGINT NOT NULL,
    loaded_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (batch_id)
);
COMMENT ON TABLE ops.load_batch IS 'One batch that was loaded in one transaction; its id makes a second load a no-op.';
COMMENT ON COLUMN ops.load_batch.batch_id IS 'stable id of the entries in it';
COMMENT ON COLUMN ops.load_batch.run_id IS 'the run that loaded it';
COMMENT ON COLUMN ops.load_batch.n_entries IS 'entries delivered';
COMMENT ON COLUMN ops.load_batch.n_versions IS 'versions new or updated';
COMMENT ON COLUMN ops.load_batch.n_claim_mentions IS 'claim mentions taken out';
COMMENT ON COLUMN ops.load_batch.loaded_at IS 'when it was committed';

CREATE TABLE ops.accounting (
    run_id        UUID NOT NULL,
    batch_id      UUID NOT NULL,
    source_id     UUID NOT NULL,
    n_seen        BIGINT NOT NULL,
    n_new         BIGINT NOT NULL,
    n_updated     BIGINT NOT NULL,
    n_unchanged   BIGINT NOT NULL,
    n_duplicate   BIGINT NOT NULL,
    n_quarantined BIGINT NOT NULL,
    PRIMARY KEY (batch_id, source_id)
);
COMMENT ON TABLE ops.accounting IS 'The books of one source in one batch: n_seen is the sum of the five outcomes.';
COMMENT ON COLUMN ops.accounting.run_id IS 'the run';
COMMENT ON COLUMN ops.accounting.batch_id IS 'the batch';
COMMENT ON COLUMN ops.accounting.source_id IS 'the source';
COMMENT ON COLUMN ops.accounting.n_seen IS 'entries delivered, counted before anything else';
COMMENT ON COLUMN ops.accounting.n_new IS 'articles not known before';
COMMENT ON COLUMN ops.accounting.n_updated IS 'known articles whose text changed: a new version';
COMMENT ON COLUMN ops.accounting.n_unchanged IS 'known articles delivered again as they were';
COMMENT ON COLUMN ops.accounting.n_duplicate IS 'the same article twice in one delivery, or from another source';
COMMENT ON COLUMN ops.accounting.n_quarantined IS 'entries set aside';

CREATE TABLE ops.quarantine (
    quarantine_id  UUID NOT NULL,
    run_id         UUID NOT NULL,
    source_id      UUID NOT NULL,
    uri            VARCHAR NOT NULL,
    position       BIGINT,
    reason         VARCHAR NOT NULL,
    detail         VARCHAR NOT NULL,
    raw_id         VARCHAR,
    quarantined_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.quarantine IS 'One input that could not go on, with the reason and the bytes to replay it from.';
COMMENT ON COLUMN ops.quarantine.quarantine_id IS 'source, bytes, position and reason';
COMMENT ON COLUMN ops.quarantine.run_id IS 'the run that set it aside';
COMMENT ON COLUMN ops.quarantine.source_id IS 'where it came from';
COMMENT ON COLUMN ops.quarantine.uri IS 'the document';
COMMENT ON COLUMN ops.quarantine.position IS 'entry or line number in the document, from 1; NULL = all of it';
COMMENT ON COLUMN ops.quarantine.reason IS 'one of the fixed reasons';
COMMENT ON COLUMN ops.quarantine.detail IS 'what was expected, what came';
COMMENT ON COLUMN ops.quarantine.raw_id IS 'sha256 of the bytes kept; NULL when none were received';
COMMENT ON COLUMN ops.quarantine.quarantined_at IS 'when';
