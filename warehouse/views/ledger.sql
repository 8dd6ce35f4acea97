-- mart.claim_changes: one row is what a later version of an article does with a claim of the one before.
CREATE OR REPLACE MACRO mart.claim_changes_as_of(ts) AS TABLE
SELECT change.claim_change_id, change.kind, report.article_id, report.outlet, report.title,
    report.canonical_url, before.version_no AS version_no_l, report.version_no AS version_no_r,
    report.fetched_at AS changed_at, coalesce(said_l.speaker, said_r.speaker) AS speaker,
    said_l.content AS content_l, said_r.content AS content_r, said_l.speaker AS speaker_l,
    said_r.speaker AS speaker_r, change.explanation, change.version_id_l, change.version_id_r,
    change.mention_id_l, change.mention_id_r
FROM core.claim_change AS change
JOIN core.reports_as_of(ts) AS report ON report.version_id = change.version_id_r
JOIN core.reports_as_of(ts) AS before ON before.version_id = change.version_id_l
LEFT JOIN core.claim_mention AS said_l
    ON said_l.mention_id = change.mention_id_l
    AND core.held(said_l.recorded_at, said_l.retracted_at, ts)
LEFT JOIN core.claim_mention AS said_r
    ON said_r.mention_id = change.mention_id_r
    AND core.held(said_r.recorded_at, said_r.retracted_at, ts)
WHERE core.held(change.recorded_at, change.retracted_at, ts);
COMMENT ON MACRO TABLE mart.claim_changes_as_of IS 'mart.claim_changes as it was at a moment.';

CREATE OR REPLACE VIEW mart.claim_changes AS FROM mart.claim_changes_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.claim_changes IS 'What a later version of an article does with a claim of the one before.';
COMMENT ON COLUMN mart.claim_changes.claim_change_id IS 'both versions, the kind and both mentions';
COMMENT ON COLUMN mart.claim_changes.kind IS 'added, dropped, reworded, softened, strengthened, reversed, reattributed or number_changed';
COMMENT ON COLUMN mart.claim_changes.article_id IS 'the article';
COMMENT ON COLUMN mart.claim_changes.outlet IS 'the publisher, where known';
COMMENT ON COLUMN mart.claim_changes.title IS 'its title now';
COMMENT ON COLUMN mart.claim_changes.canonical_url IS 'its URL';
COMMENT ON COLUMN mart.claim_changes.version_no_l IS 'the version before';
COMMENT ON COLUMN mart.claim_changes.version_no_r IS 'the version after';
COMMENT ON COLUMN mart.claim_changes.changed_at IS 'when the later version was received: the change is not younger';
COMMENT ON COLUMN mart.claim_changes.speaker IS 'who said it, before the change where it has one';
COMMENT ON COLUMN mart.claim_changes.content_l IS 'what was claimed, exactly as written; NULL for what was added';
COMMENT ON COLUMN mart.claim_changes.content_r IS 'what is claimed now; NULL for what was dropped';
COMMENT ON COLUMN mart.claim_changes.speaker_l IS 'who was said to say it';
COMMENT ON COLUMN mart.claim_changes.speaker_r IS 'who is said to say it now';
COMMENT ON COLUMN mart.claim_changes.explanation IS 'one plain sentence';
COMMENT ON COLUMN mart.claim_changes.version_id_l IS 'the version before';
COMMENT ON COLUMN mart.claim_changes.version_id_r IS 'the version after';
COMMENT ON COLUMN mart.claim_changes.mention_id_l IS 'the claim mention before';
COMMENT ON COLUMN mart.claim_changes.mention_id_r IS 'the claim mention after';

-- mart.claim_links: one row is a relation between two claims that are not one.
CREATE OR REPLACE MACRO mart.claim_links_as_of(ts) AS TABLE
SELECT coalesce(merged_l.head_id, link.claim_id_l) AS claim_id_l,
    coalesce(merged_r.head_id, link.claim_id_r) AS claim_id_r,
    link.relation, link.status, link.score, link.evidence_for, link.evidence_against,
    link.rule_version, link.claim_link_id
FROM core.claim_link AS link
LEFT JOIN core.merged_claims_as_of(ts) AS merged_l ON merged_l.claim_id = link.claim_id_l
LEFT JOIN core.merged_claims_as_of(ts) AS merged_r ON merged_r.claim_id = link.claim_id_r
WHERE core.held(link.recorded_at, link.retracted_at, ts) AND link.status <> 'rejected'
    AND coalesce(merged_l.head_id, link.claim_id_l) <> coalesce(merged_r.head_id, link.claim_id_r);
COMMENT ON MACRO TABLE mart.claim_links_as_of IS 'mart.claim_links as it was at a moment.';

CREATE OR REPLACE VIEW mart.claim_links AS FROM mart.claim_links_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.claim_links IS 'A relation between two claims that are not one.';
COMMENT ON COLUMN mart.claim_links.claim_id_l IS 'one claim';
COMMENT ON COLUMN mart.claim_links.claim_id_r IS 'the other';
COMMENT ON COLUMN mart.claim_links.relation IS 'same (may be one claim) or repeats (said again on another occasion)';
COMMENT ON COLUMN mart.claim_links.status IS 'candidate or confirmed';
COMMENT ON COLUMN mart.claim_links.score IS '0 to 1';
COMMENT ON COLUMN mart.claim_links.evidence_for IS 'what speaks for it';
COMMENT ON COLUMN mart.claim_links.evidence_against IS 'what speaks against it';
COMMENT ON COLUMN mart.claim_links.rule_version IS 'the rules that decided';
COMMENT ON COLUMN mart.claim_links.claim_link_id IS 'the link, as `claimstream decide` takes it';

-- mart.entity_links: one row is two names that are, or may be, one person's.
CREATE OR REPLACE MACRO mart.entity_links_as_of(ts) AS TABLE
SELECT link.entity_id_l, entity_l.name AS name_l, link.entity_id_r, entity_r.name AS name_r,
    link.status, link.score, link.evidence_for, link.evidence_against, link.rule_version,
    link.entity_link_id
FROM core.entity_link AS link
JOIN core.entity AS entity_l
    ON entity_l.entity_id = link.entity_id_l
    AND core.held(entity_l.recorded_at, entity_l.retracted_at, ts)
JOIN core.entity AS entity_r
    ON entity_r.entity_id = link.entity_id_r
    AND core.held(entity_r.recorded_at, entity_r.retracted_at, ts)
WHERE core.held(link.recorded_at, link.retracted_at, ts) AND link.status <> 'rejected';
COMMENT ON MACRO TABLE mart.entity_links_as_of IS 'mart.entity_links as it was at a moment.';

CREATE OR REPLACE VIEW mart.entity_links AS FROM mart.entity_links_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.entity_links IS 'Two names that are, or may be, one person''s; the entities keep their ids.';
COMMENT ON COLUMN mart.entity_links.entity_id_l IS 'the entity that stands for both';
COMMENT ON COLUMN mart.entity_links.name_l IS 'its name';
COMMENT ON COLUMN mart.entity_links.entity_id_r IS 'the entity under the other name';
COMMENT ON COLUMN mart.entity_links.name_r IS 'that name';
COMMENT ON COLUMN mart.entity_links.status IS 'candidate or confirmed';
COMMENT ON COLUMN mart.entity_links.score IS '0 to 1';
COMMENT ON COLUMN mart.entity_links.evidence_for IS 'what speaks for it';
COMMENT ON COLUMN mart.entity_links.evidence_against IS 'what speaks against it';
COMMENT ON COLUMN mart.entity_links.rule_version IS 'the rules that decided';
COMMENT ON COLUMN mart.entity_links.entity_link_id IS 'the link';

-- mart.roles: one row is one title of one person, with who gives it and when.
CREATE OR REPLACE MACRO mart.roles_as_of(ts) AS TABLE
WITH given AS (
    SELECT coalesce(person.head_id, said.entity_id) AS entity_id, said.entity_id AS named_id,
        lower(regexp_replace(said.role, '\s+', ' ', 'g')) AS folded,
        regexp_replace(said.role, '\s+', ' ', 'g') AS role, said.version_id, said.role_start
    FROM core.role_statement AS said
    LEFT JOIN core.people_as_of(ts) AS person ON person.entity_id = said.entity_id
    WHERE core.held(said.recorded_at, said.retracted_at, ts)
)
SELECT given.entity_id, any_value(entity.name) AS name, min(given.role) AS role,
    list(DISTINCT report.outlet ORDER BY report.outlet) FILTER (report.outlet IS NOT NULL)
        AS outlets,
    count(DISTINCT report.article_id) AS n_articles,
    count(DISTINCT report.independent_id) AS n_independent,
    min(report.seen_at) AS first_seen_at, max(report.seen_at) AS last_seen_at,
    arg_min(given.version_id, (report.seen_at, given.role_start)) AS version_id,
    arg_min(given.role_start, (report.seen_at, given.role_start)) AS role_start
FROM given
JOIN core.reports_as_of(ts) AS report ON report.version_id = given.version_id
JOIN core.entity AS entity
    ON entity.entity_id = given.entity_id AND core.held(entity.recorded_at, entity.retracted_at, ts)
GROUP BY given.entity_id, given.folded;
COMMENT ON MACRO TABLE mart.roles_as_of IS 'mart.roles as it was at a moment.';

CREATE OR REPLACE VIEW mart.roles AS FROM mart.roles_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.roles IS 'One title of one person, with who gives it and when.';
COMMENT ON COLUMN mart.roles.entity_id IS 'the person, linked names taken together';
COMMENT ON COLUMN mart.roles.name IS 'the name that stands for all';
COMMENT ON COLUMN mart.roles.role IS 'the title as written; upper and lower case are one';
COMMENT ON COLUMN mart.roles.outlets IS 'known outlets that give it';
COMMENT ON COLUMN mart.roles.n_articles IS 'articles that give it';
COMMENT ON COLUMN mart.roles.n_independent IS 'independent reports that give it';
COMMENT ON COLUMN mart.roles.first_seen_at IS 'publication time of the first, else when that was fetched';
COMMENT ON COLUMN mart.roles.last_seen_at IS 'publication time of the last';
COMMENT ON COLUMN mart.roles.version_id IS 'the version that gives it first';
COMMENT ON COLUMN mart.roles.role_start IS 'where it stands there: code points into its text';

-- mart.plans: one row is something that is to happen: a planned event, or a claim that names a day to
-- come; and what became of it, as far as later reports tell.
CREATE OR REPLACE MACRO mart.plans_as_of(ts) AS TABLE
WITH heard AS (
    SELECT max(seen_at)::DATE AS until_on FROM core.reports_as_of(ts)
), planned AS (
    SELECT member.event_id, member.from_on, member.until_on, report.seen_at
    FROM core.event_members_as_of(ts) AS member
    JOIN core.reports_as_of(ts) AS report ON report.version_id = member.version_id
    WHERE member.tense = 'planned'
), event_plan AS (
    SELECT event_id, min(seen_at) AS stated_at,
        arg_min(from_on, seen_at) FILTER (until_on IS NOT NULL) AS due_from,
        arg_min(until_on, seen_at) FILTER (until_on IS NOT NULL) AS due_until,
        arg_max(from_on, seen_at) FILTER (until_on IS NOT NULL) AS latest_from,
        arg_max(until_on, seen_at) FILTER (until_on IS NOT NULL) AS latest_until
    FROM planned GROUP BY event_id
), happened AS (
    SELECT member.event_id, member.event_id AS outcome_id, member.from_on, report.seen_at
    FROM core.event_members_as_of(ts) AS member
    JOIN core.reports_as_of(ts) AS report ON report.version_id = member.version_id
    WHERE member.tense = 'past' AND member.event_id IN (SELECT event_id FROM event_plan)
    UNION ALL
    SELECT link.event_id_l, link.event_id_r, other.from_on, other.first_seen_at
    FROM mart.event_links_as_of(ts) AS link
    JOIN mart.events_as_of(ts) AS other ON other.event_id = link.event_id_r
    WHERE link.relation = 'outcome_of' AND other.tense <> 'planned'
    UNION ALL
    SELECT link.event_id_r, link.event_id_l, other.from_on, other.first_seen_at
    FROM mart.event_links_as_of(ts) AS link
    JOIN mart.events_as_of(ts) AS other ON other.event_id = link.event_id_l
    WHERE link.relation = 'outcome_of' AND other.tense <> 'planned'
), outcome AS (
    SELECT event_id, arg_min(outcome_id, seen_at) AS evidence_id, min(seen_at) AS evidence_at,
        arg_min(from_on, seen_at) AS happened_on
    FROM happened GROUP BY event_id
), pledge AS (
    SELECT said.claim_id, said.speaker, said.content, said.event_id, due.due_from, due.due_until,
        report.seen_at AS stated_at
    FROM core.claim_due AS due
    JOIN core.claim_occurrences_as_of(ts) AS said ON said.mention_id = due.mention_id
    JOIN core.reports_as_of(ts) AS report ON report.version_id = said.version_id
    WHERE core.held(due.recorded_at, due.retracted_at, ts) AND said.claim_id IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY said.claim_id ORDER BY report.seen_at, due.due_until, said.mention_id
    ) = 1
), claim_pair AS (
    SELECT claim_id_l AS claim_id, claim_id_r AS other_id FROM mart.claim_links_as_of(ts)
    UNION ALL
    SELECT claim_id_r, claim_id_l FROM mart.claim_links_as_of(ts)
), said_later AS (
    SELECT pledge.claim_id, claim_pair.other_id, report.seen_at, due.due_until,
        said.kind NOT IN ('pledge', 'offer', 'plan', 'agreement', 'prediction', 'refusal')
            AND said.modality = 'asserted' AS is_done
    FROM pledge
    JOIN claim_pair ON claim_pair.claim_id = pledge.claim_id
    JOIN core.claim_occurrences_as_of(ts) AS said ON said.claim_id = claim_pair.other_id
    JOIN core.reports_as_of(ts) AS report ON report.version_id = said.version_id
    LEFT JOIN core.claim_due AS due
        ON due.mention_id = said.mention_id AND core.held(due.recorded_at, due.retracted_at, ts)
    WHERE report.seen_at > pledge.stated_at
), told_later AS (
    SELECT claim_id, arg_min(other_id, seen_at) FILTER (is_done AND due_until IS NULL) AS done_id,
        min(seen_at) FILTER (is_done AND due_until IS NULL) AS done_at,
        arg_max(other_id, seen_at) FILTER (due_until IS NOT NULL) AS due_again_id,
        max(seen_at) FILTER (due_until IS NOT NULL) AS due_again_at,
        arg_max(due_until, seen_at) FILTER (due_until IS NOT NULL) AS due_again
    FROM said_later GROUP BY claim_id
)
SELECT 'event' AS what, plan.event_id AS plan_id, event.title AS plan,
    array_to_string(event.participants[1:4], ', ') AS who, plan.stated_at, plan.due_from,
    plan.due_until,
    CASE
        WHEN outcome.evidence_id IS NOT NULL AND outcome.happened_on > plan.due_until THEN 'slipped'
        WHEN outcome.evidence_id IS NOT NULL THEN 'fulfilled'
        WHEN plan.latest_from > plan.due_until THEN 'slipped'
        WHEN plan.due_until IS NULL OR plan.due_until >= heard.until_on THEN 'open'
        ELSE 'silent'
    END AS status,
    outcome.evidence_id, outcome.evidence_at, plan.event_id AS event_id
FROM event_plan AS plan
JOIN mart.events_as_of(ts) AS event ON event.event_id = plan.event_id
CROSS JOIN heard
LEFT JOIN outcome ON outcome.event_id = plan.event_id
UNION ALL
SELECT 'pledge', plan.claim_id, plan.content, plan.speaker, plan.stated_at, plan.due_from,
    plan.due_until,
    CASE
        WHEN told.done_id IS NOT NULL THEN 'fulfilled'
        WHEN outcome.evidence_id IS NOT NULL AND outcome.happened_on > plan.due_until THEN 'slipped'
        WHEN outcome.evidence_id IS NOT NULL AND outcome.evidence_at > plan.stated_at
        THEN 'fulfilled'
        WHEN told.due_again > plan.due_until THEN 'slipped'
        WHEN plan.due_until >= heard.until_on THEN 'open'
        ELSE 'silent'
    END,
    coalesce(told.done_id, outcome.evidence_id,
        CASE WHEN told.due_again > plan.due_until THEN told.due_again_id END),
    coalesce(told.done_at, outcome.evidence_at,
        CASE WHEN told.due_again > plan.due_until THEN told.due_again_at END),
    plan.event_id
FROM pledge AS plan
CROSS JOIN heard
LEFT JOIN told_later AS told ON told.claim_id = plan.claim_id
LEFT JOIN outcome ON outcome.event_id = plan.event_id;
COMMENT ON MACRO TABLE mart.plans_as_of IS 'mart.plans as it was at a moment.';

CREATE OR REPLACE VIEW mart.plans AS FROM mart.plans_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.plans IS 'Something that is to happen, and what became of it as far as later reports tell.';
COMMENT ON COLUMN mart.plans.what IS 'event (a planned one) or pledge (a claim that names a day to come)';
COMMENT ON COLUMN mart.plans.plan_id IS 'the event or the claim';
COMMENT ON COLUMN mart.plans.plan IS 'the event''s title, or the words of the claim';
COMMENT ON COLUMN mart.plans.who IS 'who takes part, or who pledged';
COMMENT ON COLUMN mart.plans.stated_at IS 'when it was first told, by publication';
COMMENT ON COLUMN mart.plans.due_from IS 'first day on which it may happen, as first told';
COMMENT ON COLUMN mart.plans.due_until IS 'last day on which it is in time, as first told; NULL where no day is told';
COMMENT ON COLUMN mart.plans.status IS 'fulfilled, slipped (happened late, or put off), silent (the day is past and no report tells) or open';
COMMENT ON COLUMN mart.plans.evidence_id IS 'the event or claim that tells what became of it';
COMMENT ON COLUMN mart.plans.evidence_at IS 'when that was told';
COMMENT ON COLUMN mart.plans.event_id IS 'the event it is about, where one is known';
