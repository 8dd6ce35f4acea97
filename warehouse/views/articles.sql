-- mart.articles: one row is one version of one article; `is_latest` marks its present state.
CREATE OR REPLACE MACRO mart.articles_as_of(ts) AS TABLE
SELECT report.article_id, report.version_id, report.version_no, report.is_latest,
    report.source_id, source.name AS source, report.outlet_id, report.outlet, report.title,
    report.canonical_url, report.published_at, version.published_basis, version.published_precision,
    version.published_raw, report.fetched_at, version.author, version.dateline, report.lang,
    report.text_basis, report.copy_group_id, report.is_origin, version.text
FROM core.reports_as_of(ts) AS report
JOIN core.article_version AS version
    ON version.version_id = report.version_id
    AND core.held(version.recorded_at, version.retracted_at, ts)
LEFT JOIN ops.source AS source ON source.source_id = report.source_id;
COMMENT ON MACRO TABLE mart.articles_as_of IS 'mart.articles as it was at a moment.';

CREATE OR REPLACE VIEW mart.articles AS FROM mart.articles_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.articles IS 'One version of one article; is_latest marks its present state.';
COMMENT ON COLUMN mart.articles.article_id IS 'the article, across its versions';
COMMENT ON COLUMN mart.articles.version_id IS 'this state of its text';
COMMENT ON COLUMN mart.articles.version_no IS 'from 1, in the order of arrival';
COMMENT ON COLUMN mart.articles.is_latest IS 'whether this is its present state';
COMMENT ON COLUMN mart.articles.source_id IS 'where this version was read from';
COMMENT ON COLUMN mart.articles.source IS 'the name of that source';
COMMENT ON COLUMN mart.articles.outlet_id IS 'its publisher, where known';
COMMENT ON COLUMN mart.articles.outlet IS 'the name of its publisher, where known';
COMMENT ON COLUMN mart.articles.title IS 'plain text';
COMMENT ON COLUMN mart.articles.canonical_url IS 'its URL without tracking parts';
COMMENT ON COLUMN mart.articles.published_at IS 'UTC; NULL when no date could be read with certainty';
COMMENT ON COLUMN mart.articles.published_basis IS 'where the date stood: feed, meta, jsonld, url, column, given or none';
COMMENT ON COLUMN mart.articles.published_precision IS 'second or day';
COMMENT ON COLUMN mart.articles.published_raw IS 'the date as written';
COMMENT ON COLUMN mart.articles.fetched_at IS 'when it was received';
COMMENT ON COLUMN mart.articles.author IS 'byline';
COMMENT ON COLUMN mart.articles.dateline IS 'the place it is filed from, as written';
COMMENT ON COLUMN mart.articles.lang IS 'ISO 639-1 of the text, und when it cannot be told';
COMMENT ON COLUMN mart.articles.text_basis IS 'full, summary or title: what the text is';
COMMENT ON COLUMN mart.articles.copy_group_id IS 'versions with the same group are copies of one report';
COMMENT ON COLUMN mart.articles.is_origin IS 'whether it is the earliest of its copy group';
COMMENT ON COLUMN mart.articles.text IS 'clean text that all offsets point into';
