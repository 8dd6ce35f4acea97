from dataclasses import fields
from pathlib import Path

import pytest
from article_versions import article_version

from flows.extraction_slices import extract_in_slices
from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.contracts.operations import Reason
from transforms.extraction import Extracted, extract


def version(number: int, text: str | None = None) -> ArticleVersion:
    text = text or (
        f"Minister Ola Lund said that over {number + 10} boats had left. She praised the crews."
    )
    return article_version(number, text, lang="de" if number == 3 else "en", position=number)


@pytest.mark.parametrize("size", [1, 4, 100])
@pytest.mark.parametrize("number", [0, 1, 7])
def test_slices_give_the_rows_of_one_extraction(number: int, size: int) -> None:
    versions = ARTICLE_VERSIONS.frame(map(version, range(number)))
    told: list[tuple[int, int]] = []

    sliced = extract_in_slices(versions, done=lambda *pair: told.append(pair), size=size)

    whole = extract(versions)
    for field in fields(Extracted):
        assert getattr(sliced, field.name).equals(getattr(whole, field.name))
    assert told == [(start, number) for start in range(0, max(number, 1), size)]


def test_a_version_that_kills_its_process_is_set_aside_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import mortal_extractor  # noqa: PLC0415 - importable only now

    versions = ARTICLE_VERSIONS.frame(
        version(number, mortal_extractor.DEADLY if number == 4 else None) for number in range(9)
    )

    extracted = extract_in_slices(
        versions, done=lambda *_: None, size=3, take=mortal_extractor.note_or_die
    )

    said = dict(extracted.rejects.select("position", "detail").iter_rows())
    assert "died" in said.pop(4)
    assert said == dict.fromkeys([0, 1, 2, 3, 5, 6, 7, 8], "looked at")
    assert set(extracted.rejects["reason"]) == {Reason.EXTRACTION_FAILED}
