"""Grows events from compared pairs: average link, and a veto between two members forbids."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from statistics import fmean

from transforms.contracts.events import EventMention
from transforms.events.comparison import JOIN_SCORE, Comparison


@dataclass(frozen=True, slots=True)
class Pairing:
    """The comparisons by pair of mention ids (sorted), and the event of each known mention."""

    compared: Mapping[tuple[str, str], Comparison]
    fixed: Mapping[str, str]

    def between(self, left: str, right: str) -> Comparison | None:
        """Give the comparison of two mentions, None when they were no candidates."""
        return self.compared.get((left, right) if left < right else (right, left))


def cluster(mentions: Mapping[str, EventMention], pairing: Pairing) -> list[frozenset[str]]:
    """Partition mentions into events.

    Pairs are taken from the most to the least alike; two clusters join where the mean score over
    the pairs between them reaches the threshold, every such pair was a candidate and none is
    vetoed, no version would report its event twice, and at most one of them is known.

    Returns:
        The clusters, each a set of mention ids; known mentions stay with their event.
    """
    members = _founding(mentions, pairing)
    home = {mention_id: root for root, group in members.items() for mention_id in group}
    joinable = [
        (pair, found)
        for pair, found in pairing.compared.items()
        if found.score >= JOIN_SCORE and not found.vetoes
    ]
    for (left, right), _ in sorted(joinable, key=_most_alike):
        l_root, r_root = home[left], home[right]
        if l_root == r_root or not _may_join(members[l_root], members[r_root], mentions, pairing):
            continue
        members[l_root] |= members.pop(r_root)
        home.update(dict.fromkeys(members[l_root], l_root))
    return [frozenset(group) for _, group in sorted(members.items())]


def _most_alike(entry: tuple[tuple[str, str], Comparison]) -> tuple[bool, float, tuple[str, str]]:
    pair, found = entry
    return not found.confirms, -found.score, pair


def _founding(mentions: Mapping[str, EventMention], pairing: Pairing) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for mention_id in sorted(mentions):
        members.setdefault(pairing.fixed.get(mention_id, mention_id), set()).add(mention_id)
    return members


def _may_join(
    left: set[str], right: set[str], mentions: Mapping[str, EventMention], pairing: Pairing
) -> bool:
    if any(member in pairing.fixed for member in left) and any(
        member in pairing.fixed for member in right
    ):
        return False
    versions = {mentions[member].version_id for member in left}
    if any(mentions[member].version_id in versions for member in right):
        return False
    scores = []
    for member, other in product(sorted(left), sorted(right)):
        found = pairing.between(member, other)
        if found is None or found.vetoes:
            return False
        scores.append(found.score)
    return fmean(scores) >= JOIN_SCORE
