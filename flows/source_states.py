"""After a run: what each of its sources came to, and how it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import polars as pl
from duckdb import DuckDBPyConnection

from flows.collected import Collected
from flows.reports.wording import count
from flows.settings import FetchSettings
from flows.sources import SourceConfig
from transforms.contracts.operations import SOURCE_STATES, SourceState
from transforms.source_health import Answer, HealthRules, Visited, first_state, next_state
from warehouse.source_states import known_source_states, lately_new, source_yields

_UNREAD = "nothing in it could be read; see `claimstream quarantine list`"


def health_rules(settings: FetchSettings) -> HealthRules:
    """Give the bounds of intervals and pauses as they are set."""
    return HealthRules(
        min_interval_s=settings.min_interval_s,
        max_interval_s=max(settings.min_interval_s, settings.max_interval_s),
        backoff_s=settings.backoff_s,
        max_wait_s=settings.max_wait_s,
    )


def states_after(
    connection: DuckDBPyConnection,
    sources: Sequence[SourceConfig],
    collected: Collected,
    *,
    rules: HealthRules,
    run_id: str,
    now: datetime,
) -> pl.DataFrame:
    """Give SOURCE_STATES after a run whose entries are loaded.

    Args:
        connection: a writer's connection.
        sources: the sources of the run.
        collected: what became of the visits; a source that was not due is in none of it.
        rules: the bounds.
        run_id: the run.
        now: when it began.
    """
    ids = pl.Series([source.source_id for source in sources], dtype=pl.String)
    known = known_source_states(connection, ids)
    yields = source_yields(connection, run_id)
    visits = _visits(sources, collected)
    states = []
    for source in sources:
        before = known.get(source.source_id) or first_state(
            source.source_id, rules=rules, now=now, run_id=run_id
        )
        visited = visits.get(source.source_id)
        after = before
        if visited is not None:
            fresh = yields.get(source.source_id)
            seen = replace(
                _with_yield(visited, fresh), shortfall=_shortfall(connection, source, now)
            )
            after = next_state(before, seen, rules=rules, now=now)
        states.append(replace(_always_due(after, source, now), run_id=run_id))
    return SOURCE_STATES.frame(states)


def _always_due(state: SourceState, source: SourceConfig, now: datetime) -> SourceState:
    """Leave files free of intervals and pauses: looking at them is nobody's burden."""
    return state if source.is_url else replace(state, due_at=now, interval_s=0.0)


def _visits(sources: Sequence[SourceConfig], collected: Collected) -> Mapping[str, Visited]:
    """Give the visit to each source; where no host at all was reached, none of them is blamed."""
    visits = collected.visited
    asked = [source for source in sources if source.is_url and source.source_id in visits]
    hosts = {urlsplit(source.location).netloc for source in asked}
    unreached = [visits[source.source_id].answer is Answer.UNREACHED for source in asked]
    if len(hosts) > 1 and all(unreached):
        return visits
    return {
        source_id: replace(visited, answer=Answer.FAILED)
        if visited.answer is Answer.UNREACHED
        else visited
        for source_id, visited in visits.items()
    }


def _shortfall(connection: DuckDBPyConnection, source: SourceConfig, now: datetime) -> str | None:
    """Say what is missing of what a source is expected to bring, if anything is."""
    expected = source.expect
    if expected is None:
        return None
    since = now - timedelta(days=expected.days)
    found = lately_new(connection, source.source_id, since=since)
    least = expected.min_entries_per_day * expected.days
    if found is None or found >= least:
        return None
    return (
        f"it brought {count(found, 'new article')} in {count(expected.days, 'day')}, expected are"
        f" {least:g} ({expected.min_entries_per_day:g} a day); look at the source, or change expect"
    )


def _with_yield(visited: Visited, brought: tuple[int, bool, str] | None) -> Visited:
    if visited.answer is not Answer.READ or brought is None:
        return visited
    n_fresh, unread, detail = brought
    if unread:
        return replace(visited, answer=Answer.UNREADABLE, detail=detail or _UNREAD)
    return replace(visited, n_fresh=n_fresh)
