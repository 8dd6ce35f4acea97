-- How each source stands: its health, when it may be asked again, where it has moved to.

CREATE TABLE ops.source_state (
    source_id  UUID NOT NULL,
    health     VARCHAR NOT NULL,
    detail     VARCHAR,
    since_at   TIMESTAMPTZ NOT NULL,
    asked_at   TIMESTAMPTZ,
    due_at     TIMESTAMPTZ,
    interval_s DOUBLE NOT NULL,
    n_failed   BIGINT NOT NULL,
    n_moved    BIGINT NOT NULL,
    moved_to   VARCHAR,
    run_id     UUID NOT NULL
);
COMMENT ON TABLE ops.source_state IS 'How a source stands after the last run that came by, and when it is asked next.';
COMMENT ON COLUMN ops.source_state.source_id IS 'the source';
COMMENT ON COLUMN ops.source_state.health IS 'ok, failing, backing_off, gone, moved or dried_up';
COMMENT ON COLUMN ops.source_state.detail IS 'what is the matter, and what to do';
COMMENT ON COLUMN ops.source_state.since_at IS 'since when its health is this one';
COMMENT ON COLUMN ops.source_state.asked_at IS 'when it was last asked';
COMMENT ON COLUMN ops.source_state.due_at IS 'from when it may be asked again; NULL once it is gone';
COMMENT ON COLUMN ops.source_state.interval_s IS 'seconds between two visits that its news suggests';
COMMENT ON COLUMN ops.source_state.n_failed IS 'failures in a row';
COMMENT ON COLUMN ops.source_state.n_moved IS 'visits in a row that were sent on, for good, to one other address';
COMMENT ON COLUMN ops.source_state.moved_to IS 'that address; asked in place of its own from the third time';
COMMENT ON COLUMN ops.source_state.run_id IS 'the last run that asked it or left it as not due';

CREATE TABLE ref.source_health (
    health  VARCHAR PRIMARY KEY,
    rank    INTEGER NOT NULL,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE ref.source_health IS 'How a source can stand.';
COMMENT ON COLUMN ref.source_health.health IS 'the word';
COMMENT ON COLUMN ref.source_health.rank IS '1 needs somebody most';
COMMENT ON COLUMN ref.source_health.meaning IS 'what it says of the source';
INSERT INTO ref.source_health VALUES
    ('gone', 1, 'its server says that it is gone for good; it is not asked again'),
    ('dried_up', 2, 'it answers, but brings less than sources.toml expects of it'),
    ('backing_off', 3, 'it failed several times or asked for a pause; it is asked less often'),
    ('failing', 4, 'the last visit brought nothing that could be read'),
    ('moved', 5, 'it has another address for good and is read there'),
    ('ok', 6, 'the last visit went well');
