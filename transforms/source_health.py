"""Decide how a source stands after a visit, and when it is asked next.

ok           asked again after an interval that shrinks with news and grows without
failing      the last visit failed, or nothing in its document could be read
backing_off  the pause doubles with each further failure, or is what the server asked for
gone         410: never asked again, until somebody revives it
moved        sent on, for good, to one address three times in a row: asked there from then on
dried_up     it answers, but brings less than is expected of it
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from transforms.contracts.operations import SourceState

MOVES_BELIEVED = 3
EARLY = 0.05
"""Part of an interval that a visit may come early, so that a schedule of that length fits."""

_GROWTH = 1.5
_MOST_DOUBLINGS = 30


class Health(StrEnum):
    """How a source can stand; the warehouse's `ref.source_health` says what each means."""

    OK = "ok"
    FAILING = "failing"
    BACKING_OFF = "backing_off"
    GONE = "gone"
    MOVED = "moved"
    DRIED_UP = "dried_up"


class Answer(StrEnum):
    """What a visit came to."""

    READ = "read"  # something could be read
    SAME = "same"  # nothing has changed since the last visit
    UNREADABLE = "unreadable"  # bytes came, and nothing in them could be read
    FAILED = "failed"
    GONE = "gone"  # the server says: for good
    UNREACHED = "unreached"  # nothing at all could be reached: the fault is probably ours


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit to a source.

    Attributes:
        answer: what it came to.
        detail: why it failed, and what to do.
        n_fresh: new articles and new versions that it brought.
        wait_s: seconds that the server asked us to wait.
        moved_to: the address that permanent redirects alone led to, if any.
        shortfall: what is missing of what is expected of it, as a sentence.
    """

    answer: Answer
    detail: str | None = None
    n_fresh: int = 0
    wait_s: float | None = None
    moved_to: str | None = None
    shortfall: str | None = None


@dataclass(frozen=True, slots=True)
class HealthRules:
    """Bounds, in seconds.

    Attributes:
        min_interval_s: shortest pause between two visits; 0 = ask whenever a run comes by.
        max_interval_s: longest pause between two visits to a healthy source.
        backoff_s: pause after the second failure in a row; it doubles with each further one.
        max_wait_s: longest pause after failures, and the longest that a server may ask for.
    """

    min_interval_s: float
    max_interval_s: float
    backoff_s: float
    max_wait_s: float


def is_due(known: SourceState | None, *, now: datetime) -> bool:
    """Tell whether a source may be asked; a clock that stepped back makes it due."""
    if known is None:
        return True
    if known.health == Health.GONE or known.due_at is None:
        return False
    return now >= known.due_at or (known.asked_at is not None and now < known.asked_at)


def address_of(known: SourceState | None) -> str | None:
    """Give the address that a source has moved to, once it is believed."""
    believed = known is not None and known.n_moved >= MOVES_BELIEVED
    return known.moved_to if known is not None and believed else None


def next_state(
    known: SourceState, visited: Visited, *, rules: HealthRules, now: datetime
) -> SourceState:
    """Give the state of a source after a visit.

    Args:
        known: its state before, or `first_state`.
        visited: the visit.
        rules: the bounds.
        now: when it took place.
    """
    if visited.answer in {Answer.FAILED, Answer.GONE, Answer.UNREACHED}:
        after = _failed(known, visited, rules, now)
    else:
        after = _answered(known, visited, rules, now)
    since = known.since_at if after.health == known.health else now
    return replace(after, since_at=since, asked_at=now)


def first_state(source_id: str, *, rules: HealthRules, now: datetime, run_id: str) -> SourceState:
    """Give the state of a source that nobody has visited."""
    return SourceState(
        source_id=source_id,
        health=Health.OK,
        detail=None,
        since_at=now,
        asked_at=None,
        due_at=now,
        interval_s=rules.min_interval_s,
        n_failed=0,
        n_moved=0,
        moved_to=None,
        run_id=run_id,
    )


def _answered(
    known: SourceState, visited: Visited, rules: HealthRules, now: datetime
) -> SourceState:
    n_moved, moved_to = _moves(known, visited)
    after = replace(known, n_failed=0, n_moved=n_moved, moved_to=moved_to)
    interval_s = _interval(known, visited, rules)
    due_at = now + timedelta(seconds=interval_s * (1 - EARLY))
    health, detail = _health(known, after, visited)
    return replace(after, health=health, detail=detail, interval_s=interval_s, due_at=due_at)


def _health(known: SourceState, after: SourceState, visited: Visited) -> tuple[Health, str | None]:
    if visited.answer is Answer.UNREADABLE:
        return Health.FAILING, visited.detail
    if visited.answer is Answer.SAME and known.health == Health.FAILING and not known.n_failed:
        return Health.FAILING, known.detail  # still the document that could not be read
    if visited.shortfall:
        return Health.DRIED_UP, visited.shortfall
    if address := address_of(after):
        detail = f"it has moved for good and is read at {address}; write that into sources.toml"
        return Health.MOVED, detail
    return Health.OK, None


def _failed(known: SourceState, visited: Visited, rules: HealthRules, now: datetime) -> SourceState:
    if visited.answer is Answer.UNREACHED:
        return replace(known, health=Health.FAILING, detail=visited.detail, due_at=now)
    n_failed = known.n_failed + 1
    n_moved, moved_to = known.n_moved, known.moved_to
    if address_of(known) and (n_failed >= MOVES_BELIEVED or visited.answer is Answer.GONE):
        n_moved, moved_to = 0, None  # back to its own address
    elif visited.answer is Answer.GONE:
        detail = f"{visited.detail}; `claimstream sources revive` asks it again"
        return replace(known, health=Health.GONE, detail=detail, due_at=None, n_failed=n_failed)
    pause_s = 0.0
    if n_failed > 1:
        pause_s = rules.backoff_s * 2.0 ** min(n_failed - 2, _MOST_DOUBLINGS)
    pause_s = min(max(pause_s, visited.wait_s or 0.0), rules.max_wait_s)
    return replace(
        known,
        health=Health.BACKING_OFF if pause_s else Health.FAILING,
        detail=visited.detail,
        due_at=now + timedelta(seconds=pause_s),
        n_failed=n_failed,
        n_moved=n_moved,
        moved_to=moved_to,
    )


def _interval(known: SourceState, visited: Visited, rules: HealthRules) -> float:
    """Halve the pause after news, lengthen it without; the first visit tells nothing."""
    if known.asked_at is None:
        return rules.min_interval_s
    proposed = known.interval_s / 2 if visited.n_fresh else known.interval_s * _GROWTH
    return min(max(proposed, rules.min_interval_s), rules.max_interval_s)


def _moves(known: SourceState, visited: Visited) -> tuple[int, str | None]:
    """Count how often in a row a source was sent on to one address."""
    if visited.moved_to is None:  # asked at its new address, nobody sends us on any more
        return (known.n_moved, known.moved_to) if address_of(known) else (0, None)
    if visited.moved_to == known.moved_to:
        return min(known.n_moved + 1, MOVES_BELIEVED), known.moved_to
    return 1, visited.moved_to
