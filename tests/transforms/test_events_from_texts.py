"""Two reports of two people who met: from plain texts to events, claims and disagreements."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl
from article_versions import article_version

from transforms.claim_matching import ClaimContext, match_claims
from transforms.contracts.articles import ARTICLE_VERSIONS
from transforms.contracts.claims import CLAIM_MEMBERSHIPS, CLAIM_MENTIONS
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.disagreements import EventReports, find_disagreements
from transforms.events import KnownEvents, LinkedEvents, find_event_mentions, link_events
from transforms.extraction import Extracted, extract

AGREED = """\
Canada and Denmark have agreed to work more closely on ice patrols and search at sea.
The agreement came during a meeting held in Ottawa
between Canadian Transport Minister Paul Mercier and the acting Danish ambassador, Karen Holm.
Holm stressed that rescue flights remain a top priority.
Mercier welcomed the Danish offer of two patrol boats.
Both sides signed a protocol on weather data in November.
Prime Minister Louise Grant also met with Finnish President Aino Saarinen in September.
"""
SEPARATE = """\
Ice patrols dominated separate meetings held by Transport Minister Paul Mercier with two envoys.
In discussions with Norwegian Ambassador Signe Dahl and Danish Chargé d'Affaires Karen Holm, \
search at sea came up as well.
Dahl informed Mercier about a visit by Admiral Tore Lund to Canada next month.
Holm praised the work of the coast guard, which found over 40 lost sailors.
"""


@dataclass(frozen=True)
class Known:
    memberships: pl.DataFrame
    mentions: pl.DataFrame


def read(
    agreed: date | None, separate: date | None
) -> tuple[pl.DataFrame, Extracted, pl.DataFrame]:
    versions = ARTICLE_VERSIONS.frame(
        [article_version(1, AGREED, agreed), article_version(2, SEPARATE, separate)]
    )
    extracted = extract(versions)
    return versions, extracted, find_event_mentions(versions, extracted)


def linked(mentions: pl.DataFrame) -> LinkedEvents:
    return link_events(
        mentions, copy_memberships=COPY_MEMBERSHIPS.empty(), known=KnownEvents.none()
    )


def meetings(mentions: pl.DataFrame, links: LinkedEvents, *people: str) -> pl.DataFrame:
    """Give the memberships of the past meetings of exactly these people."""
    principals = pl.col("participants").list.head(pl.col("n_principals")).list.sort()
    wanted = mentions.filter(
        pl.col("kind") == "meet", principals.list.join("|") == "|".join(sorted(people))
    )
    return links.memberships.join(wanted, on="event_mention_id", how="semi")


def test_undated_reports_of_one_meeting_are_one_event_left_to_a_person() -> None:
    _, _, mentions = read(None, None)
    links = linked(mentions)
    told = meetings(mentions, links, "Paul Mercier", "Karen Holm")
    assert told.height == 2
    assert told["event_id"].n_unique() == 1
    (doubtful,) = told.filter(pl.col("status") == "candidate").to_dicts()
    assert "same two people: Karen Holm and Paul Mercier" in doubtful["evidence_for"]
    assert any("November" in sentence for sentence in doubtful["evidence_against"])


def test_reports_of_the_same_day_are_confirmed() -> None:
    _, _, mentions = read(date(2025, 12, 6), date(2025, 12, 6))
    told = meetings(mentions, linked(mentions), "Paul Mercier", "Karen Holm")
    assert sorted(told["status"]) == ["confirmed", "single"]


def test_reports_six_weeks_apart_are_two_events_of_one_series() -> None:
    _, _, mentions = read(date(2025, 12, 6), date(2025, 10, 26))
    links = linked(mentions)
    told = meetings(mentions, links, "Paul Mercier", "Karen Holm")
    assert told["event_id"].n_unique() == 2
    (series,) = links.links.filter(pl.col("relation") == "same_series").to_dicts()
    assert {series["event_id_l"], series["event_id_r"]} == set(told["event_id"])
    early = mentions.filter(pl.col("published_at") == datetime(2025, 10, 26, 9, tzinfo=UTC))
    (earlier,) = links.memberships.join(early, on="event_mention_id").filter(
        pl.col("event_id").is_in(told["event_id"].implode())
    )["event_id"]
    assert series["event_id_l"] == earlier


def test_the_other_envoy_and_the_background_are_events_of_their_own() -> None:
    _, _, mentions = read(None, None)
    links = linked(mentions)
    assert meetings(mentions, links, "Paul Mercier", "Signe Dahl")["status"].to_list() == ["single"]
    background = meetings(mentions, links, "Louise Grant", "Aino Saarinen")
    assert background["status"].to_list() == ["single"]
    (visit,) = mentions.filter(pl.col("kind") == "visit").to_dicts()
    assert (visit["tense"], visit["time_text"], visit["from_on"]) == ("planned", "next month", None)


def test_two_titles_of_one_envoy_are_the_only_disagreement_and_both_may_be_true() -> None:
    versions, extracted, mentions = read(None, None)
    links = linked(mentions)
    copies = COPY_MEMBERSHIPS.empty()
    matched = match_claims(
        extracted.claim_mentions,
        context=ClaimContext(mentions, links.memberships, copies),
        known=Known(CLAIM_MEMBERSHIPS.empty(), CLAIM_MENTIONS.empty()),
    )
    found = find_disagreements(
        EventReports(
            versions=versions,
            event_mentions=mentions,
            event_memberships=links.memberships,
            copy_memberships=copies,
            claim_mentions=extracted.claim_mentions,
            claim_memberships=matched.memberships,
            quantities=extracted.quantities,
            role_statements=extracted.role_statements,
            entities=extracted.entities,
        )
    )
    (role,) = found.to_dicts()
    assert (role["kind"], role["compatible"]) == ("role", True)
    assert "Karen Holm" in role["explanation"]
