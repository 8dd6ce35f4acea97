"""Score a parse of raw text against a treebank, as the CoNLL 2018 shared task defined it.

A system word counts when a gold word covers the same characters; its head counts when the heads do
so too. F1 = 2 x right / (gold words + system words), so that wrong words and sentences cost. The
words of a contraction are compared by their characters, too: in English its parts, joined, are its
text. Subtypes of relations do not count. Source: Zeman et al., CoNLL 2018 shared task.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from treebanks import Tree

from transforms.extraction.analysis import Analysis


@dataclass(frozen=True)
class RawDocument:
    """The text of a document, with the span of each word of its trees."""

    text: str
    trees: list[Tree]
    spans: list[list[tuple[int, int]]]


def raw_documents(trees: list[Tree]) -> Iterator[RawDocument]:
    """Join sentences to documents: a blank line before a paragraph, a space where there is one."""
    text, kept, spans = "", [], []
    for tree in trees:
        if tree.starts_document and kept:
            yield RawDocument(text, kept, spans)
            text, kept, spans = "", [], []
        if kept:
            text += "\n\n" if tree.starts_paragraph else " " * kept[-1].words[-1].space_after
        kept.append(tree)
        spans.append(_spans(tree, len(text)))
        text += tree.text
    yield RawDocument(text, kept, spans)


def _spans(tree: Tree, at: int) -> list[tuple[int, int]]:
    spans = []
    for word in tree.words:
        spans.append((at, at + len(word.form)))
        at += len(word.form) + word.space_after
    return spans


def count(document: RawDocument, analysis: Analysis, counts: Counter[str]) -> None:
    """Add what is right in one document, and how many words and sentences there are."""
    spans = list(zip(analysis.starts, analysis.stops, strict=True))
    at_span = {span: at for at, span in enumerate(spans)}
    counts["system words"] += len(spans)
    for tree, gold in zip(document.trees, document.spans, strict=True):
        counts["gold words"] += len(gold)
        for word, span in zip(tree.words, gold, strict=True):
            at = at_span.get(span)
            if at is None:
                continue
            head = analysis.heads[at]
            is_attached = (
                word.relation == "root" if head == at else spans[head] == gold[word.head] != span
            )
            relation = analysis.relations[at].split(":")[0]
            counts["words"] += 1
            counts["upos"] += analysis.upos[at] == word.upos
            counts["uas"] += is_attached
            counts["las"] += is_attached and relation == word.relation.split(":")[0]
    _count_sentences(document, analysis, counts)


def _count_sentences(document: RawDocument, analysis: Analysis, counts: Counter[str]) -> None:
    gold = {(spans[0][0], spans[-1][1]) for spans in document.spans}
    system: dict[int, tuple[int, int]] = {}
    for start, stop, number in zip(
        analysis.starts, analysis.stops, analysis.sentences, strict=True
    ):
        system[number] = (system.get(number, (start, stop))[0], stop)
    counts["gold sentences"] += len(gold)
    counts["system sentences"] += len(system)
    counts["sentences"] += len(gold & set(system.values()))


def f_scores(counts: Counter[str]) -> dict[str, float]:
    """Give the F1 of words, UPOS, UAS, LAS and sentences, in per cent."""
    words = counts["gold words"] + counts["system words"]
    sentences = counts["gold sentences"] + counts["system sentences"]
    scores = {name: 200 * counts[name] / words for name in ("words", "upos", "uas", "las")}
    return {**scores, "sentences": 200 * counts["sentences"] / sentences}
