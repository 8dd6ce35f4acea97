-- mart.entities: one row is one person, organisation, place or group, with the names and titles it is given.
CREATE OR REPLACE MACRO mart.entities_as_of(ts) AS TABLE
WITH alias AS (
    SELECT entity_id, list(DISTINCT alias ORDER BY alias) AS aliases
    FROM core.entity_alias WHERE core.held(recorded_at, retracted_at, ts) GROUP BY entity_id
), written AS (
    SELECT entity_id, regexp_replace(role, '\s+', ' ', 'g') AS role
    FROM core.role_statement WHERE core.held(recorded_at, retracted_at, ts)
), titled AS (
    SELECT entity_id, min(role) AS role, count(*) AS n
    FROM written GROUP BY entity_id, lower(role)
), title AS (
    -- "Minister" says nothing beside "Interior Minister"
    SELECT entity_id, list(role ORDER BY n DESC, role) AS titles
    FROM titled AS short
    WHERE NOT EXISTS (
        FROM titled AS long
        WHERE long.entity_id = short.entity_id
            AND ends_with(lower(long.role), ' ' || lower(short.role))
    )
    GROUP BY entity_id
), spoken AS (
    SELECT speaker_id AS entity_id, count(DISTINCT coalesce(claim_id, mention_id)) AS n_claims
    FROM core.claim_occurrences_as_of(ts)
    WHERE speaker_id IS NOT NULL GROUP BY speaker_id
), named AS (
    SELECT mention.entity_id, count(DISTINCT version.article_id) AS n_articles
    FROM core.entity_mention AS mention
    JOIN core.article_version AS version
        ON version.version_id = mention.version_id
        AND core.held(version.recorded_at, version.retracted_at, ts)
    WHERE core.held(mention.recorded_at, mention.retracted_at, ts) GROUP BY mention.entity_id
)
SELECT entity.entity_id, entity.name, entity.kind, coalesce(alias.aliases, []) AS aliases,
    coalesce(title.titles, []) AS titles, coalesce(spoken.n_claims, 0) AS n_claims,
    coalesce(named.n_articles, 0) AS n_articles
FROM core.entity AS entity
LEFT JOIN alias ON alias.entity_id = entity.entity_id
LEFT JOIN title ON title.entity_id = entity.entity_id
LEFT JOIN spoken ON spoken.entity_id = entity.entity_id
LEFT JOIN named ON named.entity_id = entity.entity_id
WHERE core.held(entity.recorded_at, entity.retracted_at, ts);
COMMENT ON MACRO TABLE mart.entities_as_of IS 'mart.entities as it was at a moment.';

CREATE OR REPLACE VIEW mart.entities AS FROM mart.entities_as_of('infinity'::TIMESTAMPTZ);
COMMENT ON VIEW mart.entities IS 'One person, organisation, place or group, with the names and titles it is given.';
COMMENT ON COLUMN mart.entities.entity_id IS 'the entity';
COMMENT ON COLUMN mart.entities.name IS 'the fullest form seen when it was founded';
COMMENT ON COLUMN mart.entities.kind IS 'person, organisation, place or group';
COMMENT ON COLUMN mart.entities.aliases IS 'the forms by which it is called';
COMMENT ON COLUMN mart.entities.titles IS 'the titles that texts give it, most frequent first; not those that end a longer one';
COMMENT ON COLUMN mart.entities.n_claims IS 'claims it makes';
COMMENT ON COLUMN mart.entities.n_articles IS 'articles that name it';
