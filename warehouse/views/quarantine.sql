-- mart.quarantine: one row is one input that could not go on, with the reason.
CREATE OR REPLACE VIEW mart.quarantine AS
SELECT aside.quarantine_id, aside.quarantined_at, source.name AS source, aside.uri, aside.position,
    aside.reason, reason.meaning, aside.detail, aside.raw_id, aside.run_id, aside.source_id,
    resolved.resolved_at
FROM ops.quarantine AS aside
LEFT JOIN ops.source AS source ON source.source_id = aside.source_id
LEFT JOIN ref.reason AS reason ON reason.reason = aside.reason
LEFT JOIN ops.resolution AS resolved ON resolved.quarantine_id = aside.quarantine_id;
COMMENT ON VIEW mart.quarantine IS 'One input that could not go on, with the reason.';
COMMENT ON COLUMN mart.quarantine.quarantine_id IS 'source, bytes, position and reason';
COMMENT ON COLUMN mart.quarantine.quarantined_at IS 'when it was set aside';
COMMENT ON COLUMN mart.quarantine.source IS 'where it came from';
COMMENT ON COLUMN mart.quarantine.uri IS 'the document';
COMMENT ON COLUMN mart.quarantine.position IS 'entry or line number in the document, from 1; NULL = all of it';
COMMENT ON COLUMN mart.quarantine.reason IS 'one of ref.reason';
COMMENT ON COLUMN mart.quarantine.meaning IS 'what that reason says';
COMMENT ON COLUMN mart.quarantine.detail IS 'what was expected, what came';
COMMENT ON COLUMN mart.quarantine.raw_id IS 'sha256 of the bytes kept; NULL when none were received';
COMMENT ON COLUMN mart.quarantine.run_id IS 'the run that set it aside';
COMMENT ON COLUMN mart.quarantine.source_id IS 'the source';
COMMENT ON COLUMN mart.quarantine.resolved_at IS 'when it was read after all; NULL while it is open';
