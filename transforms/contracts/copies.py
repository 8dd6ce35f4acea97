"""Copies of a text: fingerprints, groups, and typed edges."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from transforms.contracts.contract import Contract, Id, Unsigned64


@dataclass(frozen=True, slots=True)
class Shingle:
    """One sampled 4-word shingle of one version: a part of its FracMinHash fingerprint."""

    version_id: Annotated[str, Id(), "the version"]
    shingle: Annotated[int, Unsigned64(), "64-bit hash of four lower-case words"]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What copies of one version are looked up by: its FracMinHash sample, hash, article, time."""

    version_id: Annotated[str, Id(), "the version"]
    article_id: Annotated[str, Id(), "its article"]
    content_hash: Annotated[str, Id(), "hash of its title and text"]
    seen_at: Annotated[datetime, "its publication time, else when it was fetched"]
    shingles: Annotated[
        list[int], Unsigned64(), "sampled 64-bit hashes of four lower-case words, in order"
    ]


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Versions whose text is the same report; a version without a copy is a group of one."""

    copy_group_id: Annotated[str, Id(), "minted from its founding version, never again"]
    founding_version_id: Annotated[str, Id(), "the version that founded it"]
    merged_into: Annotated[str | None, Id(), "the group that took it over"]


@dataclass(frozen=True, slots=True)
class CopyMembership:
    """That a version belongs to a copy group, and how like the group it is."""

    version_id: Annotated[str, Id(), "the version"]
    copy_group_id: Annotated[str, Id(), "its group"]
    relation: Annotated[str, "origin, exact, near or version (a later state of a member's article)"]
    similarity: Annotated[float, "mean containment against the group, 0 to 1"]
    n_shingles: Annotated[int, "size of its fingerprint"]
    seen_at: Annotated[datetime, "its publication time, else when it was fetched"]
    rule_version: Annotated[str, "the rules that decided"]


@dataclass(frozen=True, slots=True)
class CopyPlacement:
    """Where a version stands by analysts' decisions, in place of its membership by the scorer."""

    version_id: Annotated[str, Id(), "the version"]
    copy_group_id: Annotated[str, Id(), "the group that decisions put it into"]
    relation: Annotated[str, "origin, exact, near or version (a later state of a member's article)"]
    similarity: Annotated[float, "mean containment against the group of the scorer, 0 to 1"]
    n_shingles: Annotated[int, "size of its fingerprint"]
    seen_at: Annotated[datetime, "its publication time, else when it was fetched"]
    rule_version: Annotated[str, "the rules that applied the decisions"]


@dataclass(frozen=True, slots=True)
class CopyEdge:
    """Shared text between two versions that decided, or did not decide, for a copy."""

    version_id_l: Annotated[str, Id(), "the smaller text"]
    version_id_r: Annotated[str, Id(), "the larger text"]
    relation: Annotated[str, "copy_of, contains or shares_passage"]
    containment: Annotated[float, "share of the smaller fingerprint found in the larger"]
    coverage: Annotated[float, "share of the larger fingerprint found in the smaller"]
    rule_version: Annotated[str, "the rules that decided"]


SHINGLES = Contract(Shingle, key=("version_id", "shingle"))
FINGERPRINTS = Contract(
    Fingerprint, table="core.fingerprint", key=("version_id", "seen_at"), history=True
)
"""The time follows from the version; as part of the key it lets a look-up skip all other days."""
COPY_GROUPS = Contract(CopyGroup, table="core.copy_group", key=("copy_group_id",), history=True)
COPY_MEMBERSHIPS = Contract(
    CopyMembership,
    table="core.copy_membership",
    key=("version_id", "copy_group_id", "seen_at"),
    history=True,
)
"""The time is part of the key as it is of a fingerprint's."""
COPY_PLACEMENTS = Contract(
    CopyPlacement, table="core.copy_placement", key=("version_id", "seen_at"), history=True
)
COPY_EDGES = Contract(
    CopyEdge, table="core.copy_edge", key=("version_id_l", "version_id_r"), history=True
)
