"""The books close over any delivery, and neither repetition, order nor batching changes anything.

Documents are made of a few texts, ids and addresses, so that they collide, and of garbage.
"""

import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from itertools import count
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import batches
from flows.batches import Place
from flows.linking import link_batch
from flows.reading import Delivery, read_document
from transforms.contracts.articles import OUTLETS
from transforms.contracts.operations import RAW_DOCUMENTS, SOURCES, RawDocument, Source
from transforms.extraction import extract as extract_claims
from transforms.parsers import Document
from warehouse.digest import digest
from warehouse.opening import open_writer
from warehouse.running import begin_run

NOW = datetime(2025, 11, 20, tzinfo=UTC)
SOURCE_IDS = ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002")
RECEIVED = frozenset({"fetched_at", "seen_at"})
FIRST_SEEN = frozenset({"source_id", "raw_id", "position"})  # who delivered it first
ORDER_FREE = ("core.article", "core.article_version", "core.claim_mention", "core.entity_mention")
TEXTS = (
    (
        "Flood cuts off Arlen",
        "Minister Tomas Revik said that 12 people had been brought home.",
    ),
    ("Dam held", '"The dam held through the night," said Mayor Ida Keane of Arlen.'),
    ("Talks in Tavrin", "Revik met Norland ambassador Helen Marsden in Tavrin on 6 October 2025."),
    ("Lists", "Marsden welcomed the decision. Revik said both would share passenger lists."),
    ("Roads", "Two roads were still closed, the ministry said on Tuesday."),
)


@dataclass(frozen=True)
class Sent:
    """A document as a source may send it."""

    source: int
    content: bytes


def feed(numbers: list[int]) -> bytes:
    """Write a feed of these articles, each under the id and address that it always has."""
    items = "".join(
        f"<item><guid>urn:{number}</guid><link>http://news.example/{number}</link>"
        f"<title>{escape(TEXTS[number][0])}</title>"
        f"<description>{escape(TEXTS[number][1])}</description></item>"
        for number in numbers
    )
    return f'<rss version="2.0"><channel><title>N</title>{items}</channel></rss>'.encode()


articles = st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=4)
lines = st.lists(
    st.sampled_from(
        ['{"id": "7", "text": "Revik said no."}', '{"text": 7}', "{", "null", '{"title": "A"}', ""]
    ),
    max_size=4,
).map(lambda rows: "\n".join(rows).encode())
sound = st.builds(Sent, st.integers(0, 1), articles.map(feed))
anything = st.builds(Sent, st.integers(0, 1), st.one_of(lines, st.binary(max_size=60)))
few = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Newsroom:
    """A warehouse in a folder of its own, into which documents are delivered."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.runs = count(1)

    def deliver(self, documents: list[Sent], *, batch_size: int = 5000) -> list[Delivery]:
        """Load documents as one run; give what was read."""
        read = [read_document(document) for document in map(_document, documents)]
        pieces = list(batches.cut(read, size=batch_size))
        run_id = f"00000000-0000-0000-0000-{next(self.runs):012}"
        with open_writer(self.folder) as connection:
            begin_run(connection, run_id, started_at=NOW, versions={})
            for piece in pieces:
                place = Place(self.folder, batches.batch_id(piece), run_id)
                found = batches.identify_batch(connection, piece)
                publishers = batches.publishers_of_batch(piece, found, found.outlets)
                frames = batches.copies_of_batch(connection, found.versions, publishers)
                frames |= _origins(documents, found.outlets)
                extracted = extract_claims(found.versions)
                frames |= link_batch(connection, found.versions, extracted, frames)
                frames |= batches.book_frames(piece, found, extracted, place)
                batches.load(connection, frames, place)
        return pieces

    def books(self) -> list[tuple[int, ...]]:
        """Give seen, and what became of it, of every batch and source."""
        parts = "n_new, n_updated, n_unchanged, n_duplicate, n_quarantined"
        with open_writer(self.folder) as connection:
            return connection.execute(f"SELECT n_seen, {parts} FROM ops.accounting").fetchall()  # noqa: S608 - ours

    def digest(self, ignoring: frozenset[str] = frozenset()) -> dict[str, str]:
        """Give the digest, without when things were received and these columns."""
        with open_writer(self.folder) as connection:
            return digest(connection, ignoring=RECEIVED | ignoring)


def _document(sent: Sent) -> Document:
    raw_id = sha256(sent.content).hexdigest()
    return Document(SOURCE_IDS[sent.source], f"in/{raw_id[:8]}", raw_id, sent.content, NOW)


def _origins(documents: list[Sent], outlets: pl.DataFrame) -> batches.Frames:
    """Give the rows that entries refer to."""
    return {
        OUTLETS: outlets,
        SOURCES: SOURCES.frame(
            Source(source_id, source_id, "folder", source_id, None, NOW) for source_id in SOURCE_IDS
        ),
        RAW_DOCUMENTS: RAW_DOCUMENTS.frame(
            RawDocument(d.raw_id, d.source_id, d.uri, None, len(d.content), NOW)
            for d in map(_document, documents)
        ),
    }


@given(st.lists(st.one_of(sound, anything), min_size=1, max_size=5))
@settings(few, max_examples=6)
def test_the_books_close_over_any_delivery(documents: list[Sent]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        newsroom = Newsroom(folder)

        delivered = newsroom.deliver(documents)

        books = newsroom.books()
        assert all(seen == sum(became) for seen, *became in books)
        n_seen = sum(d.entries.height + d.rejects.height for d in delivered)
        assert sum(seen for seen, *_ in books) == n_seen
        assert all(became[-1] >= 0 for _, *became in books)


@given(st.lists(st.one_of(sound, anything), min_size=1, max_size=4), st.integers(2, 5))
@few
def test_the_same_documents_again_change_nothing(documents: list[Sent], times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        newsroom = Newsroom(folder)
        newsroom.deliver(documents)
        once = newsroom.digest()

        for _ in range(times - 1):
            newsroom.deliver(documents)

        assert newsroom.digest() == once


@given(
    st.lists(sound, min_size=2, max_size=4), st.integers(1, 3), st.randoms(use_true_random=False)
)
@few
def test_order_and_batches_change_no_article_version_or_mention(
    documents: list[Sent], batch_size: int, rng: random.Random
) -> None:
    shuffled = rng.sample(documents, len(documents))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other_folder:
        newsroom, other = Newsroom(folder), Newsroom(other_folder)
        newsroom.deliver(documents)

        for document in shuffled:
            other.deliver([document], batch_size=batch_size)

        one, many = newsroom.digest(FIRST_SEEN), other.digest(FIRST_SEEN)
        assert [many[table] for table in ORDER_FREE] == [one[table] for table in ORDER_FREE]
