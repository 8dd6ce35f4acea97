-- What was set aside and has been read after all.

CREATE TABLE ops.resolution (
    quarantine_id UUID NOT NULL,
    run_id        UUID NOT NULL,
    resolved_at   TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.resolution IS 'That an input in quarantine has been read after all.';
COMMENT ON COLUMN ops.resolution.quarantine_id IS 'the row of the quarantine';
COMMENT ON COLUMN ops.resolution.run_id IS 'the replay that read it, or noted that a later run had';
COMMENT ON COLUMN ops.resolution.resolved_at IS 'when';
