"""Hold our annotations and the engine to the attribution relations of GUM's discourse trees.

    python tests/training/discourse.py --data FOLDER

People drew these trees: one clause tells of the saying, others are what is said. Prints how many
of the relations our annotations have, and how many the engine finds, the patterns alone and with
the ranker: with cue or speaker in the one clause, and a content that shares three tenths with the
others. GUM counts *I think*, *to ensure that* and the sources of pictures as attributions as well.
"""

import argparse
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotated import Annotated, read_annotated
from texts import OpenText, read_open_texts
from train_ranker import as_attribution, by_pattern, judged, read_documents

from transforms.evaluation.attribution import Attribution
from transforms.extraction.ranking import model as stored

NEAR = 0.3
_RELATION = "attribution-"
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class _Node:
    """A clause or a group of a discourse tree; `words` is empty for a group."""

    parent: str
    relation: str
    words: str


def read_relations(data: Path) -> Iterator[tuple[OpenText, list[Attribution]]]:
    """Yield GUM's texts with an attribution for each relation.

    The clause that tells of the saying stands for both speaker and cue.
    """
    for text in read_open_texts(data):
        path = data / "training" / "rst" / f"{text.doc_id}.rs4"
        if path.is_file():
            yield text, list(_attributions(text.text, path))


def _attributions(text: str, path: Path) -> Iterator[Attribution]:
    nodes = _read(path)
    multiple = _multinuclear(path)
    spans = _spans(text, {name: node.words for name, node in nodes.items() if node.words})
    for name, node in nodes.items():
        if node.relation.startswith(_RELATION) and name in spans:
            content = sorted(spans[one] for one in _inside(node.parent, nodes, multiple))
            yield Attribution((spans[name],), (spans[name],), _joined(content, text))


def _read(path: Path) -> dict[str, _Node]:
    body = ET.parse(path).getroot().iterfind("body/*")  # noqa: S314 - a corpus, not a stranger
    return {
        node.get("id", ""): _Node(
            node.get("parent", ""), node.get("relname", ""), "".join((node.text or "").split())
        )
        for node in body
        if node.tag in {"segment", "group"}
    }


def _multinuclear(path: Path) -> set[str]:
    relations = ET.parse(path).getroot().iter("rel")  # noqa: S314 - as above
    return {"span"} | {one.get("name", "") for one in relations if one.get("type") == "multinuc"}


def _spans(text: str, clauses: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Find the clauses, which follow each other and lack their spaces, in the text."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    if "".join(clauses.values()) != "".join(text.split()):
        return {}
    spans, at = {}, 0
    for name, words in clauses.items():
        spans[name] = (places[at], places[at + len(words) - 1] + 1)
        at += len(words)
    return spans


def _inside(name: str, nodes: dict[str, _Node], multiple: set[str]) -> Iterator[str]:
    """Yield the clauses that a node stands for, without what is attached to the node itself."""
    if nodes[name].words:
        yield name
    for other, node in nodes.items():
        if node.parent == name and node.relation in multiple and not nodes[name].words:
            yield from _whole(other, nodes, multiple)


def _whole(name: str, nodes: dict[str, _Node], multiple: set[str]) -> Iterator[str]:
    yield from _inside(name, nodes, multiple)
    for other, node in nodes.items():
        if node.parent == name and node.relation not in multiple:
            yield from _whole(other, nodes, multiple)


def _joined(spans: Sequence[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, stop in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return tuple(joined)


def found_among(relations: Sequence[Attribution], rows: Sequence[Attribution]) -> int:
    """Count the relations that rows tell as well: cue in the one clause, content in the other."""
    return sum(
        any(
            (_shared(row.cue, one.cue) or _shared(row.source, one.source))
            and _shared(row.content, one.content) >= NEAR * _length(row.content, one.content)
            for row in rows
        )
        for one in relations
    )


def _shared(left: Spans, right: Spans) -> int:
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in left for b in right)


def _length(left: Spans, right: Spans) -> int:
    return sum(stop - start for start, stop in [*left, *right]) - _shared(left, right)


def main() -> None:
    """Print how many of the relations are found, in texts that we annotated and in the others."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    ours = {one.doc_id: one.attributions for one in read_annotated(data, ["gum.jsonl"])}
    relations = {text.doc_id: (text, rows) for text, rows in read_relations(data) if rows}
    texts = [Annotated(text.doc_id, "gum", text.text, []) for text, _ in relations.values()]
    documents = {one.doc_id: one for one in read_documents(texts)}
    model = stored.model()
    for name, kept in (("annotated", ours.keys()), ("others", relations.keys() - ours.keys())):
        chosen = [doc_id for doc_id in relations if doc_id in kept]
        found = {
            "annotations": [ours.get(doc_id, []) for doc_id in chosen],
            "patterns": [by_pattern(documents[doc_id]) for doc_id in chosen],
            "ranker": [
                [as_attribution(one) for one in judged(documents[doc_id], model)]
                for doc_id in chosen
            ],
        }
        count = sum(len(relations[doc_id][1]) for doc_id in chosen)
        print(f"{name}: {len(chosen)} texts, {count} relations")
        for what, rows in found.items():
            pairs = zip(chosen, rows, strict=True)
            hits = sum(found_among(relations[doc_id][1], some) for doc_id, some in pairs)
            print(f"  {what:12}{hits:5}{100 * hits / max(1, count):7.1f} %")


if __name__ == "__main__":
    main()
