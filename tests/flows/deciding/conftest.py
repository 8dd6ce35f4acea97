"""A desk with reports of three meetings that the same two people may have held."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from article_versions import article_version

from flows.batches import Frames, Place, load
from flows.ledger import keep_ledger
from flows.linking import link_batch
from transforms.contracts.articles import (
    ARTICLE_KEYS,
    ARTICLE_VERSIONS,
    ARTICLES,
    OUTLETS,
    Article,
    ArticleVersion,
)
from transforms.contracts.claims import (
    CLAIM_MENTIONS,
    ENTITIES,
    ENTITY_ALIASES,
    ENTITY_MENTIONS,
    QUANTITIES,
    ROLE_STATEMENTS,
)
from transforms.contracts.copies import (
    COPY_GROUPS,
    COPY_MEMBERSHIPS,
    FINGERPRINTS,
    CopyGroup,
    CopyMembership,
)
from transforms.contracts.operations import SOURCES, Source
from transforms.extraction import extract
from transforms.fingerprints import as_fingerprints
from transforms.identifiers import stable_id
from transforms.identity import Identified
from transforms.near_duplicates import fingerprint
from warehouse.opening import open_writer
from warehouse.publishing import publish

DAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SOURCE = stable_id("source", "desk")
MEETING = "Minister Ada Moss met Ambassador Bo Lind in {place}. Moss said that {said}."
GROWTH = "trade in fish between both ports {will} grow by {n} million dollars before the winter"
REPORTS = {
    "a": (DAY, MEETING.format(place="Oslo", said="trade had doubled to 20 million dollars")),
    "b": (DAY + timedelta(hours=4), MEETING.format(place="Oslo", said="fishing was discussed")),
    "b2": (
        DAY + timedelta(hours=4),
        (
            "Minister Ada Moss met Ambassador Bo Lind in Oslo. In a statement, Moss said that "
            "the northern rights had been sold."
        ),
    ),
    "c": (
        DAY + timedelta(days=30),
        MEETING.format(place="Oslo", said="trade had reached 30 million dollars"),
    ),
    "u": (None, MEETING.format(place="Oslo", said="trade was discussed")),
    "d": (
        DAY + timedelta(days=60),
        MEETING.format(place="Bergen", said="a new port will be built"),
    ),
    "p": (DAY, MEETING.format(place="Oslo", said=GROWTH.format(will="will", n=20))),
    "q": (
        DAY + timedelta(hours=2),
        MEETING.format(place="Oslo", said=GROWTH.format(will="will", n=30)),
    ),
    "r": (
        DAY + timedelta(hours=5),
        MEETING.format(place="Oslo", said=GROWTH.format(will="is to", n=30)),
    ),
    "m": (
        DAY,
        (
            "Storm Ylva cut the power in Sandholm. Storm Ylva tore down the mast above "
            "Sandholm in the evening, Mayor Nils Aker said. The mast of Granvik Radio carried "
            "the power lines of 4,000 homes. Granvik Radio went silent and the lines fell on "
            "the road to Sandholm."
        ),
    ),
    "f": (
        DAY,
        (
            "Ferries stay in port as Storm Ylva passes. The ferry Havsula lay in the port of "
            "Lillevik with 212 passengers. Captain Runa Dahl kept the Havsula in Lillevik "
            "until Storm Ylva had passed. The ferries to the islands will sail again in the "
            "morning."
        ),
    ),
    "w": (
        DAY,
        (
            "Storm Ylva: mast falls, ferry Havsula waits. Storm Ylva tore down the mast of "
            "Granvik Radio above Sandholm and cut the power lines of 3,000 homes, Mayor Nils "
            "Aker said. In the port of Lillevik Captain Runa Dahl kept the ferry Havsula with "
            "212 passengers until the storm had passed. The road to Sandholm is closed, and "
            "the ferries to the islands stay in port."
        ),
    ),
}

INGESTED = "abcd"


def _ingest(directory: Path, *names: str, copies: dict[str, str] | None = None) -> None:
    """Take reports in as one batch; `copies` says whose text a report prints.

    A digit behind the name of a report makes it a later version of the same article.
    """
    versions, groups, members = [], [], []
    for name in names:
        published, text = REPORTS[(copies or {}).get(name, name)]
        group = stable_id("group", (copies or {}).get(name, name))
        versions.append(_version(name, published, text))
        if not (copies or {}).get(name):
            groups.append(CopyGroup(group, stable_id("version", name), None))
        members.append(
            CopyMembership(stable_id("version", name), group, "near", 1.0, 9, published or NOW, "t")
        )
    frame = ARTICLE_VERSIONS.frame(versions)
    extracted = extract(frame)
    frames: Frames = {
        SOURCES: SOURCES.frame([Source(SOURCE, "desk", "folder", "desk", None, NOW)]),
        OUTLETS: OUTLETS.empty(),
        ARTICLES: ARTICLES.frame(
            Article(stable_id("article", name), SOURCE, None, None, "title_text")
            for name in names
            if len(name) == 1
        ),
        ARTICLE_VERSIONS: frame,
        FINGERPRINTS: as_fingerprints(frame, fingerprint(frame)),
        COPY_GROUPS: COPY_GROUPS.frame(groups),
        COPY_MEMBERSHIPS: COPY_MEMBERSHIPS.frame(members),
        CLAIM_MENTIONS: extracted.claim_mentions,
        ENTITIES: extracted.entities,
        ENTITY_ALIASES: extracted.entity_aliases,
        ENTITY_MENTIONS: extracted.entity_mentions,
        ROLE_STATEMENTS: extracted.role_statements,
        QUANTITIES: extracted.quantities,
    }
    place = Place(directory, stable_id("batch", *names), stable_id("run", *names))
    with open_writer(directory) as connection:
        frames |= link_batch(connection, frame, extracted, frames)
        frames |= keep_ledger(connection, _identified(frames), extracted, frames)
        load(connection, frames, place)
    publish(directory)


def _identified(frames: Frames) -> Identified:
    return Identified(
        outcomes=pl.DataFrame(),
        outlets=frames[OUTLETS],
        articles=frames[ARTICLES],
        article_keys=ARTICLE_KEYS.empty(),
        versions=frames[ARTICLE_VERSIONS],
    )


def _version(name: str, published: datetime | None, text: str) -> ArticleVersion:
    return article_version(
        name,
        text,
        published,
        article_id=stable_id("article", name[0]),
        version_no=int(name[1:] or 1),
        title=f"Report {name[0]}",
        text_map=[0, 0, len(text)],
        content_hash=stable_id("content", name),
        source_id=SOURCE,
        raw_id=name * 64,
        fetched_at=NOW,
    )


@pytest.fixture(scope="session")
def ingest() -> Callable[..., None]:
    """Give a function that takes reports in as one batch."""
    return _ingest


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("ingested")
    _ingest(directory, *INGESTED)
    return directory


@pytest.fixture(scope="session")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports of one meeting whose speaker says one thing with two numbers."""
    directory = tmp_path_factory.mktemp("doubtful")
    _ingest(directory, "p", "q")
    return directory


@pytest.fixture
def desk(tmp_path: Path, ingested: Path) -> Path:
    return Path(shutil.copytree(ingested, tmp_path / "desk"))
