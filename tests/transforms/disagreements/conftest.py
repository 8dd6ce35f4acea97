"""Reads disagreement cases: two or more reports of one event with what they state marked."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from article_versions import article_version

from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.contracts.claims import (
    CLAIM_MEMBERSHIPS,
    CLAIM_MENTIONS,
    ENTITIES,
    QUANTITIES,
    ROLE_STATEMENTS,
    ClaimMembership,
    ClaimMention,
    Entity,
    Quantity,
    RoleStatement,
)
from transforms.contracts.copies import COPY_MEMBERSHIPS, CopyMembership
from transforms.contracts.events import (
    EVENT_MEMBERSHIPS,
    EVENT_MENTIONS,
    EventMembership,
    EventMention,
)
from transforms.disagreements import EventReports
from transforms.identifiers import stable_id

CASES = Path(__file__).parents[2] / "corpus" / "disagreements"
EVENT = stable_id("event", "the one")


def span(text: str, words: str) -> tuple[int, int]:
    found = re.search(re.escape(words), text)
    assert found, f"{words!r} is not in the report"
    return found.span()


def person(name: str) -> str:
    return stable_id("entity", "person", name)


def version(number: int, report: dict[str, Any]) -> ArticleVersion:
    article_id = stable_id("article", report.get("article", number))
    return article_version(number, report["text"], report.get("published"), article_id=article_id)


def event_mention(article: ArticleVersion, report: dict[str, Any]) -> EventMention:
    day = report.get("day")
    trigger = span(article.text, report.get("trigger", article.text[:1]))
    return EventMention(
        event_mention_id=stable_id("event-mention", article.version_id),
        version_id=article.version_id,
        kind=report.get("kind", "disaster"),
        trigger=article.text[slice(*trigger)],
        trigger_start=trigger[0],
        trigger_stop=trigger[1],
        passage_start=0,
        passage_stop=len(article.text),
        tense="past",
        from_on=day,
        until_on=day,
        precision="day" if day else None,
        time_basis="relative" if day else "none",
        time_text=report.get("time"),
        month_hint=None,
        place=report.get("place"),
        participant_ids=[],
        participants=[],
        n_principals=0,
        is_main=True,
        published_at=article.published_at,
        terms=[],
        figures=[],
        after_month=None,
    )


def claim(article: ArticleVersion, said: dict[str, Any]) -> ClaimMention:
    start, stop = span(article.text, said["content"])
    speaker_start, speaker_stop = span(article.text, said["speaker"])
    name = said.get("name", said["speaker"])
    return ClaimMention(
        mention_id=stable_id("mention", article.version_id, start, stop),
        version_id=article.version_id,
        attributed=True,
        speaker_id=person(name),
        speaker=name,
        speaker_as_written=said["speaker"],
        speaker_start=speaker_start,
        speaker_stop=speaker_stop,
        cue=said.get("cue"),
        cue_start=None,
        cue_stop=None,
        content=said["content"],
        content_start=start,
        content_stop=stop,
        content_spans=[start, stop],
        addressee=None,
        addressee_start=None,
        addressee_stop=None,
        kind="statement",
        quote_type="direct" if said.get("quoted") else "indirect",
        polarity=said.get("polarity", "affirmed"),
        modality="asserted",
        confidence=1.0,
        via=[],
        via_spans=[],
        origin=None,
        strength="plain",
        extractor="by hand",
    )


def _quantities(article: ArticleVersion, report: dict[str, Any]) -> Iterator[Quantity]:
    for number in report.get("quantity", []):
        start, stop = span(article.text, number["text"])
        yield Quantity(
            stable_id("quantity", article.version_id, start),
            article.version_id,
            article.text[start:stop],
            start,
            stop,
            float(number["value"]),
            number["unit"],
            number.get("bound", "exact"),
        )


def _roles(article: ArticleVersion, report: dict[str, Any]) -> Iterator[RoleStatement]:
    for role in report.get("role", []):
        start, stop = span(article.text, role["title"])
        yield RoleStatement(
            stable_id("role", article.version_id, start),
            article.version_id,
            person(role["person"]),
            article.text[start:stop],
            start,
            stop,
        )


def event_reports(reports: list[dict[str, Any]]) -> EventReports:
    articles = [version(number, report) for number, report in enumerate(reports, 1)]
    told = list(zip(articles, reports, strict=True))
    claims = [claim(article, said) for article, report in told for said in report.get("claim", [])]
    names = {
        said.get("name", said["speaker"]) for report in reports for said in report.get("claim", [])
    }
    names |= {role["person"] for report in reports for role in report.get("role", [])}
    return EventReports(
        versions=ARTICLE_VERSIONS.frame(articles),
        event_mentions=EVENT_MENTIONS.frame(event_mention(*entry) for entry in told),
        event_memberships=EVENT_MEMBERSHIPS.frame(
            EventMembership(
                stable_id("event-mention", article.version_id),
                EVENT,
                "confirmed",
                1.0,
                [],
                [],
                "{}",
                "-",
            )
            for article in articles
        ),
        copy_memberships=COPY_MEMBERSHIPS.frame(
            CopyMembership(
                article.version_id,
                stable_id("copy-group", report.get("copies", article.version_id)),
                "near",
                1.0,
                9,
                article.fetched_at,
                "-",
            )
            for article, report in told
        ),
        claim_mentions=CLAIM_MENTIONS.frame(claims),
        claim_memberships=CLAIM_MEMBERSHIPS.frame(
            ClaimMembership(
                said.mention_id,
                stable_id("claim", said.mention_id),
                EVENT,
                "confirmed",
                1.0,
                [],
                [],
                "-",
            )
            for said in claims
        ),
        quantities=QUANTITIES.frame(row for entry in told for row in _quantities(*entry)),
        role_statements=ROLE_STATEMENTS.frame(row for entry in told for row in _roles(*entry)),
        entities=ENTITIES.frame(Entity(person(name), name, "person") for name in sorted(names)),
    )


@pytest.fixture(params=sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return tomllib.loads(request.param.read_text("utf-8"))


@pytest.fixture
def reports(case: dict[str, Any]) -> EventReports:
    return event_reports(case["report"])


@pytest.fixture
def reports_backward(case: dict[str, Any]) -> EventReports:
    made = event_reports(case["report"])
    columns = {name: getattr(made, name).reverse() for name in made.__slots__}
    return EventReports(**columns)


@pytest.fixture
def no_reports() -> EventReports:
    return event_reports([])


@pytest.fixture
def texts(reports: EventReports) -> dict[str, str]:
    return dict(reports.versions.select("version_id", "text").iter_rows())
