"""Draw what a run over a real stream says of claims, and count the verdicts of who read it.

    python tests/evaluation/claims_in_stream.py SNAPSHOT disagreements|strict|candidates [--show]

SNAPSHOT is the published database of a run over stream articles. Disagreements are found anew by
the present rules among all events in it; strict pairs are two mentions of one claim in articles
that are no copies; candidates are links between claims that were left to a person. Drawn with a
fixed seed. The verdicts are ids of texts (their hash) and offsets; `--show` prints the words.
"""

import argparse
import random
from collections import Counter
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl

from transforms.disagreements import find_disagreements
from warehouse.known import known_reports

SEED = 20261122
DRAWN = {"disagreements": 50, "strict": 200, "candidates": 200}
VERDICTS = {
    "disagreements": "disagreement_verdicts.tsv",
    "strict": "strict_pairs.tsv",
    "candidates": "candidate_pairs.tsv",
}
SPANS = ("sha256_l", "start_l", "stop_l", "sha256_r", "start_r", "stop_r")
_BESIDE = 200
_PAIRS = """
    WITH said AS (
        SELECT occurrence.claim_id, mention.mention_id, mention.version_id, mention.content_start,
            mention.content_stop, report.article_id, report.independent_id, mention.confidence
        FROM core.claim_occurrences_as_of('infinity'::TIMESTAMPTZ) AS occurrence
        JOIN core.claim_mention AS mention
            ON mention.mention_id = occurrence.mention_id AND mention.retracted_at IS NULL
        JOIN core.reports_as_of('infinity'::TIMESTAMPTZ) AS report
            ON report.version_id = mention.version_id
        WHERE occurrence.claim_id IS NOT NULL AND mention.attributed
    )
"""
_STRICT = """
    SELECT l.version_id::VARCHAR AS version_l, l.content_start AS start_l, l.content_stop AS stop_l,
        r.version_id::VARCHAR AS version_r, r.content_start AS start_r, r.content_stop AS stop_r
    FROM said AS l JOIN said AS r ON r.claim_id = l.claim_id AND l.mention_id < r.mention_id
    WHERE l.article_id <> r.article_id AND l.independent_id <> r.independent_id
    ORDER BY ALL
"""
_CANDIDATES = """, best AS (
        FROM said QUALIFY row_number() OVER (
            PARTITION BY claim_id ORDER BY confidence DESC, mention_id
        ) = 1
    )
    SELECT l.version_id::VARCHAR AS version_l, l.content_start AS start_l, l.content_stop AS stop_l,
        r.version_id::VARCHAR AS version_r, r.content_start AS start_r, r.content_stop AS stop_r
    FROM mart.claim_links AS link
    JOIN best AS l ON l.claim_id = link.claim_id_l
    JOIN best AS r ON r.claim_id = link.claim_id_r
    WHERE link.status = 'candidate'
    ORDER BY ALL
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("what", choices=sorted(DRAWN))
    parser.add_argument("--show", action="store_true", help="print the words of what was drawn")
    arguments = parser.parse_args()
    with duckdb.connect(str(arguments.snapshot), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = found_in(connection, arguments.what)
        texts = dict(
            connection.execute(
                "SELECT version_id::VARCHAR, text FROM core.article_version"
            ).fetchall()
        )
    rows = found.sort(*found.columns).rows(named=True)
    drawn = random.Random(SEED).sample(rows, min(DRAWN[arguments.what], len(rows)))  # noqa: S311 - a fixed draw
    read = read_verdicts(arguments.what)
    verdicts = [read.get(spans(row, texts), "not read") for row in drawn]
    print(f"{found.height} {arguments.what}; of {len(drawn)} drawn:", dict(Counter(verdicts)))
    if "kind" in found.columns:
        print("all, by kind:", dict(Counter(row["kind"] for row in rows)))
    if arguments.show:
        for number, (row, verdict) in enumerate(zip(drawn, verdicts, strict=True)):
            show(number, row, verdict, texts)


def found_in(connection: duckdb.DuckDBPyConnection, what: str) -> pl.DataFrame:
    """Give all of a kind that a snapshot holds: both spans and, where there is one, the kind."""
    if what != "disagreements":
        return connection.sql(_PAIRS + (_STRICT if what == "strict" else _CANDIDATES)).pl()
    events = connection.sql("SELECT event_id::VARCHAR AS id FROM core.event").pl()["id"]
    return find_disagreements(known_reports(connection, events)).select(
        "kind",
        version_l="version_id_l",
        start_l="text_l_start",
        stop_l="text_l_stop",
        version_r="version_id_r",
        start_r="text_r_start",
        stop_r="text_r_stop",
        why="explanation",
    )


def read_verdicts(what: str) -> dict[tuple[str, ...], str]:
    """Give the verdicts on what was drawn, by the hashes and offsets of its spans."""
    path = Path(__file__).with_name(VERDICTS[what])
    told = pl.read_csv(path, separator="\t", comment_prefix="#", infer_schema=False)
    return {tuple(row[name] for name in SPANS): row["verdict"] for row in told.to_dicts()}


def spans(row: dict[str, object], texts: dict[str, str]) -> tuple[str, ...]:
    """Give what a verdict is filed under, `SPANS`, for a row of `found_in`."""
    given = {f"sha256_{side}": hashed(texts[str(row[f"version_{side}"])]) for side in "lr"}
    return tuple(str((row | given)[name]) for name in SPANS)


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def show(number: int, row: dict[str, object], verdict: str, texts: dict[str, str]) -> None:
    print(f"\n#{number}", "\t".join(spans(row, texts)), verdict, row.get("kind", ""))
    if "why" in row:
        print("   ", row["why"])
    for side in "lr":
        text = texts[str(row[f"version_{side}"])]
        start, stop = int(str(row[f"start_{side}"])), int(str(row[f"stop_{side}"]))
        before, after = text[max(0, start - _BESIDE) : start], text[stop : stop + _BESIDE]
        print("   ", " ".join(f"{before}<<{text[start:stop]}>>{after}".split()))


if __name__ == "__main__":
    main()
