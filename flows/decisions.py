"""Take down what an analyst decides, and bring the warehouse in line with it.

    ids as given -> what they stand for -> a row in ops.decision -> its effects -> publish

All of a decision is one transaction under the writer's lock.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl
from duckdb import DuckDBPyConnection

from flows.claim_decisions import claims_named, concerns_claims
from flows.copy_decisions import (
    concerns_copies,
    copies_to_merge,
    copies_to_split,
    groups_now,
)
from transforms.claim_deciding import CLAIM, CLAIM_LINK
from transforms.contracts.operations import DECISIONS, Decision
from transforms.copy_deciding import SUBJECT as COPY_GROUP
from transforms.errors import ConfigError, StopError
from transforms.identifiers import stable_id
from warehouse.claim_decisions import honour_claim_decisions
from warehouse.copy_decisions import honour_copy_decisions
from warehouse.decisions import (
    all_decisions,
    honour_decisions,
    mark_undone,
    next_moment,
    record_decision,
    transaction,
)
from warehouse.event_history import Moment
from warehouse.lookup import find_decision, find_event, find_link, find_reports
from warehouse.opening import open_writer
from warehouse.publishing import publish

ACTIONS = ("merge", "split", "confirm", "reject", "undo")
_ON_COPIES = {"merge": copies_to_merge, "split": copies_to_split}
_PAIR = 2
_MEMBERS = """
    SELECT event_mention_id::VARCHAR, status
    FROM core.event_members_as_of('infinity'::TIMESTAMPTZ)
    WHERE event_id = ?::UUID ORDER BY 1
"""
_EVENTS_OF = """
    SELECT DISTINCT event_id::VARCHAR FROM core.event_members_as_of('infinity'::TIMESTAMPTZ)
    WHERE event_mention_id IN (SELECT unnest($ids)::UUID) ORDER BY 1
"""
_FOUNDERS = """
    SELECT event_l.founding_mention_id::VARCHAR, event_r.founding_mention_id::VARCHAR, link.status
    FROM core.event_link AS link
    JOIN core.event AS event_l
        ON event_l.event_id = link.event_id_l AND event_l.retracted_at IS NULL
    JOIN core.event AS event_r
        ON event_r.event_id = link.event_id_r AND event_r.retracted_at IS NULL
    WHERE link.event_link_id = ?::UUID AND link.retracted_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: an action on ids or their beginnings."""

    action: str
    ids: tuple[str, ...]
    decided_by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, how many rows of each table it changed, and what its mentions are in now."""

    decision: Decision
    changed: dict[str, int]
    event_ids: tuple[str, ...] = ()
    copy_group_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """What ids stand for: the kind of thing, its ids, and the mentions on both sides."""

    subject: str
    subject_ids: list[str]
    left: list[str]
    right: list[str]


def decide(directory: Path, asked: Asked, *, now: datetime) -> Decided:
    """Take down a decision, apply it, and publish.

    Args:
        directory: the warehouse's folder.
        asked: what is decided, on what, by whom.
        now: the moment, aware.

    Raises:
        ConfigError: too few ids, or nobody who decides.
        StopError: an id is unknown or fits several things, or it is as decided already.
        RetryError: a run is writing.
    """
    if not asked.decided_by.strip():
        raise ConfigError("--by: say who decides")
    if not (directory / "claims.duckdb").exists():
        raise StopError(f"{directory}: there is no warehouse yet; run `claimstream run` first")
    with open_writer(directory) as connection:
        at = next_moment(connection, now)
        with transaction(connection, f"{asked.action} {' '.join(asked.ids)}"):
            if asked.action == "undo":
                decided = _turn_round(connection, asked, at)
            else:
                decided = take_down(connection, _decision(asked, _named(connection, asked), at, at))
        ids = [*decided.decision.mention_ids_l, *decided.decision.mention_ids_r]
        event_ids, group_ids = _events_of(connection, ids), groups_now(connection, ids)
    publish(directory)
    return replace(decided, event_ids=event_ids, copy_group_ids=group_ids)


def take_down(connection: DuckDBPyConnection, decision: Decision) -> Decided:
    """Record a decision that is not an undoing, and apply it.

    Args:
        connection: a writer's connection, in a transaction.
        decision: what was decided; that it may be so already is no error.
    """
    record_decision(connection, DECISIONS.frame([decision]))
    moment = Moment(decision.decision_id, decision.recorded_at)
    return Decided(decision, _honour(connection, decision, moment))


def turn_round(connection: DuckDBPyConnection, undoing: Decision, known: pl.DataFrame) -> Decided:
    """Record an undoing: its decision no longer holds, or holds again if it was undone.

    Args:
        connection: a writer's connection, in a transaction.
        undoing: a decision whose only subject is the one to turn round.
        known: DECISIONS so far.
    """
    rows = {row["decision_id"]: Decision(**row) for row in known.iter_rows(named=True)}
    last = rows[undoing.subject_ids[0]]
    root = last
    while root.action == "undo":
        root = rows[root.subject_ids[0]]
    at = undoing.recorded_at
    record_decision(connection, DECISIONS.frame([undoing]))
    mark_undone(connection, last.decision_id, at)
    mark_undone(connection, root.decision_id, at if root.undone_at is None else None)
    return Decided(undoing, _honour(connection, root, Moment(undoing.decision_id, at)))


def _honour(connection: DuckDBPyConnection, decision: Decision, moment: Moment) -> dict[str, int]:
    if decision.subject == COPY_GROUP:
        return honour_copy_decisions(connection, moment)
    if decision.subject in (CLAIM, CLAIM_LINK):
        return honour_claim_decisions(connection, moment)
    named = [*decision.mention_ids_l, *decision.mention_ids_r]
    return honour_decisions(connection, named, moment)


def _turn_round(connection: DuckDBPyConnection, asked: Asked, at: datetime) -> Decided:
    if len(asked.ids) != 1:
        raise ConfigError("undo takes one decision; `claimstream decide list` lists them")
    known = all_decisions(connection)
    rows = {row["decision_id"]: Decision(**row) for row in known.iter_rows(named=True)}
    given = rows[find_decision(connection, asked.ids[0])]
    undoing_of = {row.subject_ids[0]: row for row in rows.values() if row.action == "undo"}
    last, turns = given, 0
    while last.decision_id in undoing_of:
        last, turns = undoing_of[last.decision_id], turns + 1
    if turns % _PAIR:
        raise StopError(
            f"decision {given.decision_id} is undone already; "
            f"`claimstream decide undo {last.decision_id[:8]}` takes that back"
        )
    sides = _Named("decision", [last.decision_id], given.mention_ids_l, given.mention_ids_r)
    return turn_round(connection, _decision(asked, sides, at, at), known)


def _decision(asked: Asked, named: _Named, decided_at: datetime, at: datetime) -> Decision:
    return Decision(
        decision_id=stable_id(
            "decision",
            asked.action,
            *named.subject_ids,
            *named.right,
            asked.decided_by,
            decided_at.isoformat(),
        ),
        action=asked.action,
        subject=named.subject,
        subject_ids=named.subject_ids,
        mention_ids_l=named.left,
        mention_ids_r=named.right,
        decided_by=asked.decided_by.strip(),
        reason=asked.reason,
        decided_at=decided_at,
        recorded_at=at,
        undone_at=None,
    )


def _named(connection: DuckDBPyConnection, asked: Asked) -> _Named:
    if concerns_claims(connection, asked.ids):
        claims = claims_named(connection, asked.action, asked.ids)
        return _Named(claims.subject, claims.subject_ids, claims.left, claims.right)
    if asked.action in _ON_COPIES and concerns_copies(connection, asked.ids):
        copies = _ON_COPIES[asked.action](connection, asked.ids)
        return _Named(COPY_GROUP, copies.group_ids, copies.left, copies.right)
    if asked.action == "merge":
        return _to_merge(connection, asked.ids)
    if asked.action == "split":
        if len(asked.ids) < _PAIR:
            raise ConfigError("split takes an event and the reports to take out of it")
        return _within(connection, asked.ids)
    if len(asked.ids) == 1 and (link_id := find_link(connection, asked.ids[0])):
        return _link(connection, link_id, asked.action)
    if asked.action == "reject" and len(asked.ids) < _PAIR:
        raise ConfigError("reject takes a link, or an event and the report that does not belong")
    return _within(connection, asked.ids, confirming=asked.action == "confirm")


def _to_merge(connection: DuckDBPyConnection, ids: tuple[str, ...]) -> _Named:
    if len(ids) < _PAIR:
        raise ConfigError("merge takes two events or more")
    event_ids = list(dict.fromkeys(find_event(connection, given) for given in ids))
    if len(event_ids) < _PAIR:
        raise StopError(f"merge: {' and '.join(ids)} are one event already, {event_ids[0]}")
    members = [list(_members(connection, event_id)) for event_id in event_ids]
    others = [mention_id for group in members[1:] for mention_id in group]
    return _Named("event", event_ids, members[0], others)


def _within(
    connection: DuckDBPyConnection, ids: tuple[str, ...], *, confirming: bool = False
) -> _Named:
    """Read an event and some of its reports; with none named, its doubtful ones are confirmed."""
    if not ids:
        raise ConfigError("an event is expected")
    event_id = find_event(connection, ids[0])
    members = _members(connection, event_id)
    named = [each for given in ids[1:] for each in find_reports(connection, event_id, given)]
    if confirming and not named:
        named = [each for each, status in members.items() if status == "candidate"]
    taken = list(dict.fromkeys(named))
    rest = [mention_id for mention_id in members if mention_id not in taken]
    if confirming and not any(members[each] == "candidate" for each in taken):
        raise StopError(f"confirm: no report of event {event_id} that was named is in doubt")
    if not confirming and not rest:
        raise StopError(f"event {event_id} has no other reports: there is nothing to part it from")
    return _Named("event", [event_id], rest, taken)


def _link(connection: DuckDBPyConnection, link_id: str, action: str) -> _Named:
    (left, right, status) = connection.execute(_FOUNDERS, [link_id]).fetchone() or ("", "", "")
    if status == {"confirm": "confirmed", "reject": "rejected"}[action]:
        raise StopError(f"{action}: link {link_id} is {status} already")
    return _Named("event_link", [link_id], [left], [right])


def _members(connection: DuckDBPyConnection, event_id: str) -> dict[str, str]:
    return dict(connection.execute(_MEMBERS, [event_id]).fetchall())


def _events_of(connection: DuckDBPyConnection, ids: list[str]) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute(_EVENTS_OF, {"ids": ids}).fetchall())
