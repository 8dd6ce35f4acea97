"""Groups whole reports into stories, for texts in which no typed event is found.

Typed events are linked by who, what, where and when. A report without one can still be grouped
with others by its words; this is coarser and used where stories, not events, are asked for.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transforms.text_similarity import stem, terms, weight, words

# Set on ECB+ topics 1-35: names, numbers and the lead tell two events of one kind apart.
JOIN_COSINE = 0.3
_TITLE_WEIGHT = 2
_LEAD_WORDS = 60
_LEAD_WEIGHT = 2
_NAME_WEIGHT = 1.5
_NUMBER_WEIGHT = 2.0
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w\u2019'-]+")


@dataclass(frozen=True, slots=True)
class Story:
    """One report: its id, its title and text, and the event it is about, where one is known."""

    version_id: str
    title: str | None
    text: str
    event_id: str | None


def group_stories(stories: Sequence[Story]) -> dict[str, str]:
    """Put each report, in order of arrival, into the story it continues.

    A report joins the story that holds its event, else the one whose reports are on average most
    like it in words (cosine from .3 on), else it founds a story.

    Returns:
        The founding version of each version's story.
    """
    vectors = {story.version_id: _vector(story) for story in stories}
    members: dict[str, list[str]] = {}
    story_of_event: dict[str, str] = {}
    home: dict[str, str] = {}
    for story in stories:
        root = story_of_event.get(story.event_id) if story.event_id else None
        root = root or _most_alike(vectors[story.version_id], members, vectors) or story.version_id
        members.setdefault(root, []).append(story.version_id)
        home[story.version_id] = root
        if story.event_id:
            story_of_event.setdefault(story.event_id, root)
    return home


def _vector(story: Story) -> dict[str, float]:
    """Weigh the words of a report: rare ones, names, numbers, title and lead more; length 1."""
    counted = terms(story.text)
    lead = " ".join(story.text.split()[:_LEAD_WORDS])
    for part, times in ((story.title or "", _TITLE_WEIGHT), (lead, _LEAD_WEIGHT)):
        for word, count in terms(part).items():
            counted[word] += times * count
    names = {stem(word) for found in _NAME.findall(story.text) for word in words(found)}
    vector = {
        word: (1 + math.log(count)) * weight(word) * _importance(word, names)
        for word, count in sorted(counted.items())
    }
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {word: value / length for word, value in vector.items()}


def _importance(word: str, names: set[str]) -> float:
    if word in names:
        return _NAME_WEIGHT
    return _NUMBER_WEIGHT if word[0].isdigit() else 1.0


def _most_alike(
    vector: Mapping[str, float],
    members: Mapping[str, list[str]],
    vectors: Mapping[str, Mapping[str, float]],
) -> str | None:
    scored = (
        (sum(_dot(vector, vectors[member]) for member in group) / len(group), root)
        for root, group in members.items()
    )
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= JOIN_COSINE else None


def _dot(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    if len(left) > len(right):
        left, right = right, left
    return sum(value * right[word] for word, value in left.items() if word in right)
