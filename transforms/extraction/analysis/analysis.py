"""What an analyser says about a text, in plain sequences that know no library."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class NamedSpan(NamedTuple):
    """A name: the words from `start` up to `stop`; `kind` is person, organisation or place."""

    start: int
    stop: int
    kind: str


class WordRoles(NamedTuple):
    """How probable it is that a word belongs to a cue, to a speaker, to a content: each 0 to 1."""

    cue: float
    speaker: float
    content: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of one text, with their tags and their dependencies.

    Words are counted from 0 over the whole text. All sequences but `names` have one item a word;
    `roles` has none where the analyser tells no roles.

    Attributes:
        starts: where each word starts, in code points of the text.
        stops: where each word stops.
        upos: universal part of speech: NOUN, PROPN, VERB, AUX, …
        tags: Penn treebank tag: VBD, NNS, PRP$, …; it tells tense, number and finiteness.
        heads: the word that each word depends on; the root of a sentence is its own head.
        relations: relation of Universal Dependencies to the head, with its subtype (nsubj:pass,
            acl:relcl, nmod:poss); "root" for a root.
        sentences: number of the sentence, from 0.
        names: the names, in order, without overlap.
        is_cut: the text goes on, but holds more words than one text is analysed for.
        roles: what a tagger of roles says of each word; the ranker weighs it where it is there.
    """

    starts: "array[int]"
    stops: "array[int]"
    upos: tuple[str, ...]
    tags: tuple[str, ...]
    heads: "array[int]"
    relations: tuple[str, ...]
    sentences: "array[int]"
    names: tuple[NamedSpan, ...] = ()
    is_cut: bool = False
    roles: tuple[WordRoles, ...] = ()

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Give the code points from the word `start` up to the word `stop`, which is left out."""
        return self.starts[start], self.stops[stop - 1]


class Analyser(Protocol):
    """Something that parses texts; results carry its name and version."""

    @property
    def name(self) -> str:
        """Give the name under which its results are stored."""
        ...

    @property
    def version(self) -> str:
        """Give the version of its weights."""
        ...

    def analyse(self, texts: Iterable[str]) -> Iterator[Analysis]:
        """Parse texts, in their order; a text's result does not depend on its neighbours."""
        ...


@dataclass(slots=True)
class Builder:
    """Collects the words of one text, sentence by sentence or in runs of sentences."""

    starts: "array[int]" = field(default_factory=lambda: array("i"))
    stops: "array[int]" = field(default_factory=lambda: array("i"))
    upos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    heads: "array[int]" = field(default_factory=lambda: array("i"))
    relations: list[str] = field(default_factory=list)
    sentences: "array[int]" = field(default_factory=lambda: array("i"))
    names: list[NamedSpan] = field(default_factory=list)

    def built(self, *, is_cut: bool) -> Analysis:
        """Give what was collected."""
        return Analysis(
            self.starts,
            self.stops,
            tuple(self.upos),
            tuple(self.tags),
            self.heads,
            tuple(self.relations),
            self.sentences,
            tuple(self.names),
            is_cut,
        )
