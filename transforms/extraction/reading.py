"""What was read out of one text: claims, entities, roles and quantities, all as spans."""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A run of code points of the text."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """Words that the text attributes to a speaker, or that it asserts itself.

    Attributes:
        speaker: as written; None for narration and where nobody is named.
        speaker_name: the resolved name; `speaker_id` its entity.
        strength: how far the cue commits the speaker: strong, plain or weak.
        via: media and documents that the words came through, as written, from the outlet inwards.
        origin: one name for what every outlet can draw on, in lower case: statement, reuters.
        pattern: which rule took it out, for measuring.
    """

    attributed: bool
    speaker: Span | None
    speaker_id: str | None
    speaker_name: str | None
    cue: Span | None
    content: tuple[Span, ...]
    addressee: Span | None
    kind: str
    quote_type: str
    polarity: str
    modality: str
    confidence: float
    pattern: str
    strength: str = "plain"
    via: tuple[Span, ...] = ()
    origin: str | None = None

    @property
    def hull(self) -> Span:
        """The span from the first word of the content to its last."""
        return Span(self.content[0].start, self.content[-1].stop)


@dataclass(frozen=True, slots=True)
class ReadEntity:
    """A person, organisation, place or group, with the forms by which the text calls it."""

    entity_id: str
    name: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadMention:
    """One place in the text that refers to an entity.

    `form` is name, surname, acronym, role, pronoun or group.
    """

    entity_id: str
    span: Span
    form: str


@dataclass(frozen=True, slots=True)
class ReadRole:
    """A title that the text gives a person."""

    entity_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class ReadQuantity:
    """A number with its unit and bound."""

    span: Span
    value: float
    unit: str
    bound: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read out of one text, each in the order of the text.

    `parsed_until` is where the analysis ends of a text that is too long for it: what lies behind
    was read by patterns alone. None for a text that was parsed to its end.
    """

    claims: tuple[ReadClaim, ...]
    entities: tuple[ReadEntity, ...]
    mentions: tuple[ReadMention, ...]
    roles: tuple[ReadRole, ...]
    quantities: tuple[ReadQuantity, ...]
    parsed_until: int | None = None
