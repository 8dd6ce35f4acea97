-- Through whom the words of a claim came, how far its cue commits the speaker, the times it states.
-- Claims taken out before have no chain, and a plain cue, until they are taken out again.

CREATE TABLE core.told_claim_mention (
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
    via                VARCHAR[] NOT NULL,
    via_spans          BIGINT[] NOT NULL,
    origin             VARCHAR,
    kind               VARCHAR NOT NULL,
    strength           VARCHAR NOT NULL,
    quote_type         VARCHAR NOT NULL,
    polarity           VARCHAR NOT NULL,
    modality           VARCHAR NOT NULL,
    confidence         DOUBLE NOT NULL,
    extractor          VARCHAR NOT NULL,
    run_id             UUID NOT NULL,
    recorded_at        TIMESTAMPTZ NOT NULL,
    retracted_at       TIMESTAMPTZ
);
INSERT INTO core.told_claim_mention BY NAME
SELECT *, []::VARCHAR[] AS via, []::BIGINT[] AS via_spans, 'plain' AS strength
FROM core.claim_mention;
DROP TABLE core.claim_mention;
ALTER TABLE core.told_claim_mention RENAME TO claim_mention;
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
COMMENT ON COLUMN core.claim_mention.via IS 'media and documents it came through, as written, from the outlet in';
COMMENT ON COLUMN core.claim_mention.via_spans IS 'start, stop, start, stop … of these in the version''s text';
COMMENT ON COLUMN core.claim_mention.origin IS 'what every outlet can draw on: ''statement'', ''reuters''';
COMMENT ON COLUMN core.claim_mention.addressee_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.addressee_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_mention.via IS 'media and documents it came through, as written, from the outlet in';
COMMENT ON COLUMN core.claim_mention.via_spans IS 'start, stop, start, stop … of these in the version''s text';
COMMENT ON COLUMN core.claim_mention.origin IS 'what every outlet can draw on: ''statement'', ''reuters''';
COMMENT ON COLUMN core.claim_mention.kind IS 'statement, figure, agreement, pledge, offer, prediction, praise, …';
COMMENT ON COLUMN core.claim_mention.strength IS 'how far the cue commits the speaker: strong, plain or weak';
COMMENT ON COLUMN core.claim_mention.quote_type IS 'direct, mixed, indirect or none';
COMMENT ON COLUMN core.claim_mention.polarity IS 'affirmed or negated';
COMMENT ON COLUMN core.claim_mention.modality IS 'asserted, planned, possible, conditional or required';
COMMENT ON COLUMN core.claim_mention.confidence IS '0 to 1: that speaker, cue and content are right';
COMMENT ON COLUMN core.claim_mention.extractor IS 'name and version of what took it out';
COMMENT ON COLUMN core.claim_mention.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_mention.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_mention.retracted_at IS 'when it stopped being held true; NULL while it is live';

CREATE TABLE core.claim_time (
    claim_time_id UUID NOT NULL,
    mention_id    UUID NOT NULL,
    version_id    UUID NOT NULL,
    exact         VARCHAR NOT NULL,
    exact_start   BIGINT NOT NULL,
    exact_stop    BIGINT NOT NULL,
    from_on       DATE,
    until_on      DATE,
    precision     VARCHAR,
    time_basis    VARCHAR NOT NULL,
    run_id        UUID NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    retracted_at  TIMESTAMPTZ
);
COMMENT ON TABLE core.claim_time IS 'A time that a claim states, with the days between which it must lie.';
COMMENT ON COLUMN core.claim_time.claim_time_id IS 'mention and span';
COMMENT ON COLUMN core.claim_time.mention_id IS 'the mention whose content states it';
COMMENT ON COLUMN core.claim_time.version_id IS 'the version';
COMMENT ON COLUMN core.claim_time.exact IS '== text[exact_start:exact_stop]';
COMMENT ON COLUMN core.claim_time.exact_start IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_time.exact_stop IS 'code points into the version''s text';
COMMENT ON COLUMN core.claim_time.from_on IS 'first day it can mean; NULL where nothing could be resolved';
COMMENT ON COLUMN core.claim_time.until_on IS 'last day it can mean';
COMMENT ON COLUMN core.claim_time.precision IS 'day, week, month, season or year';
COMMENT ON COLUMN core.claim_time.time_basis IS 'explicit (a full date) or relative (to the publication date)';
COMMENT ON COLUMN core.claim_time.run_id IS 'the run that recorded this row';
COMMENT ON COLUMN core.claim_time.recorded_at IS 'when the warehouse learned this row';
COMMENT ON COLUMN core.claim_time.retracted_at IS 'when it stopped being held true; NULL while it is live';
