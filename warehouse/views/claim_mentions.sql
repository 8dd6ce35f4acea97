-- mart.claim_mentions: one row is words that one version attributes to one speaker, or tells itself.
CREATE OR REPLACE MACRO mart.claim_mentions_as_of(ts) AS TABLE
SELECT said.mention_id, said.claim_id, said.event_id, said.link_status, report.article_id,
    said.version_id, report.is_latest, report.outlet, report.published_at, said.attributed,
    said.speaker, said.speaker_id, said.speaker_as_written, said.cue, said.content,
    said.content_start, said.content_stop, said.content_spans, said.addressee, said.via,
    said.origin, said.kind, said.strength, said.quote_type, said.polarity, said.modality,
    said.confidence, said.extractor,
    report.copy_group_id
FROM core.claim_occurrences_as_of(ts) AS said
JOIN core.reports_as_of(ts) AS report ON report.version_id = said.version_id;
COMMENT ON MACRO TABLE mart.claim_mentions_as_of IS 'mart.claim_mentions as it was at a moment.';

CREATE OR REPLACE VIEW mart.claim_mentions AS
FROM mart.claim_mentions_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.claim_mentions IS 'Words that one version attributes to one speaker, or tells itself, exactly as written.';
COMMENT ON COLUMN mart.claim_mentions.mention_id IS 'this occurrence';
COMMENT ON COLUMN mart.claim_mentions.claim_id IS 'the claim it is an occurrence of';
COMMENT ON COLUMN mart.claim_mentions.event_id IS 'the event it is about, where one is known';
COMMENT ON COLUMN mart.claim_mentions.link_status IS 'confirmed or candidate: that it is this claim';
COMMENT ON COLUMN mart.claim_mentions.article_id IS 'the article';
COMMENT ON COLUMN mart.claim_mentions.version_id IS 'the version the offsets point into';
COMMENT ON COLUMN mart.claim_mentions.is_latest IS 'whether that is the article''s present state';
COMMENT ON COLUMN mart.claim_mentions.outlet IS 'the publisher, where known';
COMMENT ON COLUMN mart.claim_mentions.published_at IS 'when it was published, UTC';
COMMENT ON COLUMN mart.claim_mentions.attributed IS 'false for narration: the outlet itself speaks';
COMMENT ON COLUMN mart.claim_mentions.speaker IS 'resolved name of who speaks; NULL when unknown';
COMMENT ON COLUMN mart.claim_mentions.speaker_id IS 'the entity that speaks';
COMMENT ON COLUMN mart.claim_mentions.speaker_as_written IS 'the words that name the speaker';
COMMENT ON COLUMN mart.claim_mentions.cue IS 'the reporting expression: stressed that';
COMMENT ON COLUMN mart.claim_mentions.content IS 'what is said, exactly as written';
COMMENT ON COLUMN mart.claim_mentions.content_start IS 'code points into the version''s text';
COMMENT ON COLUMN mart.claim_mentions.content_stop IS 'code points into the version''s text';
COMMENT ON COLUMN mart.claim_mentions.content_spans IS 'start, stop, start, stop … where it is not one run';
COMMENT ON COLUMN mart.claim_mentions.addressee IS 'who is told, as written';
COMMENT ON COLUMN mart.claim_mentions.via IS 'media and documents it came through, as written, from the outlet in';
COMMENT ON COLUMN mart.claim_mentions.origin IS 'what every outlet can draw on: statement, reuters';
COMMENT ON COLUMN mart.claim_mentions.strength IS 'how far the cue commits the speaker: strong, plain or weak';
COMMENT ON COLUMN mart.claim_mentions.kind IS 'statement, figure, agreement, pledge, offer, prediction, praise, …';
COMMENT ON COLUMN mart.claim_mentions.quote_type IS 'direct, mixed, indirect or none';
COMMENT ON COLUMN mart.claim_mentions.polarity IS 'affirmed or negated';
COMMENT ON COLUMN mart.claim_mentions.modality IS 'asserted, planned, possible, conditional or required';
COMMENT ON COLUMN mart.claim_mentions.confidence IS '0 to 1: that speaker, cue and content are right';
COMMENT ON COLUMN mart.claim_mentions.extractor IS 'name and version of what took it out';
COMMENT ON COLUMN mart.claim_mentions.copy_group_id IS 'mentions of one group stand in copies of one text';

-- mart.claim_times: one row is one time that a claim states, as resolved against its publication date.
CREATE OR REPLACE VIEW mart.claim_times AS
SELECT time.mention_id, time.version_id, time.exact, time.exact_start, time.exact_stop,
    time.from_on, time.until_on, time.precision, time.time_basis
FROM core.claim_time AS time
WHERE time.retracted_at IS NULL;
COMMENT ON VIEW mart.claim_times IS 'A time that a claim states, with the days between which it must lie.';
COMMENT ON COLUMN mart.claim_times.mention_id IS 'the occurrence that states it';
COMMENT ON COLUMN mart.claim_times.version_id IS 'the version the offsets point into';
COMMENT ON COLUMN mart.claim_times.exact IS 'the time expression as written';
COMMENT ON COLUMN mart.claim_times.exact_start IS 'code points into the version''s text';
COMMENT ON COLUMN mart.claim_times.exact_stop IS 'code points into the version''s text';
COMMENT ON COLUMN mart.claim_times.from_on IS 'first day it can mean; NULL where nothing could be resolved';
COMMENT ON COLUMN mart.claim_times.until_on IS 'last day it can mean';
COMMENT ON COLUMN mart.claim_times.precision IS 'day, week, month, season or year';
COMMENT ON COLUMN mart.claim_times.time_basis IS 'explicit (a full date) or relative (to the publication date)';
