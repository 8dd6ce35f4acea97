-- The mention that stands for a whole report carries the report's telling words, to be found by them.

CREATE TABLE core.told_event_mention (
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
    report_terms     VARCHAR[] NOT NULL,
    report_weights   DOUBLE[] NOT NULL,
    report_marks     BIGINT[] NOT NULL,
    run_id           UUID NOT NULL,
    recorded_at      TIMESTAMPTZ NOT NULL,
    retracted_at     TIMESTAMPTZ
);
INSERT INTO core.told_event_mention BY NAME
SELECT *, []::VARCHAR[] AS report_terms, []::DOUBLE[] AS report_weights, []::BIGINT[] AS report_marks
FROM core.event_mention;
DROP TABLE core.event_mention;
ALTER TABLE core.told_event_mention RENAME TO event_mention;
COMMENT ON TABLE core.event_mention IS 'A passage of a version that reports an event.';
COMMENT ON COLUMN core.event_mention.event_mention_id IS 'version, kind, trigger span and principals';
COMMENT ON COLUMN core.event_mention.version_id IS 'the version';
COMMENT ON COLUMN core.event_mention.kind IS 'from the event ontology: meet, visit, agree, sign, attack, …; other: unknown';
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
COMMENT ON COLUMN core.event_mention.report_terms IS 'where the mention stands for its whole report: the report''s telling stems, weightiest first; else empty';
COMMENT ON COLUMN core.event_mention.report_weights IS 'the weight of each of these stems';
COMMENT ON COLUMN core.event_mention.report_marks IS 'what each is, as a sum: 1 name, 2 number, 4 in title or lead, 8 date';
COMMENT ON COLUMN core.event_mention.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.event_mention.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.event_mention.retracted_at IS 'when it stopped being held true; NULL while it is live';
