-- One row is one live event that a new mention may report.
-- In: frames batch_mention (EVENT_MENTIONS), batch_report (event_mention_id, published_at, terms
--     and weights: the heaviest of those that stand for their report), batch_copy (COPY_MEMBERSHIPS of their
--     versions) and kind_family (kind, family, takes_two: whether its events need two principals).
WITH new AS (
    SELECT mention.event_mention_id::UUID AS event_mention_id, mention.version_id::UUID AS version_id,
        family.family, family.takes_two, mention.published_at, lower(mention.place) AS place,
        list_slice(mention.participant_ids, 1, mention.n_principals)::UUID[] AS principal_ids
    FROM batch_mention AS mention JOIN kind_family AS family ON family.kind = mention.kind
), known AS (
    SELECT mention.event_mention_id, mention.version_id, family.family, mention.published_at,
        lower(mention.place) AS place,
        list_slice(mention.participant_ids, 1, mention.n_principals) AS principal_ids
    FROM core.event_mention AS mention JOIN kind_family AS family ON family.kind = mention.kind
    WHERE mention.retracted_at IS NULL AND family.family IN (SELECT family FROM new)
), new_principal AS (
    SELECT event_mention_id, family, takes_two, published_at, unnest(principal_ids) AS principal_id
    FROM new
), known_principal AS (
    SELECT event_mention_id, family, published_at, unnest(principal_ids) AS principal_id FROM known
), sharing_principals AS (
    SELECT known.event_mention_id
    FROM known_principal AS known
    JOIN new_principal AS new ON new.principal_id = known.principal_id AND new.family = known.family
    WHERE new.takes_two OR known.published_at IS NULL OR new.published_at IS NULL
        OR abs(date_diff('day', known.published_at, new.published_at)) <= 30
    GROUP BY known.event_mention_id, new.event_mention_id
    HAVING count(*) >= CASE WHEN any_value(new.takes_two) THEN 2 ELSE 1 END
), sharing_place AS (
    SELECT known.event_mention_id
    FROM known JOIN new ON new.place = known.place AND new.family = known.family
    WHERE len(known.principal_ids) = 0 AND len(new.principal_ids) = 0 AND NOT new.takes_two
        AND (known.published_at IS NULL OR new.published_at IS NULL
            OR abs(date_diff('day', known.published_at, new.published_at)) <= 30)
), sharing_text AS (
    SELECT known.event_mention_id
    FROM known
    JOIN core.copy_members_as_of('infinity'::TIMESTAMPTZ) AS copy
        ON copy.version_id = known.version_id
    JOIN batch_copy ON batch_copy.copy_group_id::UUID = copy.copy_group_id
    JOIN new ON new.version_id = batch_copy.version_id::UUID AND new.family = known.family
), new_term AS (
    SELECT event_mention_id, epoch(published_at) AS seconds, unnest(terms) AS term,
        unnest(weights) AS weight
    FROM batch_report
), known_report AS (
    SELECT event_mention_id, epoch(published_at) AS seconds, report_terms, report_weights
    FROM core.event_mention
    WHERE retracted_at IS NULL
        AND (published_at IS NULL
            OR (SELECT bool_or(published_at IS NULL) FROM batch_report)
            OR published_at BETWEEN (SELECT min(published_at) - to_days(8) FROM batch_report)
                AND (SELECT max(published_at) + to_days(8) FROM batch_report))
), known_term AS (
    SELECT event_mention_id, seconds, unnest(list_slice(report_terms, 1, 24)) AS term,
        unnest(list_slice(report_weights, 1, 24)) AS weight
    FROM known_report
), sharing_words AS (
    SELECT known.event_mention_id
    FROM known_term AS known JOIN new_term AS new ON new.term = known.term
    WHERE known.seconds IS NULL OR new.seconds IS NULL
        OR abs(known.seconds - new.seconds) < 8 * 86400
    GROUP BY known.event_mention_id, new.event_mention_id
    HAVING sum(known.weight * new.weight) >= 0.05
), candidate AS (
    FROM sharing_principals UNION FROM sharing_place UNION FROM sharing_text UNION FROM sharing_words
)
SELECT DISTINCT coalesce(merged.head_id, member.event_id)::VARCHAR AS event_id
FROM candidate
JOIN core.event_membership AS member ON member.event_mention_id = candidate.event_mention_id
LEFT JOIN core.merged_events_as_of('infinity'::TIMESTAMPTZ) AS merged
    ON merged.event_id = member.event_id
WHERE member.retracted_at IS NULL AND member.status <> 'rejected'
ORDER BY event_id
