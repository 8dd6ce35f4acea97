"""Read the open texts that claimstream's own models are trained on: id, text, sentences.

UD documents (EWT, GUM) are rebuilt from their `# text` lines, joined by a space inside a paragraph
and by a blank line between paragraphs; re3d's documents are taken as they are and cut by our own
sentence finder. `sha256` is of the rebuilt text, so that offsets that were committed without a text
can be checked against the text that they belong to.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transforms.structure import sentences

UD_PARTS = ("gum-train", "gum-dev", "ewt-train", "ewt-dev")


@dataclass(frozen=True)
class OpenText:
    """A document that may be annotated: `sentences` are [start, stop) into `text`."""

    doc_id: str
    corpus: str
    text: str
    sentences: list[tuple[int, int]]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_open_texts(data: Path) -> Iterator[OpenText]:
    """Yield every document of the UD training and development parts and of re3d.

    Args:
        data: The evaluation data folder, which holds `training/ud` and `training/re3d`.

    Raises:
        FileNotFoundError: The folder holds no such training data.
    """
    for part in UD_PARTS:
        yield from _read_conllu(data / "training" / "ud" / f"{part}.conllu.gz")
    for documents in sorted((data / "training" / "re3d").glob("*/documents.json")):
        yield from _read_re3d(documents)


def _read_conllu(path: Path) -> Iterator[OpenText]:
    corpus = path.name.split("-")[0]
    doc_id, pieces, spans, length, new_paragraph = "", [], [], 0, False
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.rstrip("\n").partition(" = ")
            if key == "# newdoc id":
                if pieces:
                    yield OpenText(doc_id, corpus, "".join(pieces), spans)
                doc_id, pieces, spans, length = value, [], [], 0
            elif key.startswith("# newpar") and not key.startswith("# newpar_block"):
                new_paragraph = True
            elif key == "# text":
                gap = "" if not pieces else "\n\n" if new_paragraph else " "
                new_paragraph = False
                pieces += [gap, value]
                spans.append((length + len(gap), length + len(gap) + len(value)))
                length = spans[-1][1]
    if pieces:
        yield OpenText(doc_id, corpus, "".join(pieces), spans)


def _read_re3d(path: Path) -> Iterator[OpenText]:
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text = document["text"]
        spans = [(sentence.start, sentence.stop) for sentence in sentences(text)]
        yield OpenText(f"re3d-{document['_id']}", "re3d", text, spans)
