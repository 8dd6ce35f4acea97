"""A text as the ranker sees it: its dependencies with base forms, classes and quotations."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from transforms.extraction.analysis.analysis import Analysis
from transforms.extraction.analysis.trees import Tree
from transforms.extraction.found import Text
from transforms.extraction.ranking.predicates import ADJECTIVE, NOUN, VERB, base_form, predicates
from transforms.extraction.ranking.roles import RoleSums
from transforms.extraction.reading import Span

_PARTS = {"VERB": VERB, "AUX": VERB, "NOUN": NOUN, "ADJ": ADJECTIVE}


@dataclass(slots=True)
class Sight:
    """The words of a text, by number.

    Attributes:
        lowers: each word in lower case.
        bounds: first word and the one behind the last, by sentence of the analysis.
        quoted: the double quotation in which a word stands, or -1.
        roles: what a tagger of roles says of the words.
    """

    text: Text
    analysis: Analysis
    tree: Tree = field(init=False)
    lowers: list[str] = field(init=False)
    bounds: list[tuple[int, int]] = field(init=False)
    quoted: list[int] = field(init=False)
    roles: RoleSums = field(init=False)

    def __post_init__(self) -> None:
        analysis, text = self.analysis, self.text.text
        self.tree = Tree.of(analysis)
        self.lowers = [
            text[start:stop].lower()
            for start, stop in zip(analysis.starts, analysis.stops, strict=True)
        ]
        self.bounds = _bounds(analysis)
        self.quoted = _quoted(analysis, self.text)
        self.roles = RoleSums(analysis.roles)

    def part(self, word: int) -> str:
        """Tell whether a word can be a cue: verb, noun or adj; "" for any other word."""
        return _PARTS.get(self.analysis.upos[word], "")

    def base(self, word: int) -> str:
        """Give the base form of a word."""
        return base_form(self.lowers[word].replace("’", "'"), self.analysis.tags[word])

    def classes(self, word: int) -> tuple[str, ...]:
        """Give the classes of a word as what it is here, or of it with what follows it."""
        part, base, listed = self.part(word), self.base(word), predicates().classes
        following = self.lowers[word + 1] if word + 1 < len(self.lowers) else ""
        return listed.get((part, f"{base}_{following}")) or listed.get((part, base), ())

    def relation(self, word: int) -> str:
        """Give the relation of a word to its head, without its subtype."""
        return self.analysis.relations[word].partition(":")[0]

    def child(self, word: int, *relations: str) -> int:
        """Give the first dependent with one of the relations, subtypes told apart; else -1."""
        own = self.analysis.relations
        return next((one for one in self.tree.children[word] if own[one] in relations), -1)

    def bound(self, word: int) -> tuple[int, int]:
        """Give first word and the one behind the last of a word's sentence."""
        return self.bounds[self.analysis.sentences[word]]

    def span(self, start: int, stop: int) -> Span:
        """Give the code points from a word up to another, which is left out."""
        return Span(self.analysis.starts[start], self.analysis.stops[stop - 1])

    def at(self, place: int) -> int:
        """Give the word in which a code point lies, or the next one."""
        return bisect_right(self.analysis.stops, place)

    def before(self, place: int) -> int:
        """Give the number of words that begin before a code point."""
        return bisect_left(self.analysis.starts, place)


def _bounds(analysis: Analysis) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    start = 0
    for word in range(1, len(analysis) + 1):
        if word == len(analysis) or analysis.sentences[word] != analysis.sentences[start]:
            bounds.append((start, word))
            start = word
    return bounds


def _quoted(analysis: Analysis, text: Text) -> list[int]:
    quotes = text.quotes
    found = [-1] * len(analysis)
    at = 0
    for word, start in enumerate(analysis.starts):
        while at < len(quotes) and quotes[at].stop <= start:
            at += 1
        if at < len(quotes) and quotes[at].start <= start and not quotes[at].is_single:
            found[word] = at
    return found
