from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from article_versions import article_version

from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.contracts.claims import CLAIM_MENTIONS
from transforms.extraction import EXTRACTOR, Extracted, extract, stage
from transforms.extraction.analysis import Analysis
from transforms.extraction.reading import Reading, Span
from transforms.identifiers import stable_id

TEXT = "Minister Ola Lund said that over 40 boats had left. She praised the crews."


def version(number: int, text: str = TEXT, lang: str = "en") -> ArticleVersion:
    return article_version(number, text, lang=lang, position=number)


def frames(extracted: Extracted) -> list[pl.DataFrame]:
    return [getattr(extracted, name) for name in Extracted.__slots__]


def test_nothing_in_nothing_out_with_the_same_columns() -> None:
    empty = extract(ARTICLE_VERSIONS.empty())
    full = extract(ARTICLE_VERSIONS.frame([version(1)]))
    for nothing, something in zip(frames(empty), frames(full), strict=True):
        assert nothing.is_empty()
        assert nothing.schema == something.schema


def test_rows_are_verbatim_and_name_their_extractor() -> None:
    extracted = extract(ARTICLE_VERSIONS.frame([version(1)]))
    rows = extracted.claim_mentions.to_dicts()
    assert [row["speaker"] for row in rows] == ["Ola Lund", "Ola Lund"]
    for row in rows:
        assert TEXT[row["content_start"] : row["content_stop"]] == row["content"]
        assert TEXT[row["speaker_start"] : row["speaker_stop"]] == row["speaker_as_written"]
        assert TEXT[row["cue_start"] : row["cue_stop"]] == row["cue"]
        assert row["extractor"] == EXTRACTOR
    assert extracted.quantities["exact"].to_list() == ["over 40 boats"]
    assert extracted.role_statements["role"].to_list() == ["Minister"]


def test_a_row_keeps_what_its_words_came_through() -> None:
    text = "The ministry confirmed in a statement that the crane had moved."
    (row,) = extract(ARTICLE_VERSIONS.frame([version(1, text)])).claim_mentions.to_dicts()
    assert (row["via"], row["origin"], row["strength"]) == (["a statement"], "statement", "strong")
    start, stop = row["via_spans"]
    assert text[start:stop] == "a statement"


def test_the_times_of_a_claim_are_kept_with_the_days_they_can_mean() -> None:
    text = "Lund said that the crane had moved on 3 May 2025 and would fall next month."
    dated, undated = (
        extract(
            ARTICLE_VERSIONS.frame([version(1, text)]).with_columns(
                published_at=pl.lit(at, pl.Datetime("us", "UTC"))
            )
        ).claim_times.sort("exact_start")
        for at in (datetime(2025, 11, 20, tzinfo=UTC), None)
    )
    assert dated.select("exact", "from_on", "until_on", "precision", "time_basis").rows() == [
        ("3 May 2025", date(2025, 5, 3), date(2025, 5, 3), "day", "explicit"),
        ("next month", date(2025, 12, 1), date(2025, 12, 31), "month", "relative"),
    ]
    assert undated["from_on"].to_list() == [date(2025, 5, 3), None]
    assert [text[row["exact_start"] : row["exact_stop"]] for row in dated.to_dicts()] == [
        "3 May 2025",
        "next month",
    ]


def test_a_text_too_long_to_be_parsed_gives_its_claims_and_says_where_it_was_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("transforms.extraction.analysis.streaming.MAX_TEXT_WORDS", 12)
    extracted = extract(ARTICLE_VERSIONS.frame([version(1)]))
    (reject,) = extracted.rejects.to_dicts()
    assert reject["reason"] == "extraction_cut"
    assert f"character 51 of {len(TEXT)}" in reject["detail"]
    assert extracted.claim_mentions["content"].to_list() == [
        "over 40 boats had left",
        "the crews",
    ]


def test_the_same_twice_is_the_same() -> None:
    versions = ARTICLE_VERSIONS.frame([version(1), version(2, "Lund said no.")])
    for left, right in zip(frames(extract(versions)), frames(extract(versions)), strict=True):
        assert left.equals(right)


def test_one_batch_or_many_is_the_same() -> None:
    versions = [
        version(number, f"Minister Ola Lund said {number} boats left.") for number in range(4)
    ]
    whole = extract(ARTICLE_VERSIONS.frame(versions))
    parts = [extract(ARTICLE_VERSIONS.frame([one])) for one in versions]
    for name in Extracted.__slots__:
        joined = pl.concat([getattr(part, name) for part in parts]).unique()
        assert joined.sort(pl.all()).equals(getattr(whole, name).unique().sort(pl.all()))


def test_other_languages_are_passed_over() -> None:
    versions = ARTICLE_VERSIONS.frame([version(1, lang="fr"), version(2, lang="und")])
    read = extract(versions).claim_mentions["version_id"].unique().to_list()
    assert read == [stable_id("version", 2)]


def test_a_version_that_cannot_be_read_is_set_aside_and_its_siblings_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = stage.extract_text

    def fails(text: str, *, analysis: Analysis | None) -> Reading:
        if text == "boom":
            raise RecursionError("too deep")
        return real(text, analysis=analysis)

    monkeypatch.setattr(stage, "extract_text", fails)
    extracted = extract(ARTICLE_VERSIONS.frame([version(1), version(2, "boom")]))
    assert extracted.claim_mentions.height == 2
    (reject,) = extracted.rejects.to_dicts()
    assert reject["reason"] == "extraction_failed"
    assert reject["position"] == 2
    assert "RecursionError: too deep" in reject["detail"]


def test_a_span_outside_the_text_sets_the_version_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = stage.extract_text(TEXT)
    claim = replace(reading.claims[0], content=(Span(5, 5_000),))
    broken = replace(reading, claims=(claim,))
    monkeypatch.setattr(stage, "extract_text", lambda _, *, analysis: broken)  # noqa: ARG005
    extracted = extract(ARTICLE_VERSIONS.frame([version(1)]))
    assert extracted.claim_mentions.equals(CLAIM_MENTIONS.empty())
    assert extracted.rejects["reason"].to_list() == ["span_mismatch"]
