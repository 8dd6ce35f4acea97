from dataclasses import fields
from datetime import UTC, datetime

import pytest

from flows.extraction_slices import extract_in_slices
from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.extraction import Extracted, extract
from transforms.identifiers import stable_id


def version(number: int) -> ArticleVersion:
    text = f"Minister Ola Lund said that over {number + 10} boats had left. She praised the crews."
    return ArticleVersion(
        version_id=stable_id("version", number),
        article_id=stable_id("article", number),
        version_no=1,
        title=None,
        text=text,
        text_map=[],
        text_basis="full",
        dateline=None,
        content_hash=stable_id("content", text),
        published_at=None,
        published_basis="none",
        published_precision=None,
        published_raw=None,
        author=None,
        lang="de" if number == 3 else "en",
        encoding="utf-8",
        encoding_rule="utf8",
        source_id=stable_id("source"),
        raw_id="raw",
        position=number,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("size", [1, 3, 7, 100])
@pytest.mark.parametrize("number", [0, 1, 7])
def test_slices_give_the_rows_of_one_extraction(number: int, size: int) -> None:
    versions = ARTICLE_VERSIONS.frame(map(version, range(number)))
    told: list[tuple[int, int]] = []

    sliced = extract_in_slices(versions, done=lambda *pair: told.append(pair), size=size)

    whole = extract(versions)
    for field in fields(Extracted):
        assert getattr(sliced, field.name).equals(getattr(whole, field.name))
    assert told == [(start, number) for start in range(0, max(number, 1), size)]
