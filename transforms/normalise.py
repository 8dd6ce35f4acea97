"""Entries as delivered become clean text with its title, URL, date, language and outlet."""

import re
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from transforms.clean_text import clean
from transforms.contracts.articles import ENTRIES, NORMALISED_ENTRIES
from transforms.contracts.operations import REJECTS, Reason
from transforms.dates import parse_date
from transforms.headlines import dateline, headline
from transforms.identifiers import stable_id, stable_ids
from transforms.languages import language
from transforms.markup import fragment_text, page_text, plain_line
from transforms.urls import canonical_url, registered_domain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import DataclassInstance

LATEST_AFTER_FETCH = timedelta(days=2)  # clocks and zones differ; a date beyond it is wrong

# Sites that carry other publishers' articles: their domain says nothing about the outlet.
CARRIERS = frozenset(
    {"google.com", "feedburner.com", "msn.com", "flipboard.com", "archive.org", "archive.is"}
    | {"t.co", "bit.ly", "facebook.com", "twitter.com", "x.com", "reddit.com", "feedly.com"}
)
READ_FROM = (
    *("title", "body", "body_type", "text_basis", "url", "author", "lang_declared"),
    *("published_raw", "published_basis"),
)
_DATE_IN_URL = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:/|-|$)"
)


@dataclass(frozen=True, slots=True)
class _Content:
    """What is read out of one entry's title and body."""

    title: str | None
    text: str
    text_map: list[int]
    text_basis: str
    dateline: str | None
    author: str | None
    lang: str


@dataclass(frozen=True, slots=True)
class _Published:
    """When an entry says it was published."""

    published_at: datetime | None
    published_basis: str
    published_precision: str | None
    published_raw: str | None


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where an entry's article stands, and who publishes it."""

    canonical_url: str | None
    outlet_domain: str | None


def normalise(entries: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn delivered entries into clean text, canonical URL, UTC date, language and outlet.

    Args:
        entries: ENTRIES.

    Returns:
        NORMALISED_ENTRIES, and REJECTS for entries that have neither text nor title.
    """
    if entries.is_empty():
        return NORMALISED_ENTRIES.empty(), REJECTS.empty()
    delivered = ENTRIES.check(entries)
    origins = _origins(delivered)
    dates = _dates(delivered.with_columns(origins.get_column("canonical_url")))
    parts = [delivered.drop(READ_FROM), _contents(delivered), origins, dates]
    read = pl.concat(parts, how="horizontal")
    has_text = pl.col("text") != ""
    rejects = read.filter(~has_text).select(
        *("source_id", "uri", "raw_id", "position"),
        reason=pl.lit(str(Reason.NO_TEXT)),
        detail=pl.lit("the entry has neither text nor title"),
    )
    kept = _named(read.filter(has_text))
    return NORMALISED_ENTRIES.check(kept), REJECTS.check(rejects)


def _named(read: pl.DataFrame) -> pl.DataFrame:
    """Add ids, hash and outlet; keep the columns of the contract."""
    folded = [
        (pl.col(name).fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ")).alias(name)
        for name in ("title", "text")
    ]
    titles, texts = read.select(folded).to_dict(as_series=False).values()
    domain = pl.col("outlet_domain")
    named = read.with_columns(
        entry_id=_ids("entry", read, "source_id", "uri", "raw_id", "position"),
        content_hash=pl.Series(stable_ids("content", titles, texts), dtype=pl.String),
        outlet_name=pl.coalesce("outlet_name", domain),
    )
    key = pl.coalesce(domain, pl.col("outlet_name").str.to_lowercase().str.replace_all(r"\s+", " "))
    return named.with_columns(
        outlet_id=key.map_elements(lambda name: stable_id("outlet", name), return_dtype=pl.String)
    ).select(NORMALISED_ENTRIES.schema.names())


def _ids(kind: str, frame: pl.DataFrame, *columns: str) -> pl.Series:
    return pl.Series(
        stable_ids(kind, *frame.select(columns).to_dict(as_series=False).values()), dtype=pl.String
    )


def _frame(rows: "Sequence[DataclassInstance]", kind: "type[DataclassInstance]") -> pl.DataFrame:
    names = [field.name for field in fields(kind)]
    schema = {name: NORMALISED_ENTRIES.schema[name] for name in names}
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    return pl.DataFrame(columns, schema=schema)


def _contents(entries: pl.DataFrame) -> pl.DataFrame:
    columns = ("title", "body", "body_type", "text_basis", "url", "lang_declared", "author")
    rows = [_content(*row) for row in entries.select(columns).iter_rows()]
    return _frame(rows, _Content)


def _content(  # noqa: PLR0913, PLR0917 - the columns of one row, in their order
    title: str | None,
    body: str | None,
    body_type: str,
    text_basis: str,
    url: str | None,
    lang_declared: str | None,
    author: str | None,
) -> _Content:
    raw = body or ""
    if body_type == "html":
        raw = fragment_text(raw)
    elif body_type == "page":
        raw = page_text(raw, url)
    text, text_map = clean(raw)
    shown = plain_line(title)
    if not text and shown:
        text, text_map = clean(shown)
        text_basis = "title"
    elif shown is None and body_type == "text":
        shown = headline(text)
    filed_from = dateline(text, shown) if text_basis != "title" else None
    spoken = language(text if text_basis == "title" else f"{shown or ''} {text}", lang_declared)
    byline = plain_line(author)
    return _Content(shown, text, text_map, text_basis, filed_from, byline, spoken)


def _origins(entries: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for url, uri in entries.select("url", "uri").iter_rows():
        canonical = canonical_url(url)
        domain = registered_domain(canonical or canonical_url(uri))
        rows.append(_Origin(canonical, None if domain in CARRIERS else domain))
    return _frame(rows, _Origin)


def _dates(read: pl.DataFrame) -> pl.DataFrame:
    columns = ("published_raw", "published_basis", "canonical_url", "fetched_at")
    rows = [_published(*row) for row in read.select(columns).iter_rows()]
    return _frame(rows, _Published)


def _published(
    raw: str | None, basis: str | None, url: str | None, fetched_at: datetime
) -> _Published:
    """Read the date as written, else the one in the URL; a date after the fetch is none."""
    match = _DATE_IN_URL.search(url or "") if not raw else None
    if match:
        raw, basis = "-".join(match.groups()), "url"
    moment, precision = parse_date(raw)
    if moment and basis != "given" and moment > fetched_at + LATEST_AFTER_FETCH:
        moment, precision = None, None
    return _Published(moment, basis if raw and basis and moment else "none", precision, raw)
