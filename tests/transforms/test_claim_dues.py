"""The day until which a pledge is to be kept is read from its own words, or not at all."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from transforms.claim_dues import find_dues
from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.claims import CLAIM_MENTIONS
from transforms.identifiers import stable_id

VERSION = stable_id("version", "pledge")
PUBLISHED = datetime(2026, 3, 10, 9, tzinfo=UTC)


def due(
    content: str, *, kind: str = "pledge", published: datetime | None = PUBLISHED
) -> list[tuple[date, date]]:
    version = {
        column.name: None
        if column.nullable
        else {"VARCHAR": "-", "UUID": VERSION, "BIGINT": 1}.get(column.sql_type)
        for column in ARTICLE_VERSIONS.columns
    }
    version |= {"text": content, "text_map": [], "published_at": published, "fetched_at": PUBLISHED}
    mention = {
        column.name: None
        if column.nullable
        else {"VARCHAR": "-", "UUID": VERSION, "BIGINT": 0, "DOUBLE": 1.0}.get(column.sql_type)
        for column in CLAIM_MENTIONS.columns
    }
    mention |= {"attributed": True, "content": content, "content_spans": [], "kind": kind}
    mention |= {"via": [], "via_spans": []}
    found = find_dues(
        ARTICLE_VERSIONS.check(pl.DataFrame([version], schema=ARTICLE_VERSIONS.schema)),
        CLAIM_MENTIONS.check(pl.DataFrame([mention], schema=CLAIM_MENTIONS.schema)),
    )
    return list(found.select("due_from", "due_until").iter_rows())


def test_a_day_to_come_is_the_day_it_is_due() -> None:
    assert due("to open the bridge on 22 October 2026") == [(date(2026, 10, 22),) * 2]


def test_next_year_is_all_of_it() -> None:
    assert due("the city will dredge its basin next year") == [
        (date(2027, 1, 1), date(2027, 12, 31))
    ]


@pytest.mark.parametrize(
    ("content", "kind", "published"),
    [
        ("the bridge was opened on 2 October 2025", "pledge", PUBLISHED),
        ("to open the bridge soon", "pledge", PUBLISHED),
        ("the bridge opens on 22 October 2026", "praise", PUBLISHED),
        ("to open the bridge next month", "pledge", None),
    ],
    ids=["a day that is past", "no day", "not of what is to come", "no publication date"],
)
def test_nothing_is_due(content: str, kind: str, published: datetime | None) -> None:
    assert due(content, kind=kind, published=published) == []
