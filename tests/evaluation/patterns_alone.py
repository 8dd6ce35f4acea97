"""Score the patterns without parser and ranker on annotated articles.

`--every 6` takes every sixth article. `--annotations` scores on our own marks in
`tests/training/annotations` instead, whose open texts are rebuilt from the data folder.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from transforms.evaluation.attribution import Attribution, as_row, score_attributions
from transforms.extraction.patterns import patterns, read_structure

TRAINING = Path(__file__).parents[1] / "training"
Article = tuple[str, list[Attribution]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument("--part", default="dev", help="dev or train")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--annotations", action="store_true")
    arguments = parser.parse_args()
    file = arguments.data / "attribution" / f"polnear-{arguments.part}.jsonl.gz"
    articles = list(annotated(arguments.data) if arguments.annotations else of_polnear(file))
    scores = score_attributions(
        (text, found(text), marked) for text, marked in articles[:: arguments.every]
    )
    print(json.dumps({name: round(value, 2) for name, value in as_row(scores).items()}))
    return 0


def of_polnear(file: Path) -> Iterator[Article]:
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        article = json.loads(line)
        yield article["text"], [attribution(row) for row in article["attributions"]]


def annotated(data: Path) -> Iterator[Article]:
    sys.path.insert(0, str(TRAINING))
    from texts import read_open_texts  # noqa: PLC0415 - a script of the next folder, no package

    texts = {text.doc_id: text.text for text in read_open_texts(data)}
    for corpus in ("ewt", "gum", "re3d"):
        file = TRAINING / "annotations" / f"{corpus}.jsonl"
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield texts[row["doc_id"]], [attribution(one) for one in row["attributions"]]


def attribution(row: dict[str, list[tuple[int, int]]]) -> Attribution:
    return Attribution(row["source"], row["cue"], row["content"])


def found(text: str) -> list[Attribution]:
    return [
        Attribution(
            (one.speaker,) if one.speaker else (), (one.cue,) if one.cue else (), one.content
        )
        for one in patterns(read_structure(text))
    ]


if __name__ == "__main__":
    sys.exit(main())
