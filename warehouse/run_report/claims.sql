-- One row per attributed claim that the run $run_id found or heard again; those of most outlets first.
SELECT
    claim.speaker,
    claim.kind,
    claim.content,
    claim.n_mentions,
    claim.n_outlets,
    claim.n_independent,
    claim.status,
    claim.claim_id::VARCHAR AS claim_id
FROM mart.claims AS claim
WHERE claim.speaker IS NOT NULL
    AND claim.claim_id IN (SELECT claim_id FROM core.claim_membership WHERE run_id = $run_id)
ORDER BY claim.n_independent DESC, claim.n_outlets DESC, claim.n_mentions DESC, claim.speaker, claim.content;
