"""What one speaker says again elsewhere is linked: as a repeat, or as what may be one claim."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from transforms.claim_repeats import PLACED, claim_terms, link_repeats, repeat_candidates
from transforms.contracts.claims import CLAIM_LINKS, CLAIM_MENTIONS
from transforms.contracts.ledger import CLAIM_TERMS
from transforms.identifiers import stable_id

FERRY = "the ferry line will carry 2,000 passengers a day between Orrin and Selby"
DAY = datetime(2026, 3, 1, tzinfo=UTC)
FERRI = stable_id("entity", "Ferri")


@dataclass(frozen=True)
class Heard:
    """One mention and where it stands."""

    name: str
    content: str = FERRY
    day: datetime | None = DAY
    speaker_id: str | None = FERRI
    place: dict[str, str | None] = field(default_factory=dict)


def mentions(*heard: Heard) -> pl.DataFrame:
    filled: dict[str, Any] = {
        column.name: None
        if column.nullable
        else {"VARCHAR": "-", "DOUBLE": 1.0}.get(column.sql_type, 0)
        for column in CLAIM_MENTIONS.columns
    }
    rows = [
        filled
        | {
            "mention_id": stable_id("mention", one.name),
            "version_id": stable_id("version", one.name),
            "attributed": True,
            "speaker_id": one.speaker_id,
            "speaker": "Aldo Ferri",
            "content": one.content,
            "content_stop": len(one.content),
            "content_spans": [0, len(one.content)],
            "via": [],
            "via_spans": [],
            "polarity": "affirmed",
        }
        for one in heard
    ]
    return CLAIM_MENTIONS.check(pl.DataFrame(rows, schema=CLAIM_MENTIONS.schema))


def placed(*heard: Heard) -> pl.DataFrame:
    rows = [
        {
            "mention_id": stable_id("mention", one.name),
            "claim_id": one.place.get("claim", stable_id("claim", one.name)),
            "event_id": one.place.get("event", stable_id("event", one.name)),
            "copy_group_id": one.place.get("text", stable_id("text", one.name)),
            "article_id": stable_id("article", one.name),
            "published_at": one.day,
        }
        for one in heard
    ]
    return pl.DataFrame(rows, schema=PLACED)


def linked(*heard: Heard) -> list[tuple[str, str]]:
    """Give relation and status of the links among mentions that come in one batch."""
    said = mentions(*heard)
    candidates = repeat_candidates(claim_terms(said), CLAIM_TERMS.empty())
    links = link_repeats(candidates, said, placed(*heard))
    return list(links.select("relation", "status").iter_rows())


def test_the_same_words_a_month_later_are_a_repeat() -> None:
    assert linked(Heard("a"), Heard("b", day=DAY + timedelta(days=30))) == [
        ("repeats", "confirmed")
    ]


def test_the_same_words_on_one_day_in_reports_that_no_event_joins_may_be_one_claim() -> None:
    assert linked(Heard("a"), Heard("b", day=DAY + timedelta(hours=5))) == [("same", "candidate")]


def test_without_a_date_a_repeat_stays_a_candidate() -> None:
    assert linked(Heard("a"), Heard("b", day=None)) == [("repeats", "candidate")]


@pytest.mark.parametrize(
    "other",
    [
        Heard("b", speaker_id=stable_id("entity", "Orlova")),
        Heard("b", content="the ferry line will close the Orrin harbour office for the winter"),
        Heard("b", content=FERRY.replace("2,000", "900")),
        Heard("b", place={"event": stable_id("event", "a")}),
        Heard("b", place={"text": stable_id("text", "a")}),
        Heard("b", place={"claim": stable_id("claim", "a")}),
    ],
    ids=["another speaker", "other content", "other numbers", "one event", "one text", "one claim"],
)
def test_no_repeat(other: Heard) -> None:
    assert linked(Heard("a"), other) == []


def test_phrases_of_few_telling_words_propose_nobody() -> None:
    short = Heard("a", content="we will see")
    assert claim_terms(mentions(short)).is_empty()


def test_known_claims_are_found_as_those_of_the_batch_are() -> None:
    old, new = Heard("a"), Heard("b", day=DAY + timedelta(days=30))
    known = claim_terms(mentions(old))
    candidates = repeat_candidates(claim_terms(mentions(new)), known)
    links = link_repeats(candidates, mentions(old, new), placed(old, new))
    assert links.get_column("relation").to_list() == ["repeats"]
    assert links.schema == CLAIM_LINKS.schema


def test_a_soundbite_is_linked_with_few_of_its_repeats() -> None:
    heard = [Heard(str(day), day=DAY + timedelta(days=10 * day)) for day in range(12)]
    assert 11 <= len(linked(*heard)) <= 36
