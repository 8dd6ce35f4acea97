"""Show open texts for annotation, and turn an annotator's draft into offsets.

    python tests/training/annotating.py show ID… --data FOLDER      numbered sentences
    python tests/training/annotating.py compile DRAFT… --data FOLDER --out FILE
    python tests/training/annotating.py check FILE… --data FOLDER   do the offsets fit the texts?

A draft is JSON lines: `{"doc": ID}` opens a document, then one line per attribution:
`{"s": 4, "source": ["the minister"], "cue": ["said"], "content": ["that taxes", "will fall"]}`.
`s` is the number of the sentence in which the cue stands. A quoted piece is looked for in that
sentence first, then in the sentences after it, then in those before it, nearest first. A long piece
may be written as its ends, `"first words … last words"`; `"word#2"` means the second occurrence in
the sentence, `"@3 word"` looks in sentence 3 first. `addressee` is optional, `source` may be `[]`.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from texts import OpenText, read_open_texts

ROLES = ("source", "cue", "content", "addressee")
REACH = 12
ELLIPSIS = "…"
PLACED = re.compile(r"@(\d+) (.+)", re.DOTALL)
REPEATED = re.compile(r"(.+)#(\d)", re.DOTALL)


class DraftError(ValueError):
    """A line of a draft that does not fit its text."""


def main() -> None:
    """Run the subcommand that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("action", choices=["show", "compile", "check"])
    parser.add_argument("given", nargs="+", help="document ids, drafts, or annotation files")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    texts = {text.doc_id: text for text in read_open_texts(asked.data)}
    if asked.action == "show":
        for doc_id in asked.given:
            show(texts[doc_id])
        return
    if asked.action == "check":
        for name in asked.given:
            print(f"{name}: {check(Path(name), texts)} attributions fit their texts")
        return
    compile_drafts([Path(name) for name in asked.given], texts, asked.out)


def show(text: OpenText) -> None:
    print(f"== {text.doc_id} ({len(text.text.split())} words)")
    for number, (start, stop) in enumerate(text.sentences):
        print(f"{number}: {text.text[start:stop]}")


def compile_drafts(drafts: list[Path], texts: dict[str, OpenText], out: Path) -> None:
    """Write the drafts' attributions with offsets; report every line that does not fit."""
    documents, faults = {}, []
    for draft in drafts:
        text = None
        for number, line in enumerate(draft.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if "doc" in row:
                    text = texts[row["doc"]]
                    documents[text.doc_id] = {
                        "doc_id": text.doc_id,
                        "corpus": text.corpus,
                        "sha256": text.sha256,
                        "attributions": [],
                    }
                else:
                    documents[text.doc_id]["attributions"].append(placed(row, text))
            except (DraftError, KeyError, ValueError) as error:
                faults.append(f"{draft.name}:{number}: {error}")
    lines = [json.dumps(document) for document in documents.values()]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = sum(len(document["attributions"]) for document in documents.values())
    print(f"{len(documents)} documents, {found} attributions, {len(faults)} faults")
    print("\n".join(faults))
    if faults:
        sys.exit(1)


def placed(row: dict[str, object], text: OpenText) -> dict[str, list[list[int]]]:
    """Turn one line of a draft into `{role: [[start, stop], …]}`, code points.

    Raises:
        DraftError: A piece is not in the text near the sentence, or cue or content is missing.
    """
    sentence = int(row["s"])
    if not 0 <= sentence < len(text.sentences):
        raise DraftError(f"there is no sentence {sentence}")
    if not row.get("cue") or not row.get("content"):
        raise DraftError("an attribution needs a cue and a content")
    return {
        role: sorted(list(find(piece, sentence, text)) for piece in row.get(role, []))
        for role in ROLES
        if role in row or role == "source"
    }


def find(piece: str, sentence: int, text: OpenText) -> tuple[int, int]:
    """Find a quoted piece near a sentence; see the module's docstring for how it is written."""
    if mark := PLACED.match(piece):
        sentence, piece = int(mark[1]), mark[2]
    nth = 1
    if mark := REPEATED.fullmatch(piece):
        piece, nth = mark[1], int(mark[2])
    first, joined, last = (part.strip() for part in piece.partition(ELLIPSIS))
    for number in nearest(sentence, len(text.sentences)):
        start = occurrence(text, number, first, nth)
        if start is None:
            continue
        if not joined:
            return start, start + len(first)
        until = text.sentences[min(number + REACH, len(text.sentences) - 1)][1]
        close = text.text.find(last, start + len(first), until)
        if close >= 0:
            return start, close + len(last)
    raise DraftError(f"not in the text near sentence {sentence}: {piece!r}")


def nearest(sentence: int, count: int) -> Iterator[int]:
    yield from range(sentence, min(sentence + REACH, count))
    yield from range(sentence - 1, max(sentence - REACH, -1), -1)


def occurrence(text: OpenText, number: int, words: str, nth: int) -> int | None:
    start, stop = text.sentences[number]
    at = start - 1
    for _ in range(nth):
        at = whole_words(text.text, words, at + 1, stop)
        if at is None:
            return None
    return at


def whole_words(text: str, words: str, start: int, stop: int) -> int | None:
    """Find `words` where they are not the inside of a longer word."""
    at = text.find(words, start)
    while 0 <= at < stop:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        inside = (before.isalnum() and words[0].isalnum()) or (
            after.isalnum() and words[-1].isalnum()
        )
        if not inside:
            return at
        at = text.find(words, at + 1)
    return None


def check(path: Path, texts: dict[str, OpenText]) -> int:
    """Count a file's attributions, having checked each document's sha256 and offsets.

    Raises:
        DraftError: A text differs from the one that was annotated, or an offset is outside it.
    """
    count = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text = texts[document["doc_id"]]
        if text.sha256 != document["sha256"]:
            raise DraftError(f"{text.doc_id} is not the text that was annotated")
        for attribution in document["attributions"]:
            spans = [span for role in ROLES for span in attribution.get(role, [])]
            if not all(0 <= start < stop <= len(text.text) for start, stop in spans):
                raise DraftError(f"{text.doc_id} has an offset outside of the text")
            count += 1
    return count


if __name__ == "__main__":
    main()
