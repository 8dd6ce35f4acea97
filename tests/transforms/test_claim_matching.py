"""Mentions become one claim only when speaker, event, numbers and polarity agree."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl
import pytest

from transforms.claim_matching import ClaimContext, MatchedClaims, match_claims
from transforms.contracts.claims import CLAIM_MEMBERSHIPS, CLAIM_MENTIONS, CLAIMS, ClaimMention
from transforms.contracts.copies import COPY_MEMBERSHIPS, CopyMembership
from transforms.contracts.events import (
    EVENT_MEMBERSHIPS,
    EVENT_MENTIONS,
    EventMembership,
    EventMention,
)
from transforms.identifiers import stable_id

FERRY = "the ferry line will carry 2,000 passengers a day from March"
REWORDED = "the ferry line is to carry 2,000 passengers a day from March"
FERRI, ORLOVA = stable_id("entity", "Ferri"), stable_id("entity", "Orlova")


@dataclass(frozen=True)
class Known:
    memberships: pl.DataFrame
    mentions: pl.DataFrame


NOTHING = Known(CLAIM_MEMBERSHIPS.empty(), CLAIM_MENTIONS.empty())


def said(number: int, content: str, *, speaker: str | None = FERRI, at: int = 0) -> ClaimMention:
    version_id = stable_id("version", number)
    return ClaimMention(
        mention_id=stable_id("mention", number, content, at),
        version_id=version_id,
        attributed=speaker is not None,
        speaker_id=speaker,
        speaker="Aldo Ferri" if speaker == FERRI else speaker,
        speaker_as_written=None,
        speaker_start=None,
        speaker_stop=None,
        cue=None,
        cue_start=None,
        cue_stop=None,
        content=content,
        content_start=at,
        content_stop=at + len(content),
        content_spans=[at, at + len(content)],
        addressee=None,
        addressee_start=None,
        addressee_stop=None,
        kind="statement",
        quote_type="indirect",
        polarity="affirmed",
        modality="asserted",
        confidence=1.0,
        via=[],
        via_spans=[],
        origin=None,
        strength="plain",
        extractor="by hand",
    )


def meeting(number: int, *, start: int = 0, stop: int = 200, is_main: bool = True) -> EventMention:
    return EventMention(
        event_mention_id=stable_id("event-mention", number, start),
        version_id=stable_id("version", number),
        kind="meet",
        trigger="met",
        trigger_start=start,
        trigger_stop=start + 3,
        passage_start=start,
        passage_stop=stop,
        tense="past",
        from_on=None,
        until_on=None,
        precision=None,
        time_basis="none",
        time_text=None,
        month_hint=None,
        place=None,
        participant_ids=[FERRI, ORLOVA],
        participants=["Aldo Ferri", "Vera Orlova"],
        n_principals=2,
        is_main=is_main,
        published_at=None,
        terms=[],
        figures=[],
        after_month=None,
    )


def context(
    *meetings: tuple[EventMention, str], copies: dict[int, str] | None = None
) -> ClaimContext:
    """Put meetings into events by name, and versions into copy groups by name."""
    return ClaimContext(
        EVENT_MENTIONS.frame(mention for mention, _ in meetings),
        EVENT_MEMBERSHIPS.frame(
            EventMembership(mention.event_mention_id, event(name), "single", 1.0, [], [], "{}", "-")
            for mention, name in meetings
        ),
        COPY_MEMBERSHIPS.frame(
            CopyMembership(
                stable_id("version", number),
                group,
                "near",
                1.0,
                9,
                datetime(2026, 1, 1, tzinfo=UTC),
                "-",
            )
            for number, group in (copies or {}).items()
        ),
    )


def event(name: str) -> str:
    return stable_id("event", name)


def matched(
    context: ClaimContext, *mentions: ClaimMention, known: Known = NOTHING
) -> MatchedClaims:
    return match_claims(CLAIM_MENTIONS.frame(mentions), context=context, known=known)


def n_claims(found: MatchedClaims) -> int:
    return found.memberships["claim_id"].n_unique()


ONE_EVENT = context((meeting(1), "a"), (meeting(2), "a"))


def test_the_same_claim_in_two_reports_of_an_event_is_one() -> None:
    found = matched(ONE_EVENT, said(1, FERRY), said(2, REWORDED))
    assert n_claims(found) == 1
    assert found.claims.height == 1
    assert found.memberships["event_id"].to_list() == [event("a")] * 2
    assert set(found.memberships["status"]) == {"confirmed"}


@pytest.mark.parametrize(
    "other",
    [
        said(2, FERRY.replace("2,000", "3,000")),
        replace(said(2, FERRY), polarity="negated"),
    ],
    ids=["other number", "other polarity"],
)
def test_what_differs_in_number_or_polarity_is_a_candidate_link(other: ClaimMention) -> None:
    found = matched(ONE_EVENT, said(1, FERRY), other)
    assert n_claims(found) == 2
    (link,) = found.links.to_dicts()
    assert link["status"] == "candidate"
    assert link["evidence_against"]


@pytest.mark.parametrize(
    "other",
    [
        said(2, "the harbour museum closes for repairs"),
        said(2, FERRY, speaker=ORLOVA),
        said(2, FERRY, speaker=None),
    ],
    ids=["other content", "other speaker", "nobody named"],
)
def test_other_content_or_another_speaker_is_another_claim_without_a_link(
    other: ClaimMention,
) -> None:
    found = matched(ONE_EVENT, said(1, FERRY), other)
    assert n_claims(found) == 2
    assert found.links.is_empty()


def test_the_same_words_about_two_events_are_two_claims() -> None:
    found = matched(context((meeting(1), "a"), (meeting(2), "b")), said(1, FERRY), said(2, FERRY))
    assert n_claims(found) == 2


def test_copies_share_their_claims_even_without_an_event_or_a_speaker() -> None:
    copies = context(copies={1: "wire", 2: "wire"})
    found = matched(copies, said(1, FERRY, speaker=None), said(2, FERRY, speaker=None))
    assert n_claims(found) == 1


def test_a_new_mention_joins_the_known_claim_and_keeps_its_id() -> None:
    first = matched(ONE_EVENT, said(1, FERRY))
    known = Known(first.memberships, CLAIM_MENTIONS.frame([said(1, FERRY)]))
    second = matched(ONE_EVENT, said(2, REWORDED), known=known)
    assert second.claims.is_empty()
    assert second.memberships["claim_id"].to_list() == first.memberships["claim_id"].to_list()


def test_known_mentions_are_not_decided_again() -> None:
    mentions = [said(1, FERRY), said(2, REWORDED)]
    first = matched(ONE_EVENT, *mentions)
    again = matched(
        ONE_EVENT, *mentions, known=Known(first.memberships, CLAIM_MENTIONS.frame(mentions))
    )
    assert again.claims.is_empty()
    assert again.memberships.is_empty()


def test_order_and_repetition_change_nothing() -> None:
    mentions = [said(1, FERRY), said(2, REWORDED), said(2, "he likes ferries", at=80)]
    forward, backward = matched(ONE_EVENT, *mentions), matched(ONE_EVENT, *mentions[::-1])
    twice = matched(ONE_EVENT, *mentions, *mentions)
    assert forward.memberships.equals(backward.memberships)
    assert forward.memberships.equals(twice.memberships)


def test_a_claim_belongs_to_the_event_whose_passage_holds_it_else_to_its_speakers() -> None:
    two = context(
        (meeting(1, start=0, stop=100), "main"),
        (replace(meeting(1, start=300, stop=400, is_main=False), participant_ids=[]), "background"),
    )
    inside = said(1, FERRY, speaker=None, at=310)
    outside = said(1, FERRY, at=150)
    found = matched(two, inside, outside)
    events = dict(found.memberships.select("mention_id", "event_id").iter_rows())
    assert events == {
        inside.mention_id: event("background"),
        outside.mention_id: event("main"),
    }


def test_nothing_in_nothing_out() -> None:
    found = matched(ONE_EVENT)
    assert found.claims.schema == CLAIMS.schema
    assert found.claims.is_empty()
    assert found.memberships.is_empty()
    assert found.links.is_empty()


def test_a_text_that_repeats_itself_costs_no_more_than_its_first_mentions() -> None:
    repeated = [said(1, f"{FERRY}, says line {number}", at=number) for number in range(1200)]

    found = matched(ONE_EVENT, *repeated, said(2, FERRY))

    assert found.memberships.height == 1201
    assert found.links.height <= 51 * 50 / 2
    assert n_claims(found) >= 1150


def test_contents_are_compared_by_their_first_thousand_characters() -> None:
    tail = " and so on" * 5000

    found = matched(ONE_EVENT, said(1, FERRY + tail), said(2, FERRY + tail + " and on"))

    assert n_claims(found) == 1
