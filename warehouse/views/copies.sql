-- mart.copies: one row is one version in its copy group; a version without a copy is a group of one.
CREATE OR REPLACE MACRO mart.copies_as_of(ts) AS TABLE
SELECT copy_group_id, version_id, article_id, outlet, title, seen_at, is_origin, relation,
    similarity, (count(*) OVER (PARTITION BY copy_group_id))::BIGINT AS n_versions
FROM core.reports_as_of(ts);
COMMENT ON MACRO TABLE mart.copies_as_of IS 'mart.copies as it was at a moment.';

CREATE OR REPLACE VIEW mart.copies AS FROM mart.copies_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.copies IS 'One version in its copy group; a version without a copy is a group of one.';
COMMENT ON COLUMN mart.copies.copy_group_id IS 'versions with the same group are copies of one report';
COMMENT ON COLUMN mart.copies.version_id IS 'the version';
COMMENT ON COLUMN mart.copies.article_id IS 'its article';
COMMENT ON COLUMN mart.copies.outlet IS 'the publisher, where known';
COMMENT ON COLUMN mart.copies.title IS 'title of the version';
COMMENT ON COLUMN mart.copies.seen_at IS 'its publication time, else when it was fetched';
COMMENT ON COLUMN mart.copies.is_origin IS 'whether it is the earliest of the group';
COMMENT ON COLUMN mart.copies.relation IS 'origin, exact, near or version (a later state of a member''s article)';
COMMENT ON COLUMN mart.copies.similarity IS 'mean containment against the group, 0 to 1';
COMMENT ON COLUMN mart.copies.n_versions IS 'size of the group';
