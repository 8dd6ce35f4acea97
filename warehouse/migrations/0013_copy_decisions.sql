-- Decisions on copy groups: where they put versions, beside what the scorer decided.

CREATE TABLE core.copy_placement (
    version_id    UUID NOT NULL,
    copy_group_id UUID NOT NULL,
    relation      VARCHAR NOT NULL,
    similarity    DOUBLE NOT NULL,
    n_shingles    BIGINT NOT NULL,
    seen_at       TIMESTAMPTZ NOT NULL,
    rule_version  VARCHAR NOT NULL,
    run_id        UUID NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    retracted_at  TIMESTAMPTZ
);
COMMENT ON TABLE core.copy_placement IS 'Where a version stands by analysts'' decisions, in place of its membership by the scorer.';
COMMENT ON COLUMN core.copy_placement.version_id IS 'the version';
COMMENT ON COLUMN core.copy_placement.copy_group_id IS 'the group that decisions put it into';
COMMENT ON COLUMN core.copy_placement.relation IS 'origin, exact, near or version (a later state of a member''s article)';
COMMENT ON COLUMN core.copy_placement.similarity IS 'mean containment against the group of the scorer, 0 to 1';
COMMENT ON COLUMN core.copy_placement.n_shingles IS 'size of its fingerprint';
COMMENT ON COLUMN core.copy_placement.seen_at IS 'its publication time, else when it was fetched';
COMMENT ON COLUMN core.copy_placement.rule_version IS 'the rules that applied the decisions';
COMMENT ON COLUMN core.copy_placement.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.copy_placement.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.copy_placement.retracted_at IS 'when it stopped being held true; NULL while it is live';

COMMENT ON COLUMN ops.decision.subject IS 'what it is about: event, event_link, copy_group, claim or decision';
COMMENT ON COLUMN ops.decision.subject_ids IS 'what was named: events, claims or copy groups, a link, a decision';
COMMENT ON COLUMN ops.decision.mention_ids_l IS 'the mentions on the one side, at that moment; versions, of a copy group';
