"""Turn a tree with the labels of official English spaCy models (CLEAR) into one of UD.

The labels are renamed, and four constructions are turned over: a preposition hangs on its noun, a
copula on what it links, a passive's "by" on the agent, and "and" on what follows it. Rules after
Schuster and Manning (2016) and the ClearNLP guidelines (Choi and Palmer, 2012), as far as the
extraction uses the relations.
"""

from dataclasses import dataclass

_RENAMED = {
    "ROOT": "root",
    "agent": "case",
    "acomp": "xcomp",
    "attr": "xcomp",
    "auxpass": "aux:pass",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "intj": "discourse",
    "meta": "dep",
    "neg": "advmod",
    "npadvmod": "obl:unmarked",
    "nsubjpass": "nsubj:pass",
    "oprd": "xcomp",
    "pcomp": "advcl",
    "pobj": "obl",
    "poss": "nmod:poss",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prep": "case",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
}
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_PREPOSITIONS = frozenset({"prep", "agent", "dative"})
_BE = frozenset("be am is are was were been being 's 're 'm ’s ’re ’m".split())  # noqa: SIM905


@dataclass(slots=True)
class ClearTree:
    """One window as an official model labels it; changed in place by `to_universal`."""

    forms: list[str]
    upos: list[str]
    heads: list[int]
    labels: list[str]


def to_universal(tree: ClearTree) -> None:
    """Rename the relations of a tree and turn its constructions over, in place."""
    _attach_conjunctions(tree)
    _turn_prepositions(tree)
    _turn_copulas(tree)
    for word, label in enumerate(tree.labels):
        tree.labels[word] = _RENAMED.get(label, label)
        if tree.labels[word] == "obl:unmarked" and tree.upos[tree.heads[word]] in _NOMINAL:
            tree.labels[word] = "nmod:unmarked"


def _attach_conjunctions(tree: ClearTree) -> None:
    """Hang "and" on the conjunct that follows it; let all conjuncts hang on the first."""
    for word, label in enumerate(tree.labels):
        if label == "conj":
            first = tree.heads[word]
            while tree.labels[first] == "conj":
                first = tree.heads[first]
            tree.heads[word] = first
    for word, label in enumerate(tree.labels):
        if label == "cc":
            first = tree.heads[word]
            while tree.labels[first] == "conj":
                first = tree.heads[first]
            later = (
                other
                for other in range(word + 1, len(tree.labels))
                if tree.labels[other] == "conj" and tree.heads[other] == first
            )
            tree.heads[word] = next(later, tree.heads[word])


def _turn_prepositions(tree: ClearTree) -> None:
    """Let the noun or clause behind a preposition take its place, and the preposition mark it.

    The last preposition comes first, so that "according" gets the noun that "to" has ruled.
    """
    for word in reversed(range(len(tree.labels))):
        if tree.labels[word] not in _PREPOSITIONS:
            continue
        below = [at for at, head in enumerate(tree.heads) if head == word and at != word]
        ruled = next((at for at in below if tree.labels[at] in {"pobj", "pcomp"}), None)
        if ruled is not None:
            _rule(tree, word, ruled, below)
        elif tree.labels[word] != "dative":
            tree.labels[word] = "advmod"


def _rule(tree: ClearTree, word: int, ruled: int, below: list[int]) -> None:
    above = tree.heads[word]
    is_clause = tree.labels[ruled] == "pcomp"
    is_inner = tree.labels[above] in _PREPOSITIONS and above < word
    is_nominal = tree.upos[above] in _NOMINAL
    for other in below:
        tree.heads[other] = ruled
    tree.heads[ruled], tree.heads[word] = above, ruled
    if not is_inner:
        label = _ruled_label(tree.labels[word], is_clause=is_clause, is_nominal=is_nominal)
        tree.labels[ruled] = label
    tree.labels[word] = "mark" if is_clause else "case"


def _ruled_label(label: str, *, is_clause: bool, is_nominal: bool) -> str:
    if is_clause:
        return "acl" if is_nominal else "advcl"
    if label == "agent":
        return "obl:agent"
    return "nmod" if is_nominal else "obl"


def _turn_copulas(tree: ClearTree) -> None:
    """Let what a form of "be" links take its place in the tree."""
    for word, form in enumerate(tree.forms):
        if form.lower() not in _BE:
            continue
        below = [at for at, head in enumerate(tree.heads) if head == word and at != word]
        linked = next((at for at in below if tree.labels[at] in {"attr", "acomp"}), None)
        if linked is None:
            continue
        is_root = tree.heads[word] == word
        tree.heads[linked] = linked if is_root else tree.heads[word]
        tree.labels[linked] = tree.labels[word]
        for other in below:
            tree.heads[other] = linked
        tree.heads[linked] = linked if is_root else tree.heads[word]
        tree.heads[word], tree.labels[word] = linked, "cop"
