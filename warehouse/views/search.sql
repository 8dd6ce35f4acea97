-- The inverted index that mart.search_claims and mart.search_articles read. Publishing fills it in
-- the snapshot (warehouse/search_index.sql); in the live database the tables are empty.
CREATE TABLE mart.search_document (
    document_no UINTEGER NOT NULL,
    kind        VARCHAR NOT NULL,
    document_id UUID NOT NULL,
    version_id  UUID NOT NULL,
    passage_no  UINTEGER NOT NULL,
    n_words     UINTEGER NOT NULL
);
COMMENT ON TABLE mart.search_document IS 'What can be found: one claim mention, or one passage of an article.';
COMMENT ON COLUMN mart.search_document.document_no IS 'its number in this snapshot';
COMMENT ON COLUMN mart.search_document.kind IS 'claim or passage';
COMMENT ON COLUMN mart.search_document.document_id IS 'a mention_id, or the version_id of a passage';
COMMENT ON COLUMN mart.search_document.version_id IS 'the version it stands in';
COMMENT ON COLUMN mart.search_document.passage_no IS 'which 600 characters of the version it stands in, from 0';
COMMENT ON COLUMN mart.search_document.n_words IS 'its words, stop words left out';

CREATE TABLE mart.search_term (
    term_no    UINTEGER NOT NULL,
    term       VARCHAR NOT NULL,
    n_claims   UINTEGER NOT NULL,
    n_passages UINTEGER NOT NULL
);
COMMENT ON TABLE mart.search_term IS 'A term of the search index: the stem of a word.';
COMMENT ON COLUMN mart.search_term.term_no IS 'its number in this snapshot';
COMMENT ON COLUMN mart.search_term.term IS 'as core.stem gives it';
COMMENT ON COLUMN mart.search_term.n_claims IS 'how many claim mentions have it';
COMMENT ON COLUMN mart.search_term.n_passages IS 'how many passages have it';

CREATE TABLE mart.search_posting (
    term_no     UINTEGER NOT NULL,
    document_no UINTEGER NOT NULL,
    n           UINTEGER NOT NULL
);
COMMENT ON TABLE mart.search_posting IS 'That a document has a term, and how often.';
COMMENT ON COLUMN mart.search_posting.term_no IS 'the term';
COMMENT ON COLUMN mart.search_posting.document_no IS 'the document';
COMMENT ON COLUMN mart.search_posting.n IS 'how often the term stands in it';

-- core.found_documents(query): one row is one document that has a word of the query, with its BM25
-- (k1 1.2, b .75; Robertson and Zaragoza 2009, with Lucene's idf, which is never negative).
CREATE OR REPLACE MACRO core.found_documents(query) AS TABLE
-- The few postings are found before anything is joined to them.
WITH collection AS (
    SELECT count(*) FILTER (kind = 'claim') AS n_claims, count(*) FILTER (kind <> 'claim') AS n_passages,
        avg(n_words) FILTER (kind = 'claim') AS claim_words,
        avg(n_words) FILTER (kind <> 'claim') AS passage_words
    FROM mart.search_document
), wanted AS MATERIALIZED (
    SELECT known.term_no, collection.claim_words, collection.passage_words,
        ln(1 + (collection.n_claims - known.n_claims + 0.5) / (known.n_claims + 0.5)) AS claim_idf,
        ln(1 + (collection.n_passages - known.n_passages + 0.5) / (known.n_passages + 0.5))
            AS passage_idf
    FROM (SELECT unnest(core.terms(query)) AS term) AS asked
    JOIN mart.search_term AS known ON known.term = asked.term
    CROSS JOIN collection
), hit AS MATERIALIZED (
    SELECT posting.document_no, posting.n, wanted.*
    FROM mart.search_posting AS posting JOIN wanted ON wanted.term_no = posting.term_no
)
SELECT document.kind, document.document_id, document.version_id, document.passage_no,
    sum(CASE document.kind WHEN 'claim' THEN hit.claim_idf ELSE hit.passage_idf END
        * hit.n * 2.2 / (hit.n + 1.2 * (0.25 + 0.75 * document.n_words
        / CASE document.kind WHEN 'claim' THEN hit.claim_words ELSE hit.passage_words END)))
        AS score
FROM hit JOIN mart.search_document AS document ON document.document_no = hit.document_no
GROUP BY document.kind, document.document_id, document.version_id, document.passage_no;
COMMENT ON MACRO TABLE core.found_documents IS 'Documents that have a word of the query, with their BM25.';

-- mart.search_claims(query): one row is one claim, best first, at most 100. Its score is that of its
-- best mention, in speaker, words and addressee, plus twice that of the passage around it, so that a
-- gist finds a claim that words it otherwise; what an outlet tells itself counts for less.
CREATE OR REPLACE MACRO mart.search_claims(query) AS TABLE
WITH found AS MATERIALIZED (
    FROM core.found_documents(query)
), mention AS (
    SELECT claim.document_id AS mention_id, claim.score + 2 * coalesce(passage.score, 0) AS score
    FROM (FROM found WHERE kind = 'claim') AS claim
    LEFT JOIN (FROM found WHERE kind = 'passage') AS passage
        ON passage.version_id = claim.version_id AND passage.passage_no = claim.passage_no
    ORDER BY score DESC, claim.document_id
    LIMIT 1000
), best AS (
    SELECT said.claim_id, said.event_id, said.mention_id, said.version_id, said.speaker,
        said.speaker_id, said.attributed, said.kind, said.content,
        mention.score * CASE WHEN said.attributed THEN 1 ELSE 0.6 END AS score
    FROM mention
    JOIN mart.claim_mentions AS said ON said.mention_id = mention.mention_id
    WHERE said.claim_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY said.claim_id ORDER BY score DESC, said.mention_id) = 1
    ORDER BY score DESC, said.claim_id
    LIMIT 100
), told AS (
    SELECT said.claim_id,
        coalesce(list(DISTINCT said.outlet ORDER BY said.outlet)
            FILTER (said.outlet IS NOT NULL), []) AS outlets
    FROM mart.claim_mentions AS said
    WHERE said.claim_id IN (SELECT claim_id FROM best)
    GROUP BY said.claim_id
)
SELECT row_number() OVER (ORDER BY best.score DESC, best.claim_id) AS rank, best.score,
    best.claim_id, best.speaker, best.content, best.kind, told.outlets, claim.n_articles,
    claim.first_seen_at, best.event_id, best.mention_id
FROM best
JOIN told ON told.claim_id = best.claim_id
JOIN mart.claims AS claim ON claim.claim_id = best.claim_id
ORDER BY best.score DESC, best.claim_id;
COMMENT ON MACRO TABLE mart.search_claims IS 'Claims by what they say: search_claims(''dam safety''), best first.';

-- mart.search_articles(query): one row is the present state of one article, best first, at most 100.
-- Its score is that of its two best passages.
CREATE OR REPLACE MACRO mart.search_articles(query) AS TABLE
WITH passage AS (
    SELECT version_id, passage_no, score
    FROM core.found_documents(query)
    WHERE kind = 'passage'
    QUALIFY row_number() OVER (PARTITION BY version_id ORDER BY score DESC, passage_no) <= 2
), best AS (
    SELECT version_id, sum(score) AS score, arg_max(passage_no, score) AS passage_no
    FROM passage GROUP BY version_id
    ORDER BY score DESC, version_id
    LIMIT 200
)
SELECT row_number() OVER (ORDER BY best.score DESC, best.version_id) AS rank, best.score,
    report.article_id, report.version_id, report.outlet, report.title, report.published_at,
    substr(version.text, (best.passage_no * 600 + 1)::BIGINT, 600) AS passage, report.copy_group_id
FROM best
JOIN core.reports_as_of('infinity'::TIMESTAMPTZ) AS report
    ON report.version_id = best.version_id AND report.is_latest
JOIN core.article_version AS version
    ON version.version_id = best.version_id AND version.retracted_at IS NULL
ORDER BY best.score DESC, best.version_id
LIMIT 100;
COMMENT ON MACRO TABLE mart.search_articles IS 'Articles by what they say: search_articles(''dam safety''), best first.';

-- mart.claims_about(query): mart.search_claims under the name that a question has.
CREATE OR REPLACE MACRO mart.claims_about(query) AS TABLE FROM mart.search_claims(query);
COMMENT ON MACRO TABLE mart.claims_about IS 'What was said about something: claims_about(''dam safety''), best first.';

-- mart.marked(content, query): a text with the words of a query between asterisks, as in **dam** safety.
CREATE OR REPLACE MACRO mart.marked(content, query) AS
    array_to_string(list_transform(
        regexp_extract_all(content, '[\p{L}\p{N}]+|[^\p{L}\p{N}]+'),
        lambda part: CASE
            WHEN list_has_any(core.terms(part), core.terms(query)) THEN '**' || part || '**'
            ELSE part
        END
    ), '');
COMMENT ON MACRO mart.marked IS 'A text with the words of a query between asterisks.';
