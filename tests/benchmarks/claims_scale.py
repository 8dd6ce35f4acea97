"""What a new claim costs with 10 thousand, 100 thousand and a million known ones: `make bench`.

Known claims are generated: random words, 200 speakers a thousand claims, six claims an event. The
batch is the same each time; a tenth of it repeats known claims. Measured is what the ledger and
the matching do for a batch, in processor time: look up, compare, link; loading and publishing are
left out.
"""

import argparse
import os
import platform
import random
import time
from datetime import UTC, datetime

import duckdb
import polars as pl

from transforms.claim_repeats import claim_terms, link_repeats, repeat_candidates
from transforms.contracts.claims import CLAIM_MENTIONS
from transforms.identifiers import stable_id
from warehouse.known import known_rows
from warehouse.known_ledger import known_mentions, known_places, known_terms
from warehouse.migrating import migrate

BATCH = 2_000
_WORDS = 12
_EVERY = 10


def mentions(numbers: range, vocabulary: list[str], said_as: str) -> pl.DataFrame:
    """Generate claim mentions, each of one speaker in a version of its own."""
    rows = []
    for number in numbers:
        words = random.Random(number)  # noqa: S311 - the same claim for the same number
        content = " ".join(words.choices(vocabulary, k=_WORDS))
        rows.append(
            {
                "mention_id": stable_id("mention", said_as, number),
                "version_id": stable_id("version", said_as, number),
                "attributed": True,
                "speaker_id": stable_id("entity", number % 997),
                "speaker": f"Speaker {number % 997}",
                "content": content,
                "content_start": 0,
                "content_stop": len(content),
                "content_spans": [0, len(content)],
                "kind": "statement",
                "quote_type": "indirect",
                "polarity": "affirmed",
                "modality": "asserted",
                "via": [],
                "via_spans": [],
                "strength": "plain",
                "confidence": 1.0,
                "extractor": "generated",
            }
        )
    return CLAIM_MENTIONS.check(pl.DataFrame(rows, schema=CLAIM_MENTIONS.schema))


def add(connection: duckdb.DuckDBPyConnection, known: pl.DataFrame) -> None:
    """Put generated mentions, their terms, memberships and versions into the tables."""
    held = "'00000000-0000-0000-0000-000000000001'::UUID, TIMESTAMPTZ '2026-01-01', NULL"
    frames = {"core.claim_mention": known, "core.claim_term": claim_terms(known)}
    for table, frame in frames.items():
        connection.register("fresh", frame)
        connection.execute(f"INSERT INTO {table} SELECT *, {held} FROM fresh")  # noqa: S608 - constants
    connection.register("fresh", known)
    connection.execute(f"""
        INSERT INTO core.claim_membership
        SELECT mention_id, mention_id, md5((hash(mention_id) // 6)::VARCHAR)::UUID, 'confirmed', 1,
            [], [], 'generated', {held}
        FROM fresh
    """)  # noqa: S608 - a constant
    connection.execute("""
        INSERT INTO core.article_version BY NAME
        SELECT version_id::UUID AS version_id, version_id::UUID AS article_id, 1 AS version_no,
            '' AS text, [] AS text_map, 'full' AS text_basis, version_id::UUID AS content_hash,
            'feed' AS published_basis, TIMESTAMPTZ '2026-01-01' AS published_at, 'en' AS lang,
            '' AS encoding, '' AS encoding_rule, version_id::UUID AS source_id, '' AS raw_id,
            1 AS position, TIMESTAMPTZ '2026-01-01' AS fetched_at,
            '00000000-0000-0000-0000-000000000001'::UUID AS run_id,
            TIMESTAMPTZ '2026-01-01' AS recorded_at
        FROM fresh
    """)
    connection.unregister("fresh")


def link(connection: duckdb.DuckDBPyConnection, batch: pl.DataFrame) -> int:
    """Do for a batch what the ledger does; give how many links came of it."""
    terms = claim_terms(batch)
    candidates = repeat_candidates(terms, known_terms(connection, terms))
    ids = pl.concat([candidates["mention_id_l"], candidates["mention_id_r"]]).unique()
    known = known_mentions(connection, ids)
    known_rows(connection, CLAIM_MENTIONS, "version_id", batch["version_id"])
    placed = known_places(connection, ids)
    own = batch.select(
        "mention_id",
        claim_id="mention_id",
        event_id=pl.lit(None, pl.String),
        copy_group_id=pl.lit(None, pl.String),
        article_id="version_id",
        published_at=pl.lit(datetime(2026, 3, 1, tzinfo=UTC), placed.schema["published_at"]),
    )
    together = pl.concat([placed, own]).unique("mention_id")
    return link_repeats(candidates, pl.concat([batch, known]), together).height


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("known", nargs="*", type=int, default=[10_000, 100_000])
    arguments = parser.parse_args()
    letters = random.Random(1)  # noqa: S311 - generated words
    vocabulary = ["".join(letters.choices("abcdefghijklmnoprstuvw", k=7)) for _ in range(20_000)]
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    migrate(connection)
    repeated = mentions(range(0, BATCH, _EVERY), vocabulary, "new")
    fresh = mentions(range(10**8, 10**8 + BATCH - repeated.height), vocabulary, "new")
    batch, held = pl.concat([repeated, fresh]), 0
    print(f"{'known':>10} {'CPU ms per claim':>18} {'links':>7}")
    for target in sorted(arguments.known):
        for start in range(held, target, 50_000):
            stop = min(start + 50_000, target)
            add(connection, mentions(range(start, stop), vocabulary, "known"))
        held = target
        started = time.process_time()
        links = link(connection, batch)
        spent = (time.process_time() - started) / BATCH * 1000
        print(f"{target:>10,} {spent:>18.3f} {links:>7,}")
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} CPUs"
    )


if __name__ == "__main__":
    main()
