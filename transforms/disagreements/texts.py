"""A report's text, and what stands around a detail in it."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from transforms.disagreements.statements import Detail, Source

_FOLLOWING_WORDS = 20
_NEAR_BEFORE, _NEAR_AFTER = 4, 8
_BESIDE_NAME = 80


@dataclass(frozen=True, slots=True)
class ReportText:
    """One version's text with its sentences, cut once."""

    source: Source
    text: str
    starts: list[int]
    stops: list[int]

    def sentence(self, start: int) -> tuple[int, int]:
        """Give where the sentence that holds an offset starts and stops."""
        at = max(0, bisect_right(self.starts, start) - 1)
        return (self.starts[at], self.stops[at]) if self.starts else (0, len(self.text))

    def following(self, stop: int) -> str:
        """Give the words of a sentence that follow, as far as they belong to what stands there."""
        rest = self.text[stop : self.sentence(stop - 1)[1]]
        return " ".join(rest.split()[:_FOLLOWING_WORDS])

    def near(self, start: int, stop: int) -> str:
        """Give the few words of a sentence on either side of some words in it."""
        before = self.text[self.sentence(start)[0] : start].split()[-_NEAR_BEFORE:]
        return " ".join([*before, *self.following(stop).split()[:_NEAR_AFTER]])

    def around(self, content: Detail, speaker: Detail | None) -> str:
        """Give the sentences from the first to the last that holds a content or its speaker."""
        sides = [content, speaker] if speaker else [content]
        first = min(self.sentence(side.start)[0] for side in sides)
        last = max(self.sentence(side.stop - 1)[1] for side in sides)
        return self.text[first:last]

    def gives_title(self, title: Detail, name: str) -> bool:
        """Tell whether a title stands right before a name or follows it.

        Anything else is our reading. "with the ambassador, Lee said" does not give Lee a title,
        "the ambassador, Lee, said" does.
        """
        last = re.escape(name.rsplit(maxsplit=1)[-1])
        before = self.text[max(0, title.start - _BESIDE_NAME) : title.start]
        after = self.text[title.stop : title.stop + _BESIDE_NAME]
        beside = rf"\s+(?:[\w.’'-]+\s+){{0,3}}?{last}\b"
        apposed = rf",\s+(?:[A-Z][\w.’'-]*\s+){{0,3}}?{last}\s*[,.;:)–—]"
        following = rf"\b{last}(?:,| is| was|, who is|, who was)\s+(?:[\w.’'-]+\s+){{0,4}}$"
        return bool(
            re.match(beside, after) or re.match(apposed, after) or re.search(following, before)
        )
