-- Decisions: what analysts judged. The effects of a decision are rows whose run_id is its decision_id.

CREATE TABLE ops.decision (
    decision_id   UUID NOT NULL,
    action        VARCHAR NOT NULL,
    subject       VARCHAR NOT NULL,
    subject_ids   UUID[] NOT NULL,
    mention_ids_l UUID[] NOT NULL,
    mention_ids_r UUID[] NOT NULL,
    decided_by    VARCHAR NOT NULL,
    reason        VARCHAR,
    decided_at    TIMESTAMPTZ NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    undone_at     TIMESTAMPTZ
);
COMMENT ON TABLE ops.decision IS 'An analyst''s judgement; it outranks the scorer and survives every re-run.';
COMMENT ON COLUMN ops.decision.decision_id IS 'what was decided on what, by whom, when';
COMMENT ON COLUMN ops.decision.action IS 'merge, split, confirm, reject or undo';
COMMENT ON COLUMN ops.decision.subject IS 'what it is about: event, event_link, claim or decision';
COMMENT ON COLUMN ops.decision.subject_ids IS 'what was named: events or claims, a link, a decision';
COMMENT ON COLUMN ops.decision.mention_ids_l IS 'the mentions on the one side, at that moment';
COMMENT ON COLUMN ops.decision.mention_ids_r IS 'the mentions on the other: those joined or parted';
COMMENT ON COLUMN ops.decision.decided_by IS 'who decided';
COMMENT ON COLUMN ops.decision.reason IS 'why, in the words of who decided';
COMMENT ON COLUMN ops.decision.decided_at IS 'when it was decided';
COMMENT ON COLUMN ops.decision.recorded_at IS 'when this warehouse took it over; its effects bear this time';
COMMENT ON COLUMN ops.decision.undone_at IS 'when it was undone; NULL while it holds';
