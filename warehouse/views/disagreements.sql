-- mart.disagreements: one row is two spans about one event that differ in a detail both state.
CREATE OR REPLACE MACRO mart.disagreements_as_of(ts) AS TABLE
SELECT found.disagreement_id, coalesce(merged.head_id, found.event_id) AS event_id, found.kind,
    found.compatible, coalesce(merged_l.head_id, found.claim_id_l) AS claim_id_l,
    coalesce(merged_r.head_id, found.claim_id_r) AS claim_id_r,
    report_l.article_id AS article_id_l, report_r.article_id AS article_id_r,
    found.version_id_l, found.version_id_r, report_l.outlet AS outlet_l,
    report_r.outlet AS outlet_r, report_l.title AS title_l, report_r.title AS title_r,
    found.text_l, found.text_r, found.text_l_start, found.text_l_stop, found.text_r_start,
    found.text_r_stop, found.explanation, found.rule_version
FROM core.disagreement AS found
LEFT JOIN core.reports_as_of(ts) AS report_l ON report_l.version_id = found.version_id_l
LEFT JOIN core.reports_as_of(ts) AS report_r ON report_r.version_id = found.version_id_r
LEFT JOIN core.merged_events_as_of(ts) AS merged ON merged.event_id = found.event_id
LEFT JOIN core.merged_claims_as_of(ts) AS merged_l ON merged_l.claim_id = found.claim_id_l
LEFT JOIN core.merged_claims_as_of(ts) AS merged_r ON merged_r.claim_id = found.claim_id_r
WHERE core.held(found.recorded_at, found.retracted_at, ts);
COMMENT ON MACRO TABLE mart.disagreements_as_of IS 'mart.disagreements as it was at a moment.';

CREATE OR REPLACE VIEW mart.disagreements AS
FROM mart.disagreements_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.disagreements IS 'Two spans about one event that differ in a detail both state.';
COMMENT ON COLUMN mart.disagreements.disagreement_id IS 'both spans and the kind';
COMMENT ON COLUMN mart.disagreements.event_id IS 'the event';
COMMENT ON COLUMN mart.disagreements.kind IS 'number, speaker, role, date, place, term, strength or polarity';
COMMENT ON COLUMN mart.disagreements.compatible IS 'whether both may be true';
COMMENT ON COLUMN mart.disagreements.claim_id_l IS 'the claim, where the detail belongs to one';
COMMENT ON COLUMN mart.disagreements.claim_id_r IS 'the claim, where the detail belongs to one';
COMMENT ON COLUMN mart.disagreements.article_id_l IS 'the article of the one detail';
COMMENT ON COLUMN mart.disagreements.article_id_r IS 'the article of the other';
COMMENT ON COLUMN mart.disagreements.version_id_l IS 'the version the left offsets point into';
COMMENT ON COLUMN mart.disagreements.version_id_r IS 'the version the right offsets point into';
COMMENT ON COLUMN mart.disagreements.outlet_l IS 'the publisher, where known';
COMMENT ON COLUMN mart.disagreements.outlet_r IS 'the publisher, where known';
COMMENT ON COLUMN mart.disagreements.title_l IS 'title of the article';
COMMENT ON COLUMN mart.disagreements.title_r IS 'title of the article';
COMMENT ON COLUMN mart.disagreements.text_l IS 'the one detail, exactly as written';
COMMENT ON COLUMN mart.disagreements.text_r IS 'the other, exactly as written';
COMMENT ON COLUMN mart.disagreements.text_l_start IS 'code points into the left version''s text';
COMMENT ON COLUMN mart.disagreements.text_l_stop IS 'code points into the left version''s text';
COMMENT ON COLUMN mart.disagreements.text_r_start IS 'code points into the right version''s text';
COMMENT ON COLUMN mart.disagreements.text_r_stop IS 'code points into the right version''s text';
COMMENT ON COLUMN mart.disagreements.explanation IS 'one plain sentence';
COMMENT ON COLUMN mart.disagreements.rule_version IS 'the rules that decided';
