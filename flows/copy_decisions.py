"""Read what an analyst names who decides whether versions are one report."""

from dataclasses import dataclass
from itertools import chain

from duckdb import DuckDBPyConnection

from transforms.errors import ConfigError, StopError
from warehouse.lookup import Copies, find_copies, is_event

_PAIR = 2
_NOW_IN = """
    SELECT DISTINCT copy_group_id::VARCHAR FROM core.reports_as_of('infinity'::TIMESTAMPTZ)
    WHERE version_id IN (SELECT unnest($ids)::UUID) ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class NamedCopies:
    """The copy groups that ids stand for, and the versions on both sides."""

    group_ids: list[str]
    left: list[str]
    right: list[str]


def concerns_copies(connection: DuckDBPyConnection, ids: tuple[str, ...]) -> bool:
    """Tell whether the first of some ids names a copy group, article or version, and no event."""
    if not ids or is_event(connection, ids[0]):
        return False
    return find_copies(connection, ids[0]) is not None


def copies_to_merge(connection: DuckDBPyConnection, ids: tuple[str, ...]) -> NamedCopies:
    """Read two or more copy groups, articles or versions that are one report.

    Raises:
        ConfigError: fewer than two are named.
        StopError: an id names none of these, or they are one group already.
    """
    if len(ids) < _PAIR:
        raise ConfigError("merge takes two copy groups, articles or versions, or more")
    named = [_found(connection, given) for given in ids]
    group_ids = list(dict.fromkeys(each.group_id for each in named))
    if len(group_ids) < _PAIR:
        raise StopError(f"merge: {' and '.join(ids)} are one report already, {group_ids[0]}")
    others = chain.from_iterable(each.version_ids for each in named[1:])
    return NamedCopies(group_ids, named[0].version_ids, list(dict.fromkeys(others)))


def copies_to_split(connection: DuckDBPyConnection, ids: tuple[str, ...]) -> NamedCopies:
    """Read a copy group, article or version, and those that are not the same report.

    Raises:
        ConfigError: fewer than two are named.
        StopError: an id names none of these, they are apart already, or nothing would be left.
    """
    if len(ids) < _PAIR:
        raise ConfigError("split takes a copy group or a version, and the versions to take out")
    first, *rest = (_found(connection, given) for given in ids)
    for each, given in zip(rest, ids[1:], strict=True):
        if each.group_id != first.group_id:
            raise StopError(f"split: {ids[0]} and {given} are in two copy groups already")
    right = list(dict.fromkeys(chain.from_iterable(each.version_ids for each in rest)))
    left = [each for each in first.version_ids if each not in right]
    if not left:
        raise StopError(f"copy group {first.group_id} has no other version to part it from")
    return NamedCopies([first.group_id], left, right)


def groups_now(connection: DuckDBPyConnection, version_ids: list[str]) -> tuple[str, ...]:
    """Give the copy groups that some versions are in."""
    return tuple(row[0] for row in connection.execute(_NOW_IN, {"ids": version_ids}).fetchall())


def _found(connection: DuckDBPyConnection, given: str) -> Copies:
    copies = find_copies(connection, given)
    if copies is None:
        raise StopError(f"no copy group, article or version is known by {given!r}")
    return copies
