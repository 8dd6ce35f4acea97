"""What becomes of claims and people over time: changes, repeats, due days, and who is who."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from transforms.contracts.contract import Contract, Id, Unsigned64


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """What a later version of an article does with what the version before it claimed."""

    claim_change_id: Annotated[str, Id(), "both versions, the kind and both mentions"]
    article_id: Annotated[str, Id(), "the article"]
    version_id_l: Annotated[str, Id(), "the version before"]
    version_id_r: Annotated[str, Id(), "the version after"]
    kind: Annotated[
        str,
        "added, dropped, reworded, softened, strengthened, reversed, reattributed, number_changed",
    ]
    mention_id_l: Annotated[str | None, Id(), "what was claimed; NULL for what was added"]
    mention_id_r: Annotated[str | None, Id(), "what is claimed now; NULL for what was dropped"]
    explanation: Annotated[str, "one plain sentence"]
    rule_version: Annotated[str, "the rules that decided"]


@dataclass(frozen=True, slots=True)
class ClaimTerm:
    """One of the heaviest words of an attributed claim mention, by which repeats are looked up."""

    mention_id: Annotated[str, Id(), "the mention"]
    term_hash: Annotated[int, Unsigned64(), "64-bit hash of its speaker and one of its stems"]


@dataclass(frozen=True, slots=True)
class ClaimDue:
    """Until when somebody is to do what he pledged, as the words of the pledge say it."""

    mention_id: Annotated[str, Id(), "the pledge"]
    due_from: Annotated[date, "first day on which it may be done"]
    due_until: Annotated[date, "last day on which it is in time"]
    precision: Annotated[str, "day, week, month, season or year"]
    time_text: Annotated[str, "the time expression as written"]


@dataclass(frozen=True, slots=True)
class EntityLink:
    """That two entities are one person under two names, or are not; neither id changes."""

    entity_link_id: Annotated[str, Id(), "both entities"]
    entity_id_l: Annotated[str, Id(), "the name that stands for both"]
    entity_id_r: Annotated[str, Id(), "the other name: shorter, or seen less"]
    status: Annotated[str, "candidate, confirmed or rejected"]
    score: Annotated[float, "0 to 1"]
    evidence_for: Annotated[list[str], "sentences for a person"]
    evidence_against: Annotated[list[str], "sentences for a person"]
    rule_version: Annotated[str, "the rules that decided"]


CLAIM_CHANGES = Contract(
    ClaimChange, table="core.claim_change", key=("claim_change_id",), history=True
)
CLAIM_TERMS = Contract(
    ClaimTerm, table="core.claim_term", key=("mention_id", "term_hash"), history=True
)
CLAIM_DUES = Contract(ClaimDue, table="core.claim_due", key=("mention_id",), history=True)
ENTITY_LINKS = Contract(EntityLink, table="core.entity_link", key=("entity_link_id",), history=True)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An article that was taken down: its tombstone, which keeps it from being taken in again."""

    article_id: Annotated[str, Id(), "the article"]
    forgotten_by: Annotated[str, "who asked"]
    reason: Annotated[str | None, "why, in the words of who asked"]
    forgotten_at: Annotated[datetime, "when"]


@dataclass(frozen=True, slots=True)
class ForgottenDocument:
    """A document that held a forgotten article: its bytes are not kept."""

    raw_id: Annotated[str, "sha256 of the bytes, lower-case hex"]
    article_id: Annotated[str, Id(), "the article it held"]


FORGOTTEN = Contract(Forgotten, table="ops.forgotten", key=("article_id",))
FORGOTTEN_DOCUMENTS = Contract(
    ForgottenDocument, table="ops.forgotten_document", key=("raw_id", "article_id")
)
