-- Index the next versions of search_todo, at most $most of them.
CREATE OR REPLACE TEMP TABLE search_version AS SELECT version_id FROM search_todo LIMIT $most;

CREATE OR REPLACE TEMP TABLE search_known AS
SELECT kind, document_id FROM mart.search_document WHERE version_id IN (FROM search_version);

-- One row of search_text is one document: a claim mention, in which the speaker counts twice, or
-- a passage, which is 600 characters with 150 of what stands on either side.
CREATE OR REPLACE TEMP TABLE search_text AS
WITH lacking AS (
    SELECT 'claim' AS kind, mention_id AS document_id, version_id,
        ((content_start + content_stop) // 1200)::UINTEGER AS passage_no,
        concat_ws(' ', speaker, speaker, content, addressee) AS body
    FROM core.claim_mention
    WHERE retracted_at IS NULL AND version_id IN (FROM search_version)
        AND mention_id NOT IN (SELECT document_id FROM search_known WHERE kind = 'claim')
    UNION ALL
    SELECT 'passage', version_id, version_id, passage_no::UINTEGER,
        concat_ws(' ', left(title, 300), substr(text, greatest(passage_no * 600 - 149, 1), 900))
    FROM (
        SELECT version_id, title, text, unnest(range(length(text) // 600 + 1)) AS passage_no
        FROM core.article_version
        WHERE retracted_at IS NULL AND version_id IN (FROM search_version) AND version_id NOT IN (
            SELECT document_id FROM search_known WHERE kind = 'passage'
        )
    )
)
SELECT ((SELECT coalesce(max(document_no), 0) FROM mart.search_document)
        + row_number() OVER (ORDER BY kind, document_id, passage_no))::UINTEGER AS document_no, *
FROM lacking;

-- Stems are made once per word, not once per place where it stands.
CREATE OR REPLACE TEMP TABLE search_word AS
SELECT document_no, unnest(core.words(body)) AS word FROM search_text;

CREATE OR REPLACE TEMP TABLE search_stem AS
SELECT word, core.stem(word) AS term
FROM (SELECT DISTINCT word FROM search_word)
WHERE NOT core.is_stop_word(word);

INSERT INTO mart.search_term
SELECT ((SELECT coalesce(max(term_no), 0) FROM mart.search_term)
        + row_number() OVER (ORDER BY term))::UINTEGER, term, 0, 0
FROM (SELECT DISTINCT term FROM search_stem)
ANTI JOIN mart.search_term USING (term);

CREATE OR REPLACE TEMP TABLE search_found AS
SELECT known.term_no, place.document_no, count(*)::UINTEGER AS n
FROM search_word AS place
JOIN (
    SELECT stem.word, known.term_no
    FROM search_stem AS stem JOIN mart.search_term AS known ON known.term = stem.term
) AS known ON known.word = place.word
GROUP BY known.term_no, place.document_no;

INSERT INTO mart.search_document
SELECT fresh.document_no, fresh.kind, fresh.document_id, fresh.version_id,
    fresh.passage_no, coalesce(counted.n_words, 0)::UINTEGER
FROM search_text AS fresh
LEFT JOIN (SELECT document_no, sum(n) AS n_words FROM search_found GROUP BY document_no) AS counted
    ON counted.document_no = fresh.document_no
ORDER BY fresh.document_no;

INSERT INTO mart.search_posting
FROM search_found ORDER BY term_no, document_no;

UPDATE mart.search_term AS term
SET n_claims = term.n_claims + counted.n_claims, n_passages = term.n_passages + counted.n_passages
FROM (
    SELECT found.term_no, count(*) FILTER (fresh.kind = 'claim') AS n_claims,
        count(*) FILTER (fresh.kind = 'passage') AS n_passages
    FROM search_found AS found
    JOIN search_text AS fresh ON fresh.document_no = found.document_no
    GROUP BY found.term_no
) AS counted
WHERE counted.term_no = term.term_no;

DELETE FROM search_todo WHERE version_id IN (FROM search_version);

DROP TABLE search_version;
DROP TABLE search_known;
DROP TABLE search_text;
DROP TABLE search_word;
DROP TABLE search_stem;
DROP TABLE search_found;
