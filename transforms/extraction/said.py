"""A reporting verb in its sentence, before its content is known."""

from dataclasses import dataclass

from transforms.extraction.found import Found, Text, span_of
from transforms.extraction.grammar import VerbGroup
from transforms.extraction.lexicon import Frame
from transforms.extraction.reading import Span
from transforms.extraction.tokens import TaggedSentence, Token


@dataclass(frozen=True, slots=True)
class Said:
    """A reporting verb in its sentence: its subject, the uses that fit, where the cue stops."""

    text: Text
    sentence: TaggedSentence
    group: VerbGroup
    subject: Span | None
    uses: list[Frame]
    stop: int

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the sentence."""
        return self.sentence.tokens

    @property
    def is_participle(self) -> bool:
        """Whether it is a bare -ing form: "adding that"."""
        return not self.group.helpers and self.tokens[self.group.head].tag == "VG"

    def found(self, pattern: str, use: Frame, cue_stop: int, content: list[Span]) -> Found:
        """Give the attribution with this cue and content."""
        cue = span_of(self.tokens, self.group.start, cue_stop)
        return Found(
            self.sentence.index,
            pattern,
            use.kind,
            use.strength,
            self.subject,
            cue,
            content,
            is_negated=self.group.is_negated,
        )
