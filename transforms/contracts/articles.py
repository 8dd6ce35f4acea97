"""From what was delivered to articles and their versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from transforms.contracts.contract import Contract, Id


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as delivered: a feed entry, a page, a text file, a row of a table."""

    source_id: Annotated[str, Id(), "the source that delivered it"]
    uri: Annotated[str, "the document it came in"]
    raw_id: Annotated[str, "sha256 of that document's bytes"]
    position: Annotated[int, "entry or line number in the document, from 1"]
    guid: Annotated[str | None, "the publisher's id for it; for a lone file its path"]
    url: Annotated[str | None, "its link as delivered"]
    title: Annotated[str | None, "as delivered, may hold markup"]
    body: Annotated[str | None, "as delivered"]
    body_type: Annotated[str, "html (a fragment), page (a whole HTML page) or text"]
    text_basis: Annotated[str, "full, summary or title: what the body is"]
    published_raw: Annotated[str | None, "the date as written"]
    published_basis: Annotated[
        str | None, "where the date stood: feed, meta, jsonld, url, column, given"
    ]
    author: Annotated[str | None, "byline as delivered"]
    outlet_name: Annotated[str | None, "publisher as delivered or configured"]
    lang_declared: Annotated[str | None, "language tag as declared"]
    encoding: Annotated[str, "the character encoding that was used"]
    encoding_rule: Annotated[str, "bom, http, label, utf8, detected, fallback or given"]
    fetched_at: Annotated[datetime, "when the document was received"]


@dataclass(frozen=True, slots=True)
class NormalisedEntry:
    """An entry after normalising: clean text, canonical URL, UTC date, language, outlet."""

    entry_id: Annotated[str, Id(), "source, document (its address and bytes) and position"]
    source_id: Annotated[str, Id(), "the source that delivered it"]
    uri: Annotated[str, "the document it came in"]
    raw_id: Annotated[str, "sha256 of that document's bytes"]
    position: Annotated[int, "entry or line number in the document, from 1"]
    guid: Annotated[str | None, "the publisher's id for it"]
    canonical_url: Annotated[str | None, "its URL without tracking, fragment and default parts"]
    title: Annotated[str | None, "plain text; for bare text its headline line"]
    text: Annotated[str, "clean text that all spans point into"]
    text_map: Annotated[list[int], "runs as triples: start in text, start in raw text, length"]
    text_basis: Annotated[str, "full, summary or title"]
    dateline: Annotated[str | None, "the place a report is filed from, as written"]
    content_hash: Annotated[str, Id(), "title and text, case and white space folded"]
    published_at: Annotated[datetime | None, "UTC; NULL when no date could be read with certainty"]
    published_basis: Annotated[str, "feed, meta, jsonld, url, column, given or none"]
    published_precision: Annotated[str | None, "second or day; NULL without a date"]
    published_raw: Annotated[str | None, "the date as written"]
    author: Annotated[str | None, "byline, plain text"]
    outlet_id: Annotated[str | None, Id(), "the publisher, where known"]
    outlet_name: Annotated[str | None, "its name"]
    outlet_domain: Annotated[str | None, "its registered domain"]
    lang: Annotated[str, "ISO 639-1 of the text, und when it cannot be told"]
    encoding: Annotated[str, "the character encoding that was used"]
    encoding_rule: Annotated[str, "which rule chose it"]
    fetched_at: Annotated[datetime, "when the document was received"]


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """What became of one normalised entry, and by which identity rule."""

    entry_id: Annotated[str, Id(), "the entry"]
    source_id: Annotated[str, Id(), "its source"]
    outcome: Annotated[str, "new, updated, unchanged or duplicate"]
    rule: Annotated[str, "source_guid, guid_url, canonical_url, title_text, founding or capped"]
    article_id: Annotated[str, Id(), "the article it is"]
    version_id: Annotated[str, Id(), "the version it is"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher of articles."""

    outlet_id: Annotated[str, Id(), "its domain, else its name"]
    name: Annotated[str, "as shown"]
    domain: Annotated[str | None, "registered domain"]
    owner_group: Annotated[str | None, "who owns it; set by the user"]
    is_agency: Annotated[bool, "whether others print its texts"]
    reliability: Annotated[str | None, "set by the user"]


@dataclass(frozen=True, slots=True)
class Article:
    """The identity of one published report, across its versions."""

    article_id: Annotated[str, Id(), "minted from the identity key that founded it"]
    source_id: Annotated[str, Id(), "the source that first delivered it"]
    outlet_id: Annotated[str | None, Id(), "its publisher, where known"]
    canonical_url: Annotated[str | None, "its URL"]
    founding_rule: Annotated[str, "the identity rule that founded it"]


@dataclass(frozen=True, slots=True)
class ArticleKey:
    """A key by which an article is recognised when it is delivered again."""

    key_id: Annotated[str, Id(), "hash of rule and key"]
    rule: Annotated[str, "source_guid, guid_url, canonical_url or title_text"]
    article_id: Annotated[str, Id(), "the article it leads to"]


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One state of an article's text. A changed text is a new row."""

    version_id: Annotated[str, Id(), "article and content hash"]
    article_id: Annotated[str, Id(), "the article"]
    version_no: Annotated[int, "from 1, in the order of arrival"]
    title: Annotated[str | None, "plain text"]
    text: Annotated[str, "clean text that all spans point into"]
    text_map: Annotated[list[int], "runs as triples: start in text, start in raw text, length"]
    text_basis: Annotated[str, "full, summary or title"]
    dateline: Annotated[str | None, "the place a report is filed from, as written"]
    content_hash: Annotated[str, Id(), "title and text, case and white space folded"]
    published_at: Annotated[datetime | None, "UTC"]
    published_basis: Annotated[str, "where the date came from"]
    published_precision: Annotated[str | None, "second or day"]
    published_raw: Annotated[str | None, "the date as written"]
    author: Annotated[str | None, "byline"]
    lang: Annotated[str, "ISO 639-1, or und"]
    encoding: Annotated[str, "the character encoding that was used"]
    encoding_rule: Annotated[str, "which rule chose it"]
    source_id: Annotated[str, Id(), "the source that delivered this version"]
    raw_id: Annotated[str, "sha256 of the document it came in"]
    position: Annotated[int, "entry or line number in that document"]
    fetched_at: Annotated[datetime, "when it was received"]


ENTRIES = Contract(Entry, key=("source_id", "raw_id", "position"))
NORMALISED_ENTRIES = Contract(NormalisedEntry, key=("entry_id",))
ENTRY_OUTCOMES = Contract(EntryOutcome, key=("entry_id",))
OUTLETS = Contract(Outlet, table="core.outlet", key=("outlet_id",))
ARTICLES = Contract(Article, table="core.article", key=("article_id",), history=True)
ARTICLE_KEYS = Contract(ArticleKey, table="core.article_key", key=("key_id",), history=True)
ARTICLE_VERSIONS = Contract(
    ArticleVersion, table="core.article_version", key=("version_id",), history=True
)
