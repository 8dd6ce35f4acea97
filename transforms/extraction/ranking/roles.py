"""Describe cues, contents and speakers by what a tagger says of their words, where there is one."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from transforms.extraction.analysis import WordRoles

_STEPS = 5
_BESIDE = 2


class RoleSums:
    """The role probabilities of a text, summed up so that any run of words costs the same."""

    def __init__(self, roles: Sequence[WordRoles]) -> None:
        """Sum up the probabilities of the words from the first on; none give no features."""
        self._sums = [
            [0.0, *accumulate(one[role] for one in roles)] for role in range(len(WordRoles._fields))
        ]

    def of_cue(self, word: int) -> Iterator[str]:
        """Name how probable it is that a word is a cue."""
        yield from self._named("cue", "tagged", word, word + 1)

    def of_speaker(self, start: int, stop: int) -> Iterator[str]:
        """Name how probable it is that the words of a phrase are a speaker."""
        yield from self._named("speaker", "tagged", start, stop)

    def of_content(self, start: int, stop: int) -> Iterator[str]:
        """Name how probable it is that words are a content, and that those beside them are too."""
        yield from self._named("content", "tagged", start, stop)
        yield from self._named("content", "tagged before", start - _BESIDE, start)
        yield from self._named("content", "tagged after", stop, stop + _BESIDE)

    def _named(self, role: str, way: str, start: int, stop: int) -> Iterator[str]:
        sums = self._sums[WordRoles._fields.index(role)]
        start, stop = max(0, start), min(stop, len(sums) - 1)
        if start < stop:
            mean = (sums[stop] - sums[start]) / (stop - start)
            yield f"{way}={round(mean * _STEPS)}"
