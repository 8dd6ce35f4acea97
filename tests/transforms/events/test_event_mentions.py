"""What counts as an event, and what is only said, denied, wished for or written in a heading."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MENTIONS
from transforms.events import KnownEvents, link_events

Mentions = Callable[[list[dict[str, Any]], dict[str, list[str]]], pl.DataFrame]
NAMES = {
    "people": ["Ilze Kalnina", "Omar Haddad", "Grace Otieno"],
    "places": ["Riga", "Kenya"],
    "organisations": ["Norvik", "Solmar"],
}


@pytest.mark.parametrize(
    "text",
    [
        "Ilze Kalnina did not meet Omar Haddad in Riga.",
        "Ilze Kalnina refused to meet Omar Haddad.",
        "Ilze Kalnina could meet Omar Haddad, officials said.",
        "Ilze Kalnina wants talks with Omar Haddad.",
        "Ilze Kalnina called for a meeting with Omar Haddad.",
        "Ilze Kalnina met the deadline that Omar Haddad had set.",
        "Ilze Kalnina said that Omar Haddad was right.",
        "Meeting between Ilze Kalnina and Omar Haddad",
        "Norvik agreed to pay more.",
        "The talks went on all night.",
        "",
    ],
)
def test_no_event_is_found_where_none_took_place_between_named_people(
    text: str, mentions_of: Mentions
) -> None:
    found = mentions_of([{"text": text}], NAMES)
    assert found.filter(pl.col("kind") != "other").is_empty()


def test_a_report_of_no_known_kind_is_about_something(mentions_of: Mentions) -> None:
    text = "Bread prices in Riga fell sharply. Bakers blamed cheap flour from abroad."
    found = mentions_of([{"text": text, "title": "Bread is cheaper"}], NAMES).to_dicts()
    assert [row["kind"] for row in found] == ["other"]
    assert found[0]["is_main"]
    assert found[0]["passage_stop"] == len(text)
    assert {"bread", "flour"} <= set(found[0]["report_terms"])


@pytest.mark.parametrize("title", ["Live updates: storm", "The week in Riga", "Morning briefing"])
def test_no_one_event_is_what_a_round_up_is_about(title: str, mentions_of: Mentions) -> None:
    found = mentions_of([{"text": "Bread prices in Riga fell sharply.", "title": title}], NAMES)
    assert found.is_empty()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ilze Kalnina met Omar Haddad.", {"Ilze Kalnina", "Omar Haddad"}),
        ("Ilze Kalnina and Omar Haddad met in Riga.", {"Ilze Kalnina", "Omar Haddad"}),
        ("Kalnina's meeting with Omar Haddad was short.", {"Ilze Kalnina", "Omar Haddad"}),
        ("Ilze Kalnina held talks with Omar Haddad.", {"Ilze Kalnina", "Omar Haddad"}),
        ("A meeting between the envoy, Grace Otieno, and minister Omar Haddad ended.",
         {"Grace Otieno", "Omar Haddad"}),
        ("Ilze Kalnina flew to Riga to meet Omar Haddad.", {"Ilze Kalnina", "Omar Haddad"}),
        ("Norvik signed a contract with Solmar.", {"Norvik", "Solmar"}),
        ("A Norvik-Solmar agreement was announced.", {"Norvik", "Solmar"}),
    ],
)  # fmt: skip
def test_those_between_whom_it_happened_are_the_principals(
    text: str, people: set[str], mentions_of: Mentions
) -> None:
    (row,) = mentions_of([{"text": text}], NAMES).to_dicts()
    assert set(row["participants"][: row["n_principals"]]) == people


def test_separate_meetings_with_two_guests_are_two_events(mentions_of: Mentions) -> None:
    text = (
        "Trade dominated separate meetings held by minister Ilze Kalnina with two envoys. "
        "In discussions with Omar Haddad and Grace Otieno, ports came up as well."
    )
    rows = mentions_of([{"text": text}], NAMES).to_dicts()
    pairs = [set(row["participants"][: row["n_principals"]]) for row in rows]
    assert sorted(pairs, key=sorted) == [
        {"Grace Otieno", "Ilze Kalnina"},
        {"Ilze Kalnina", "Omar Haddad"},
    ]


def test_one_event_told_in_three_sentences_is_one_mention(mentions_of: Mentions) -> None:
    text = (
        "Ilze Kalnina met Omar Haddad on Tuesday. The talks between Kalnina and Haddad took "
        "two hours. It was Kalnina's first meeting with Haddad."
    )
    assert mentions_of([{"text": text}], NAMES).height == 1


def test_a_background_meeting_keeps_its_own_time(mentions_of: Mentions) -> None:
    text = "Ilze Kalnina met Omar Haddad in Riga. Grace Otieno met Omar Haddad in August."
    rows = mentions_of([{"text": text}], NAMES).to_dicts()
    hints = {row["participants"][0]: (row["month_hint"], row["is_main"]) for row in rows}
    assert hints == {"Ilze Kalnina": (None, True), "Grace Otieno": (8, False)}


def test_a_plan_is_planned(mentions_of: Mentions) -> None:
    (row,) = mentions_of([{"text": "Grace Otieno will visit Kenya next month."}], NAMES).to_dicts()
    assert (row["tense"], row["time_text"], row["from_on"]) == ("planned", "next month", None)


def test_nothing_in_nothing_out_in_the_same_columns(mentions_of: Mentions) -> None:
    mentions = mentions_of([], NAMES)
    assert mentions.schema == EVENT_MENTIONS.schema
    linked = link_events(
        mentions, copy_memberships=COPY_MEMBERSHIPS.empty(), known=KnownEvents.none()
    )
    assert linked.events.is_empty()
    assert linked.memberships.is_empty()
    assert linked.links.is_empty()


def test_a_text_that_is_not_english_is_left_alone(mentions_of: Mentions) -> None:
    text = "Ilze Kalnina met Omar Haddad."
    assert mentions_of([{"text": text, "lang": "lv"}], NAMES).is_empty()
