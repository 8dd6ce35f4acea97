"""Pairs of reports that state their own answer, from their text to their events."""

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from article_versions import article_version

from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.contracts.copies import COPY_MEMBERSHIPS
from transforms.events import KnownEvents, find_event_mentions, link_events
from transforms.extraction import extract

PAIRS = Path(__file__).parents[2] / "corpus" / "events" / "pairs"
RIGHT = {
    "one": {"confirmed", "candidate"},
    "candidate": {"candidate"},
    "apart": {"apart"},
    "doubtful": {"apart", "candidate"},
}
FLOOR = 54


def read_pairs() -> list[dict[str, Any]]:
    found = []
    for path in sorted(PAIRS.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for number, pair in enumerate(data["pair"], 1):
            texts = [data["texts"][name] for name in pair["texts"]]
            published = [pair.get("published_l"), pair.get("published_r")]
            found.append(pair | {"name": f"{path.stem}-{number}", "read": (texts, published)})
    return found


def version(name: str, text: str, published: date | None) -> ArticleVersion:
    evening = datetime.combine(published, time(18), UTC) if published else None
    return article_version(name, text, evening)


def outcome(pair: dict[str, Any]) -> str:
    """Say what became of the two reports' meetings: confirmed, candidate or apart."""
    reports = zip("lr", *pair["read"], strict=True)
    versions = [version(pair["name"] + side, text, day) for side, text, day in reports]
    frame = ARTICLE_VERSIONS.frame(versions)
    mentions = find_event_mentions(frame, extract(frame))
    linked = link_events(
        mentions, copy_memberships=COPY_MEMBERSHIPS.empty(), known=KnownEvents.none()
    )
    about = mentions.filter(pl.col("report_terms").list.len() > 0)
    told = linked.memberships.join(about, on="event_mention_id").sort("status")
    if told["event_id"].n_unique() > 1:
        return "apart"
    return next(str(status) for status in told["status"] if status != "single")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[str, str, bool]]:
    """Give answer, outcome and whether both reports are dated, of each pair."""
    return {
        pair["name"]: (pair["answer"], outcome(pair), all(pair["read"][1])) for pair in read_pairs()
    }


def test_nearly_all_pairs_come_out_as_they_state(
    outcomes: dict[str, tuple[str, str, bool]],
) -> None:
    wrong = {name: found for name, found in outcomes.items() if found[1] not in RIGHT[found[0]]}
    assert len(outcomes) >= 60
    assert len(outcomes) - len(wrong) >= FLOOR, wrong


def test_no_dated_pair_is_merged_wrongly(outcomes: dict[str, tuple[str, str, bool]]) -> None:
    dated = [(answer, found) for answer, found, both in outcomes.values() if both]
    assert ("apart", "confirmed") not in dated
    assert ("apart", "candidate") not in dated
