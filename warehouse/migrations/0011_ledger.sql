-- The ledger: what later versions change, how repeats are looked up, due days, and who is who.

CREATE TABLE core.claim_change (
    claim_change_id UUID NOT NULL,
    article_id      UUID NOT NULL,
    version_id_l    UUID NOT NULL,
    version_id_r    UUID NOT NULL,
    kind            VARCHAR NOT NULL,
    mention_id_l    UUID,
    mention_id_r    UUID,
    explanation     VARCHAR NOT NULL,
    rule_version    VARCHAR NOT NULL,
    run_id          UUID NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    retracted_at    TIMESTAMPTZ
);
COMMENT ON TABLE core.claim_change IS 'What a later version of an article does with what the version before it claimed.';
COMMENT ON COLUMN core.claim_change.claim_change_id IS 'both versions, the kind and both mentions';
COMMENT ON COLUMN core.claim_change.article_id IS 'the article';
COMMENT ON COLUMN core.claim_change.version_id_l IS 'the version before';
COMMENT ON COLUMN core.claim_change.version_id_r IS 'the version after';
COMMENT ON COLUMN core.claim_change.kind IS 'added, dropped, reworded, softened, strengthened, reversed, reattributed, number_changed';
COMMENT ON COLUMN core.claim_change.mention_id_l IS 'what was claimed; NULL for what was added';
COMMENT ON COLUMN core.claim_change.mention_id_r IS 'what is claimed now; NULL for what was dropped';
COMMENT ON COLUMN core.claim_change.explanation IS 'one plain sentence';
COMMENT ON COLUMN core.claim_change.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.claim_change.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_change.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_change.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.claim_term (
    mention_id   UUID NOT NULL,
    term_hash    UBIGINT NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.claim_term IS 'One of the heaviest words of an attributed claim mention, by which repeats are looked up.';
COMMENT ON COLUMN core.claim_term.mention_id IS 'the mention';
COMMENT ON COLUMN core.claim_term.term_hash IS '64-bit hash of its speaker and one of its stems';
COMMENT ON COLUMN core.claim_term.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_term.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_term.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.claim_due (
    mention_id   UUID NOT NULL,
    due_from     DATE NOT NULL,
    due_until    DATE NOT NULL,
    precision    VARCHAR NOT NULL,
    time_text    VARCHAR NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.claim_due IS 'Until when somebody is to do what he pledged, as the words of the pledge say it.';
COMMENT ON COLUMN core.claim_due.mention_id IS 'the pledge';
COMMENT ON COLUMN core.claim_due.due_from IS 'first day on which it may be done';
COMMENT ON COLUMN core.claim_due.due_until IS 'last day on which it is in time';
COMMENT ON COLUMN core.claim_due.precision IS 'day, week, month, season or year';
COMMENT ON COLUMN core.claim_due.time_text IS 'the time expression as written';
COMMENT ON COLUMN core.claim_due.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_due.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_due.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.entity_link (
    entity_link_id   UUID NOT NULL,
    entity_id_l      UUID NOT NULL,
    entity_id_r      UUID NOT NULL,
    status           VARCHAR NOT NULL,
    score            DOUBLE NOT NULL,
    evidence_for     VARCHAR[] NOT NULL,
    evidence_against VARCHAR[] NOT NULL,
    rule_version     VARCHAR NOT NULL,
    run_id           UUID NOT NULL,
    recorded_at      TIMESTAMPTZ NOT NULL,
    retracted_at     TIMESTAMPTZ
);
COMMENT ON TABLE core.entity_link IS 'That two entities are one person under two names, or are not; neither id changes.';
COMMENT ON COLUMN core.entity_link.entity_link_id IS 'both entities';
COMMENT ON COLUMN core.entity_link.entity_id_l IS 'the name that stands for both';
COMMENT ON COLUMN core.entity_link.entity_id_r IS 'the other name: shorter, or seen less';
COMMENT ON COLUMN core.entity_link.status IS 'candidate, confirmed or rejected';
COMMENT ON COLUMN core.entity_link.score IS '0 to 1';
COMMENT ON COLUMN core.entity_link.evidence_for IS 'sentences for a person';
COMMENT ON COLUMN core.entity_link.evidence_against IS 'sentences for a person';
COMMENT ON COLUMN core.entity_link.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.entity_link.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.entity_link.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.entity_link.retracted_at IS 'when it stopped being held true; NULL while it is live';
