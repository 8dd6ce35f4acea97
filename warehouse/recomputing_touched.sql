-- What in the computed tables may differ, from the rows that changed (changed_<table>), the copy of
-- the last snapshot, whose core tables are those of now (fresh.core) and whose computed tables are
-- still those of before (fresh.computed). Too much does no harm, too little does.

-- Clusters that were merged, parted or given other members, with all that stand for them.
CREATE OR REPLACE TEMP TABLE touched_group AS
WITH said AS (
    SELECT unnest([copy_group_id, merged_into]) AS id FROM changed_copy_group
    UNION SELECT copy_group_id FROM changed_copy_membership
    UNION SELECT copy_group_id FROM changed_copy_placement
    UNION
    SELECT copy_group_id FROM fresh.computed.copies
    WHERE version_id IN (
        SELECT version_id FROM changed_article_version
        UNION ALL SELECT version_id FROM changed_copy_membership
        UNION ALL SELECT version_id FROM changed_copy_placement
    )
), headed AS (
    SELECT id FROM said UNION SELECT head_id FROM group_head WHERE copy_group_id IN (FROM said)
)
SELECT id FROM headed WHERE id IS NOT NULL
UNION SELECT copy_group_id FROM group_head WHERE head_id IN (FROM headed);

CREATE OR REPLACE TEMP TABLE merged_event AS
WITH said AS (
    SELECT unnest([event_id, merged_into]) AS id FROM changed_event
), headed AS (
    SELECT id FROM said UNION SELECT head_id FROM event_head WHERE event_id IN (FROM said)
)
SELECT id FROM headed WHERE id IS NOT NULL
UNION SELECT event_id FROM event_head WHERE head_id IN (FROM headed);

CREATE OR REPLACE TEMP TABLE merged_claim AS
WITH said AS (
    SELECT unnest([claim_id, merged_into]) AS id FROM changed_claim
), headed AS (
    SELECT id FROM said UNION SELECT head_id FROM claim_head WHERE claim_id IN (FROM said)
)
SELECT id FROM headed WHERE id IS NOT NULL
UNION SELECT claim_id FROM claim_head WHERE head_id IN (FROM headed);

-- Versions: those of the articles that changed, and all in the groups.
CREATE OR REPLACE TEMP TABLE touched_version AS
SELECT version_id AS id FROM changed_article_version
UNION SELECT version_id FROM changed_copy_membership
UNION SELECT version_id FROM changed_copy_placement
UNION SELECT version_id FROM fresh.core.copy_membership
WHERE copy_group_id IN (FROM touched_group)
UNION SELECT version_id FROM fresh.core.copy_placement
WHERE copy_group_id IN (FROM touched_group)
UNION SELECT version_id FROM fresh.computed.copies WHERE copy_group_id IN (FROM touched_group)
UNION SELECT version_id FROM fresh.core.article_version
WHERE article_id IN (
    SELECT article_id FROM changed_article_version UNION ALL SELECT article_id FROM changed_article
);

CREATE OR REPLACE TEMP TABLE touched_mention AS
SELECT mention_id AS id FROM changed_claim_mention
UNION SELECT mention_id FROM changed_claim_membership
UNION SELECT mention_id_l FROM changed_claim_change WHERE mention_id_l IS NOT NULL
UNION SELECT mention_id FROM fresh.core.claim_mention WHERE version_id IN (FROM touched_version)
UNION SELECT mention_id FROM fresh.computed.claim_mentions
WHERE claim_id IN (FROM merged_claim) OR event_id IN (FROM merged_event)
UNION SELECT mention_id FROM fresh.core.claim_membership
WHERE claim_id IN (FROM merged_claim) OR event_id IN (FROM merged_event);

-- Claims: those that the mentions were in, and those that they are in.
CREATE OR REPLACE TEMP TABLE touched_claim AS
WITH placed AS (
    SELECT claim_id AS id FROM fresh.core.claim_membership
    WHERE mention_id IN (FROM touched_mention)
    UNION
    SELECT unnest([claim_id_l, claim_id_r]) FROM changed_disagreement
    UNION
    SELECT unnest([claim_id_l, claim_id_r]) FROM changed_claim_link
)
FROM merged_claim
UNION SELECT id FROM placed WHERE id IS NOT NULL
UNION SELECT head_id FROM claim_head WHERE claim_id IN (FROM placed)
UNION SELECT claim_id FROM fresh.computed.claim_mentions
WHERE claim_id IS NOT NULL AND mention_id IN (FROM touched_mention);

CREATE OR REPLACE TEMP TABLE touched_event AS
WITH moved AS (
    SELECT event_mention_id AS id FROM changed_event_mention
    UNION
    SELECT event_mention_id FROM changed_event_membership
    UNION
    SELECT event_mention_id FROM fresh.core.event_mention
    WHERE version_id IN (FROM touched_version)
    UNION
    SELECT event_mention_id
    FROM (
        SELECT event_mention_id, unnest(participant_ids) AS entity_id FROM fresh.core.event_mention
    )
    WHERE entity_id IN (SELECT entity_id FROM changed_entity)
), placed AS (
    SELECT event_id AS id FROM fresh.core.event_membership WHERE event_mention_id IN (FROM moved)
)
FROM merged_event
UNION FROM placed
UNION SELECT head_id FROM event_head WHERE event_id IN (FROM placed);
