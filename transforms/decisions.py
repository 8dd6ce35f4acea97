"""What analysts decided, as linking has to honour it: which reports may not be told of as one.

A decision names mentions, which never change. A new copy of a decided report stands for it: the
same kind of event between the same principals, in a text of the same copy group.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

import polars as pl

from transforms.contracts.events import EventMention
from transforms.contracts.operations import DECISIONS, Decision

PARTING = ("split", "reject")
JOINING = ("merge", "confirm")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgements:
    """The decisions that hold: why two mentions are apart, and which links are decided.

    `apart` has every pair of mention ids in both orders; `named` has every mention id that any
    decision names.
    """

    apart: Mapping[Pair, str] = field(default_factory=dict)
    link_ids: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, decisions: pl.DataFrame) -> "Judgements":
        """Read DECISIONS in their order; a later one outranks an earlier one on the same pair."""
        apart: dict[Pair, str] = {}
        link_ids: set[str] = set()
        named: set[str] = set()
        for decision in in_order(DECISIONS.check(decisions)):
            if decision.undone_at is not None:
                continue
            if decision.subject == "event_link":
                link_ids.update(decision.subject_ids)
                continue
            named.update(decision.mention_ids_l, decision.mention_ids_r)
            for left, right in product(decision.mention_ids_l, decision.mention_ids_r):
                for pair in ((left, right), (right, left)):
                    if decision.action in PARTING:
                        apart[pair] = in_words(decision)
                    elif decision.action in JOINING:
                        apart.pop(pair, None)
        return cls(apart, frozenset(link_ids), frozenset(named))

    def among(
        self, mentions: Mapping[str, EventMention], groups: Mapping[str, str]
    ) -> "Objections":
        """Apply the judgements to some mentions and to the copies of decided ones among them.

        Args:
            mentions: new and known mentions by id.
            groups: copy group of each version.
        """
        return Objections(self.apart, self._stands_for(mentions, groups) if self.apart else {})

    def _stands_for(
        self, mentions: Mapping[str, EventMention], groups: Mapping[str, str]
    ) -> dict[str, frozenset[str]]:
        """Map each mention to the decided ones it is, or is a copy of."""
        decided = {left for left, _ in self.apart}
        copied: dict[tuple[object, ...], set[str]] = defaultdict(set)
        keys = _keys(mentions, groups)
        for mention_id in decided & keys.keys():
            copied[keys[mention_id]].add(mention_id)
        return {
            mention_id: frozenset({mention_id})
            if mention_id in decided
            else frozenset(copied.get(keys.get(mention_id, ()), ()))
            for mention_id in mentions
        }


@dataclass(frozen=True, slots=True)
class Objections:
    """Which pairs of mentions may not report one event.

    `stands_for` has for each mention the decided ones that it is, or is a copy of.
    """

    apart: Mapping[Pair, str]
    stands_for: Mapping[str, frozenset[str]]

    def between(self, pair: Pair) -> str | None:
        """Say why two mentions may not report one event; None where nobody told them apart."""
        ours, theirs = (self.stands_for.get(mention_id, frozenset()) for mention_id in pair)
        if ours & theirs:
            return None
        reasons = [self.apart[each] for each in product(ours, theirs) if each in self.apart]
        return min(reasons, default=None)


def in_order(decisions: pl.DataFrame) -> list[Decision]:
    """Give the rows of DECISIONS in the order in which they were decided."""
    ordered = decisions.sort("decided_at", "recorded_at", "decision_id")
    return [Decision(**row) for row in ordered.iter_rows(named=True)]


def in_words(decision: Decision) -> str:
    """Say in a sentence what a decision came to, for the evidence of a link."""
    said = {
        "merge": "decided that these are one",
        "split": "decided that these are not one",
        "confirm": "confirmed this",
        "reject": "rejected this",
        "undo": "took a decision back",
    }[decision.action]
    return f"{decision.decided_by} {said}" + (f": {decision.reason}" if decision.reason else "")


def _keys(
    mentions: Mapping[str, EventMention], groups: Mapping[str, str]
) -> dict[str, tuple[object, ...]]:
    """Name what a mention tells in its copy group: copies of one mention have one key."""
    seen: Counter[tuple[object, ...]] = Counter()
    keys: dict[str, tuple[object, ...]] = {}
    for mention in sorted(mentions.values(), key=lambda row: (row.version_id, row.trigger_start)):
        if mention.version_id not in groups:
            continue
        principals = frozenset(mention.participant_ids[: mention.n_principals])
        told = (groups[mention.version_id], mention.kind, principals)
        seen[mention.version_id, told] += 1
        keys[mention.event_mention_id] = (*told, seen[mention.version_id, told])
    return keys
