"""The keys by which an entry may be recognised as an article."""

import polars as pl

from transforms.identifiers import stable_ids

RULES = ("source_guid", "guid_url", "canonical_url", "title_text")
SUBSTANTIAL = 200  # characters of text that no two different articles share by chance
DIFFERENT_TITLES = 3  # under one id or URL in one document: it names no article

_WEAK_ID = r"^\d{1,6}$"
_URL_VARIATION = r"^https?://(?:www\.)?|/$"
_COLUMNS = {
    "source_guid": ("guid_scope", "guid_key"),
    "guid_url": ("guid_key", "url_key"),
    "canonical_url": ("url_key",),
    "title_text": ("publisher", "content_hash", "text_day"),
}
_ORDER = pl.col("rule").replace_strict(RULES, range(len(RULES)), return_dtype=pl.Int8)


def entry_keys(normalised: pl.DataFrame) -> pl.DataFrame:
    """Give the keys by which each entry may be recognised.

    Args:
        normalised: NORMALISED_ENTRIES; a document's entries must be together.

    Returns:
        `entry_id, rule, key_id`, in the order of RULES within an entry.
    """
    if normalised.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(("entry_id", "rule", "key_id"), pl.String))
    parts = normalised.with_columns(
        url_key=pl.when(_names_one_article()).then(
            pl.col("canonical_url").str.replace_all(_URL_VARIATION, "")
        ),
        guid_scope=pl.when(pl.col("guid").str.contains(_WEAK_ID))
        .then(pl.concat_str("source_id", "uri", separator="\n"))
        .otherwise("source_id"),
        text_day=pl.when(pl.col("text").str.len_chars() < SUBSTANTIAL)
        .then(pl.col("published_raw").fill_null(""))
        .otherwise(pl.lit("")),
        guid_key=pl.when(_id_is_used_once()).then("guid"),
    ).with_columns(publisher=pl.col("outlet_id").fill_null(""))
    found = [_keys(parts, rule) for rule in RULES]
    return pl.concat(found).sort("entry_id", _ORDER)


def _keys(parts: pl.DataFrame, rule: str) -> pl.DataFrame:
    columns = _COLUMNS[rule]
    whole = parts.drop_nulls(columns)
    key_ids = stable_ids(f"key-{rule}", *whole.select(columns).to_dict(as_series=False).values())
    return whole.select("entry_id", rule=pl.lit(rule), key_id=pl.Series(key_ids, dtype=pl.String))


def _names_one_article() -> pl.Expr:
    """Tell whether a URL names an article: no front page, and not shared by different entries.

    Two texts under one URL are two states of one article; entries with ids *and* titles of their
    own that share a URL, or three titles without ids, are different articles.
    """
    group = ("source_id", "raw_id", "canonical_url")
    titles = pl.col("title").str.to_lowercase().n_unique().over(group)
    guids = pl.col("guid").drop_nulls().n_unique().over(group)
    path = pl.col("canonical_url").str.extract(r"^https?://[^/]+/?(.*)$")
    return (path != "") & ~((titles > 1) & (guids > 1)) & (titles < DIFFERENT_TITLES)


def _id_is_used_once() -> pl.Expr:
    """Tell whether an id is one: some feeds give every entry the same."""
    group = ("source_id", "raw_id", "guid")
    urls = pl.col("canonical_url").drop_nulls().n_unique().over(group)
    titles = pl.col("title").n_unique().over(group)
    return (urls <= 1) & (titles < DIFFERENT_TITLES)
