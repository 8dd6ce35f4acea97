"""Which article an entry is, and which version of it.

An entry is recognised by the first of its keys that is known:

1. `source_guid`: the publisher's id within a source. Ids that are short numbers count within one
   document's address only, as every table numbers its rows from 1.
2. `guid_url`: the id and the URL, from any source.
3. `canonical_url`: the URL from any source, without scheme, "www." and closing slash. A URL that
   several different entries of one document share (a changelog, a front page) is no key.
4. `title_text`: the same title and text by the same outlet. Texts shorter than 200 characters need
   the same publication date as well. So a feed that republishes everything under new ids, or a
   site that moves, founds nothing, while two outlets that print one text stay two articles.

An id that a publisher gives to another article later (other URL, other title, other words) does not
lead to the old one. A page whose text changes at every visit gets MOST_VERSIONS versions a day;
what comes beyond is `unchanged` by the rule `capped`.

An article's id is minted from the strongest key of the entry that founded it (URL, then id, then
text), so that it does not depend on which of two sources came first.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from transforms.article_keys import entry_keys
from transforms.contracts.articles import (
    ARTICLE_KEYS,
    ARTICLE_VERSIONS,
    ARTICLES,
    ENTRY_OUTCOMES,
    NORMALISED_ENTRIES,
    OUTLETS,
    Article,
    ArticleKey,
    EntryOutcome,
)
from transforms.contracts.operations import Outcome
from transforms.identifiers import stable_id

__all__ = ["Identified", "entry_keys", "identify"]

MINTING = ("canonical_url", "source_guid", "title_text")
MOST_VERSIONS = 12
"""Versions of one article on one day; a page that changes at every visit would have no end."""
CAPPED = "capped"
SHARED_WORDS = 0.2
"""Part of their telling words that two states of one article share at least."""
COMPARED = 400  # words from the beginning of a text
TELLING = 5  # characters of a word that tells something
FEWEST_WORDS = 5
BASES = {"title": 0, "summary": 1, "full": 2}
AGENCIES = frozenset(
    {"reuters.com", "apnews.com", "ap.org", "afp.com", "dpa.com", "upi.com", "ani.in", "tass.com"}
    | {"xinhuanet.com", "news.cn", "interfax.com", "ansa.it", "efe.com", "yna.co.kr", "aa.com.tr"}
)


@dataclass(frozen=True, slots=True)
class Identified:
    """What became of every entry, and the rows that are new."""

    outcomes: pl.DataFrame
    outlets: pl.DataFrame
    articles: pl.DataFrame
    article_keys: pl.DataFrame
    versions: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Wording:
    """The words of one state of an article."""

    title: str
    words: frozenset[str]

    @classmethod
    def of(cls, title: str | None, text: str) -> "_Wording":
        words = text.casefold().split(maxsplit=COMPARED)[:COMPARED]
        telling = frozenset(word for word in words if len(word) >= TELLING)
        return cls(" ".join((title or "").casefold().split()), telling)

    def is_like(self, other: "_Wording") -> bool:
        """Tell whether both may be states of one article: the same title, or shared words.

        Texts of very few words leave it open, which counts as alike.
        """
        if self.title and self.title == other.title:
            return True
        least = min(len(self.words), len(other.words))
        return least < FEWEST_WORDS or len(self.words & other.words) >= SHARED_WORDS * least


@dataclass(slots=True)
class _Known:
    """The versions of one article, as far as they are known at this point of the batch."""

    source_id: str
    best_basis: int
    latest: str
    numbers: dict[str, str] = field(default_factory=dict)  # content_hash to version_id
    days: Counter[date] = field(default_factory=Counter)  # versions by the day they came
    wordings: list[tuple[str | None, str]] = field(default_factory=list)  # title and text


def identify(
    normalised: pl.DataFrame, *, known_keys: pl.DataFrame, known_versions: pl.DataFrame
) -> Identified:
    """Decide for every entry whether it is new, updated, unchanged or a duplicate.

    Entries are taken in the order of their arrival (fetched, source, document, position), so the
    order of rows does not matter. An article that goes back to an earlier text is `unchanged`
    with that earlier version. A summary is no new version once the full text is known.

    Args:
        normalised: NORMALISED_ENTRIES.
        known_keys: ARTICLE_KEYS that these entries' keys lead to.
        known_versions: ARTICLE_VERSIONS of those articles.

    Returns:
        ENTRY_OUTCOMES, and the rows to add: OUTLETS, ARTICLES, ARTICLE_KEYS, ARTICLE_VERSIONS.
    """
    ordered = NORMALISED_ENTRIES.check(normalised).sort(
        "fetched_at", "source_id", "uri", "raw_id", "position"
    )
    register = _Register(known_keys, known_versions)
    keys = _keys_by_entry(ordered)
    columns = (
        *("entry_id", "source_id", "outlet_id", "canonical_url", "content_hash", "text_basis"),
        *("fetched_at", "title", "text"),
    )
    outcomes = [
        register.take(_Arrival(keys[row[0]], *row)) for row in ordered.select(columns).iter_rows()
    ]
    return Identified(
        outcomes=ENTRY_OUTCOMES.frame(outcomes),
        outlets=_outlets(ordered),
        articles=ARTICLES.frame(register.articles),
        article_keys=ARTICLE_KEYS.frame(register.keys),
        versions=_versions(ordered, register),
    )


def _keys_by_entry(ordered: pl.DataFrame) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry_id, rule, key_id in entry_keys(ordered).iter_rows():
        found.setdefault(entry_id, {})[rule] = key_id
    return found


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What of an entry decides its identity."""

    keys: dict[str, str]  # rule to key_id, in the order of RULES
    entry_id: str
    source_id: str
    outlet_id: str | None
    canonical_url: str | None
    content_hash: str
    text_basis: str
    fetched_at: datetime
    title: str | None
    text: str


class _Register:
    """The articles known so far, and what this batch adds to them."""

    def __init__(self, known_keys: pl.DataFrame, known_versions: pl.DataFrame) -> None:
        known = ARTICLE_KEYS.check(known_keys).select("key_id", "rule", "article_id")
        self._keys = {key: article for key, _, article in known.iter_rows()}
        self.keys: list[ArticleKey] = []
        self._known: dict[str, _Known] = {}
        self._delivered: set[str] = set()
        self.articles: list[Article] = []
        self.version_numbers: dict[str, tuple[str, str, int]] = {}  # by entry
        for article_id, version_id, arrival in _states(known_versions):
            self._add_version(article_id, version_id, arrival)

    def take(self, entry: _Arrival) -> EntryOutcome:
        """Recognise one entry, and remember what it adds."""
        rule, article_id = self._recognise(entry)
        self._learn(entry, article_id)
        outcome: str = Outcome.UNCHANGED
        if self._is_capped(entry, article_id):
            rule, version_id = CAPPED, self._known[article_id].latest
        else:
            outcome, version_id = self._decide(entry, article_id)
        return EntryOutcome(entry.entry_id, entry.source_id, outcome, rule, article_id, version_id)

    def _recognise(self, entry: _Arrival) -> tuple[str, str]:
        for rule, key in entry.keys.items():
            article_id = self._keys.get(key)
            if article_id and not self._is_reused(entry, rule, article_id):
                return rule, article_id
        minted = next(rule for rule in MINTING if rule in entry.keys)
        article_id = stable_id("article", minted, entry.keys[minted])
        self.articles.append(
            Article(article_id, entry.source_id, entry.outlet_id, entry.canonical_url, minted)
        )
        return "founding", article_id

    def _is_reused(self, entry: _Arrival, rule: str, article_id: str) -> bool:
        """Tell whether an id that led to an article has been given to another one since."""
        url_key, known = entry.keys.get("canonical_url"), self._known.get(article_id)
        if rule != "source_guid" or known is None or url_key is None:
            return False
        if self._keys.get(url_key) == article_id:
            return False
        wording = _Wording.of(entry.title, entry.text)
        return not any(wording.is_like(_Wording.of(*earlier)) for earlier in known.wordings)

    def _is_capped(self, entry: _Arrival, article_id: str) -> bool:
        """Tell whether a text would be one version too many of this day."""
        known = self._known.get(article_id)
        if known is None or entry.content_hash in known.numbers:
            return False
        is_better = BASES[entry.text_basis] > known.best_basis
        return not is_better and known.days[entry.fetched_at.date()] >= MOST_VERSIONS

    def _learn(self, entry: _Arrival, article_id: str) -> None:
        for rule, key in entry.keys.items():
            if key not in self._keys:
                self._keys[key] = article_id
                self.keys.append(ArticleKey(key, rule, article_id))

    def _decide(self, entry: _Arrival, article_id: str) -> tuple[str, str]:
        known = self._known.get(article_id)
        version_id = stable_id("version", article_id, entry.content_hash)
        basis = BASES[entry.text_basis]
        if known is not None and (entry.content_hash in known.numbers or basis < known.best_basis):
            again = article_id in self._delivered or entry.source_id != known.source_id
            self._delivered.add(article_id)
            outcome = Outcome.DUPLICATE if again else Outcome.UNCHANGED
            return outcome, known.numbers.get(entry.content_hash, known.latest)
        number = self._add_version(article_id, version_id, entry)
        self.version_numbers[entry.entry_id] = (article_id, version_id, number)
        self._delivered.add(article_id)
        return (Outcome.NEW if known is None else Outcome.UPDATED), version_id

    def _add_version(self, article_id: str, version_id: str, entry: _Arrival) -> int:
        basis = BASES[entry.text_basis]
        known = self._known.setdefault(article_id, _Known(entry.source_id, basis, version_id))
        known.numbers[entry.content_hash] = version_id
        known.days[entry.fetched_at.date()] += 1
        known.wordings.append((entry.title, entry.text))
        if basis >= known.best_basis:
            known.best_basis, known.latest = basis, version_id
        return len(known.numbers)


def _states(known_versions: pl.DataFrame) -> Iterator[tuple[str, str, _Arrival]]:
    """Give each known version as if it had just arrived, the earliest of an article first."""
    ordered = ARTICLE_VERSIONS.check(known_versions).sort("article_id", "version_no")
    columns = ("source_id", "content_hash", "text_basis", "fetched_at", "title", "text")
    for article_id, version_id, source_id, *state in ordered.select(
        "article_id", "version_id", *columns
    ).iter_rows():
        yield article_id, version_id, _Arrival({}, "", source_id, None, None, *state)


def _outlets(ordered: pl.DataFrame) -> pl.DataFrame:
    found = ordered.drop_nulls("outlet_id").unique("outlet_id", keep="first", maintain_order=True)
    domain = pl.col("outlet_domain")
    outlets = found.select(
        "outlet_id",
        name=pl.coalesce("outlet_name", domain),
        domain=domain,
        owner_group=pl.lit(None, pl.String),
        is_agency=domain.is_in(sorted(AGENCIES)).fill_null(False),
        reliability=pl.lit(None, pl.String),
    )
    return OUTLETS.check(outlets.sort("outlet_id"))


def _versions(ordered: pl.DataFrame, register: _Register) -> pl.DataFrame:
    numbers = pl.DataFrame(
        [(entry_id, *row) for entry_id, row in register.version_numbers.items()],
        schema={
            "entry_id": pl.String,
            "article_id": pl.String,
            "version_id": pl.String,
            "version_no": pl.Int64,
        },
        orient="row",
    )
    joined = ordered.join(numbers, on="entry_id", maintain_order="left")
    return ARTICLE_VERSIONS.check(joined.select(ARTICLE_VERSIONS.schema.names()))
