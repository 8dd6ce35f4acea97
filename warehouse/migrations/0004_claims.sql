-- Claims: who is named, who said what, which claims are one, and where reports disagree.

CREATE TABLE core.entity (
    entity_id    UUID NOT NULL,
    name         VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.entity IS 'A person, organisation, place or group of people.';
COMMENT ON COLUMN core.entity.entity_id IS 'kind and normalised name';
COMMENT ON COLUMN core.entity.name IS 'the fullest form seen when it was founded';
COMMENT ON COLUMN core.entity.kind IS 'person, organisation, place or group';
COMMENT ON COLUMN core.entity.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.entity.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.entity.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.entity_alias (
    entity_id    UUID NOT NULL,
    alias        VARCHAR NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.entity_alias IS 'A form by which an entity is called.';
COMMENT ON COLUMN core.entity_alias.entity_id IS 'the entity';
COMMENT ON COLUMN core.entity_alias.alias IS 'as written';
COMMENT ON COLUMN core.entity_alias.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.entity_alias.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.entity_alias.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.entity_mention (
    entity_mention_id UUID NOT NULL,
    version_id        UUID NOT NULL,
    entity_id         UUID NOT NULL,
    exact             VARCHAR NOT NULL,
    exact_start       BIGINT NOT NULL,
    exact_stop        BIGINT NOT NULL,
    form              VARCHAR NOT NULL,
    run_id            UUID NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL,
    retracted_at      TIMESTAMPTZ
);
COMMENT ON TABLE core.entity_mention IS 'One place in a version''s text that refers to an entity.';
COMMENT ON COLUMN core.entity_mention.entity_mention_id IS 'version, entity and span';
COMMENT ON COLUMN core.entity_mention.version_id IS 'the version';
COMMENT ON COLUMN core.entity_mention.entity_id IS 'the entity';
COMMENT ON COLUMN core.entity_mention.exact IS '== text[exact_start:exact_stop]';
COMMENT ON COLUMN core.entity_mention.exact_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.entity_mention.exact_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.entity_mention.form IS 'name, surname, acronym, role, pronoun or group';
COMMENT ON COLUMN core.entity_mention.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.entity_mention.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.entity_mention.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.role_statement (
    role_statement_id UUID NOT NULL,
    version_id        UUID NOT NULL,
    entity_id         UUID NOT NULL,
    role              VARCHAR NOT NULL,
    role_start        BIGINT NOT NULL,
    role_stop         BIGINT NOT NULL,
    run_id            UUID NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL,
    retracted_at      TIMESTAMPTZ
);
COMMENT ON TABLE core.role_statement IS 'That a text gives a person a title: ''acting US ambassador''.';
COMMENT ON COLUMN core.role_statement.role_statement_id IS 'version, person and span';
COMMENT ON COLUMN core.role_statement.version_id IS 'the version';
COMMENT ON COLUMN core.role_statement.entity_id IS 'the person';
COMMENT ON COLUMN core.role_statement.role IS '== text[role_start:role_stop]';
COMMENT ON COLUMN core.role_statement.role_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.role_statement.role_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.role_statement.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.role_statement.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.role_statement.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.claim_mention (
    mention_id         UUID NOT NULL,
    version_id         UUID NOT NULL,
    attributed         BOOLEAN NOT NULL,
    speaker_id         UUID,
    speaker            VARCHAR,
    speaker_as_written VARCHAR,
    speaker_start      BIGINT,
    speaker_stop       BIGINT,
    cue                VARCHAR,
    cue_start          BIGINT,
    cue_stop           BIGINT,
    content            VARCHAR NOT NULL,
    content_start      BIGINT NOT NULL,
    content_stop       BIGINT NOT NULL,
    content_spans      BIGINT[] NOT NULL,
    addressee          VARCHAR,
    addressee_start    BIGINT,
    addressee_stop     BIGINT,
    kind               VARCHAR NOT NULL,
    quote_type         VARCHAR NOT NULL,
    polarity           VARCHAR NOT NULL,
    modality           VARCHAR NOT NULL,
    confidence         DOUBLE NOT NULL,
    extractor          VARCHAR NOT NULL,
    run_id             UUID NOT NULL,
    recorded_at        TIMESTAMPTZ NOT NULL,
    retracted_at       TIMESTAMPTZ
);
COMMENT ON TABLE core.claim_mention IS 'Words that one version attributes to one speaker, or tells itself, exactly as written.';
COMMENT ON COLUMN core.claim_mention.mention_id IS 'version, content span, cue span and speaker';
COMMENT ON COLUMN core.claim_mention.version_id IS 'the version';
COMMENT ON COLUMN core.claim_mention.attributed IS 'false for narration: the outlet itself speaks';
COMMENT ON COLUMN core.claim_mention.speaker_id IS 'the entity that speaks; NULL when unknown';
COMMENT ON COLUMN core.claim_mention.speaker IS 'its resolved name';
COMMENT ON COLUMN core.claim_mention.speaker_as_written IS '== text[speaker_start:speaker_stop]';
COMMENT ON COLUMN core.claim_mention.speaker_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.speaker_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.cue IS 'the reporting expression: ''stressed that''';
COMMENT ON COLUMN core.claim_mention.cue_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.cue_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.content IS 'what is said; == text[content_start:content_stop]';
COMMENT ON COLUMN core.claim_mention.content_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.content_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.content_spans IS 'start, stop, start, stop … where it is not one run';
COMMENT ON COLUMN core.claim_mention.addressee IS 'who is told; == text[addressee_start:addressee_stop]';
COMMENT ON COLUMN core.claim_mention.addressee_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.addressee_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.kind IS 'statement, agreement, pledge, offer, prediction, praise, …';
COMMENT ON COLUMN core.claim_mention.quote_type IS 'direct, mixed, indirect or none';
COMMENT ON COLUMN core.claim_mention.polarity IS 'affirmed or negated';
COMMENT ON COLUMN core.claim_mention.modality IS 'asserted, planned, possible, conditional or required';
COMMENT ON COLUMN core.claim_mention.confidence IS '0 to 1: that speaker, cue and content are right';
COMMENT ON COLUMN core.claim_mention.extractor IS 'name and version of what took it out';
COMMENT ON COLUMN core.claim_mention.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_mention.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_mention.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.quantity (
    quantity_id  UUID NOT NULL,
    version_id   UUID NOT NULL,
    exact        VARCHAR NOT NULL,
    exact_start  BIGINT NOT NULL,
    exact_stop   BIGINT NOT NULL,
    value        DOUBLE NOT NULL,
    unit         VARCHAR NOT NULL,
    bound        VARCHAR NOT NULL,
    run_id       UUID NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    retracted_at TIMESTAMPTZ
);
COMMENT ON TABLE core.quantity IS 'A number in a text, with its unit and bound: ''over $972 million'' is at least 972e6 USD.';
COMMENT ON COLUMN core.quantity.quantity_id IS 'version and span';
COMMENT ON COLUMN core.quantity.version_id IS 'the version';
COMMENT ON COLUMN core.quantity.exact IS '== text[exact_start:exact_stop], bound words and unit included';
COMMENT ON COLUMN core.quantity.exact_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.quantity.exact_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.quantity.value IS 'in units, not in millions';
COMMENT ON COLUMN core.quantity.unit IS 'ISO 4217 currency, percent, or the singular noun that is counted';
COMMENT ON COLUMN core.quantity.bound IS 'exact, at_least, at_most or about';
COMMENT ON COLUMN core.quantity.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.quantity.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.quantity.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.claim (
    claim_id            UUID NOT NULL,
    founding_mention_id UUID NOT NULL,
    merged_into         UUID,
    run_id              UUID NOT NULL,
    recorded_at         TIMESTAMPTZ NOT NULL,
    retracted_at        TIMESTAMPTZ
);
COMMENT ON TABLE core.claim IS 'The same proposition by the same speaker about the same event, across mentions.';
COMMENT ON COLUMN core.claim.claim_id IS 'minted from its founding mention, never again';
COMMENT ON COLUMN core.claim.founding_mention_id IS 'the mention that founded it';
COMMENT ON COLUMN core.claim.merged_into IS 'the claim that took it over';
COMMENT ON COLUMN core.claim.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.claim_membership (
    mention_id       UUID NOT NULL,
    claim_id         UUID NOT NULL,
    event_id         UUID,
    status           VARCHAR NOT NULL,
    score            DOUBLE NOT NULL,
    evidence_for     VARCHAR[] NOT NULL,
    evidence_against VARCHAR[] NOT NULL,
    rule_version     VARCHAR NOT NULL,
    run_id           UUID NOT NULL,
    recorded_at      TIMESTAMPTZ NOT NULL,
    retracted_at     TIMESTAMPTZ
);
COMMENT ON TABLE core.claim_membership IS 'That a mention is an occurrence of a claim.';
COMMENT ON COLUMN core.claim_membership.mention_id IS 'the mention';
COMMENT ON COLUMN core.claim_membership.claim_id IS 'its claim';
COMMENT ON COLUMN core.claim_membership.event_id IS 'the event it is about, where one is known';
COMMENT ON COLUMN core.claim_membership.status IS 'confirmed (strict tier), candidate or rejected';
COMMENT ON COLUMN core.claim_membership.score IS '0 to 1; 1 for the founding mention';
COMMENT ON COLUMN core.claim_membership.evidence_for IS 'sentences for a person';
COMMENT ON COLUMN core.claim_membership.evidence_against IS 'sentences for a person';
COMMENT ON COLUMN core.claim_membership.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.claim_membership.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_membership.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_membership.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.claim_link (
    claim_link_id    UUID NOT NULL,
    claim_id_l       UUID NOT NULL,
    claim_id_r       UUID NOT NULL,
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
COMMENT ON TABLE core.claim_link IS 'A scored relation between two claims that were not joined.';
COMMENT ON COLUMN core.claim_link.claim_link_id IS 'both claims and the relation';
COMMENT ON COLUMN core.claim_link.claim_id_l IS 'one claim';
COMMENT ON COLUMN core.claim_link.claim_id_r IS 'the other';
COMMENT ON COLUMN core.claim_link.relation IS 'same or repeats';
COMMENT ON COLUMN core.claim_link.status IS 'candidate, confirmed or rejected';
COMMENT ON COLUMN core.claim_link.score IS '0 to 1';
COMMENT ON COLUMN core.claim_link.evidence_for IS 'sentences for a person';
COMMENT ON COLUMN core.claim_link.evidence_against IS 'sentences for a person';
COMMENT ON COLUMN core.claim_link.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.claim_link.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_link.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_link.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.disagreement (
    disagreement_id UUID NOT NULL,
    event_id        UUID NOT NULL,
    kind            VARCHAR NOT NULL,
    compatible      BOOLEAN NOT NULL,
    claim_id_l      UUID,
    claim_id_r      UUID,
    version_id_l    UUID NOT NULL,
    version_id_r    UUID NOT NULL,
    text_l          VARCHAR NOT NULL,
    text_l_start    BIGINT NOT NULL,
    text_l_stop     BIGINT NOT NULL,
    text_r          VARCHAR NOT NULL,
    text_r_start    BIGINT NOT NULL,
    text_r_stop     BIGINT NOT NULL,
    explanation     VARCHAR NOT NULL,
    rule_version    VARCHAR NOT NULL,
    run_id          UUID NOT NULL,
    recorded_at     TIMESTAMPTZ NOT NULL,
    retracted_at    TIMESTAMPTZ
);
COMMENT ON TABLE core.disagreement IS 'Two spans about one event that differ in a detail both state.';
COMMENT ON COLUMN core.disagreement.disagreement_id IS 'both spans and the kind';
COMMENT ON COLUMN core.disagreement.event_id IS 'the event';
COMMENT ON COLUMN core.disagreement.kind IS 'number, speaker, role, date, place, term, strength or polarity';
COMMENT ON COLUMN core.disagreement.compatible IS 'whether both may be true';
COMMENT ON COLUMN core.disagreement.claim_id_l IS 'the claim, where the detail belongs to one';
COMMENT ON COLUMN core.disagreement.claim_id_r IS 'the claim, where the detail belongs to one';
COMMENT ON COLUMN core.disagreement.version_id_l IS 'where the one detail stands';
COMMENT ON COLUMN core.disagreement.version_id_r IS 'where the other stands';
COMMENT ON COLUMN core.disagreement.text_l IS '== text[text_l_start:text_l_stop] of version_id_l';
COMMENT ON COLUMN core.disagreement.text_l_start IS 'code points into that version''s text';
COMMENT ON COLUMN core.disagreement.text_l_stop IS 'code points into that version''s text';
COMMENT ON COLUMN core.disagreement.text_r IS '== text[text_r_start:text_r_stop] of version_id_r';
COMMENT ON COLUMN core.disagreement.text_r_start IS 'code points into that version''s text';
COMMENT ON COLUMN core.disagreement.text_r_stop IS 'code points into that version''s text';
COMMENT ON COLUMN core.disagreement.explanation IS 'one plain sentence';
COMMENT ON COLUMN core.disagreement.rule_version IS 'the rules that decided';
COMMENT ON COLUMN core.disagreement.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.disagreement.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.disagreement.retracted_at IS 'when it stopped being held true; NULL while it is live';
