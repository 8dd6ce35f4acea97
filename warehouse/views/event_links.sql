-- mart.event_links: one row is one typed relation between two events that are not one.
CREATE OR REPLACE MACRO mart.event_links_as_of(ts) AS TABLE
SELECT coalesce(merged_l.head_id, link.event_id_l) AS event_id_l,
    coalesce(merged_r.head_id, link.event_id_r) AS event_id_r,
    link.relation, link.status, link.score, link.evidence_for, link.evidence_against,
    link.rule_version, link.event_link_id
FROM core.event_link AS link
LEFT JOIN core.merged_events_as_of(ts) AS merged_l
    ON merged_l.event_id = link.event_id_l
LEFT JOIN core.merged_events_as_of(ts) AS merged_r
    ON merged_r.event_id = link.event_id_r
WHERE core.held(link.recorded_at, link.retracted_at, ts) AND link.status <> 'rejected'
    AND coalesce(merged_l.head_id, link.event_id_l) <> coalesce(merged_r.head_id, link.event_id_r);
COMMENT ON MACRO TABLE mart.event_links_as_of IS 'mart.event_links as it was at a moment.';

CREATE OR REPLACE VIEW mart.event_links AS FROM mart.event_links_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.event_links IS 'One typed relation between two events that are not one.';
COMMENT ON COLUMN mart.event_links.event_id_l IS 'the earlier event';
COMMENT ON COLUMN mart.event_links.event_id_r IS 'the later event';
COMMENT ON COLUMN mart.event_links.relation IS 'same_series, part_of, follows or outcome_of';
COMMENT ON COLUMN mart.event_links.status IS 'candidate or confirmed';
COMMENT ON COLUMN mart.event_links.score IS '0 to 1';
COMMENT ON COLUMN mart.event_links.evidence_for IS 'what speaks for it';
COMMENT ON COLUMN mart.event_links.evidence_against IS 'what speaks against it';
COMMENT ON COLUMN mart.event_links.rule_version IS 'the rules that decided';
COMMENT ON COLUMN mart.event_links.event_link_id IS 'the link, as `claimstream decide` takes it';
