"""Read what an analyst names who decides whether mentions are one claim."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from transforms.claim_deciding import CLAIM, CLAIM_LINK
from transforms.errors import ConfigError, StopError
from warehouse.lookup import find_claim, find_claim_link, find_claim_mentions, is_event

_PAIR = 2
_MEMBERS = """
    SELECT mention_id::VARCHAR FROM core.claim_occurrences_as_of('infinity'::TIMESTAMPTZ)
    WHERE claim_id = ?::UUID ORDER BY 1
"""
_LINK = """
    SELECT claim_id_l::VARCHAR, claim_id_r::VARCHAR, status FROM mart.claim_links
    WHERE claim_link_id = ?::UUID
"""


@dataclass(frozen=True, slots=True)
class NamedClaims:
    """What ids stand for: claims or a link between two, and the mentions on both sides."""

    subject: str
    subject_ids: list[str]
    left: list[str]
    right: list[str]


def concerns_claims(connection: DuckDBPyConnection, ids: tuple[str, ...]) -> bool:
    """Tell whether the first of some ids names a claim or a link of claims, and no event."""
    if not ids or is_event(connection, ids[0]):
        return False
    return (
        find_claim(connection, ids[0]) is not None
        or find_claim_link(connection, ids[0]) is not None
    )


def claims_named(connection: DuckDBPyConnection, action: str, ids: tuple[str, ...]) -> NamedClaims:
    """Read what a decision on claims names.

    Args:
        connection: a writer's connection.
        action: merge, split, confirm or reject.
        ids: claims to merge; a claim and the mentions or articles to take out of it; or a link.

    Raises:
        ConfigError: too few ids for the action.
        StopError: an id names nothing of the kind, or nothing would change.
    """
    if action == "merge":
        return _to_merge(connection, ids)
    if action == "split":
        return _to_part(connection, ids)
    if len(ids) == 1:
        return _link(connection, ids[0], action)
    if action == "confirm":
        raise ConfigError("confirm takes a link between two claims")
    return _to_part(connection, ids)


def _to_merge(connection: DuckDBPyConnection, ids: tuple[str, ...]) -> NamedClaims:
    if len(ids) < _PAIR:
        raise ConfigError("merge takes two claims or more")
    claim_ids = list(dict.fromkeys(_claim(connection, given) for given in ids))
    if len(claim_ids) < _PAIR:
        raise StopError(f"merge: {' and '.join(ids)} are one claim already, {claim_ids[0]}")
    members = [_members(connection, claim_id) for claim_id in claim_ids]
    others = [mention_id for group in members[1:] for mention_id in group]
    return NamedClaims(CLAIM, claim_ids, members[0], others)


def _to_part(connection: DuckDBPyConnection, ids: tuple[str, ...]) -> NamedClaims:
    if len(ids) < _PAIR:
        raise ConfigError("a claim is expected, and the mentions or articles to take out of it")
    claim_id = _claim(connection, ids[0])
    members = _members(connection, claim_id)
    taken = {each for given in ids[1:] for each in find_claim_mentions(connection, claim_id, given)}
    rest = [each for each in members if each not in taken]
    if not rest:
        raise StopError(f"claim {claim_id} has no other mention: there is nothing to part it from")
    return NamedClaims(CLAIM, [claim_id], rest, sorted(taken))


def _link(connection: DuckDBPyConnection, given: str, action: str) -> NamedClaims:
    link_id = find_claim_link(connection, given)
    if link_id is None:
        raise ConfigError(f"{action} takes a link between two claims, or a claim and its mentions")
    left, right, status = connection.execute(_LINK, [link_id]).fetchone() or ("", "", "rejected")
    if status == {"confirm": "confirmed", "reject": "rejected"}[action]:
        raise StopError(f"{action}: link {link_id} is {status} already")
    return NamedClaims(
        CLAIM_LINK, [link_id], _members(connection, left), _members(connection, right)
    )


def _claim(connection: DuckDBPyConnection, given: str) -> str:
    claim_id = find_claim(connection, given)
    if claim_id is None:
        raise StopError(f"no claim is known by {given!r}")
    return claim_id


def _members(connection: DuckDBPyConnection, claim_id: str) -> list[str]:
    return [row[0] for row in connection.execute(_MEMBERS, [claim_id]).fetchall()]
