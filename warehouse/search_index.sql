-- Fill the search index of a snapshot: one row of search_text is one document that it lacks.
-- A speaker counts twice. A passage is 600 characters with 150 of what stands on either side.
CREATE OR REPLACE TEMP TABLE search_text AS
SELECT 'claim' AS kind, mention_id AS document_id, version_id,
    ((content_start + content_stop) // 1200)::UINTEGER AS passage_no,
    concat_ws(' ', speaker, speaker, content, addressee) AS body
FROM core.claim_mention
WHERE retracted_at IS NULL
UNION ALL
SELECT 'passage', version_id, version_id, passage_no::UINTEGER,
    concat_ws(' ', title, substr(text, greatest(passage_no * 600 - 149, 1), 900))
FROM (
    SELECT version_id, title, text, unnest(range(length(text) // 600 + 1)) AS passage_no
    FROM core.article_version
    WHERE retracted_at IS NULL
);

CREATE OR REPLACE TEMP TABLE search_new AS
SELECT ((SELECT coalesce(max(document_no), 0) FROM mart.search_document)
        + row_number() OVER (ORDER BY kind, document_id, passage_no))::UINTEGER AS document_no, *
FROM search_text
WHERE document_id NOT IN (SELECT document_id FROM mart.search_document);

-- Stems are made once per word, not once per place where it stands.
CREATE OR REPLACE TEMP TABLE search_word AS
SELECT document_no, kind, word, count(*)::UINTEGER AS n
FROM (SELECT document_no, kind, unnest(core.words(body)) AS word FROM search_new)
GROUP BY document_no, kind, word;

CREATE OR REPLACE TEMP TABLE search_stem AS
SELECT word, core.stem(word) AS term
FROM (SELECT DISTINCT word FROM search_word)
WHERE NOT core.is_stop_word(word);

CREATE OR REPLACE TEMP TABLE search_found AS
SELECT place.document_no, place.kind, stem.term, sum(place.n)::UINTEGER AS n
FROM search_word AS place JOIN search_stem AS stem ON stem.word = place.word
GROUP BY place.document_no, place.kind, stem.term;

INSERT INTO mart.search_document
SELECT fresh.document_no, fresh.kind, fresh.document_id, fresh.version_id,
    fresh.passage_no, coalesce(counted.n_words, 0)::UINTEGER
FROM search_new AS fresh
LEFT JOIN (SELECT document_no, sum(n) AS n_words FROM search_found GROUP BY document_no) AS counted
    ON counted.document_no = fresh.document_no
ORDER BY fresh.document_no;

INSERT INTO mart.search_term
SELECT ((SELECT coalesce(max(term_no), 0) FROM mart.search_term)
        + row_number() OVER (ORDER BY kind, term))::UINTEGER, kind, term, 0
FROM (SELECT DISTINCT kind, term FROM search_found)
ANTI JOIN mart.search_term USING (kind, term);

INSERT INTO mart.search_posting
SELECT known.term_no, found.document_no, found.n
FROM search_found AS found
JOIN mart.search_term AS known ON known.kind = found.kind AND known.term = found.term
ORDER BY known.term_no, found.document_no;

UPDATE mart.search_term AS term SET n_documents = counted.n
FROM (SELECT term_no, count(*) AS n FROM mart.search_posting GROUP BY term_no) AS counted
WHERE counted.term_no = term.term_no AND counted.n <> term.n_documents;

DROP TABLE search_text;
DROP TABLE search_new;
DROP TABLE search_word;
DROP TABLE search_stem;
DROP TABLE search_found;
