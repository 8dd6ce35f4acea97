"""From rows of any table to entries: which column is which."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from transforms.contracts.articles import ENTRIES
from transforms.contracts.operations import REJECTS, Reason, Reject
from transforms.encoding import Decoded
from transforms.errors import SetAsideError
from transforms.parsers.document import Document, Parsed, scrub

OUR_COLUMNS = ("id", "url", "title", "text", "published", "author", "outlet", "lang")

# compared without case and punctuation: "pubDate" is "pubdate", "published_at" "publishedat"
SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid", "articleid", "uuid", "docid"),
    "url": ("url", "link", "canonicalurl", "permalink", "articleurl", "weburl", "href"),
    "title": ("title", "headline", "heading"),
    "text": (
        *("text", "body", "content", "article", "fulltext", "articlebody", "articletext"),
        *("maintext", "bodytext", "contenttext", "contenthtml", "html", "story"),
        *("summary", "description", "abstract"),
    ),
    "published": (
        *("published", "publishedat", "date", "pubdate", "datepublished", "publisheddate"),
        *("publicationdate", "publishdate", "publishedon", "datetime", "timestamp", "createdat"),
    ),
    "author": ("author", "authors", "byline", "creator"),
    "outlet": (
        *("outlet", "source", "publisher", "publication", "outletname", "sourcename"),
        *("sitename", "newspaper", "site"),
    ),
    "lang": ("lang", "language", "langcode", "locale"),
}
SUMMARY_COLUMNS = frozenset({"summary", "description", "abstract"})
_PAGE = r"(?i)^\s*(?:<!doctype html|<html)"
_FRAGMENT = r"(?i)<(?:p|br|div|ul|ol|li|h[1-6]|blockquote|span|article|section)\b[^>]*>"
_BODY_TYPE = (
    pl.when(pl.col("text").str.contains(_PAGE))
    .then(pl.lit("page"))
    .when(pl.col("text").str.contains(_FRAGMENT))
    .then(pl.lit("html"))
    .otherwise(pl.lit("text"))
)


def folded(name: str) -> str:
    """Give a column's name as it is compared: letters and figures, lower case."""
    return re.sub(r"[\W_]+", "", name).lower()


def column_mapping(found: Sequence[str], configured: Mapping[str, str]) -> dict[str, str]:
    """Say which of the found columns holds what.

    Args:
        found: the table's columns.
        configured: our name to theirs; it goes before the synonyms.

    Raises:
        SetAsideError: a configured column is not there, or nothing holds a title or a text.
    """
    for ours, theirs in configured.items():
        if ours not in OUR_COLUMNS:
            names = ", ".join(OUR_COLUMNS)
            detail = f"columns: {ours!r} is none of ours ({names})"
            raise SetAsideError(Reason.PARSE_FAILED, detail)
        if theirs not in found:
            detail = f"columns: {theirs!r} is not in the table; it has {_listed(found)}"
            raise SetAsideError(Reason.PARSE_FAILED, detail)
    by_name = {folded(name): name for name in reversed(found)}
    mapping = {
        ours: by_name[synonym]
        for ours in OUR_COLUMNS
        for synonym in reversed(SYNONYMS[ours])
        if synonym in by_name
    } | dict(configured)
    if "title" not in mapping and "text" not in mapping:
        detail = (
            f"no column holds a title or a text; found {_listed(found)}; "
            'say which in sources.toml: columns = { text = "…", title = "…" }'
        )
        raise SetAsideError(Reason.PARSE_FAILED, detail)
    return mapping


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:20])
    return f"{shown}, … ({len(names)} in all)" if len(names) > 20 else shown or "none"  # noqa: PLR2004 - fits a line


def parsed_table(
    document: Document, table: pl.DataFrame, mapping: Mapping[str, str], decoded: Decoded
) -> Parsed:
    """Turn a table into entries.

    Args:
        document: what it came in.
        table: `position` and, as strings, one column for each of their names in `mapping`.
        mapping: our name to their name.
        decoded: how its characters were read.
    """

    def column(ours: str) -> pl.Expr:
        theirs = mapping.get(ours)
        if theirs is None:
            return pl.lit(None, pl.String)
        return pl.when(pl.col(theirs).str.strip_chars() != "").then(pl.col(theirs))

    cells = table.select("position", **{ours: column(ours) for ours in OUR_COLUMNS})
    full = "summary" if folded(mapping.get("text", "")) in SUMMARY_COLUMNS else "full"
    entries = cells.with_columns(
        source_id=pl.lit(document.source_id),
        uri=pl.lit(document.uri),
        raw_id=pl.lit(document.raw_id),
        position=pl.col("position").cast(pl.Int64),
        guid="id",
        body="text",
        body_type=_BODY_TYPE,
        text_basis=pl.when(pl.col("text").is_null()).then(pl.lit("title")).otherwise(pl.lit(full)),
        published_raw=pl.coalesce("published", pl.lit(document.published, pl.String)),
        published_basis=pl.when(pl.col("published").is_not_null())
        .then(pl.lit("column"))
        .otherwise(pl.lit("given" if document.published else None, pl.String)),
        outlet_name=pl.coalesce(pl.lit(document.outlet_name, pl.String), "outlet"),
        lang_declared="lang",
        encoding=pl.lit(decoded.encoding),
        encoding_rule=pl.lit(decoded.rule),
        fetched_at=pl.lit(document.fetched_at).cast(pl.Datetime("us", "UTC")),
    )
    return Parsed(ENTRIES.check(entries.select(ENTRIES.schema.names())), REJECTS.empty())


def parsed_rows(
    document: Document,
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    rejects: Sequence[Reject],
    decoded: Decoded,
) -> Parsed:
    """Turn numbered rows of a text format into entries, beside the rows already set aside.

    Raises:
        SetAsideError: there is no row at all, or no column holds a title or a text.
    """
    if not rows and not rejects:
        raise SetAsideError(Reason.NO_ENTRIES, "the table has no row")
    if not rows:
        return Parsed(ENTRIES.empty(), REJECTS.frame(rejects))
    found = list(dict.fromkeys(name for _, row in rows for name in row))
    mapping = column_mapping(found, document.columns)
    wanted = sorted(set(mapping.values()))
    columns: dict[str, list[Any]] = {
        name: [_cell(row.get(name)) for _, row in rows] for name in wanted
    }
    schema = dict.fromkeys(wanted, pl.String)
    table = pl.DataFrame(columns, schema=schema).with_columns(
        position=pl.Series([position for position, _ in rows], dtype=pl.Int64)
    )
    parsed = parsed_table(document, table, mapping, decoded)
    return Parsed(parsed.entries, REJECTS.frame(rejects))


def _cell(value: object) -> str | None:
    """Give a cell as text: lists joined, an object by its name."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return _cell(value.get("name"))
    if isinstance(value, list):
        return ", ".join(part for item in value if (part := _cell(item))) or None
    return str(value)
