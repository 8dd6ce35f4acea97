"""Walk the dependencies of an analysis downwards."""

from array import array
from dataclasses import dataclass

from transforms.extraction.analysis.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Tree:
    """The dependents of each word, and how far what hangs on it reaches.

    Attributes:
        children: the words that depend on each word, in order.
        first: the first word of the subtree of each word; itself at the latest.
        last: the last word of the subtree of each word.
    """

    analysis: Analysis
    children: list[list[int]]
    first: "array[int]"
    last: "array[int]"

    @classmethod
    def of(cls, analysis: Analysis) -> "Tree":
        """Index an analysis, in time that is linear for sentences of bounded length."""
        heads = analysis.heads
        children: list[list[int]] = [[] for _ in heads]
        first, last = array("i", range(len(heads))), array("i", range(len(heads)))
        for word, head in enumerate(heads):
            if head == word:
                continue
            children[head].append(word)
            above = head
            while word < first[above] or word > last[above]:
                first[above], last[above] = min(first[above], word), max(last[above], word)
                above = heads[above]
        return cls(analysis, children, first, last)

    def subtree(self, word: int) -> tuple[int, int]:
        """Give the words from the first to behind the last of what hangs on a word."""
        return self.first[word], self.last[word] + 1
