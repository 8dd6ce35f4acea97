"""What is known about copies before a batch, what is found in it, and how the one adds up."""

from dataclasses import dataclass, replace

import polars as pl

from transforms.contracts.copies import COPY_GROUPS, COPY_MEMBERSHIPS, SHINGLES

_FREQUENCY = pl.Schema({"shingle": pl.UInt64(), "n_groups": pl.Int64()})
_VERSIONS = pl.Schema(
    {"version_id": pl.String(), "article_id": pl.String(), "content_hash": pl.String()}
)
_ROUNDUPS = pl.Schema({"version_id": pl.String()})


@dataclass(frozen=True, slots=True)
class KnownCopies:
    """What the warehouse knows that may matter for a batch.

    Args:
        groups: COPY_GROUPS that hold a candidate: a version that shares telling shingles with
            the batch within the window, has the same content hash, or is of the same article.
        memberships: COPY_MEMBERSHIPS of all members of these groups.
        shingles: SHINGLES of the candidates that are compared.
        frequency: `shingle, n_groups`: distinct copy groups that hold each shingle of the batch
            and of the candidates, within the window.
        versions: `version_id, article_id, content_hash` of the members.
        roundups: `version_id` of members that contain texts of two groups or more.
    """

    groups: pl.DataFrame
    memberships: pl.DataFrame
    shingles: pl.DataFrame
    frequency: pl.DataFrame
    versions: pl.DataFrame
    roundups: pl.DataFrame

    @classmethod
    def nothing(cls) -> "KnownCopies":
        """Give the state of an empty warehouse."""
        return cls(
            groups=COPY_GROUPS.empty(),
            memberships=COPY_MEMBERSHIPS.empty(),
            shingles=SHINGLES.empty(),
            frequency=pl.DataFrame(schema=_FREQUENCY),
            versions=pl.DataFrame(schema=_VERSIONS),
            roundups=pl.DataFrame(schema=_ROUNDUPS),
        )


@dataclass(frozen=True, slots=True)
class Copies:
    """What was decided: COPY_GROUPS, COPY_MEMBERSHIPS and COPY_EDGES, new or superseding."""

    groups: pl.DataFrame
    memberships: pl.DataFrame
    edges: pl.DataFrame


def narrow(
    known: KnownCopies, new: pl.DataFrame, shingles: pl.DataFrame, fewest_shared: int
) -> KnownCopies:
    """Keep the groups that may matter for some versions, so that the cost follows the versions.

    Args:
        known: the state.
        new: `version_id, article_id, content_hash` of the versions.
        shingles: SHINGLES of them.
        fewest_shared: shingles that a version must share with them to be compared.
    """
    sharing = (
        known.shingles.join(shingles, on="shingle", how="semi")
        .group_by("version_id")
        .agg(n=pl.len())
        .filter(pl.col("n") >= fewest_shared)
        .select("version_id")
    )
    told = [
        known.versions.join(new, on=key, how="semi").select("version_id")
        for key in ("article_id", "content_hash")
    ]
    relevant = pl.concat([sharing, *told]).unique()
    groups = known.memberships.join(relevant, on="version_id", how="semi").select("copy_group_id")
    members = known.memberships.join(groups, on="copy_group_id", how="semi")
    return replace(
        known,
        groups=known.groups.join(groups, on="copy_group_id", how="semi"),
        memberships=members,
        shingles=known.shingles.join(sharing, on="version_id", how="semi"),
        versions=known.versions.join(members, on="version_id", how="semi"),
    )


def learn(
    known: KnownCopies, new: pl.DataFrame, shingles: pl.DataFrame, found: Copies
) -> KnownCopies:
    """Add what was found in some versions to what is known, for the versions after them.

    Args:
        known: the state before.
        new: `version_id, article_id, content_hash` of the versions.
        shingles: SHINGLES of them.
        found: what was decided about them.
    """
    memberships = pl.concat(
        [
            known.memberships.join(found.memberships, on="version_id", how="anti"),
            found.memberships,
        ]
    )
    held = _held(known.shingles, memberships)
    counts = (
        _held(shingles, memberships)
        .join(held, on=["shingle", "copy_group_id"], how="anti")
        .group_by("shingle")
        .agg(n_groups=pl.len().cast(pl.Int64))
    )
    return KnownCopies(
        groups=pl.concat(
            [known.groups.join(found.groups, on="copy_group_id", how="anti"), found.groups]
        ),
        memberships=memberships,
        shingles=pl.concat([known.shingles, shingles]),
        frequency=pl.concat([known.frequency, counts])
        .group_by("shingle")
        .agg(pl.col("n_groups").sum()),
        versions=pl.concat([known.versions, new.select(known.versions.columns)]),
        roundups=pl.concat([known.roundups, _roundups(found.edges, memberships)]).unique(),
    )


def _held(shingles: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    group = memberships.select("version_id", "copy_group_id")
    return shingles.join(group, on="version_id").select("shingle", "copy_group_id").unique()


def _roundups(edges: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    group = memberships.select("copy_group_id", version_id_l="version_id")
    return (
        edges.filter(pl.col("relation") == "contains")
        .join(group, on="version_id_l")
        .group_by(version_id="version_id_r")
        .agg(n=pl.col("copy_group_id").n_unique())
        .filter(pl.col("n") > 1)
        .select("version_id")
    )
