"""Hold the extraction to the thirty attributed claims of two articles that a person read.

`seed_claims.tsv` holds our marks as offsets, without a word of the articles: the sha256 of the text
(its first 16 digits), who speaks (where the name stands that the speaker resolves to), cue, content
and addressee. A claim counts when cues overlap, contents agree to .8 by the F1 of their words,
and exactly these people, bodies or countries speak. Where the articles are not there, it says so.
"""

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from transforms.evaluation.attribution import Attribution, match_contents
from transforms.extraction import ReadClaim, Reading, Span, extract_text

MARKS = Path(__file__).with_name("seed_claims.tsv")
FLOOR = 29
ALIKE = 0.8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=Path, required=True, help="folder of the two articles")
    folder = parser.parse_args().seeds
    rows = list(csv.DictReader(MARKS.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    texts = {sha256_of(text): text for text in read_texts(folder)}
    if not {row["text"] for row in rows} <= texts.keys():
        print(f"skipped: the articles that seed_claims.tsv marks are not in {folder}")
        return 0
    readings = {key: extract_text(texts[key]) for key in {row["text"] for row in rows}}
    right = [is_found(row, texts[row["text"]], readings[row["text"]]) for row in rows]
    for row, found in zip(rows, right, strict=True):
        if not found:
            print(f"not found: {row['text']} cue {row['cue']} content {row['content']}")
    print(f"{sum(right)} of {len(rows)} claims found with the right speaker, floor {FLOOR}")
    return 0 if sum(right) >= FLOOR else 1


def read_texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else []:
        yield path.read_text(encoding="utf-8")


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_found(row: dict[str, str], text: str, reading: Reading) -> bool:
    """Tell whether the claims with one content are the marked one, speakers included."""
    marked = Attribution((), spans(row["cue"]), spans(row["content"]))
    together: dict[tuple[Span | None, tuple[Span, ...]], list[ReadClaim]] = {}
    for claim in reading.claims:
        if claim.attributed and overlaps(claim.cue, marked.cue):
            together.setdefault((claim.cue, claim.content), []).append(claim)
    for (cue, content), claims in together.items():
        found = Attribution((), (cue,) if cue else (), content)
        matched = match_contents(text, [found], [marked])
        if not matched or matched[0][2] < ALIKE:
            continue
        names = [text[start:stop] for start, stop in spans(row["speakers"])]
        addressee = spans(row["addressee"])
        is_told = not addressee or overlaps(claims[0].addressee, addressee)
        return is_told and says(reading, claims, names)
    return False


def says(reading: Reading, claims: list[ReadClaim], names: list[str]) -> bool:
    """Tell whether the claims' speakers are those that are called by the names, and no others."""
    forms = {entity.entity_id: entity.aliases for entity in reading.entities}
    speakers = [claim.speaker_id for claim in claims if claim.speaker_id]
    return len(speakers) == len(names) and all(
        any(name in forms[speaker] for speaker in speakers) for name in names
    )


def overlaps(span: Span | None, marked: list[tuple[int, int]]) -> bool:
    return span is not None and any(
        span.start < stop and start < span.stop for start, stop in marked
    )


def spans(written: str) -> list[tuple[int, int]]:
    pairs = (pair.split("-") for pair in written.split(",") if pair)
    return [(int(start), int(stop)) for start, stop in pairs]


if __name__ == "__main__":
    sys.exit(main())
