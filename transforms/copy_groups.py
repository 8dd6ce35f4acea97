"""Decide, text by text in order of time, which copy group each one joins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transforms.copy_links import LinkRules


@dataclass(frozen=True, slots=True)
class Link:
    """What a text shares with one earlier or known text."""

    other: int
    containment: float
    coverage: float
    is_smaller: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one text went: `leader` names the group by its founding text."""

    node: int
    leader: int
    relation: str
    similarity: float


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What a group asks of a text that would join it, so that nothing is chained through one.

    Args:
        mean_link: mean containment against all members, strangers counting as 0.
        mean_link_of_rest: the same without the best member. A round-up is the best member of
            each of its stories; the rest of its group knows only one of them.
    """

    mean_link: float = 0.3
    mean_link_of_rest: float = 0.1


class Groups:
    """The copy groups so far: known ones first, then those that new texts found."""

    def __init__(
        self, known: Iterable[Placement], link_rules: LinkRules, rules: GroupRules
    ) -> None:
        self._leader: dict[int, int] = {}
        self._size: dict[int, int] = defaultdict(int)
        self._link_rules = link_rules
        self._rules = rules
        for placement in known:
            self._join(placement)

    def place_all(
        self,
        nodes: Sequence[int],
        links: Mapping[int, Sequence[Link]],
        followed: Mapping[int, tuple[int, str]],
    ) -> list[Placement]:
        """Place each node in turn.

        Args:
            nodes: the new texts in order of time.
            links: what each shares with earlier and known ones.
            followed: texts that need no comparing: whom they follow, and why (exact, version).
        """
        return [self._place(node, links.get(node, ()), followed.get(node)) for node in nodes]

    def _place(
        self, node: int, links: Sequence[Link], follows: tuple[int, str] | None
    ) -> Placement:
        if follows is not None:
            leader = self._leader[follows[0]]
            similarity = 1.0 if follows[1] == "exact" else self._mean(leader, links)
            return self._join(Placement(node, leader, follows[1], similarity))
        fits = [
            (self._mean(leader, shared), -leader)
            for leader, shared in self._by_group(links).items()
            if self._fits(leader, shared)
        ]
        if not fits:
            return self._join(Placement(node, node, "origin", 1.0))
        mean, negated = max(fits)
        return self._join(Placement(node, -negated, "near", mean))

    def _join(self, placement: Placement) -> Placement:
        self._leader[placement.node] = placement.leader
        if placement.relation != "exact":
            self._size[placement.leader] += 1
        return placement

    def _by_group(self, links: Iterable[Link]) -> dict[int, list[Link]]:
        by_group: dict[int, list[Link]] = defaultdict(list)
        for link in links:
            by_group[self._leader[link.other]].append(link)
        return by_group

    def _mean(self, leader: int, links: Sequence[Link]) -> float:
        inside = [link.containment for link in links if self._leader[link.other] == leader]
        return min(1.0, sum(inside) / self._size[leader]) if inside else 0.0

    def _fits(self, leader: int, links: Sequence[Link]) -> bool:
        if not any(is_copy(link, self._link_rules) for link in links):
            return False
        total = sum(link.containment for link in links)
        others = self._size[leader] - 1
        rest = total - max(link.containment for link in links)
        return total >= self._rules.mean_link * (others + 1) and (
            rest >= self._rules.mean_link_of_rest * others
        )


def is_copy(link: Link, rules: LinkRules) -> bool:
    """Whether one text is so much like another that it may be its copy."""
    return link.containment >= rules.containment and link.coverage >= rules.coverage
