-- Events: passages that report them, clusters of passages, and relations between events.

CREATE TABLE core.event_mention (
    event_mention_id UUID NOT NULL,
    version_id       UUID NOT NULL,
    kind             VARCHAR NOT NULL,
    trigger          VARCHAR NOT NULL,
    trigger_start    BIGINT NOT NULL,
    trigger_stop     BIGINT NOT NULL,
    passage_start    BIGINT NOT NULL,
    passage_stop     BIGINT NOT NULL,
    tense            VARCHAR NOT NULL,
    from_on          DATE,
    until_on         DATE,
    precision        VARCHAR,
    time_basis       VARCHAR NOT NULL,
    time_text        VARCHAR,
    month_hint       BIGINT,
    place            VARCHAR,
    participant_ids  UUID[] NOT NULL,
    participants     VARCHAR[] NOT NULL,
    n_principals     BIGINT NOT NULL,
    is_main          BOOLEAN NOT NULL,
    published_at     TIMESTAMPTZ,
    terms            VARCHAR[] NOT NULL,
    figures          VARCHAR[] NOT NULL,
    after_month      BIGINT,
    run_id           UUID NOT NULL,
    recorded_at      TIMESTAMPTZ NOT NULL,
    retracted_at     TIMESTAMPTZ
);
COMMENT ON TABLE core.event_mention IS 'A passage of a version that reports an event.';
COMMENT ON COLUMN core.event_mention.event_mention_id IS 'version, kind, trigger span and principals';
COMMENT ON COLUMN core.event_mention.version_id IS 'the version';
COMMENT ON COLUMN core.event_mention.kind IS 'from the event ontology: meet, visit, agree, sign, attack, …';
COMMENT ON COLUMN core.event_mention.trigger IS '== text[trigger_start:trigger_stop]: the word that names the event';
COMMENT ON COLUMN core.event_mention.trigger_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.event_mention.trigger_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.event_mention.passage_start IS 'where its run of sentences begins';
COMMENT ON COLUMN core.event_mention.passage_stop IS 'where it stops';
COMMENT ON COLUMN core.event_mention.tense IS 'past, planned or ongoing';
COMMENT ON COLUMN core.event_mention.from_on IS 'earliest day it can have begun';
COMMENT ON COLUMN core.event_mention.until_on IS 'latest day it can have ended';
COMMENT ON COLUMN core.event_mention.precision IS 'day, week, month, season, year or bounds; NULL without a time';
COMMENT ON COLUMN core.event_mention.time_basis IS 'explicit, relative, published, inferred or none';
COMMENT ON COLUMN core.event_mention.time_text IS 'the time expression as written';
COMMENT ON COLUMN core.event_mention.month_hint IS 'month 1-12 that is named without a year';
COMMENT ON COLUMN core.event_mention.place IS 'where, as written';
COMMENT ON COLUMN core.event_mention.participant_ids IS 'entities that take part, principals first';
COMMENT ON COLUMN core.event_mention.participants IS 'their names, in the same order';
COMMENT ON COLUMN core.event_mention.n_principals IS 'how many of them are principals: the two who met';
COMMENT ON COLUMN core.event_mention.is_main IS 'whether the report is about it; false for background';
COMMENT ON COLUMN core.event_mention.published_at IS 'publication time of the version';
COMMENT ON COLUMN core.event_mention.terms IS 'the words that tell what it was about, lower-case, for linking';
COMMENT ON COLUMN core.event_mention.figures IS 'numbers of the report with their unit: ''972000000 USD''';
COMMENT ON COLUMN core.event_mention.after_month IS 'latest month 1-12 that an undated text tells of as past: it was written later';
COMMENT ON COLUMN core.event_mention.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.event_mention.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.event_mention.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.event (
    event_id            UUID NOT NULL,
    founding_mention_id UUID NOT NULL,
    kind                VARCHAR NOT NULL,
    merged_into         UUID,
    run_id              UUID NOT NULL,
    recorded_at         TIMESTAMPTZ NOT NULL,
    retracted_at        TIMESTAMPTZ
);
COMMENT ON TABLE core.event IS 'Something that happened or is planned; what is known of it derives from its mentions.';
COMMENT ON COLUMN core.event.event_id IS 'minted from its founding mention, never again';
COMMENT ON COLUMN core.event.founding_mention_id IS 'the mention that founded it';
COMMENT ON COLUMN core.event.kind IS 'from the event ontology';
COMMENT ON COLUMN core.event.merged_into IS 'the event that took it over';
COMMENT ON COLUMN core.event.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.event.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.event.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.event_membership (
    event_mention_id UUID NOT NULL,
    event_id         UUID NOT NULL,
    status           VARCHAR NOT NULL,
    score            DOUBLE NOT NULL,
    evidence_for     VARCHAR[] NOT NULL,
    evidence_against VARCHAR[] NOT NULL,
    features         VARCHAR NOT NULL,
    rule_version     VARCHAR NOT NULL,
    run_id           UUID NOT NULL,
    recorded_at      TIMESTAMPTZ NOT NULL,
    retracted_at     TIMESTAMPTZ
);
COMMENT ON TABLE core.event_membership IS 'That a passage reports an event, with the reasons a person would give.';
COMMENT ON COLUMN core.event_membership.event_mention_id IS 'the passage';
COMMENT ON COLUMN core.event_membership.event_id IS 'the event';
COMMENT ON COLUMN core.event_membership.status IS 'single (founded it), candidate, confirmed or rejected';
COMMENT ON COLUMN core.event_membership.score IS '0 to 1; 1 for the founding mention';
COMMENT ON COLUMN core.event_membership.evidence_for IS 'sentences for a person';
COMMENT ON COLUMN core.event_membership.evidence_against IS 'sentences for a person';
COMMENT ON COLUMN core.event_membership.features IS 'JSON: the numbers behind the score';
COMMENT ON COLUMN core.event_membership.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.event_membership.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.event_membership.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.event_membership.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.event_link (
    event_link_id    UUID NOT NULL,
    event_id_l       UUID NOT NULL,
    event_id_r       UUID NOT NULL,
    relation         VARCHAR NOT NULL,
    status           VARCHAR NOT NULL,
    score            DOUBLE NOT NULL,
    evidence_for     VARCHAR[] NOT NULL,
    evidence_against VARCHAR[] NOT NULL,
    rule_version     VARCHAR NOT NULL,
    run_id           UUID NOT NULL,
    recorded_at      TIMESTAMPTZ NOT NULL,
    retracted_at     TIMESTAMPTZ
);
COMMENT ON TABLE core.event_link IS 'A typed relation between two events that are not one.';
COMMENT ON COLUMN core.event_link.event_link_id IS 'both events and the relation';
COMMENT ON COLUMN core.event_link.event_id_l IS 'the earlier event';
COMMENT ON COLUMN core.event_link.event_id_r IS 'the later event';
COMMENT ON COLUMN core.event_link.relation IS 'same_series, part_of, follows or outcome_of';
COMMENT ON COLUMN core.event_link.status IS 'candidate, confirmed or rejected';
COMMENT ON COLUMN core.event_link.score IS '0 to 1';
COMMENT ON COLUMN core.event_link.evidence_for IS 'sentences for a person';
COMMENT ON COLUMN core.event_link.evidence_against IS 'sentences for a person';
COMMENT ON COLUMN core.event_link.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.event_link.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.event_link.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.event_link.retracted_at IS 'when it stopped being held true; NULL while it is live';
