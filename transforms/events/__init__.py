"""Finds the passages that report events and links those that report the same one.

`find_event_mentions` reads triggers, slots and times from sentences (`slots`, `readings`,
`merging`); `link_events` compares mentions (`comparison`) and grows events (`clustering`).
"""

from transforms.events.linking import KnownEvents, LinkedEvents, link_events
from transforms.events.mentions import find_event_mentions

__all__ = ["KnownEvents", "LinkedEvents", "find_event_mentions", "link_events"]
