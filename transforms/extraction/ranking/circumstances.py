"""Describe how a cue is used in its sentence: its tag, auxiliaries, negation, what governs it."""

from collections.abc import Iterator

from transforms.extraction.ranking.sight import Sight

_CONDITIONS = frozenset(
    {"if", "unless", "whether", "when", "while", "because", "since", "although", "though", "as"}
)


def circumstances(sight: Sight, word: int) -> Iterator[str]:
    """Tell how a cue is used: its tag, auxiliaries, negation, what governs it, who is told."""
    relation, head = sight.relation(word), sight.analysis.heads[word]
    yield f"tag={sight.analysis.tags[word]}"
    yield f"rel={relation}"
    for child in sight.tree.children[word]:
        yield from _dependent(sight, word, child)
    if relation in {"xcomp", "obj", "ccomp", "conj", "advcl"}:
        yield f"under={sight.base(head)}"
        if sight.classes(head):
            yield f"under={sight.classes(head)[0]}"
    begin, end = sight.bound(word)
    if sight.lowers[end - 1] == "?":
        yield "question"
    if word == begin:
        yield "first"
    if all(sight.analysis.upos[one] == "PUNCT" for one in range(word + 1, end)):
        yield "last"


def _dependent(sight: Sight, word: int, child: int) -> Iterator[str]:
    lower, relation = sight.lowers[child], sight.analysis.relations[child]
    if relation.startswith("aux") or relation == "cop":
        yield f"aux={lower}"
    elif relation == "mark" and child < word and lower in _CONDITIONS:
        yield f"mark={lower}"
    elif relation == "advmod" and lower in {"not", "n't", "n’t", "never"}:
        yield "negated"
    elif relation == "det":
        yield f"det={lower}"
    elif relation in {"iobj", "expl", "nmod:poss"}:
        yield relation
