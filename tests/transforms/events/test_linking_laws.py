"""Linking obeys its laws on any batch: order, repetition, vetoes and what is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MENTIONS, Event, EventMention
from transforms.decisions import Judgements
from transforms.evaluation.clusters import score_clusters
from transforms.events import KnownEvents, LinkedEvents, link_events
from transforms.events.regrouping import Held, named_clusters
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
def test_a_later_batch_loses_no_event_and_leaves_each_mention_in_one(
    batch: list[EventMention], cut: int
) -> None:
    first = linked(batch[:cut])
    earlier = KnownEvents.none().after(EVENT_MENTIONS.frame(batch[:cut]), first)
    second = linked(batch, earlier)
    known = earlier.after(EVENT_MENTIONS.frame(batch), second)
    assert known.memberships.height == len(batch)
    assert set(first.events["event_id"]) <= set(known.events["event_id"])
    home = dict(known.memberships.select("event_mention_id", "event_id").iter_rows())
    members = set(home.values())
    for event in known.events.iter_rows(named=True):
        if event["event_id"] in members:
            assert event["merged_into"] is None
            assert home[event["founding_mention_id"]] == event["event_id"]
        else:
            assert event["merged_into"] == home[event["founding_mention_id"]]


@settings(max_examples=40, deadline=None)
@given(batches(), st.permutations(range(8)), st.integers(1, 8))
def test_reports_of_meetings_group_as_if_all_had_come_at_once(
    batch: list[EventMention], order: list[int], size: int
) -> None:
    arriving = [batch[at] for at in order if at < len(batch)]
    known = KnownEvents.none()
    for start in range(0, len(arriving), size):
        part = EVENT_MENTIONS.frame(arriving[start : start + size])
        known = known.after(part, linked(arriving[start : start + size], known))
    together = linked(batch).memberships
    ids = sorted(together["event_mention_id"])
    apart = dict(known.memberships.select("event_mention_id", "event_id").iter_rows())
    at_once = dict(together.select("event_mention_id", "event_id").iter_rows())
    found = score_clusters([at_once[key] for key in ids], [apart[key] for key in ids])
    assert not ids or found.bcubed_f1 >= 0.98


def test_an_event_that_an_analyst_judged_keeps_its_reports() -> None:
    reports = [mention(number, PEOPLE[:2], 3, "past") for number in range(3)]
    known = KnownEvents.none().after(EVENT_MENTIONS.frame(reports[:2]), linked(reports[:2]))
    judged = frozenset({reports[0].event_mention_id})
    found = link_events(
        EVENT_MENTIONS.frame(reports[2:]),
        copy_memberships=COPY_MEMBERSHIPS.empty(),
        known=known,
        judgements=Judgements(named=judged),
    )
    assert found.memberships["event_mention_id"].to_list() == [reports[2].event_mention_id]


def test_a_part_that_breaks_off_gets_an_id_that_was_never_used() -> None:
    reports = [mention(number, PEOPLE[:2], 3, "past") for number in range(3)]
    ids = [each.event_mention_id for each in reports]
    event = Event(stable_id("event", ids[0]), ids[0], "meet", None)
    held = Held(
        {event.event_id: event}, dict.fromkeys(ids, event.event_id), frozenset({event.event_id})
    )
    parts = [frozenset(ids[:1]), frozenset(ids[1:])]
    named = named_clusters(parts, dict(zip(ids, reports, strict=True)), held)
    assert named[event.event_id] == parts[0]
    (other,) = named.keys() - {event.event_id}
    assert other not in {stable_id("event", key) for key in ids}


def test_two_reports_in_one_version_stay_two_events() -> None:
    one = mention(1, PEOPLE[:2], 3, "past")
    other = replace(one, event_mention_id=stable_id("event-mention", 2))
    assert linked([one, other]).events.height == 2
