"""Works out which versions are one report once every analyst's decision in force is honoured.

    the scorer's groups + decisions in their order -> where each version stands

The scorer's own rows are never touched, and it goes on with them: a new copy joins the group that
it is like, and stands where the version stands that it is most like. So a decision that is undone
is one that is left out, and taking it up again gives the same rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from transforms.contracts.copies import (
    COPY_GROUPS,
    COPY_MEMBERSHIPS,
    COPY_PLACEMENTS,
    CopyGroup,
    CopyMembership,
    CopyPlacement,
)
from transforms.contracts.operations import Decision
from transforms.decisions import in_order
from transforms.identifiers import stable_id

ANALYST = "analyst-1"
SUBJECT = "copy_group"
_Links = Mapping[str, Iterable[tuple[float, str]]]


@dataclass(frozen=True, slots=True)
class Placed:
    """COPY_PLACEMENTS of all members of the groups that decisions name, and COPY_GROUPS founded."""

    groups: pl.DataFrame
    placements: pl.DataFrame

    @classmethod
    def nowhere(cls) -> "Placed":
        """Give what holds where nothing was decided."""
        return cls(COPY_GROUPS.empty(), COPY_PLACEMENTS.empty())


def place_copies(base: pl.DataFrame, likeness: pl.DataFrame, decisions: pl.DataFrame) -> Placed:
    """Apply decisions to what the scorer decided.

    A merge makes the groups of all versions it names one, under the id of the one that has the
    earliest version. A split parts the two sides wherever they stand together; versions that it
    does not name go with the named one they are most like, directly or by way of others. The
    side that has the earliest version keeps the id.

    Args:
        base: COPY_MEMBERSHIPS by the scorer: all members of each group that has a named version.
        likeness: `version_id_l, version_id_r, weight`: what members share, 1 for the same text.
        decisions: DECISIONS; those on other things, or undone, have no effect.
    """
    board = _Board(base, likeness)
    for decision in in_order(decisions):
        if decision.subject != SUBJECT or decision.undone_at is not None:
            continue
        if decision.action == "merge":
            board.merge(decision)
        elif decision.action == "split":
            board.split(decision)
    founded = {row.copy_group_id: row for row in board.founded}
    used = set(board.home.values())
    return Placed(
        COPY_GROUPS.frame(founded[group_id] for group_id in sorted(used & set(founded))),
        COPY_PLACEMENTS.frame(board.placements()),
    )


def under_decisions(memberships: pl.DataFrame, placements: pl.DataFrame) -> pl.DataFrame:
    """Put COPY_MEMBERSHIPS where decisions place their versions."""
    placed = placements.join(memberships, on="version_id", how="semi")
    kept = memberships.join(placements, on="version_id", how="anti")
    return COPY_MEMBERSHIPS.check(pl.concat([kept, placed.select(memberships.columns)]))


class _Board:
    """Where versions stand while decisions are applied."""

    def __init__(self, base: pl.DataFrame, likeness: pl.DataFrame) -> None:
        ordered = base.sort("seen_at", "version_id").iter_rows(named=True)
        self.rows = {row["version_id"]: CopyMembership(**row) for row in ordered}
        self.rank = {version_id: rank for rank, version_id in enumerate(self.rows)}
        self.home = {version_id: row.copy_group_id for version_id, row in self.rows.items()}
        self.founded: list[CopyGroup] = []
        self._links: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for left, right, weight in likeness.iter_rows():
            self._links[left].append((weight, right))
            self._links[right].append((weight, left))

    def merge(self, decision: Decision) -> None:
        groups = self._groups([*decision.mention_ids_l, *decision.mention_ids_r])
        if groups:
            keeper = min(groups, key=lambda group: self.rank[self._members(group)[0]])
            for version_id in [each for each, group in self.home.items() if group in groups]:
                self.home[version_id] = keeper

    def split(self, decision: Decision) -> None:
        for group in sorted(self._groups(decision.mention_ids_r)):
            members = self._members(group)
            left = [each for each in members if each in set(decision.mention_ids_l)]
            right = [each for each in members if each in set(decision.mention_ids_r)]
            if left and right:
                self._part(members, left, right, decision)

    def _part(
        self, members: list[str], left: list[str], right: list[str], decision: Decision
    ) -> None:
        side = sides(members, left, right, self._links)
        stays = side.get(members[0], False)
        leaving = [each for each in members if side.get(each, stays) != stays]
        founder = next(each for each in leaving if each in {*left, *right})
        group_id = stable_id("copy_group", founder, decision.decision_id)
        self.founded.append(CopyGroup(group_id, founder, None))
        self.home.update(dict.fromkeys(leaving, group_id))

    def _groups(self, version_ids: Iterable[str]) -> set[str]:
        return {self.home[each] for each in version_ids if each in self.home}

    def _members(self, group_id: str) -> list[str]:
        return [version_id for version_id, home in self.home.items() if home == group_id]

    def placements(self) -> list[CopyPlacement]:
        found = []
        for group_id in sorted(set(self.home.values())):
            members = [self.rows[version_id] for version_id in self._members(group_id)]
            for row in with_one_origin(members):
                placed = replace(row, copy_group_id=group_id, rule_version=ANALYST)
                values = (getattr(placed, name) for name in COPY_PLACEMENTS.schema)
                found.append(CopyPlacement(*values))
        return found


def sides(
    members: Iterable[str], left: Iterable[str], right: Iterable[str], links: _Links
) -> dict[str, bool]:
    """Tell for each member that is like a named one, if only by way of others, if it is right.

    The strongest link between a version that has a side and one that has none decides next, as
    in Prim's algorithm.

    Args:
        members: of the group.
        left: versions named on the one side.
        right: those on the other.
        links: for each version, how like it is to which others.
    """
    side = {**dict.fromkeys(left, False), **dict.fromkeys(right, True)}
    waiting = set(members) - set(side)
    while True:
        reaching = [
            (weight, near, far)
            for near in side
            for weight, far in links.get(near, ())
            if far in waiting
        ]
        if not reaching:
            return side
        _, near, far = max(reaching)
        side[far] = side[near]
        waiting.remove(far)


def with_one_origin(members: list[CopyMembership]) -> list[CopyMembership]:
    """Make one member of a group its origin: an origin by the scorer, else the earliest.

    Args:
        members: the earliest first; a later version of an article is origin only if all are.
    """
    able = [row for row in members if row.relation != "version"] or members
    origin = next((row for row in members if row.relation == "origin"), able[0])
    return [
        replace(row, relation="origin" if row is origin else row.relation.replace("origin", "near"))
        for row in members
    ]
