"""Who said what: entities, roles, claim mentions, claims, links and disagreements."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from transforms.contracts.contract import Contract, Id


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place or group of people."""

    entity_id: Annotated[str, Id(), "kind and normalised name"]
    name: Annotated[str, "the fullest form seen when it was founded"]
    kind: Annotated[str, "person, organisation, place or group"]


@dataclass(frozen=True, slots=True)
class EntityAlias:
    """A form by which an entity is called."""

    entity_id: Annotated[str, Id(), "the entity"]
    alias: Annotated[str, "as written"]


@dataclass(frozen=True, slots=True)
class EntityMention:
    """One place in a version's text that refers to an entity."""

    entity_mention_id: Annotated[str, Id(), "version, entity and span"]
    version_id: Annotated[str, Id(), "the version"]
    entity_id: Annotated[str, Id(), "the entity"]
    exact: Annotated[str, "== text[exact_start:exact_stop]"]
    exact_start: Annotated[int, "code points into the version's text"]
    exact_stop: Annotated[int, "code points into the version's text"]
    form: Annotated[str, "name, surname, acronym, role, pronoun or group"]


@dataclass(frozen=True, slots=True)
class RoleStatement:
    """That a text gives a person a title: 'acting US ambassador'."""

    role_statement_id: Annotated[str, Id(), "version, person and span"]
    version_id: Annotated[str, Id(), "the version"]
    entity_id: Annotated[str, Id(), "the person"]
    role: Annotated[str, "== text[role_start:role_stop]"]
    role_start: Annotated[int, "code points into the version's text"]
    role_stop: Annotated[int, "code points into the version's text"]


@dataclass(frozen=True, slots=True)
class ClaimMention:
    """Words that one version attributes to one speaker, or tells itself, exactly as written."""

    mention_id: Annotated[str, Id(), "version, content span, cue span and speaker"]
    version_id: Annotated[str, Id(), "the version"]
    attributed: Annotated[bool, "false for narration: the outlet itself speaks"]
    speaker_id: Annotated[str | None, Id(), "the entity that speaks; NULL when unknown"]
    speaker: Annotated[str | None, "its resolved name"]
    speaker_as_written: Annotated[str | None, "== text[speaker_start:speaker_stop]"]
    speaker_start: Annotated[int | None, "code points into the version's text"]
    speaker_stop: Annotated[int | None, "code points into the version's text"]
    cue: Annotated[str | None, "the reporting expression: 'stressed that'"]
    cue_start: Annotated[int | None, "code points into the version's text"]
    cue_stop: Annotated[int | None, "code points into the version's text"]
    content: Annotated[str, "what is said; == text[content_start:content_stop]"]
    content_start: Annotated[int, "code points into the version's text"]
    content_stop: Annotated[int, "code points into the version's text"]
    content_spans: Annotated[list[int], "start, stop, start, stop … where it is not one run"]
    addressee: Annotated[str | None, "who is told; == text[addressee_start:addressee_stop]"]
    addressee_start: Annotated[int | None, "code points into the version's text"]
    addressee_stop: Annotated[int | None, "code points into the version's text"]
    via: Annotated[list[str], "media and documents it came through, as written, from the outlet in"]
    via_spans: Annotated[list[int], "start, stop, start, stop … of these in the version's text"]
    origin: Annotated[str | None, "what every outlet can draw on: 'statement', 'reuters'"]
    kind: Annotated[str, "statement, figure, agreement, pledge, offer, prediction, praise, …"]
    strength: Annotated[str, "how far the cue commits the speaker: strong, plain or weak"]
    quote_type: Annotated[str, "direct, mixed, indirect or none"]
    polarity: Annotated[str, "affirmed or negated"]
    modality: Annotated[str, "asserted, planned, possible, conditional or required"]
    confidence: Annotated[float, "0 to 1: that speaker, cue and content are right"]
    extractor: Annotated[str, "name and version of what took it out"]


@dataclass(frozen=True, slots=True)
class ClaimTime:
    """A time that a claim states, with the days between which it must lie."""

    claim_time_id: Annotated[str, Id(), "mention and span"]
    mention_id: Annotated[str, Id(), "the mention whose content states it"]
    version_id: Annotated[str, Id(), "the version"]
    exact: Annotated[str, "== text[exact_start:exact_stop]"]
    exact_start: Annotated[int, "code points into the version's text"]
    exact_stop: Annotated[int, "code points into the version's text"]
    from_on: Annotated[date | None, "first day it can mean; NULL where nothing could be resolved"]
    until_on: Annotated[date | None, "last day it can mean"]
    precision: Annotated[str | None, "day, week, month, season or year"]
    time_basis: Annotated[str, "explicit (a full date) or relative (to the publication date)"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, with its unit and bound: 'over $972 million' is at least 972e6 USD."""

    quantity_id: Annotated[str, Id(), "version and span"]
    version_id: Annotated[str, Id(), "the version"]
    exact: Annotated[str, "== text[exact_start:exact_stop], bound words and unit included"]
    exact_start: Annotated[int, "code points into the version's text"]
    exact_stop: Annotated[int, "code points into the version's text"]
    value: Annotated[float, "in units, not in millions"]
    unit: Annotated[str, "ISO 4217 currency, percent, or the singular noun that is counted"]
    bound: Annotated[str, "exact, at_least, at_most or about"]


@dataclass(frozen=True, slots=True)
class Claim:
    """The same proposition by the same speaker about the same event, across mentions."""

    claim_id: Annotated[str, Id(), "minted from its founding mention, never again"]
    founding_mention_id: Annotated[str, Id(), "the mention that founded it"]
    merged_into: Annotated[str | None, Id(), "the claim that took it over"]


@dataclass(frozen=True, slots=True)
class ClaimMembership:
    """That a mention is an occurrence of a claim."""

    mention_id: Annotated[str, Id(), "the mention"]
    claim_id: Annotated[str, Id(), "its claim"]
    event_id: Annotated[str | None, Id(), "the event it is about, where one is known"]
    status: Annotated[str, "confirmed (strict tier), candidate or rejected"]
    score: Annotated[float, "0 to 1; 1 for the founding mention"]
    evidence_for: Annotated[list[str], "sentences for a person"]
    evidence_against: Annotated[list[str], "sentences for a person"]
    rule_version: Annotated[str, "the rules that decided"]


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A scored relation between two claims that were not joined."""

    claim_link_id: Annotated[str, Id(), "both claims and the relation"]
    claim_id_l: Annotated[str, Id(), "one claim"]
    claim_id_r: Annotated[str, Id(), "the other"]
    relation: Annotated[str, "same or repeats"]
    status: Annotated[str, "candidate, confirmed or rejected"]
    score: Annotated[float, "0 to 1"]
    evidence_for: Annotated[list[str], "sentences for a person"]
    evidence_against: Annotated[list[str], "sentences for a person"]
    rule_version: Annotated[str, "the rules that decided"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two spans about one event that differ in a detail both state."""

    disagreement_id: Annotated[str, Id(), "both spans and the kind"]
    event_id: Annotated[str, Id(), "the event"]
    kind: Annotated[str, "number, speaker, role, date, place, term, strength or polarity"]
    compatible: Annotated[bool, "whether both may be true"]
    claim_id_l: Annotated[str | None, Id(), "the claim, where the detail belongs to one"]
    claim_id_r: Annotated[str | None, Id(), "the claim, where the detail belongs to one"]
    version_id_l: Annotated[str, Id(), "where the one detail stands"]
    version_id_r: Annotated[str, Id(), "where the other stands"]
    text_l: Annotated[str, "== text[text_l_start:text_l_stop] of version_id_l"]
    text_l_start: Annotated[int, "code points into that version's text"]
    text_l_stop: Annotated[int, "code points into that version's text"]
    text_r: Annotated[str, "== text[text_r_start:text_r_stop] of version_id_r"]
    text_r_start: Annotated[int, "code points into that version's text"]
    text_r_stop: Annotated[int, "code points into that version's text"]
    explanation: Annotated[str, "one plain sentence"]
    rule_version: Annotated[str, "the rules that decided"]


ENTITIES = Contract(Entity, table="core.entity", key=("entity_id",), history=True)
ENTITY_ALIASES = Contract(
    EntityAlias, table="core.entity_alias", key=("entity_id", "alias"), history=True
)
ENTITY_MENTIONS = Contract(
    EntityMention, table="core.entity_mention", key=("entity_mention_id",), history=True
)
ROLE_STATEMENTS = Contract(
    RoleStatement, table="core.role_statement", key=("role_statement_id",), history=True
)
CLAIM_MENTIONS = Contract(
    ClaimMention, table="core.claim_mention", key=("mention_id",), history=True
)
CLAIM_TIMES = Contract(ClaimTime, table="core.claim_time", key=("claim_time_id",), history=True)
QUANTITIES = Contract(Quantity, table="core.quantity", key=("quantity_id",), history=True)
CLAIMS = Contract(Claim, table="core.claim", key=("claim_id",), history=True)
CLAIM_MEMBERSHIPS = Contract(
    ClaimMembership, table="core.claim_membership", key=("mention_id", "claim_id"), history=True
)
CLAIM_LINKS = Contract(ClaimLink, table="core.claim_link", key=("claim_link_id",), history=True)
DISAGREEMENTS = Contract(
    Disagreement, table="core.disagreement", key=("disagreement_id",), history=True
)
