"""The words of a run's report: its books and its outcome, each in one sentence."""

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

SHOWN = 10

EVENTS_QUERY = (
    "select title, from_on, n_articles, n_independent, link_status "
    "from mart.events order by n_articles desc limit 10"
)
DISAGREEMENTS_QUERY = (
    "select kind, outlet_l, text_l, outlet_r, text_r, explanation from mart.disagreements"
)


def count(number: int, noun: str) -> str:
    """Give a number with its noun: '1 copy', '2,341 articles'."""
    if number == 1:
        return f"1 {noun}"
    plural = re.sub(r"(?<![aeiou])y$", "ie", noun) + "s"
    return f"{number:,} {plural}"


def outcome(totals: Mapping[str, int]) -> str:
    """Say in one sentence what a run brought in: the message of its final state."""
    if not totals["n_documents"] and totals["n_not_due"]:
        return f"nothing was due: {count(totals['n_not_due'], 'source')} will be asked later"
    if not totals["n_documents"]:
        return "nothing to read: there are no documents"
    if not totals["n_seen"] and not totals["n_failed"]:
        return "nothing new: every document is as it was"
    if not totals["n_new"] + totals["n_updated"] + totals["n_quarantined"] + totals["n_failed"]:
        return "nothing new: every article is known already"
    versions = [count(totals["n_updated"], "new version")] if totals["n_updated"] else []
    brought = [
        count(totals["n_new"], "article"),
        *versions,
        count(totals["n_copies"], "copy"),
        count(totals["n_events"], "event"),
        count(totals["n_attributed"], "claim"),
        count(totals["n_disagreements"], "disagreement"),
    ]
    trouble = []
    if totals["n_quarantined"]:
        trouble.append(f"{totals['n_quarantined']:,} set aside")
    if totals["n_failed"]:
        trouble.append(f"{count(totals['n_failed'], 'document')} failed")
    return ", ".join(brought + trouble)


def books(totals: Mapping[str, int]) -> str:
    """Say what became of every entry that was delivered."""
    parts = [
        f"{totals[f'n_{outcome}']:,} {words}"
        for outcome, words in (
            ("new", "new"),
            ("updated", "updated"),
            ("unchanged", "unchanged"),
            ("duplicate", "duplicate"),
            ("quarantined", "set aside"),
        )
    ]
    read = f"{count(totals['n_documents'], 'document')} from {count(totals['n_sources'], 'source')}"
    known = f" ({totals['n_known']:,} as before)" if totals["n_known"] else ""
    waiting = f", {totals['n_not_due']:,} not due yet" if totals["n_not_due"] else ""
    return f"{read}{known}{waiting}, {count(totals['n_seen'], 'entry')}: {', '.join(parts)}"


def span_of_time(row: dict[str, Any]) -> str:
    """Give an event's time: one day, an interval, or nothing."""
    first, last = row["from_on"], row["until_on"]
    if first is None and last is None:
        return "–"
    return str(first) if first == last else f"{first or '…'} – {last or '…'}"


def shortened(text: str, limit: int = 110) -> str:
    """Give a text on one line, cut with an ellipsis when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def in_need(sources: pl.DataFrame) -> pl.DataFrame:
    """Give the sources of a report that somebody has to look at, those most in need first."""
    if sources.is_empty():
        return sources
    return sources.filter(pl.col("health").is_in(("gone", "dried_up", "backing_off", "failing")))


def first_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Give the rows that a report shows of a frame."""
    return frame.head(SHOWN).to_dicts()
