-- core.event_details_of(wanted): one row is one detail of one event beside one report of it, in the
-- report's present state; wanted is an event's id, or NULL for all events that two articles report.
CREATE OR REPLACE MACRO core.event_details_of(wanted) AS TABLE
WITH told AS (
    SELECT best.event_id, report.version_id, report.article_id, report.outlet, report.title,
        report.published_at
    FROM core.best_passages_as_of('infinity'::TIMESTAMPTZ) AS best
    JOIN core.reports_as_of('infinity'::TIMESTAMPTZ) AS report
        ON report.version_id = best.version_id AND report.is_latest
    WHERE wanted IS NULL OR best.event_id = wanted
), report AS (
    SELECT * FROM told QUALIFY count(*) OVER (PARTITION BY event_id) > 1
), said AS (
    SELECT said.event_id, said.claim_id, said.mention_id, said.version_id, said.speaker,
        said.content, said.content_start, said.confidence
    FROM core.claim_occurrences_as_of('infinity'::TIMESTAMPTZ) AS said
    SEMI JOIN report ON report.event_id = said.event_id AND report.version_id = said.version_id
    WHERE said.attributed AND said.claim_id IS NOT NULL
), counted AS (
    SELECT DISTINCT report.event_id, number.version_id, number.exact, number.exact_start,
        concat_ws(' ', 'number', number.bound, number.value::VARCHAR, number.unit) AS detail_key
    FROM core.quantity AS number
    JOIN report ON report.version_id = number.version_id
    JOIN core.event_members_as_of('infinity'::TIMESTAMPTZ) AS member
        ON member.event_id = report.event_id AND member.version_id = report.version_id
        AND (member.is_main OR number.exact_start BETWEEN member.passage_start
            AND member.passage_stop - 1)
    WHERE number.retracted_at IS NULL
        AND (number.value > 2 OR number.unit = 'percent' OR upper(number.unit) = number.unit)
), placed AS (
    SELECT DISTINCT member.event_id, member.version_id, member.place,
        'place ' || lower(member.place) AS detail_key
    FROM core.event_members_as_of('infinity'::TIMESTAMPTZ) AS member
    SEMI JOIN report
        ON report.event_id = member.event_id AND report.version_id = member.version_id
    WHERE member.place IS NOT NULL AND member.is_main
), statement AS (
    SELECT event_id, 'claim' AS kind, claim_id::VARCHAR AS detail_key, version_id,
        content AS text, content_start AS text_start, speaker, mention_id, confidence
    FROM said
    UNION ALL
    SELECT event_id, 'number', detail_key, version_id, exact, exact_start, NULL, NULL, 1 FROM counted
    UNION ALL
    SELECT event_id, 'place', detail_key, version_id, place, NULL, NULL, NULL, 1 FROM placed
), detail AS (
    SELECT event_id, kind, detail_key, arg_max(text, (confidence, length(text), text)) AS detail,
        arg_max(speaker, (confidence, length(text), text)) AS speaker,
        arg_max(mention_id, (confidence, length(text), text)) AS mention_id
    FROM statement GROUP BY event_id, kind, detail_key
), stated AS (
    SELECT event_id, detail_key, version_id, arg_min(text, text_start) AS text
    FROM statement GROUP BY event_id, detail_key, version_id
), linked AS (
    -- claims that may be one: who states the one states the other in other words
    SELECT claim_id_l AS claim_id, claim_id_r AS other_id FROM core.claim_link
    WHERE relation = 'same' AND status <> 'rejected' AND retracted_at IS NULL
    UNION ALL
    SELECT claim_id_r, claim_id_l FROM core.claim_link
    WHERE relation = 'same' AND status <> 'rejected' AND retracted_at IS NULL
), reworded AS (
    SELECT said.event_id, linked.claim_id::VARCHAR AS detail_key, said.version_id,
        arg_min(said.content, said.content_start) AS text
    FROM said JOIN linked ON linked.other_id = said.claim_id
    GROUP BY ALL
), opposed AS (
    SELECT event_id, kind, claim_id_l AS claim_id, version_id_l AS version_id, text_l AS text,
        claim_id_r AS other_id, version_id_r AS other_version_id, text_r AS other_text
    FROM mart.disagreements WHERE NOT compatible
    UNION ALL
    SELECT event_id, kind, claim_id_r, version_id_r, text_r, claim_id_l, version_id_l, text_l
    FROM mart.disagreements WHERE NOT compatible
), different AS (
    SELECT opposed.event_id, opposed.claim_id::VARCHAR AS detail_key,
        coalesce(said.version_id, opposed.other_version_id) AS version_id,
        any_value(opposed.other_text) AS text
    FROM opposed
    LEFT JOIN said ON said.claim_id = opposed.other_id
    WHERE opposed.claim_id IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT opposed.event_id, statement.detail_key, other.version_id,
        any_value(opposed.other_text)
    FROM opposed
    JOIN statement ON statement.event_id = opposed.event_id
        AND statement.version_id = opposed.version_id AND statement.text = opposed.text
        AND statement.kind = opposed.kind
    JOIN statement AS other ON other.event_id = opposed.event_id
        AND other.kind = opposed.kind AND other.text = opposed.other_text
    GROUP BY ALL
), told_apart AS (
    SELECT event_id, detail_key, version_id, any_value(text) AS text FROM different GROUP BY ALL
), claim_term AS (
    SELECT detail.event_id, detail.detail_key, term.term,
        count(*) OVER (PARTITION BY detail.event_id, detail.detail_key) AS n_terms
    FROM detail
    JOIN mart.search_document AS document
        ON document.kind = 'claim' AND document.document_id = detail.mention_id
    JOIN mart.search_posting AS posting ON posting.document_no = document.document_no
    JOIN mart.search_term AS term ON term.term_no = posting.term_no
), echoed AS (
    -- most words of the claim stand in one passage of the report, though no claim was found there
    SELECT DISTINCT wanted_term.event_id, wanted_term.detail_key, report.version_id
    FROM claim_term AS wanted_term
    JOIN report ON report.event_id = wanted_term.event_id
    JOIN mart.search_document AS document
        ON document.kind = 'passage' AND document.version_id = report.version_id
    JOIN mart.search_posting AS posting ON posting.document_no = document.document_no
    JOIN mart.search_term AS term
        ON term.term_no = posting.term_no AND term.term = wanted_term.term
    GROUP BY wanted_term.event_id, wanted_term.detail_key, report.version_id, document.document_no
    HAVING count(*) >= 0.75 * any_value(wanted_term.n_terms)
)
SELECT detail.event_id, detail.kind, detail.detail_key, detail.speaker, detail.detail,
    report.outlet, report.article_id, report.version_id, report.title, report.published_at,
    CASE
        WHEN stated.version_id IS NOT NULL THEN 'stated'
        WHEN told_apart.version_id IS NOT NULL THEN 'different'
        WHEN reworded.version_id IS NOT NULL THEN 'reworded'
        WHEN echoed.version_id IS NOT NULL THEN 'unclear'
        ELSE 'silent'
    END AS state,
    coalesce(stated.text, told_apart.text, reworded.text) AS text
FROM detail
JOIN report ON report.event_id = detail.event_id
LEFT JOIN stated ON stated.event_id = detail.event_id
    AND stated.detail_key = detail.detail_key AND stated.version_id = report.version_id
LEFT JOIN told_apart ON told_apart.event_id = detail.event_id
    AND told_apart.detail_key = detail.detail_key AND told_apart.version_id = report.version_id
LEFT JOIN reworded ON reworded.event_id = detail.event_id
    AND reworded.detail_key = detail.detail_key AND reworded.version_id = report.version_id
LEFT JOIN echoed ON echoed.event_id = detail.event_id
    AND echoed.detail_key = detail.detail_key AND echoed.version_id = report.version_id;
COMMENT ON MACRO TABLE core.event_details_of IS 'Details of an event beside its reports; NULL asks for all events.';

-- mart.event_details: one row is one detail of one event beside one report of it: stated, different,
-- reworded, unclear or silent. Silence is no disagreement.
CREATE OR REPLACE VIEW mart.event_details AS FROM core.event_details_of(NULL::UUID);
COMMENT ON VIEW mart.event_details IS 'One detail of one event beside one report of it: who states it, who states it otherwise, who leaves it out.';
COMMENT ON COLUMN mart.event_details.event_id IS 'the event; only those that two articles report';
COMMENT ON COLUMN mart.event_details.kind IS 'claim, number (one or two of a thing left out) or place';
COMMENT ON COLUMN mart.event_details.detail_key IS 'which detail: a claim_id, or the number or place';
COMMENT ON COLUMN mart.event_details.speaker IS 'who says it, where the detail is a claim';
COMMENT ON COLUMN mart.event_details.detail IS 'the detail as its best report writes it';
COMMENT ON COLUMN mart.event_details.outlet IS 'the publisher of the report, where known';
COMMENT ON COLUMN mart.event_details.article_id IS 'the report';
COMMENT ON COLUMN mart.event_details.version_id IS 'its present state';
COMMENT ON COLUMN mart.event_details.title IS 'its title';
COMMENT ON COLUMN mart.event_details.published_at IS 'when it was published, UTC';
COMMENT ON COLUMN mart.event_details.state IS 'stated; different (a disagreement); reworded (a claim that may be the same); unclear (its words stand there, but not as this claim); or silent';
COMMENT ON COLUMN mart.event_details.text IS 'what the report itself writes; NULL where it is silent or unclear';

-- mart.event_detail_matrix(id): mart.event_details of one event, details that somebody leaves out first.
CREATE OR REPLACE MACRO mart.event_detail_matrix(id) AS TABLE
SELECT details.*
FROM core.event_details_of(id::UUID) AS details
ORDER BY details.kind, details.detail_key, details.published_at NULLS LAST, details.article_id;
COMMENT ON MACRO TABLE mart.event_detail_matrix IS 'Who states which detail of one event: event_detail_matrix(''2f91022b-…'').';
