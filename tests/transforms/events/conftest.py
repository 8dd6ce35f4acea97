"""Reads event cases and marks the names that they list, as an extraction would."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from article_versions import article_version

from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.contracts.claims import (
    ENTITIES,
    ENTITY_MENTIONS,
    QUANTITIES,
    Entity,
    EntityMention,
)
from transforms.events import find_event_mentions
from transforms.identifiers import stable_id

KINDS = {"people": "person", "organisations": "organisation", "places": "place"}


@dataclass(frozen=True)
class Marked:
    """The names of some texts, marked by hand."""

    entities: pl.DataFrame
    entity_mentions: pl.DataFrame
    quantities: pl.DataFrame


@dataclass(frozen=True)
class Case:
    """Some reports and what has to come out of them."""

    name: str
    expected: dict[str, Any]
    versions: pl.DataFrame
    marked: Marked


def version(number: int, report: dict[str, Any]) -> ArticleVersion:
    return article_version(
        number,
        report["text"],
        report.get("published"),
        version_id=stable_id("version", number, report["text"]),
        title=report.get("title"),
        lang=report.get("lang", "en"),
    )


def _mentions(article: ArticleVersion, entities: list[Entity]) -> Iterator[EntityMention]:
    for entity in entities:
        forms = [entity.name]
        if entity.kind == "person":
            forms.append(entity.name.split()[-1])
        taken: list[range] = []
        for form in forms:
            for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", article.text):
                if any(match.start() in other for other in taken):
                    continue
                taken.append(range(match.start(), match.end()))
                yield EntityMention(
                    stable_id("mention", article.version_id, entity.entity_id, match.start()),
                    article.version_id,
                    entity.entity_id,
                    match[0],
                    match.start(),
                    match.end(),
                    "name",
                )


def marked(articles: list[ArticleVersion], names: dict[str, list[str]]) -> Marked:
    entities = [
        Entity(stable_id("entity", kind, name), name, kind)
        for key, kind in KINDS.items()
        for name in names.get(key, [])
    ]
    found = [mention for article in articles for mention in _mentions(article, entities)]
    return Marked(ENTITIES.frame(entities), ENTITY_MENTIONS.frame(found), QUANTITIES.empty())


def read_case(path: Path) -> Case:
    data = tomllib.loads(path.read_text("utf-8"))
    articles = [version(number, report) for number, report in enumerate(data["report"], 1)]
    return Case(
        path.stem,
        data["expected"],
        ARTICLE_VERSIONS.frame(articles),
        marked(articles, data["names"]),
    )


CASES = Path(__file__).parents[2] / "corpus" / "events"


Reports = list[dict[str, Any]]
Mentions = Callable[[Reports, dict[str, list[str]]], pl.DataFrame]


@pytest.fixture(params=sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


@pytest.fixture
def expected(case: Case) -> dict[str, Any]:
    return case.expected


@pytest.fixture
def versions(case: Case) -> pl.DataFrame:
    return case.versions


@pytest.fixture
def mentions(case: Case) -> pl.DataFrame:
    return find_event_mentions(case.versions, case.marked)


@pytest.fixture
def mentions_backward(case: Case) -> pl.DataFrame:
    return find_event_mentions(case.versions.reverse(), case.marked)


@pytest.fixture
def mentions_of() -> Mentions:
    """Give what finds the event mentions of reports, written out with the names in them."""

    def find(reports: Reports, names: dict[str, list[str]]) -> pl.DataFrame:
        articles = [version(number, report) for number, report in enumerate(reports, 1)]
        return find_event_mentions(ARTICLE_VERSIONS.frame(articles), marked(articles, names))

    return find
