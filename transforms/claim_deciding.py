"""Works out which mentions are one claim when analysts' decisions are applied to the matcher's."""

from dataclasses import dataclass, replace

import polars as pl

from transforms.contracts.claims import (
    CLAIM_LINKS,
    CLAIM_MEMBERSHIPS,
    CLAIMS,
    Claim,
    ClaimLink,
    ClaimMembership,
)
from transforms.contracts.operations import Decision
from transforms.deciding import ANALYST, REJECTED
from transforms.decisions import in_order, in_words
from transforms.identifiers import stable_id

CLAIM, CLAIM_LINK = "claim", "claim_link"
_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class ClaimRows:
    """Claims that hang together: CLAIMS, CLAIM_MEMBERSHIPS and CLAIM_LINKS."""

    claims: pl.DataFrame
    memberships: pl.DataFrame
    links: pl.DataFrame


def replay_claims(base: ClaimRows, decisions: pl.DataFrame) -> ClaimRows:
    """Apply decisions to what the matcher decided.

    A merge joins claims under the first one that was named; a split founds a claim of the
    mentions that are taken out; rejecting does so too and keeps on record that they do not
    belong. Confirming a link that says that two claims may be one joins them.

    Args:
        base: the matcher's rows, the oldest claim first.
        decisions: DECISIONS on claims and their links; those that are undone have no effect.
    """
    board = _Board(base)
    for decision in in_order(decisions):
        if decision.undone_at is None:
            board.apply(decision)
    members = [*board.members.values(), *board.rejected]
    return ClaimRows(
        CLAIMS.frame(board.claims[key] for key in sorted(board.claims)),
        CLAIM_MEMBERSHIPS.frame(sorted(members, key=lambda row: (row.mention_id, row.claim_id))),
        CLAIM_LINKS.frame(board.links[key] for key in sorted(board.links)),
    )


class _Board:
    """Claims and their mentions while decisions are applied."""

    def __init__(self, base: ClaimRows) -> None:
        self.claims = {row["claim_id"]: Claim(**row) for row in base.claims.to_dicts()}
        rows = [ClaimMembership(**row) for row in base.memberships.to_dicts()]
        self.members = {row.mention_id: row for row in rows if row.status != REJECTED}
        self.rejected = [row for row in rows if row.status == REJECTED]
        self.links = {row["claim_link_id"]: ClaimLink(**row) for row in base.links.to_dicts()}

    def apply(self, decision: Decision) -> None:
        if decision.subject == CLAIM_LINK:
            self._judge(decision)
        elif decision.subject == CLAIM and decision.action == "merge":
            self._merge([*decision.mention_ids_l, *decision.mention_ids_r])
        elif decision.subject == CLAIM and decision.action in ("split", "reject"):
            self._split(decision)

    def head(self, claim_id: str) -> str:
        for _ in range(_MOST_STEPS):
            claim = self.claims.get(claim_id)
            if claim is None or claim.merged_into is None:
                break
            claim_id = claim.merged_into
        return claim_id

    def _merge(self, mention_ids: list[str]) -> None:
        named = [self.members[each].claim_id for each in mention_ids if each in self.members]
        heads = list(dict.fromkeys(self.head(claim_id) for claim_id in named))
        for other in heads[1:]:
            self.claims[other] = replace(self.claims[other], merged_into=heads[0])

    def _split(self, decision: Decision) -> None:
        moving = sorted(each for each in decision.mention_ids_r if each in self.members)
        staying = {
            self.head(self.members[each].claim_id)
            for each in decision.mention_ids_l
            if each in self.members
        }
        moving = [each for each in moving if self.head(self.members[each].claim_id) in staying]
        if not moving:
            return
        said = in_words(decision)
        founded = stable_id("claim", moving[0], decision.decision_id)
        self.claims[founded] = Claim(founded, moving[0], None)
        for mention_id in moving:
            row = self.members[mention_id]
            if decision.action == "reject":
                against = [said, *row.evidence_against]
                self.rejected.append(
                    replace(row, status=REJECTED, evidence_against=against, rule_version=ANALYST)
                )
            self.members[mention_id] = replace(
                row,
                claim_id=founded,
                status="confirmed",
                score=1.0,
                evidence_for=[said],
                evidence_against=[],
                rule_version=ANALYST,
            )

    def _judge(self, decision: Decision) -> None:
        confirmed = decision.action == "confirm"
        said = in_words(decision)
        for link_id in decision.subject_ids:
            link = self.links.get(link_id)
            if link is None:
                continue
            pro = [said, *link.evidence_for] if confirmed else link.evidence_for
            contra = link.evidence_against if confirmed else [said, *link.evidence_against]
            self.links[link_id] = replace(
                link,
                status="confirmed" if confirmed else REJECTED,
                evidence_for=pro,
                evidence_against=contra,
                rule_version=ANALYST,
            )
            if confirmed and link.relation == "same":
                self._merge([*decision.mention_ids_l, *decision.mention_ids_r])
