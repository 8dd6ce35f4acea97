-- core.held(recorded_at, retracted_at, ts): whether a row was held true at a moment.
-- 'infinity' asks for what is held now.
CREATE OR REPLACE MACRO core.held(recorded_at, retracted_at, ts) AS
    recorded_at <= ts AND (retracted_at IS NULL OR retracted_at > ts);
COMMENT ON MACRO core.held IS 'Whether a row was held true at a moment; infinity asks for now.';
