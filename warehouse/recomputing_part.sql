-- Bring into this database, which has the same views, all rows that decide on what was touched.

CREATE OR REPLACE TEMP TABLE part_mention AS
FROM touched_mention
UNION SELECT mention_id FROM fresh.computed.claim_mentions WHERE claim_id IN (FROM touched_claim)
UNION SELECT mention_id FROM fresh.core.claim_membership
WHERE claim_id IN (
    FROM touched_claim
    UNION SELECT claim_id FROM claim_head WHERE head_id IN (FROM touched_claim)
);

INSERT INTO core.claim_mention BY NAME
FROM fresh.core.claim_mention WHERE mention_id IN (FROM part_mention);

INSERT INTO core.claim_membership BY NAME
FROM fresh.core.claim_membership WHERE mention_id IN (FROM part_mention);

INSERT INTO core.event_membership BY NAME
FROM fresh.core.event_membership
WHERE event_id IN (
    FROM touched_event
    UNION SELECT event_id FROM event_head WHERE head_id IN (FROM touched_event)
);

INSERT INTO core.event_mention BY NAME
FROM fresh.core.event_mention
WHERE event_mention_id IN (SELECT event_mention_id FROM core.event_membership);

-- A report depends on the other versions of its article and on the others of its group.
CREATE OR REPLACE TEMP TABLE part_report AS
FROM touched_version
UNION SELECT version_id FROM core.claim_mention
UNION SELECT version_id FROM core.event_mention;

CREATE OR REPLACE TEMP TABLE part_version AS
FROM part_report
UNION SELECT version_id FROM fresh.core.article_version
WHERE article_id IN (
    SELECT article_id FROM fresh.core.article_version WHERE version_id IN (FROM part_report)
)
UNION SELECT version_id FROM fresh.computed.copies
WHERE copy_group_id IN (
    SELECT copy_group_id FROM fresh.computed.copies WHERE version_id IN (FROM part_report)
);

INSERT INTO core.article_version BY NAME
FROM fresh.core.article_version WHERE version_id IN (FROM part_version);

INSERT INTO core.article BY NAME
FROM fresh.core.article WHERE article_id IN (SELECT article_id FROM core.article_version);

INSERT INTO core.copy_membership BY NAME
FROM fresh.core.copy_membership WHERE version_id IN (FROM part_version);

INSERT INTO core.copy_placement BY NAME
FROM fresh.core.copy_placement WHERE version_id IN (FROM part_version);

INSERT INTO core.event BY NAME
FROM fresh.core.event WHERE merged_into IS NOT NULL OR event_id IN (FROM touched_event);

INSERT INTO core.copy_group BY NAME FROM fresh.core.copy_group WHERE merged_into IS NOT NULL;
INSERT INTO core.claim BY NAME FROM fresh.core.claim WHERE merged_into IS NOT NULL;
INSERT INTO core.outlet BY NAME FROM fresh.core.outlet;

INSERT INTO core.entity BY NAME
FROM fresh.core.entity
WHERE entity_id IN (SELECT unnest(participant_ids) FROM core.event_mention);

INSERT INTO core.disagreement BY NAME
FROM fresh.core.disagreement
WHERE claim_id_l IN (FROM touched_claim) OR claim_id_r IN (FROM touched_claim);

INSERT INTO core.claim_link BY NAME
FROM fresh.core.claim_link
WHERE claim_id_l IN (FROM touched_claim) OR claim_id_r IN (FROM touched_claim);

INSERT INTO core.claim_change BY NAME
FROM fresh.core.claim_change WHERE mention_id_l IN (FROM part_mention);
