-- Copies: fingerprints, groups of versions that are one report, and what pairs of texts share.

CREATE TABLE core.shingle (
    version_id   UUID NOT NULL,
    shingle      UBIGINT NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.shingle IS 'One sampled 4-word shingle of one version: a row of its FracMinHash fingerprint.';
COMMENT ON COLUMN core.shingle.version_id IS 'the version';
COMMENT ON COLUMN core.shingle.shingle IS '64-bit hash of four lower-case words';
COMMENT ON COLUMN core.shingle.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.shingle.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.shingle.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.copy_group (
    copy_group_id       UUID NOT NULL,
    founding_version_id UUID NOT NULL,
    merged_into         UUID,
    run_id              UUID NOT NULL,
    recorded_at         TIMESTAMPTZ NOT NULL,
    retracted_at        TIMESTAMPTZ
);
COMMENT ON TABLE core.copy_group IS 'Versions whose text is the same report; a version without a copy is a group of one.';
COMMENT ON COLUMN core.copy_group.copy_group_id IS 'minted from its founding version, never again';
COMMENT ON COLUMN core.copy_group.founding_version_id IS 'the version that founded it';
COMMENT ON COLUMN core.copy_group.merged_into IS 'the group that took it over';
COMMENT ON COLUMN core.copy_group.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.copy_group.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.copy_group.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.copy_membership (
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
COMMENT ON TABLE core.copy_membership IS 'That a version belongs to a copy group, and how like the group it is.';
COMMENT ON COLUMN core.copy_membership.version_id IS 'the version';
COMMENT ON COLUMN core.copy_membership.copy_group_id IS 'its group';
COMMENT ON COLUMN core.copy_membership.relation IS 'origin, exact, near or version (a later state of a member''s article)';
COMMENT ON COLUMN core.copy_membership.similarity IS 'mean containment against the group, 0 to 1';
COMMENT ON COLUMN core.copy_membership.n_shingles IS 'size of its fingerprint';
COMMENT ON COLUMN core.copy_membership.seen_at IS 'its publication time, else when it was fetched';
COMMENT ON COLUMN core.copy_membership.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.copy_membership.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.copy_membership.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.copy_membership.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.copy_edge (
    version_id_l UUID NOT NULL,
    version_id_r UUID NOT NULL,
    relation     VARCHAR NOT NULL,
    containment  DOUBLE NOT NULL,
    coverage     DOUBLE NOT NULL,
    rule_version VARCHAR NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.copy_edge IS 'Shared text between two versions that decided, or did not decide, for a copy.';
COMMENT ON COLUMN core.copy_edge.version_id_l IS 'the smaller text';
COMMENT ON COLUMN core.copy_edge.version_id_r IS 'the larger text';
COMMENT ON COLUMN core.copy_edge.relation IS 'copy_of, contains or shares_passage';
COMMENT ON COLUMN core.copy_edge.containment IS 'share of the smaller fingerprint found in the larger';
COMMENT ON COLUMN core.copy_edge.coverage IS 'share of the larger fingerprint found in the smaller';
COMMENT ON COLUMN core.copy_edge.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.copy_edge.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.copy_edge.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.copy_edge.retracted_at IS 'when it stopped being held true; NULL while it is live';
