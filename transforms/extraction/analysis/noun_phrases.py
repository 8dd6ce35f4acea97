"""Find the words of a noun phrase in a tree of Universal Dependencies.

spaCy's own noun chunks expect other relations, and stop before the phrases with "of" that news
titles are made of ("the minister of state for foreign affairs").
"""

from transforms.extraction.analysis.trees import Tree

_MODIFIERS = frozenset(
    "det amod compound nummod nmod flat fixed advmod goeswith clf det:predet reparandum".split()  # noqa: SIM905
)
_EXTENSIONS = frozenset({"acl", "appos"})
_NOMINAL = frozenset({"nmod", "flat", "compound", "appos", "conj", "fixed"})


def noun_phrase(
    tree: Tree, head: int, *, extended: bool = False, coordinated: bool = False
) -> tuple[int, int]:
    """Give the noun phrase around a head: its first word, and the one behind its last.

    Articles, adjectives, compounds, numbers, possessors and phrases with prepositions belong to it
    ("the country's minister of state for foreign affairs"). A preposition before the phrase, a
    possessive 's after it, and the verb, subject and adverbs of a noun that is a predicate do not.

    Args:
        tree: The tree of the text.
        head: The word that the phrase hangs on.
        extended: Go on into relative clauses, participles and appositions.
        coordinated: Go on into what is joined to the head ("the ministers and their envoys").
    """
    left = head
    for child in reversed([child for child in tree.children[head] if child < head]):
        if _relation(tree, child) == "punct":
            continue
        if _relation(tree, child) not in _MODIFIERS:
            break
        left = tree.first[child]
    return left, _right_edge(tree, head, extended=extended, coordinated=coordinated) + 1


def _right_edge(tree: Tree, head: int, *, extended: bool, coordinated: bool) -> int:
    """Give the last word of a noun phrase; the first dependent that is no part of it ends it."""
    edge = head
    allowed = _MODIFIERS | (_EXTENSIONS if extended else set())
    allowed |= {"conj"} if coordinated else set()
    for child in tree.children[head]:
        relation = _relation(tree, child)
        if child < head or relation == "punct":
            continue
        if relation not in allowed:
            break
        if relation not in _NOMINAL:
            edge = tree.last[child]
            continue
        edge = _right_edge(tree, child, extended=extended, coordinated=True)
        if edge < tree.last[child]:
            break
    return edge


def _relation(tree: Tree, word: int) -> str:
    relation = tree.analysis.relations[word]
    return relation if relation == "det:predet" else relation.split(":")[0]
