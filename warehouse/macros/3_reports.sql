-- core.reports_as_of(ts): one row is one version of one article, without its text, with its outlet,
-- its copy group, and what it counts as among independent reports: its copy group where any copy
-- has a known outlet, else one id that all reports without a known outlet share.
CREATE OR REPLACE MACRO core.reports_as_of(ts) AS TABLE
WITH member AS (
    SELECT member.version_id, coalesce(merged.head_id, member.copy_group_id) AS copy_group_id,
        member.relation, member.similarity, member.seen_at
    FROM core.copy_members_as_of(ts) AS member
    LEFT JOIN core.merged_copy_groups_as_of(ts) AS merged
        ON merged.copy_group_id = member.copy_group_id
), report AS (
    SELECT version.version_id, version.article_id, version.version_no, version.source_id,
        article.outlet_id, outlet.name AS outlet, article.canonical_url, version.title,
        version.published_at, version.fetched_at, version.text_basis, version.lang,
        coalesce(member.seen_at, version.published_at, version.fetched_at) AS seen_at,
        coalesce(member.copy_group_id, version.article_id) AS copy_group_id,
        coalesce(member.relation, 'origin') AS relation,
        coalesce(member.similarity, 1) AS similarity
    FROM core.article_version AS version
    JOIN core.article AS article
        ON article.article_id = version.article_id
        AND core.held(article.recorded_at, article.retracted_at, ts)
    LEFT JOIN core.outlet AS outlet ON outlet.outlet_id = article.outlet_id
    LEFT JOIN member ON member.version_id = version.version_id
    WHERE core.held(version.recorded_at, version.retracted_at, ts)
)
SELECT *,
    version_no = max(version_no) OVER (PARTITION BY article_id) AS is_latest,
    row_number() OVER (
        PARTITION BY copy_group_id
        ORDER BY relation <> 'origin', seen_at, version_no, version_id
    ) = 1 AS is_origin,
    CASE
        WHEN bool_or(outlet_id IS NOT NULL) OVER (PARTITION BY copy_group_id) THEN copy_group_id
        ELSE '00000000-0000-0000-0000-000000000000'::UUID
    END AS independent_id
FROM report;
COMMENT ON MACRO TABLE core.reports_as_of IS 'Versions of articles with outlet and copy group, without their text.';
