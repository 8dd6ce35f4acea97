"""Read Universal Dependencies treebanks: words, trees, paragraphs, and the names that GUM marks."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Word:
    """A syntactic word: `head` counts the sentence's words from 0; a root is its own head."""

    form: str
    upos: str
    xpos: str
    head: int
    relation: str
    space_after: bool
    entity: str = ""


@dataclass
class Tree:
    """A sentence with its `# text`, and whether a paragraph or a document starts with it."""

    text: str
    words: list[Word]
    starts_paragraph: bool
    starts_document: bool


@dataclass
class _Open:
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    starts_paragraph: bool = False
    starts_document: bool = False


def read_trees(path: Path) -> Iterator[Tree]:
    """Yield the sentences of a CoNLL-U file; the words of a contraction are words of their own.

    The parts of a contraction ("don't") stand without a space between them where the text has
    none; empty nodes are left out.
    """
    is_new_paragraph = is_new_document = False
    text, rows = "", []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc"):
                is_new_document = is_new_paragraph = True
            elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
                is_new_paragraph = True
            elif line.startswith("# text = "):
                text = line[9:].rstrip("\n")
            elif line[0].isdigit():
                rows.append(line.rstrip("\n").split("\t"))
            elif line == "\n" and rows:
                yield Tree(text, _words(rows), is_new_paragraph, is_new_document)
                text, rows, is_new_paragraph, is_new_document = "", [], False, False


def _words(rows: list[list[str]]) -> list[Word]:
    words: list[Word] = []
    last_of_range, space_after_range = 0, True
    for row in rows:
        number, form, misc = row[0], row[1], row[9]
        space_after = "SpaceAfter=No" not in misc.split("|")
        if "." in number:
            continue
        if "-" in number:
            last_of_range, space_after_range = int(number.split("-")[1]), space_after
            continue
        if int(number) < last_of_range:
            space_after = False
        elif int(number) == last_of_range:
            space_after = space_after_range
        head = int(number) - 1 if row[6] == "0" else int(row[6]) - 1
        entity = next((part[7:] for part in misc.split("|") if part.startswith("Entity=")), "")
        words.append(Word(form, row[3], row[4], head, row[7], space_after, entity))
    return words
