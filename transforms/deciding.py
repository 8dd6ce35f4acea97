"""Works out what events are once every decision in force is honoured.

    what the scorer decided (base) + decisions in their order -> what holds

It starts from the scorer's rows each time. So undoing a decision is leaving it out, in whatever
order decisions are taken back, and taking it up again gives the same rows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from transforms.contracts.events import (
    EVENT_LINKS,
    EVENT_MEMBERSHIPS,
    EVENTS,
    Event,
    EventLink,
    EventMembership,
)
from transforms.contracts.operations import Decision
from transforms.decisions import in_order, in_words
from transforms.identifiers import stable_id

ANALYST = "analyst-1"
REJECTED = "rejected"
_STATUS = {"confirm": "confirmed", "reject": REJECTED}
_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class EventRows:
    """Events that hang together: EVENTS, the oldest first, EVENT_MEMBERSHIPS and EVENT_LINKS."""

    events: pl.DataFrame
    memberships: pl.DataFrame
    links: pl.DataFrame


def replay(base: EventRows, decisions: pl.DataFrame, *, order: Iterable[str]) -> EventRows:
    """Apply decisions to what the scorer decided.

    Args:
        base: the scorer's rows. Members may be listed under an event that a split founded and
            that is not among the events: reports that came after the split.
        decisions: DECISIONS; those that are undone, and undoings, have no effect. Neither has one
            that finds nothing to change: a merge of what is one, a split of what is apart.
        order: event mention ids, the first published first: the first founds what is split off.

    Returns:
        The rows that hold; see `retire` for events that a split founded which is undone.
    """
    board = _Board(base, {mention_id: rank for rank, mention_id in enumerate(order)})
    for decision in in_order(decisions):
        if decision.undone_at is None:
            board.apply(decision)
    return EventRows(
        EVENTS.frame(board.events[key] for key in sorted(board.events)),
        EVENT_MEMBERSHIPS.frame(
            sorted(
                [*board.members.values(), *board.rejected],
                key=lambda row: (row.event_mention_id, row.event_id),
            )
        ),
        EVENT_LINKS.frame(board.links[key] for key in sorted(board.links)),
    )


class _Board:
    """Events and their members while decisions are applied."""

    def __init__(self, base: EventRows, order: dict[str, int]) -> None:
        self.order = order
        self.events = {row["event_id"]: Event(**row) for row in base.events.to_dicts()}
        self.rank = {event_id: rank for rank, event_id in enumerate(self.events)}
        rows = [EventMembership(**row) for row in base.memberships.to_dicts()]
        self.members = {row.event_mention_id: row for row in rows if row.status != REJECTED}
        self.rejected = [row for row in rows if row.status == REJECTED]
        self.links = {row["event_link_id"]: EventLink(**row) for row in base.links.to_dicts()}

    def apply(self, decision: Decision) -> None:
        if decision.subject == "event_link":
            self._judge_links(decision)
        elif decision.subject == "event" and decision.action == "merge":
            self._merge(decision)
        elif decision.subject == "event" and decision.action == "confirm":
            self._confirm(decision)
        elif decision.subject == "event" and decision.action in ("split", "reject"):
            self._split(decision)

    def head(self, event_id: str) -> str:
        for _ in range(_MOST_STEPS):
            event = self.events.get(event_id)
            if event is None or event.merged_into is None:
                break
            event_id = event.merged_into
        return event_id

    def _of(self, mention_id: str) -> str | None:
        row = self.members.get(mention_id)
        head = self.head(row.event_id) if row else None
        return head if head in self.events else None

    def _merge(self, decision: Decision) -> None:
        named = [*decision.mention_ids_l, *decision.mention_ids_r]
        heads = sorted(
            {head for each in named if (head := self._of(each))}, key=self.rank.__getitem__
        )
        for head in heads[1:]:
            for mention_id, row in self.members.items():
                if self.head(row.event_id) == head and row.status == "single":
                    self.members[mention_id] = _judged(row, "confirmed", decision)
            self.events[head] = replace(self.events[head], merged_into=heads[0])

    def _confirm(self, decision: Decision) -> None:
        for mention_id in decision.mention_ids_r:
            row = self.members.get(mention_id)
            if row and row.status == "candidate":
                self.members[mention_id] = _judged(row, "confirmed", decision)

    def _split(self, decision: Decision) -> None:
        named = [*decision.mention_ids_l, *decision.mention_ids_r]
        counted = Counter(head for each in named if (head := self._of(each)))
        if not counted:
            return
        head = min(counted, key=lambda each: (-counted[each], self.rank[each]))
        members = {key for key, row in self.members.items() if self.head(row.event_id) == head}
        leaving = decision.mention_ids_r
        if self.events[head].founding_mention_id in leaving:
            leaving = decision.mention_ids_l
        moving = sorted(members & set(leaving), key=lambda each: (self.order.get(each, -1), each))
        if not moving or len(moving) == len(members):
            return
        if decision.action == "reject" and leaving is decision.mention_ids_r:
            self.rejected += [_judged(self.members[each], REJECTED, decision) for each in moving]
        self._found(moving, self.events[head].kind, decision)

    def _found(self, moving: list[str], kind: str, decision: Decision) -> None:
        event_id = stable_id("event", moving[0], decision.decision_id)
        self.events[event_id] = Event(event_id, moving[0], kind, None)
        self.rank[event_id] = len(self.rank)
        for mention_id in moving:
            self.members[mention_id] = replace(
                self.members[mention_id],
                event_id=event_id,
                status="single" if mention_id == moving[0] else "confirmed",
                score=1.0,
                evidence_for=[in_words(decision)],
                evidence_against=[],
                features="{}",
                rule_version=ANALYST,
            )

    def _judge_links(self, decision: Decision) -> None:
        for link_id in decision.subject_ids:
            link, status = self.links.get(link_id), _STATUS.get(decision.action)
            if link is None or status is None or link.status == status:
                continue
            pro, contra = _evidence(link, status, decision)
            self.links[link_id] = replace(
                link,
                status=status,
                evidence_for=pro,
                evidence_against=contra,
                rule_version=ANALYST,
            )


def _judged(row: EventMembership, status: str, decision: Decision) -> EventMembership:
    pro, contra = _evidence(row, status, decision)
    return replace(
        row, status=status, evidence_for=pro, evidence_against=contra, rule_version=ANALYST
    )


def _evidence(
    row: EventMembership | EventLink, status: str, decision: Decision
) -> tuple[list[str], list[str]]:
    """Put what was decided before the evidence on the side it speaks for."""
    said = in_words(decision)
    pro = [*row.evidence_for] if status == REJECTED else [said, *row.evidence_for]
    contra = [said, *row.evidence_against] if status == REJECTED else [*row.evidence_against]
    return pro, contra


def retire(target: pl.DataFrame, known: pl.DataFrame, homes: dict[str, str]) -> pl.DataFrame:
    """Keep events that no decision founds any more: they lead to where their reports went.

    Args:
        target: EVENTS that hold.
        known: EVENTS as the warehouse has them.
        homes: the event of each mention.

    Returns:
        EVENTS: the target, and with `merged_into` what is known but not in it.
    """
    gone = known.join(target, on="event_id", how="anti").filter(
        pl.col("founding_mention_id").is_in(list(homes))
    )
    led = gone.with_columns(merged_into=pl.col("founding_mention_id").replace_strict(homes))
    return EVENTS.check(pl.concat([target, led.cast(EVENTS.schema)]))


def heads(events: pl.DataFrame) -> dict[str, str]:
    """Map each of some EVENTS that was merged away to the one that stands for it."""
    merged = dict(events.drop_nulls("merged_into").select("event_id", "merged_into").iter_rows())
    found = {}
    for event_id in merged:
        head = event_id
        for _ in range(_MOST_STEPS):
            head = merged.get(head, head)
        found[event_id] = head
    return found
