"""Choose the origin of each copy group: the version that others credit, else the earliest."""

import polars as pl

from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.credits import credited_agencies

AGENCIES = pl.Schema({"version_id": pl.String(), "agency": pl.String()})


def settle_origins(
    decided: pl.DataFrame, known: pl.DataFrame, credited: pl.DataFrame
) -> pl.DataFrame:
    """Make one member of each group its origin, and supersede a known one that no longer is.

    A known origin that was not the earliest was credited, and stays. A later version of an
    article is never the origin.

    Args:
        decided: COPY_MEMBERSHIPS of new and moved versions.
        known: COPY_MEMBERSHIPS before.
        credited: `version_id` of versions that others in their group credit.

    Returns:
        `decided` with the origins settled, and the known memberships that this changes.
    """
    before = known.join(decided, on="version_id", how="anti").join(
        decided, on="copy_group_id", how="semi"
    )
    members = pl.concat(
        [decided.with_columns(is_known=False), before.with_columns(is_known=True)]
    ).sort("seen_at", pl.col("relation") != "origin", "version_id")
    first_known = pl.col("version_id").filter("is_known").first().over("copy_group_id")
    chosen = (
        members.with_columns(
            was_credited=pl.col("is_known")
            & (pl.col("relation") == "origin")
            & (pl.col("version_id") != first_known),
            is_credited=pl.col("version_id").is_in(credited["version_id"].implode()),
        )
        .filter(pl.col("relation") != "version")
        .sort("is_credited", "was_credited", descending=True, maintain_order=True)
        .unique("copy_group_id", keep="first", maintain_order=True)
        .select("version_id", is_origin=True)
    )
    settled = members.join(chosen, on="version_id", how="left", maintain_order="left").with_columns(
        settled=pl.when("is_origin")
        .then(pl.lit("origin"))
        .otherwise(pl.col("relation").replace("origin", "near"))
    )
    changed = settled.filter(~pl.col("is_known") | (pl.col("settled") != pl.col("relation")))
    return COPY_MEMBERSHIPS.check(
        changed.with_columns(relation="settled").select(COPY_MEMBERSHIPS.schema.names())
    )


def find_credited(
    texts: pl.DataFrame, decided: pl.DataFrame, known: pl.DataFrame, agencies: pl.DataFrame
) -> pl.DataFrame:
    """Find the agencies' versions that another text of their group credits.

    Args:
        texts: `version_id, text` of the batch.
        decided: COPY_MEMBERSHIPS of new and moved versions.
        known: COPY_MEMBERSHIPS before.
        agencies: `version_id, agency`: versions whose publisher is an agency, and its name.

    Returns:
        `version_id` of each such version.
    """
    members = pl.concat([decided, known]).unique("version_id", keep="first", maintain_order=True)
    theirs = members.join(agencies, on="version_id").select("version_id", "copy_group_id", "agency")
    names = theirs["agency"].unique(maintain_order=True).to_list()
    printing = texts.join(decided.join(theirs, on="copy_group_id", how="semi"), on="version_id")
    rows = [
        (group, version, name)
        for group, version, text in printing.select(
            "copy_group_id", "version_id", "text"
        ).iter_rows()
        for name in credited_agencies(text, names)
    ]
    schema = {"copy_group_id": pl.String(), "by": pl.String(), "agency": pl.String()}
    credits_given = pl.DataFrame(rows, schema=schema, orient="row")
    return (
        theirs.join(credits_given, on=["copy_group_id", "agency"])
        .filter(pl.col("version_id") != pl.col("by"))
        .select("version_id")
        .unique()
    )
