"""Grows events from compared pairs: average link, and a veto between two members forbids."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import product
from statistics import fmean

from transforms.contracts.events import EventMention
from transforms.events.comparison import JOIN_SCORE, Comparison


@dataclass(frozen=True, slots=True)
class Pairing:
    """The comparisons by pair of mention ids (sorted), and the event of each known mention.

    `on_demand` compares a pair that was no candidate, where there is something to compare.
    """

    compared: Mapping[tuple[str, str], Comparison]
    fixed: Mapping[str, str]
    on_demand: Callable[[str, str], Comparison | None]

    def between(self, left: str, right: str) -> Comparison | None:
        """Give the comparison of two mentions that were candidates for each other."""
        return self.compared.get((left, right) if left < right else (right, left))

    def anyway(self, left: str, right: str) -> Comparison | None:
        """Give the comparison of two mentions, made now where they were no candidates."""
        return self.between(left, right) or self.on_demand(left, right)


def cluster(mentions: Mapping[str, EventMention], pairing: Pairing) -> list[frozenset[str]]:
    """Partition mentions into events.

    The two most alike clusters join first, again and again. They may join where the mean score
    over the pairs between them reaches the threshold, every such pair can be compared and none is
    vetoed, no version would report its event twice, and at most one of them is known.

    Returns:
        The clusters, each a set of mention ids; known mentions stay with their event.
    """
    members = _founding(mentions, pairing)
    home = {mention_id: root for root, group in members.items() for mention_id in group}
    beside: dict[str, set[str]] = {root: set() for root in members}
    for (left, right), found in pairing.compared.items():
        if found.score >= JOIN_SCORE and not found.vetoes and home[left] != home[right]:
            beside[home[left]].add(home[right])
            beside[home[right]].add(home[left])
    waiting: list[_Joint] = []
    for root in sorted(members):
        for other in sorted(beside[root]):
            if root < other:
                _push(waiting, root, other, _Groups(members, mentions, pairing))
    while waiting:
        joint = heappop(waiting)
        if joint.sizes != tuple(len(members.get(root, ())) for root in joint.roots):
            continue
        kept, gone = joint.roots
        members[kept] |= members.pop(gone)
        beside[kept] = (beside[kept] | beside.pop(gone)) - {kept, gone}
        for other in sorted(beside[kept]):
            beside[other] = (beside[other] - {gone}) | {kept}
            _push(waiting, min(kept, other), max(kept, other), _Groups(members, mentions, pairing))
    return [frozenset(group) for _, group in sorted(members.items())]


@dataclass(frozen=True, slots=True, order=True)
class _Joint:
    """Two clusters that may join, the most alike first; `sizes` tell when this no longer holds."""

    unsure: bool
    distance: float
    roots: tuple[str, str]
    sizes: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Groups:
    members: Mapping[str, set[str]]
    mentions: Mapping[str, EventMention]
    pairing: Pairing


def _push(waiting: list[_Joint], left: str, right: str, groups: _Groups) -> None:
    ours, theirs = groups.members[left], groups.members[right]
    between = _between(ours, theirs, groups)
    score = fmean(found.score for found in between) if between else 0.0
    if score >= JOIN_SCORE:
        unsure = not any(found.confirms for found in between)
        heappush(waiting, _Joint(unsure, -score, (left, right), (len(ours), len(theirs))))


def _founding(mentions: Mapping[str, EventMention], pairing: Pairing) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for mention_id in sorted(mentions):
        members.setdefault(pairing.fixed.get(mention_id, mention_id), set()).add(mention_id)
    return members


def _between(left: set[str], right: set[str], groups: _Groups) -> list[Comparison]:
    """Compare two clusters member by member; nothing where one event is out of the question."""
    fixed, mentions = groups.pairing.fixed, groups.mentions
    if not (fixed.keys().isdisjoint(left) or fixed.keys().isdisjoint(right)):
        return []
    versions = {mentions[member].version_id for member in left}
    if any(mentions[member].version_id in versions for member in right):
        return []
    between = []
    for member, other in product(sorted(left), sorted(right)):
        found = groups.pairing.anyway(member, other)
        if found is None or found.vetoes:
            return []
        between.append(found)
    return between
