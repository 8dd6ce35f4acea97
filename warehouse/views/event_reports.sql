-- mart.event_reports: one row is one event in one version of one article, by its best passage.
CREATE OR REPLACE MACRO mart.event_reports_as_of(ts) AS TABLE
SELECT best.event_id, report.article_id, report.version_id, report.is_latest, report.outlet,
    report.title, report.published_at,
    substr(version.text, best.passage_start + 1, best.passage_stop - best.passage_start) AS passage,
    best.passage_start, best.passage_stop, best.trigger, best.tense, best.time_text, best.is_main,
    best.status AS link_status, best.score, best.evidence_for, best.evidence_against,
    report.copy_group_id
FROM core.best_passages_as_of(ts) AS best
JOIN core.reports_as_of(ts) AS report ON report.version_id = best.version_id
JOIN core.article_version AS version
    ON version.version_id = best.version_id
    AND core.held(version.recorded_at, version.retracted_at, ts);
COMMENT ON MACRO TABLE mart.event_reports_as_of IS 'mart.event_reports as it was at a moment.';

CREATE OR REPLACE VIEW mart.event_reports AS FROM mart.event_reports_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.event_reports IS 'One event in one version of one article, by its best passage.';
COMMENT ON COLUMN mart.event_reports.event_id IS 'the event';
COMMENT ON COLUMN mart.event_reports.article_id IS 'the article that reports it';
COMMENT ON COLUMN mart.event_reports.version_id IS 'the version of the article';
COMMENT ON COLUMN mart.event_reports.is_latest IS 'whether that is the article''s present state';
COMMENT ON COLUMN mart.event_reports.outlet IS 'the publisher, where known';
COMMENT ON COLUMN mart.event_reports.title IS 'title of the article';
COMMENT ON COLUMN mart.event_reports.published_at IS 'when it was published, UTC';
COMMENT ON COLUMN mart.event_reports.passage IS 'the sentences that report the event, exactly as written';
COMMENT ON COLUMN mart.event_reports.passage_start IS 'code points into the version''s text';
COMMENT ON COLUMN mart.event_reports.passage_stop IS 'code points into the version''s text';
COMMENT ON COLUMN mart.event_reports.trigger IS 'the word that names the event';
COMMENT ON COLUMN mart.event_reports.tense IS 'past, planned or ongoing, as this report tells it';
COMMENT ON COLUMN mart.event_reports.time_text IS 'the time expression as written';
COMMENT ON COLUMN mart.event_reports.is_main IS 'whether the report is about it; false for background';
COMMENT ON COLUMN mart.event_reports.link_status IS 'single (founded the event), candidate or confirmed';
COMMENT ON COLUMN mart.event_reports.score IS '0 to 1: that this report tells of this event';
COMMENT ON COLUMN mart.event_reports.evidence_for IS 'what speaks for it';
COMMENT ON COLUMN mart.event_reports.evidence_against IS 'what speaks against it';
COMMENT ON COLUMN mart.event_reports.copy_group_id IS 'reports of one group are copies of one text';
