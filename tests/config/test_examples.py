"""The bundled samples hold what `config/examples/expected.toml` says of them."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.files import list_files
from flows.sources import SourceConfig, read_sources
from transforms.contracts.articles import ARTICLE_KEYS, ARTICLE_VERSIONS
from transforms.identity import Identified, identify
from transforms.near_duplicates import KnownCopies, fingerprint, group_copies
from transforms.normalise import normalise
from transforms.parsers import Document, parse_document

CONFIG = Path(__file__).parents[2] / "config"
EXAMPLES = CONFIG / "examples"
EXPECTED: Mapping[str, Any] = tomllib.loads((EXAMPLES / "expected.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Samples:
    """The samples after they were read: entries, rejects, and what became of the entries."""

    sources: dict[str, str]
    entries: pl.DataFrame
    rejects: pl.DataFrame
    identified: Identified

    def versions(self, key: str) -> pl.DataFrame:
        """Give the versions of the article that `expected.toml` calls so, in their order."""
        article = next(article for article in EXPECTED["article"] if article["key"] == key)
        entries = self.entries.filter(
            (pl.col("outlet_name") == article["outlet"]) & (pl.col("title") == article["title"])
        )
        outcomes = self.identified.outcomes.join(entries, on="entry_id", how="semi")
        return self.identified.versions.join(outcomes, on="version_id", how="semi").sort(
            "version_no"
        )


def documents(source: SourceConfig) -> Iterable[Document]:
    for path in list_files(source).paths:
        content = path.read_bytes()
        yield Document(
            source_id=source.source_id,
            uri=path.relative_to(EXAMPLES).as_posix(),
            raw_id=sha256(content).hexdigest(),
            content=content,
            fetched_at=datetime(2025, 11, 20, tzinfo=UTC),
            kind=source.kind,
            outlet_name=source.outlet,
            published=source.published_at,
            columns=source.columns,
        )


@pytest.fixture(scope="module")
def samples() -> Samples:
    sources = read_sources(CONFIG / "sources.toml")
    parsed = [parse_document(document) for source in sources for document in documents(source)]
    normalised = [normalise(one.entries) for one in parsed]
    entries = pl.concat([good for good, _ in normalised])
    return Samples(
        sources={source.source_id: source.name for source in sources},
        entries=entries,
        rejects=pl.concat([one.rejects for one in parsed] + [bad for _, bad in normalised]),
        identified=identify(
            entries, known_keys=ARTICLE_KEYS.empty(), known_versions=ARTICLE_VERSIONS.empty()
        ),
    )


@pytest.mark.parametrize("article", EXPECTED["article"], ids=lambda article: article["key"])
def test_each_article_has_its_url_date_language_and_versions(
    samples: Samples, article: dict[str, Any]
) -> None:
    versions = samples.versions(article["key"])
    assert versions.height == article["versions"]
    assert versions.get_column("version_no").to_list() == list(range(1, versions.height + 1))
    assert set(versions.get_column("lang")) == {article["lang"]}
    published = datetime.fromisoformat(when) if (when := article.get("published_at")) else None
    assert set(versions.get_column("published_at")) == {published}
    found = samples.identified.articles.join(versions, on="article_id", how="semi")
    assert found.get_column("canonical_url").to_list() == [article.get("url")]


def test_there_are_no_other_articles(samples: Samples) -> None:
    assert samples.identified.articles.height == len(EXPECTED["article"])
    assert samples.identified.versions.height == sum(a["versions"] for a in EXPECTED["article"])


def test_only_the_broken_items_are_set_aside_each_with_its_reason(samples: Samples) -> None:
    expected = [(row["file"], row.get("position"), row["reason"]) for row in EXPECTED["quarantine"]]
    assert sorted(samples.rejects.select("uri", "position", "reason").rows()) == sorted(expected)


@pytest.mark.parametrize("books", EXPECTED["accounting"], ids=lambda books: books["source"])
def test_the_books_of_each_source_close(samples: Samples, books: dict[str, Any]) -> None:
    source_id = next(id_ for id_, name in samples.sources.items() if name == books["source"])
    outcomes = samples.identified.outcomes.filter(pl.col("source_id") == source_id)
    counted = Counter(outcomes.get_column("outcome"))
    aside = samples.rejects.filter(pl.col("source_id") == source_id).height
    assert counted["new"] == books["new"]
    assert counted["updated"] == books["updated"]
    assert counted["unchanged"] + counted["duplicate"] == books["known"]
    assert aside == books["quarantined"]
    assert outcomes.height + aside == books["seen"]


def test_copies_are_grouped_and_nothing_else_is(samples: Samples) -> None:
    versions = samples.identified.versions
    copies = group_copies(versions, fingerprint(versions), known=KnownCopies.nothing())
    groups = copies.memberships.group_by("copy_group_id").agg("version_id")
    found = {frozenset(group) for group in groups.get_column("version_id") if len(group) > 1}
    expected = {
        frozenset(id_ for key in group["articles"] for id_ in samples.versions(key)["version_id"])
        for group in EXPECTED["copy_group"]
    }
    assert found == expected
    founders = set(copies.groups.get_column("founding_version_id"))
    for group in EXPECTED["copy_group"]:
        assert samples.versions(group["origin"]).item(0, "version_id") in founders


@pytest.mark.parametrize("edit", EXPECTED["edit"], ids=lambda edit: edit["article"])
def test_a_silent_edit_keeps_both_texts(samples: Samples, edit: dict[str, Any]) -> None:
    first, last = samples.versions(edit["article"]).get_column("text")
    assert all(words in first and words not in last for words in edit["dropped"])
    assert all(words in last and words not in first for words in edit["added"])


@pytest.mark.parametrize("row", EXPECTED["disagreement"], ids=lambda row: row["event"])
def test_each_side_of_a_disagreement_stands_in_its_articles(
    samples: Samples, row: dict[str, Any]
) -> None:
    for text, keys in zip(row["texts"], row["articles"], strict=True):
        for key in keys:
            assert text in samples.versions(key).item(0, "text")
            assert row.get("quotation", "") in samples.versions(key).item(0, "text")
