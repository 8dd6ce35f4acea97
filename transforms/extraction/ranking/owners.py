"""Propose who may be the speaker of a cue: its subject, its owner, who governs it."""

from collections.abc import Iterator

from transforms.extraction.ranking.predicates import ADJECTIVE, NOUN, VERB
from transforms.extraction.ranking.sight import Sight

Owner = tuple[str, int, int]

_SUBJECTS = ("nsubj", "nsubj:outer")
_CLIMBS = 4
_INHERITS = frozenset({"conj", "xcomp", "advcl", "acl", "parataxis", "ccomp"})
_DETACHED = frozenset({"punct", "cc", "parataxis", "conj"})


def owners(sight: Sight, word: int) -> Iterator[Owner]:
    """Yield how a noun phrase is tied to a cue, its first word, and the one behind its last."""
    part = sight.part(word)
    if part == NOUN:
        yield from _of_noun(sight, word)
    passive = sight.child(word, "nsubj:pass")
    if part in {VERB, ADJECTIVE} or sight.child(word, "cop") >= 0:
        if subject := sight.child(word, *_SUBJECTS) + 1:
            yield ("subject", *phrase(sight, subject - 1))
        for child in sight.tree.children[word]:
            if child > word and sight.lowers[sight.tree.first[child]] == "by":
                yield from _after_preposition(sight, child)
        if passive >= 0:
            yield ("passive", *phrase(sight, passive))
    yield from _inherited(sight, word)


def _of_noun(sight: Sight, noun: int) -> Iterator[Owner]:
    tree, relations = sight.tree, sight.analysis.relations
    for child in tree.children[noun]:
        relation = relations[child]
        if relation == "nmod:poss":
            yield ("possessive", *phrase(sight, child))
        elif relation == "compound":
            yield "compound", tree.first[child], child + 1
        elif relation == "amod":
            yield "adjective", child, child + 1
        elif relation.startswith("nmod") and child > noun:
            yield from _after_preposition(sight, child)
    head = sight.analysis.heads[noun]
    if head != noun and sight.relation(noun) in {"obj", "obl", "xcomp"}:
        yield from _of_governor(sight, noun, head)


def _after_preposition(sight: Sight, child: int) -> Iterator[Owner]:
    case = sight.lowers[sight.tree.first[child]]
    start, stop = phrase(sight, child)
    if case in {"of", "by", "from", "among"} and start < stop:
        yield case, start + (sight.lowers[start] == case), stop


def _of_governor(sight: Sight, noun: int, head: int) -> Iterator[Owner]:
    subject = sight.child(head, *_SUBJECTS)
    if 0 <= subject != noun:
        yield ("governor", *phrase(sight, subject))
        return
    for way, start, stop in _inherited(sight, head):
        yield f"governor-{way}", start, stop


def _inherited(sight: Sight, word: int) -> Iterator[Owner]:
    """Climb to the clauses that a verb without subject shares one with."""
    at, way = word, ""
    for _ in range(_CLIMBS):
        relation, head = sight.relation(at), sight.analysis.heads[at]
        if head == at or relation not in _INHERITS:
            return
        way = relation if not way else f"{relation}+"
        if relation == "acl":
            yield (f"{way}-noun", *phrase(sight, head, until=word))
            return
        subject = sight.child(head, *_SUBJECTS)
        if subject >= 0:
            yield (way, *phrase(sight, subject))
        told = sight.child(head, "obj")
        if relation == "xcomp" and 0 <= told < at:
            yield (f"{way}-object", *phrase(sight, told, until=word))
        passive = sight.child(head, "nsubj:pass")
        if passive >= 0:
            yield (f"{way}-passive", *phrase(sight, passive))
        if subject >= 0 or passive >= 0:
            return
        at = head


def phrase(sight: Sight, head: int, *, until: int = -1) -> tuple[int, int]:
    """Give the noun phrase on a head: all that depends on it, detached remarks left out.

    Args:
        sight: the text.
        head: its head noun.
        until: a word that must not be inside; the phrase ends before it.
    """
    tree = sight.tree
    start, stop = tree.first[head], head + 1
    for child in tree.children[head]:
        relation = sight.relation(child)
        if child < head or relation in _DETACHED - {"conj", "cc"}:
            continue
        if until > head and tree.last[child] >= until:
            break
        if relation in {"acl", "cop", "nsubj", "advcl"} and tree.last[child] - child > 3:  # noqa: PLR2004 - a short participle belongs to a name
            break
        stop = max(stop, tree.last[child] + 1)
    upos = sight.analysis.upos
    while start < head and (upos[start] in {"PUNCT", "ADP", "CCONJ"}):
        start += 1
    while stop > head + 1 and upos[stop - 1] == "PUNCT":
        stop -= 1
    if stop > head + 1 and sight.lowers[stop - 1] in {"'s", "’s"}:
        stop -= 1
    return start, stop
