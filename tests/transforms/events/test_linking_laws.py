"""Linking obeys its laws on any batch: order, repetition, vetoes and what is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MENTIONS, EventMention
from transforms.events import KnownEvents, LinkedEvents, link_events
from transforms.identifiers import stable_id

PEOPLE = ["Ilze Kalnina", "Omar Haddad", "Grace Otieno"]
START = date(2025, 3, 1)


def mention(number: int, people: list[str], day: int | None, tense: str) -> EventMention:
    on = START + timedelta(days=day) if day is not None else None
    return EventMention(
        event_mention_id=stable_id("event-mention", number),
        version_id=stable_id("version", number),
        kind="meet",
        trigger="met",
        trigger_start=0,
        trigger_stop=3,
        passage_start=0,
        passage_stop=3,
        tense=tense,
        from_on=on,
        until_on=on,
        precision="day" if on else None,
        time_basis="relative" if on else "none",
        time_text="then" if on else None,
        month_hint=None,
        place=None,
        participant_ids=[stable_id("entity", name) for name in people],
        participants=people,
        n_principals=len(people),
        is_main=True,
        published_at=datetime(2025, 5, 1, tzinfo=UTC) if on else None,
        terms=["ferry", "harbour"],
        figures=[],
        after_month=None,
    )


@st.composite
def batches(draw: st.DrawFn) -> list[EventMention]:
    return [
        mention(
            number,
            draw(st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=3, unique=True)),
            draw(st.none() | st.integers(0, 30)),
            draw(st.sampled_from(["past", "past", "planned"])),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


def linked(mentions: list[EventMention], known: KnownEvents | None = None) -> LinkedEvents:
    return link_events(
        EVENT_MENTIONS.frame(mentions),
        copy_memberships=COPY_MEMBERSHIPS.empty(),
        known=known or KnownEvents.none(),
    )


@settings(max_examples=40, deadline=None)
@given(batches(), st.randoms())
def test_order_and_repetition_change_nothing(batch: list[EventMention], random: object) -> None:
    shuffled = [*batch, *batch]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    once, again = linked(batch), linked(shuffled)
    assert once.events.equals(again.events)
    assert once.memberships.equals(again.memberships)
    assert once.links.equals(again.links)


@settings(max_examples=40, deadline=None)
@given(batches())
def test_every_mention_gets_one_event_and_every_event_one_founder(
    batch: list[EventMention],
) -> None:
    found = linked(batch)
    assert sorted(found.memberships["event_mention_id"]) == sorted(
        m.event_mention_id for m in batch
    )
    singles = found.memberships.filter(pl.col("status") == "single")
    assert sorted(singles["event_id"]) == sorted(found.events["event_id"])


@settings(max_examples=40, deadline=None)
@given(batches())
def test_no_event_holds_reports_more_than_a_week_apart_or_a_plan_with_its_outcome(
    batch: list[EventMention],
) -> None:
    event_of = dict(linked(batch).memberships.select("event_mention_id", "event_id").iter_rows())
    groups: dict[str, list[EventMention]] = {}
    for told in batch:
        groups.setdefault(event_of[told.event_mention_id], []).append(told)
    for group in groups.values():
        days = [told.from_on for told in group if told.from_on]
        assert not days or max(days) - min(days) <= timedelta(days=7)
        assert len({told.tense for told in group}) == 1


@settings(max_examples=40, deadline=None)
@given(batches(), st.integers(0, 8))
def test_a_later_batch_keeps_the_events_of_an_earlier_one(
    batch: list[EventMention], cut: int
) -> None:
    first = linked(batch[:cut])
    known = KnownEvents(first.events, EVENT_MENTIONS.frame(batch[:cut]), first.memberships)
    second = linked(batch, known)
    assert set(second.memberships["event_mention_id"]).isdisjoint(
        first.memberships["event_mention_id"]
    )
    assert set(second.events["event_id"]).isdisjoint(first.events["event_id"])


def test_two_reports_in_one_version_stay_two_events() -> None:
    one = mention(1, PEOPLE[:2], 3, "past")
    other = replace(one, event_mention_id=stable_id("event-mention", 2))
    assert linked([one, other]).events.height == 2
