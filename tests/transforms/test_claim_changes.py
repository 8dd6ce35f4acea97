"""A new version of an article changes claims: what counts as which change, and what as none."""

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
import pytest
from article_versions import article_version

from transforms.claim_changes import find_claim_changes
from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.contracts.claims import CLAIM_MENTIONS, ClaimMention
from transforms.identifiers import stable_id

FERRY = "the ferry line will carry 2,000 passengers a day from March"


@dataclass(frozen=True)
class Said:
    """What one version lets one person say."""

    content: str
    speaker: str = "Aldo Ferri"
    cue: str = "said"
    polarity: str = "affirmed"
    modality: str = "asserted"


def version(number: int, text: str, basis: str = "full") -> ArticleVersion:
    return article_version(
        number,
        text,
        article_id=stable_id("article", 1),
        version_no=number,
        text_basis=basis,
        source_id=stable_id("source", 1),
        fetched_at=datetime(2026, 1, number, tzinfo=UTC),
    )


def mention(number: int, at: int, said: Said) -> ClaimMention:
    return ClaimMention(
        mention_id=stable_id("mention", number, at),
        version_id=stable_id("version", number),
        attributed=True,
        speaker_id=stable_id("entity", said.speaker),
        speaker=said.speaker,
        speaker_as_written=None,
        speaker_start=None,
        speaker_stop=None,
        cue=said.cue,
        cue_start=0,
        cue_stop=len(said.cue),
        content=said.content,
        content_start=at,
        content_stop=at + len(said.content),
        content_spans=[at, at + len(said.content)],
        addressee=None,
        addressee_start=None,
        addressee_stop=None,
        kind="statement",
        quote_type="indirect",
        polarity=said.polarity,
        modality=said.modality,
        confidence=1.0,
        via=[],
        via_spans=[],
        origin=None,
        strength="plain",
        extractor="by hand",
    )


def changes(
    before: list[Said], after: list[Said], bases: tuple[str, str] = ("full", "full")
) -> list[str]:
    """Give the kinds of changes between two versions that hold no more than these claims."""
    told = (before, after)
    versions = [
        version(number, ". ".join(one.content for one in said), bases[number - 1])
        for number, said in enumerate(told, 1)
    ]
    mentions = [
        mention(number, at, one)
        for number, said in enumerate(told, 1)
        for at, one in enumerate(said)
    ]
    found = find_claim_changes(
        ARTICLE_VERSIONS.frame(versions[1:]),
        CLAIM_MENTIONS.frame(mentions),
        known_versions=ARTICLE_VERSIONS.frame(versions[:1]),
    )
    return sorted(found.get_column("kind"))


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (Said("from March, 2,000 passengers a day will be carried by the ferry line"), "reworded"),
        (Said(FERRY.replace("2,000", "900")), "number_changed"),
        (Said(FERRY, speaker="Vera Orlova"), "reattributed"),
        (Said(FERRY, modality="possible"), "softened"),
        (Said(FERRY, cue="suggested"), "softened"),
        (Said(FERRY, cue="insisted"), "strengthened"),
        (Said(FERRY.replace("will carry", "will not carry")), "reversed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_claim_that_stays_but_differs_is_one_change(after: Said, kind: str) -> None:
    assert changes([Said(FERRY)], [after]) == [kind]


def test_a_claim_that_goes_is_dropped_and_one_that_comes_is_added() -> None:
    new = Said("the old harbour basin stays closed until the dredging is done")
    assert changes([Said(FERRY)], [new]) == ["added", "dropped"]


@pytest.mark.parametrize(
    "after",
    [Said(FERRY), Said(FERRY.upper()), Said(f"“{FERRY}”"), Said(FERRY, speaker="Ferri")],
    ids=["the same", "upper case", "in quotation marks", "the surname only"],
)
def test_what_says_the_same_is_no_change(after: Said) -> None:
    assert changes([Said(FERRY)], [after]) == []


def test_a_summary_that_becomes_the_full_text_adds_no_claims() -> None:
    more = Said("the old harbour basin stays closed until the dredging is done")
    assert changes([Said(FERRY)], [Said(FERRY), more], ("summary", "full")) == []
    assert changes([Said(FERRY), more], [Said(FERRY)], ("full", "title")) == []


def test_a_claim_that_was_only_missed_is_not_added() -> None:
    text = f"Ferri said {FERRY}"
    found = find_claim_changes(
        ARTICLE_VERSIONS.frame([version(2, text + "!")]),
        CLAIM_MENTIONS.frame([mention(2, 11, Said(FERRY))]),
        known_versions=ARTICLE_VERSIONS.frame([version(1, text)]),
    )
    assert found.is_empty()


def test_a_first_version_changes_nothing() -> None:
    found = find_claim_changes(
        ARTICLE_VERSIONS.frame([version(1, FERRY)]),
        CLAIM_MENTIONS.frame([mention(1, 0, Said(FERRY))]),
        known_versions=ARTICLE_VERSIONS.empty(),
    )
    assert found.is_empty()


def test_both_versions_in_one_batch_give_the_same_changes() -> None:
    versions = ARTICLE_VERSIONS.frame([version(1, FERRY), version(2, "nothing of it")])
    mentions = CLAIM_MENTIONS.frame([mention(1, 0, Said(FERRY))])
    together = find_claim_changes(versions, mentions, known_versions=ARTICLE_VERSIONS.empty())
    apart = find_claim_changes(
        versions.filter(pl.col("version_no") == 2),
        mentions,
        known_versions=versions.head(1),
    )
    assert together.get_column("kind").to_list() == ["dropped"]
    assert together.equals(apart)
