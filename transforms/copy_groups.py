"""Decide, text by text in order of time, which copy group each one joins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Link:
    """What a text shares with one earlier text: how much, and whether it may be its copy."""

    other: int
    containment: float
    is_copy: bool
    is_smaller: bool


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What a group asks of a text that would join it, so that nothing is chained through one.

    Args:
        mean_link: mean containment between all members of the one and of the other, strangers
            counting as 0.
        mean_link_of_rest: the same without the member that links best. A round-up is the best
            member of each of its stories; the rest of its group knows only one of them.
        unrelated: a text is a round-up, which joins nothing and which nothing joins, if it holds
            the texts of two groups whose mean link is below this. It is more than nothing, since
            two stories of one paper share its furniture until that is known as such.
        core: so many founding members stand for a group; later ones join it, but are not
            compared with.
    """

    mean_link: float = 0.3
    mean_link_of_rest: float = 0.1
    unrelated: float = 0.2
    core: int = 32


class Groups:
    """Copy groups as they grow: average link, never transitive closure.

    A group is named by its first node, its leader. Nodes are numbered in order of time, known
    ones before new ones, so a group that is known keeps its name.
    """

    def __init__(self, rules: GroupRules) -> None:
        self._rules = rules
        self._parent: dict[int, int] = {}
        self._core: dict[int, list[int]] = {}
        self._links: dict[int, dict[int, float]] = defaultdict(dict)
        self._sums: dict[int, dict[int, float]] = defaultdict(dict)
        self._copies: dict[int, set[int]] = defaultdict(set)
        self._alone: set[int] = set()

    def leader(self, node: int) -> int:
        """Give the first node of the group that a node is in."""
        root = node
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[node] != root:
            self._parent[node], node = root, self._parent[node]
        return root

    def recall(self, members: Iterable[tuple[int, int, bool]], alone: Iterable[int]) -> None:
        """Take in the known groups: nodes in order, their leaders, and whether they compare.

        Args:
            members: node, leader and, for an exact copy, False: another text stands for it.
            alone: leaders of round-ups, which nothing may join.
        """
        for node, leader, compares in members:
            self._parent[node] = leader
            core = self._core.setdefault(leader, [])
            if compares and len(core) < self._rules.core:
                core.append(node)
        self._alone |= set(alone)

    def connect(self, node: int, links: Iterable[Link]) -> None:
        """Note what a node that has a group shares with others."""
        leader = self.leader(node)
        for link in links if node in self._core[leader] else ():
            other = self.leader(link.other)
            if other == leader or link.other not in self._core[other]:
                continue
            self._links[node][link.other] = self._links[link.other][node] = link.containment
            total = self._sums[leader].get(other, 0.0) + link.containment
            self._sums[leader][other] = self._sums[other][leader] = total
            if link.is_copy:
                self._copies[leader].add(other)
                self._copies[other].add(leader)

    def follow(self, node: int, followed: int) -> None:
        """Put an exact copy where its twin is; the twin stands for it."""
        self._parent[node] = self.leader(followed)

    def place(self, node: int, links: Sequence[Link], *, version_of: int | None = None) -> None:
        """Put a text into the group it is most like, or let it found one.

        Args:
            node: the text.
            links: what it shares with earlier texts.
            version_of: an earlier version of its article, whose group it belongs to anyway.
        """
        self._parent[node] = node
        self._core[node] = [node]
        self.connect(node, links)
        if version_of is not None:
            node = self._merge(self.leader(version_of), node)
        elif self._is_roundup(links):
            self._alone.add(node)
        self._settle(node)

    def _is_roundup(self, links: Iterable[Link]) -> bool:
        """Whether it holds texts of unrelated groups, as if a copy of each."""
        held = {self.leader(link.other) for link in links if link.is_copy and not link.is_smaller}
        return any(
            self._mean_link(a, b) < self._rules.unrelated for a, b in combinations(sorted(held), 2)
        )

    def _settle(self, leader: int) -> None:
        """Merge a group with its best fit until none fits."""
        while leader not in self._alone:
            fits = [
                (self._mean_link(leader, other), -other)
                for other in self._copies[leader] - self._alone
                if self._fits(leader, other)
            ]
            if not fits:
                return
            leader = self._merge(leader, -max(fits)[1])

    def _mean_link(self, a: int, b: int) -> float:
        return self._sums[a].get(b, 0.0) / (len(self._core[a]) * len(self._core[b]))

    def _fits(self, a: int, b: int) -> bool:
        return (
            self._mean_link(a, b) >= self._rules.mean_link
            and self._holds_without_best(a, b)
            and self._holds_without_best(b, a)
        )

    def _holds_without_best(self, a: int, b: int) -> bool:
        members, others = self._core[a], self._core[b]
        if len(members) == 1:
            return True
        totals = [sum(self._links[m].get(other, 0.0) for other in others) for m in members]
        needed = self._rules.mean_link_of_rest * (len(members) - 1) * len(others)
        return sum(totals) - max(totals) >= needed

    def _merge(self, a: int, b: int) -> int:
        into, gone = min(a, b), max(a, b)
        self._parent[gone] = into
        room = self._rules.core - len(self._core[into])
        joined = self._core.pop(gone)
        self._core[into] += joined[:room]
        self._hand_over(gone, into, joined[room:])
        return into

    def _hand_over(self, gone: int, into: int, left_out: Sequence[int]) -> None:
        """Add the links of a group that is gone to the one that took it over."""
        for other, total in self._sums.pop(gone, {}).items():
            del self._sums[other][gone]
            if other != into:
                lost = sum(
                    self._links[node].get(member, 0.0)
                    for node in left_out
                    for member in self._core[other]
                )
                kept = self._sums[into].get(other, 0.0) + total - lost
                self._sums[into][other] = self._sums[other][into] = kept
        for other in self._copies.pop(gone, set()):
            self._copies[other].discard(gone)
            if other != into:
                self._copies[into].add(other)
                self._copies[other].add(into)


def place_texts(
    groups: Groups,
    texts: Iterable[tuple[int, int | None, str | None]],
    links: Mapping[int, Sequence[Link]],
) -> None:
    """Place new texts in turn.

    Args:
        groups: with the known groups recalled and connected.
        texts: in order of time: node, whom it follows without comparing, and why (exact or
            version).
        links: what each shares with earlier and known ones.
    """
    for node, followed, reason in texts:
        if reason == "exact" and followed is not None:
            groups.follow(node, followed)
        else:
            groups.place(node, links.get(node, ()), version_of=followed)
