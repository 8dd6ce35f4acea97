"""Read our annotated texts, and measure how well two passes over the same text agree.

python tests/training/annotated.py --data FOLDER        agreement of the second pass with the first
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from texts import OpenText, read_open_texts

from transforms.evaluation.attribution import Attribution, as_row, score_attributions

ANNOTATIONS = Path(__file__).with_name("annotations")
FIRST = ("ewt.jsonl", "gum.jsonl", "re3d.jsonl")
SECOND = "second-pass.jsonl"


@dataclass(frozen=True)
class Annotated:
    """An open text with its attributions."""

    doc_id: str
    corpus: str
    text: str
    attributions: list[Attribution]

    @property
    def genre(self) -> str:
        """Give the corpus and, where the corpus tells it, the genre."""
        return ":".join([self.corpus, *self.doc_id.split("_")[1:2]][: 1 + (self.corpus == "gum")])


def read_annotated(data: Path, names: Sequence[str] = FIRST) -> Iterator[Annotated]:
    """Yield the annotated texts of some files of the annotations folder.

    Raises:
        ValueError: A text is not the one that was annotated.
    """
    texts = {text.doc_id: text for text in read_open_texts(data)}
    for name in names:
        for line in (ANNOTATIONS / name).read_text(encoding="utf-8").splitlines():
            yield annotated(json.loads(line), texts)


def annotated(document: dict[str, object], texts: dict[str, OpenText]) -> Annotated:
    text = texts[document["doc_id"]]
    if text.sha256 != document["sha256"]:
        raise ValueError(f"{text.doc_id} is not the text that was annotated")
    rows = [
        Attribution(
            *(tuple(map(tuple, row.get(role, ()))) for role in ("source", "cue", "content"))
        )
        for row in document["attributions"]
    ]
    return Annotated(text.doc_id, text.corpus, text.text, rows)


def main() -> None:
    """Score the second pass against the first, by the scorer of the evaluation."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    first = {one.doc_id: one for one in read_annotated(data)}
    second = list(read_annotated(data, [SECOND]))
    pairs = [(one.text, one.attributions, first[one.doc_id].attributions) for one in second]
    print(
        f"{len(first)} texts, {sum(len(one.attributions) for one in first.values())} attributions"
    )
    print(
        f"{len(second)} texts twice, {sum(len(found) for _, found, _ in pairs)} in the second pass"
    )
    for name, value in as_row(score_attributions(pairs)).items():
        print(f"{name:18}{value:8.1f}")


if __name__ == "__main__":
    main()
