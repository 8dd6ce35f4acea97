"""A small warehouse whose every number can be counted by hand.

Four articles: two outlets print one agency text (a copy group), a third outlet has its own report
of the same meeting, and a text without a known outlet reports another meeting.
"""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.contracts.articles import (
    ARTICLE_KEYS,
    ARTICLE_VERSIONS,
    ARTICLES,
    ENTRY_OUTCOMES,
    OUTLETS,
)
from transforms.contracts.claims import (
    CLAIM_MEMBERSHIPS,
    CLAIM_MENTIONS,
    CLAIMS,
    DISAGREEMENTS,
    ENTITIES,
    ENTITY_ALIASES,
    ENTITY_MENTIONS,
    QUANTITIES,
    ROLE_STATEMENTS,
)
from transforms.contracts.contract import Contract
from transforms.contracts.copies import COPY_GROUPS, COPY_MEMBERSHIPS
from transforms.contracts.events import EVENT_MEMBERSHIPS, EVENT_MENTIONS, EVENTS
from transforms.contracts.operations import (
    ACCOUNTING,
    FETCHES,
    RAW_DOCUMENTS,
    REJECTS,
    SOURCES,
    Reason,
)
from transforms.identifiers import stable_id
from warehouse.loading import LoadReport, load_batch
from warehouse.opening import open_writer
from warehouse.publishing import publish
from warehouse.running import begin_run, finish_run
from warehouse.staging import stage
from warehouse.tables import TABLES

Frames = dict[Contract[Any], pl.DataFrame]

RUN = stable_id("run", "first")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = stable_id("source", "desk")
TEXTS = {
    "a": "Minister Ada Moss met envoy Bo Lind in Oslo on Monday. Moss said trade had doubled.",
    "b": "Minister Ada Moss met envoy Bo Lind in Oslo on Monday. Moss said trade had doubled!",
    "c": "In Oslo, Ada Moss held talks with the ambassador, Bo Lind. “Trade has tripled”, she said",
    "d": "Ada Moss will meet Cy Ruhl next week. Nobody 👩‍👩‍👧 knows why, said Ruhl.",
}
OUTLET_OF = {"a": "Morning Post", "b": "Evening Post", "c": "Oslo Times", "d": None}


def identifier(kind: str, name: str) -> str:
    """Give the id that the small warehouse uses for a thing."""
    return stable_id(kind, name)


def rows(contract: Contract[Any], records: list[dict[str, Any]], **every: object) -> pl.DataFrame:
    """Build a contract's frame; columns that are not given are NULL, or a plain stand-in."""
    stand_ins = {
        column.name: None if column.nullable else _STAND_INS.get(column.sql_type)
        for column in contract.columns
    }
    filled = [{**stand_ins, **every, **record} for record in records]
    return contract.check(pl.DataFrame(filled, schema=contract.schema, orient="row"))


_STAND_INS: dict[str, Any] = {
    "VARCHAR": "none",
    "BIGINT": 0,
    "DOUBLE": 1.0,
    "BOOLEAN": True,
    "UUID": stable_id("stand-in"),
    "TIMESTAMP WITH TIME ZONE": NOW,
    "BIGINT[]": [],
    "DOUBLE[]": [],
    "VARCHAR[]": [],
    "UUID[]": [],
}


def quote(name: str, exact: str, prefix: str) -> dict[str, Any]:
    """Give a text's id and the offsets of the first place where some words stand in it."""
    start = TEXTS[name].index(exact)
    return {
        "version_id": identifier("version", name),
        f"{prefix}_start": start,
        f"{prefix}_stop": start + len(exact),
    }


def articles() -> Frames:
    """Give what was delivered: four new articles of one source, and one broken document."""
    versions = [
        {
            "version_id": identifier("version", name),
            "article_id": identifier("article", name),
            "version_no": 1,
            "title": f"Report {name}",
            "text": text,
            "text_basis": "full",
            "content_hash": stable_id("content", name),
            "published_at": datetime(2026, 2, 20 + number, tzinfo=UTC),
            "lang": "en",
            "raw_id": name * 64,
            "position": 1,
        }
        for number, (name, text) in enumerate(TEXTS.items())
    ]
    outlets = {name: identifier("outlet", name) for name in OUTLET_OF.values() if name}
    return {
        SOURCES: rows(SOURCES, [{"source_id": SOURCE, "name": "desk", "kind": "folder"}]),
        RAW_DOCUMENTS: rows(
            RAW_DOCUMENTS,
            [{"raw_id": name * 64, "uri": f"{name}.txt", "size_bytes": 9} for name in TEXTS],
            source_id=SOURCE,
        ),
        FETCHES: rows(
            FETCHES,
            [
                {
                    "fetch_id": stable_id("fetch", name),
                    "uri": f"{name}.txt",
                    "status": "fetched",
                    "raw_id": name * 64,
                    "etag": f"tag-{name}",
                }
                for name in TEXTS
            ],
            run_id=RUN,
            source_id=SOURCE,
        ),
        OUTLETS: rows(
            OUTLETS,
            [{"outlet_id": key, "name": name, "is_agency": False} for name, key in outlets.items()],
        ),
        ARTICLES: rows(
            ARTICLES,
            [
                {
                    "article_id": identifier("article", name),
                    "outlet_id": outlets.get(OUTLET_OF[name] or ""),
                    "canonical_url": f"https://example.org/{name}",
                }
                for name in TEXTS
            ],
            source_id=SOURCE,
        ),
        ARTICLE_KEYS: rows(
            ARTICLE_KEYS,
            [
                {"key_id": stable_id("key", name), "article_id": identifier("article", name)}
                for name in TEXTS
            ],
            rule="canonical_url",
        ),
        ARTICLE_VERSIONS: rows(ARTICLE_VERSIONS, versions, source_id=SOURCE),
        ENTRY_OUTCOMES: rows(
            ENTRY_OUTCOMES,
            [
                {
                    "entry_id": stable_id("entry", name),
                    "outcome": "new",
                    "article_id": identifier("article", name),
                    "version_id": identifier("version", name),
                }
                for name in TEXTS
            ],
            source_id=SOURCE,
        ),
        REJECTS: rows(
            REJECTS,
            [{"source_id": SOURCE, "uri": "e.txt", "reason": Reason.NO_TEXT.value, "position": 1}],
        ),
        ACCOUNTING: rows(
            ACCOUNTING,
            [{"source_id": SOURCE, "n_seen": 5, "n_new": 4, "n_quarantined": 1}],
            run_id=RUN,
            batch_id=stable_id("batch", "first"),
        ),
    }


def copies() -> Frames:
    """Say that b is a copy of a, and that c and d stand alone."""
    groups = {"a": "a", "b": "a", "c": "c", "d": "d"}
    return {
        COPY_GROUPS: rows(
            COPY_GROUPS,
            [
                {
                    "copy_group_id": identifier("group", name),
                    "founding_version_id": identifier("version", name),
                }
                for name in sorted(set(groups.values()))
            ],
        ),
        COPY_MEMBERSHIPS: rows(
            COPY_MEMBERSHIPS,
            [
                {
                    "version_id": identifier("version", name),
                    "copy_group_id": identifier("group", group),
                    "relation": "origin" if name == group else "near",
                    "seen_at": datetime(2026, 2, 20 + number, tzinfo=UTC),
                }
                for number, (name, group) in enumerate(groups.items())
            ],
        ),
    }


def entities() -> Frames:
    """Name three people; Lind has two titles."""
    people = {"moss": "Ada Moss", "lind": "Bo Lind", "ruhl": "Cy Ruhl"}
    mentions = [("a", "moss"), ("a", "lind"), ("b", "moss"), ("c", "moss"), ("c", "lind")]
    mentions += [("d", "moss"), ("d", "ruhl")]
    titles = [("a", "moss", "Minister"), ("a", "lind", "envoy"), ("b", "lind", "envoy")]
    titles += [("c", "lind", "ambassador"), ("c", "lind", "the ambassador")]
    return {
        ENTITIES: rows(
            ENTITIES,
            [
                {"entity_id": identifier("entity", key), "name": name}
                for key, name in people.items()
            ],
            kind="person",
        ),
        ENTITY_ALIASES: rows(
            ENTITY_ALIASES,
            [
                {"entity_id": identifier("entity", key), "alias": alias}
                for key, name in people.items()
                for alias in (name, name.split()[1])
            ],
        ),
        ENTITY_MENTIONS: rows(
            ENTITY_MENTIONS,
            [
                {
                    "entity_mention_id": stable_id("entity mention", name, key),
                    "entity_id": identifier("entity", key),
                    "exact": people[key],
                    **quote(name, people[key], "exact"),
                }
                for name, key in mentions
            ],
            form="name",
        ),
        ROLE_STATEMENTS: rows(
            ROLE_STATEMENTS,
            [
                {
                    "role_statement_id": stable_id("role", name, key, role),
                    "entity_id": identifier("entity", key),
                    "role": role,
                    **quote(name, role, "role"),
                }
                for name, key, role in titles
            ],
        ),
    }


def events() -> Frames:
    """Report two meetings: Moss and Lind in a, b and c (c a candidate), Moss and Ruhl in d."""
    words = {"a": "met", "b": "met", "c": "talks", "d": "meet"}
    mentions = []
    for name, trigger in words.items():
        other, other_name = ("ruhl", "Cy Ruhl") if name == "d" else ("lind", "Bo Lind")
        mentions.append(
            {
                "event_mention_id": identifier("event mention", name),
                "trigger": trigger,
                **quote(name, trigger, "trigger"),
                "passage_stop": TEXTS[name].index(".") + 1,
                "tense": "planned" if name == "d" else "past",
                "from_on": None if name == "d" else date(2026, 2, 16),
                "until_on": None if name == "d" else date(2026, 2, 16),
                "precision": None if name == "d" else "day",
                "place": None if name == "d" else "Oslo",
                "participant_ids": [identifier("entity", "moss"), identifier("entity", other)],
                "participants": ["Ada Moss", other_name],
                "n_principals": 2,
            }
        )
    memberships = [("a", "a", "single"), ("b", "a", "confirmed"), ("c", "a", "candidate")]
    memberships += [("d", "d", "single")]
    return {
        EVENT_MENTIONS: rows(EVENT_MENTIONS, mentions, kind="meet", is_main=True),
        EVENTS: rows(
            EVENTS,
            [
                {
                    "event_id": identifier("event", name),
                    "founding_mention_id": identifier("event mention", name),
                }
                for name in ("a", "d")
            ],
            kind="meet",
        ),
        EVENT_MEMBERSHIPS: rows(
            EVENT_MEMBERSHIPS,
            [
                {
                    "event_mention_id": identifier("event mention", name),
                    "event_id": identifier("event", event),
                    "status": status,
                    "score": 1.0 if name == event else 0.7,
                    "evidence_for": ["same two people"],
                    "features": "{}",
                }
                for name, event, status in memberships
            ],
        ),
    }


def claims() -> Frames:
    """Let Moss say that trade doubled (a, b) or tripled (c), and Ruhl that nobody knows (d)."""
    said = {
        "a": ("moss", "Moss", "said", "trade had doubled"),
        "b": ("moss", "Moss", "said", "trade had doubled"),
        "c": ("moss", "she", "said", "Trade has tripled"),
        "d": ("ruhl", "Ruhl", "said", "Nobody 👩‍👩‍👧 knows why"),
    }
    names = {"moss": "Ada Moss", "ruhl": "Cy Ruhl"}
    mentions = [
        {
            "mention_id": identifier("mention", name),
            "attributed": True,
            "speaker_id": identifier("entity", who),
            "speaker": names[who],
            "speaker_as_written": written,
            **quote(name, written, "speaker"),
            "cue": cue,
            **quote(name, cue, "cue"),
            "content": content,
            **quote(name, content, "content"),
            "kind": "statement",
            "polarity": "affirmed",
            "confidence": 0.8,
        }
        for name, (who, written, cue, content) in said.items()
    ]
    members = [("a", "a", "a"), ("b", "a", "a"), ("c", "c", "a"), ("d", "d", "d")]
    return {
        CLAIM_MENTIONS: rows(CLAIM_MENTIONS, mentions),
        CLAIMS: rows(
            CLAIMS,
            [
                {
                    "claim_id": identifier("claim", name),
                    "founding_mention_id": identifier("mention", name),
                }
                for name in ("a", "c", "d")
            ],
        ),
        CLAIM_MEMBERSHIPS: rows(
            CLAIM_MEMBERSHIPS,
            [
                {
                    "mention_id": identifier("mention", name),
                    "claim_id": identifier("claim", claim),
                    "event_id": identifier("event", event),
                }
                for name, claim, event in members
            ],
            status="confirmed",
        ),
        QUANTITIES: QUANTITIES.empty(),
        DISAGREEMENTS: rows(
            DISAGREEMENTS,
            [
                {
                    "disagreement_id": stable_id("disagreement", "trade"),
                    "event_id": identifier("event", "a"),
                    "kind": "number",
                    "compatible": False,
                    "claim_id_l": identifier("claim", "a"),
                    "claim_id_r": identifier("claim", "c"),
                    "version_id_l": identifier("version", "a"),
                    "version_id_r": identifier("version", "c"),
                    "text_l": "doubled",
                    "text_l_start": TEXTS["a"].index("doubled"),
                    "text_l_stop": TEXTS["a"].index("doubled") + 7,
                    "text_r": "tripled",
                    "text_r_start": TEXTS["c"].index("tripled"),
                    "text_r_stop": TEXTS["c"].index("tripled") + 7,
                    "explanation": "One says doubled, the other tripled.",
                }
            ],
        ),
    }


def batch() -> Frames:
    """Build the whole small batch, frame by frame."""
    return {**articles(), **copies(), **entities(), **events(), **claims()}


def stage_and_load(
    directory: Path,
    frames: Mapping[Contract[Any], pl.DataFrame],
    name: str = "first",
    recorded_at: datetime = NOW,
) -> LoadReport:
    """Stage frames and load them in one window of writing, as a run of that name."""
    folder = directory / "staging" / name
    stage(frames, folder, batch_id=stable_id("batch", name))
    run_id = stable_id("run", name)
    with open_writer(directory) as connection:
        begin_run(connection, run_id, started_at=recorded_at, versions={"engine": "1"})
        report = load_batch(connection, folder, run_id=run_id, recorded_at=recorded_at)
        finish_run(connection, run_id, finished_at=recorded_at, status="completed", message="done")
    return report


@pytest.fixture
def small_batch() -> Frames:
    """Give the whole small batch, frame by frame."""
    return batch()


@pytest.fixture
def load() -> Callable[..., LoadReport]:
    """Give a function that stages frames and loads them in one window of writing."""
    return stage_and_load


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load and publish the small batch once; tests read it, or change a copy of it."""
    directory = tmp_path_factory.mktemp("loaded")
    stage_and_load(directory, batch())
    publish(directory)
    return directory


@pytest.fixture
def small_warehouse(tmp_path: Path, loaded_once: Path) -> Path:
    """Give the directory of an own warehouse that holds the small batch."""
    return Path(shutil.copytree(loaded_once, tmp_path / "warehouse"))


@pytest.fixture
def counts() -> Callable[[Path], dict[str, int]]:
    """Give a function that counts the rows of every table of the live database."""

    def count_rows(directory: Path) -> dict[str, int]:
        with duckdb.connect(str(directory / "claims.duckdb")) as connection:
            found = connection.execute(
                " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in TABLES)  # noqa: S608
            )
            return dict(found.fetchall())

    return count_rows
