"""Which known events may be told apart anew when new reports come in, and under which id.

Average link depends on the order in which reports arrive. So the events that new reports touch are
taken apart and grown again together with them, as if all had come at once. Events that an analyst
decided on, and large ones, stay as they are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from transforms.contracts.events import Event, EventMention
from transforms.decisions import Judgements
from transforms.events.comparison import Comparison
from transforms.identifiers import stable_id

TOUCHED_FROM = 0.2
_MOST_REPORTS = 40
_UNDATED = "9999"


@dataclass(frozen=True, slots=True)
class Held:
    """The known events: EVENTS rows by id, the event of each known mention, and the loose ones.

    `loose` are the ids of events that may be grown again.
    """

    events: Mapping[str, Event]
    event_of: Mapping[str, str]
    loose: frozenset[str]

    @property
    def fixed(self) -> dict[str, str]:
        """The event of each mention that stays where it is."""
        return {key: event for key, event in self.event_of.items() if event not in self.loose}

    @property
    def freed(self) -> frozenset[str]:
        """The known mentions that may move."""
        return frozenset(key for key, event in self.event_of.items() if event in self.loose)


def hold(
    events: pl.DataFrame,
    memberships: pl.DataFrame,
    compared: Mapping[tuple[str, str], Comparison],
    judgements: Judgements,
) -> Held:
    """Find the known events that new mentions touch and that rules alone decided.

    Args:
        events: EVENTS that are known.
        memberships: their EVENT_MEMBERSHIPS.
        compared: the comparisons of new mentions with known ones.
        judgements: what analysts decided; an event with a mention they named stays as it is.
    """
    rows = {row["event_id"]: Event(**row) for row in events.to_dicts()}
    event_of = dict(memberships.select("event_mention_id", "event_id").iter_rows())
    touched = {
        event_of[mention_id]
        for pair, found in compared.items()
        if found.score >= TOUCHED_FROM
        for mention_id in pair
        if mention_id in event_of
    }
    sizes = Counter(event_of.values())
    judged = {event_of[mention_id] for mention_id in judgements.named if mention_id in event_of}
    members = {event_id for event_id in sizes if rows[event_id].merged_into}
    judged |= members | {head for event_id in members if (head := rows[event_id].merged_into)}
    loose = {event_id for event_id in touched - judged if sizes[event_id] <= _MOST_REPORTS}
    return Held(rows, event_of, frozenset(loose))


def in_order(mention: EventMention) -> tuple[str, str]:
    """Sort mentions as they were published, undated ones last."""
    published = mention.published_at
    return published.isoformat() if published else _UNDATED, mention.event_mention_id


def named_clusters(
    clusters: Iterable[frozenset[str]], mentions: Mapping[str, EventMention], held: Held
) -> dict[str, frozenset[str]]:
    """Give every cluster the id of an event.

    A cluster with a mention that stays is that mention's event. Else it is the event whose founding
    mention it holds, the earliest of several. Else it is founded by its earliest mention; where
    that one was in another event, the id is of this occasion, so that no id comes twice.
    """
    founded_by = {held.events[event_id].founding_mention_id: event_id for event_id in held.loose}
    named = {}
    for members in clusters:
        ordered = sorted((mentions[member] for member in members), key=in_order)
        ids = [mention.event_mention_id for mention in ordered]
        homes = [held.event_of[key] for key in ids if key in held.event_of]
        stays = [event_id for event_id in homes if event_id not in held.loose]
        founders = [founded_by[key] for key in ids if key in founded_by]
        if ids[0] in held.event_of:
            own = stable_id("event", ids[0], *sorted(ids))
        else:
            own = stable_id("event", ids[0])
        named[[*stays, *founders, own][0]] = members
    return named
