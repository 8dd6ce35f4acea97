"""Propose what a verb, noun or adjective may have as its content, from the dependencies."""

from collections.abc import Iterator

from transforms.extraction.ranking.predicates import ADJECTIVE, NOUN, VERB
from transforms.extraction.ranking.sight import Sight

Range = tuple[int, int]
Proposal = tuple[str, tuple[Range, ...]]

_OUTER = frozenset({"conj", "cc", "parataxis", "discourse", "vocative"})
_AGENT = "obl:agent"
_PREPOSITIONS = frozenset(
    {"for", "about", "of", "on", "to", "against", "with", "over", "in", "that", "as", "at"}
    | {"from", "upon", "toward", "towards", "into", "after"}
)


def proposals(sight: Sight, word: int) -> Iterator[Proposal]:
    """Yield names of constructions and the word ranges that each makes the content."""
    part = sight.part(word)
    if part == VERB:
        yield from _of_verb(sight, word)
    elif part == NOUN:
        yield from _of_noun(sight, word)
    elif part == ADJECTIVE:
        yield from _of_adjective(sight, word)


def _of_verb(sight: Sight, verb: int) -> Iterator[Proposal]:
    obj = -1
    for child in sight.tree.children[verb]:
        relation = sight.analysis.relations[child]
        if relation in {"ccomp", "parataxis"}:
            yield from _clause(sight, verb, child)
        elif relation == "nsubj:pass":
            yield from _passive(sight, verb, child)
        elif relation in {"xcomp", "obl", "advcl"} and child > verb:
            yield from _complement(sight, child, obj)
        elif relation in {"obj", "iobj"} and child > verb:
            yield "obj", (sight.tree.subtree(child),)
            obj = child
    yield from _around(sight, verb)
    yield from _beside(sight, verb)


def _clause(sight: Sight, verb: int, clause: int) -> Iterator[Proposal]:
    begin, end = sight.bound(verb)
    relation = sight.analysis.relations[clause]
    first, stop = sight.tree.subtree(clause)
    if clause < verb:
        yield f"{relation}-front", ((first, stop),)
        yield f"{relation}-front-all", ((begin, stop),)
        return
    yield relation, ((first, stop),)
    if relation == "ccomp" and stop < end:
        yield "ccomp-end", ((first, end),)


def _complement(sight: Sight, child: int, obj: int) -> Iterator[Proposal]:
    """Propose an infinitive or a phrase with a preposition, alone and with the object before it."""
    first, stop = sight.tree.subtree(child)
    way, start = "xcomp", first
    if (relation := sight.analysis.relations[child]) != "xcomp":
        case = _case(sight, child)
        if not case:
            return
        way, start = f"{relation}-{case}", first + 1
    yield way, ((start, stop),)
    if 0 <= obj < first:
        yield f"obj-{way}", ((sight.tree.first[obj], stop),)


def _passive(sight: Sight, verb: int, subject: int) -> Iterator[Proposal]:
    tree = sight.tree
    yield "passive", (tree.subtree(subject),)
    following = sight.child(verb, "xcomp")
    if following > verb:
        yield "passive-xcomp", (tree.subtree(subject), tree.subtree(following))
    elif tree.last[verb] > verb and sight.child(verb, _AGENT) < 0:
        yield "passive-rest", (tree.subtree(subject), (verb + 1, _right(sight, verb)))


def _around(sight: Sight, verb: int) -> Iterator[Proposal]:
    """Propose what stands around an inserted clause, and the noun that a relative clause is on."""
    tree, relation = sight.tree, sight.analysis.relations[verb]
    head = sight.analysis.heads[verb]
    if relation in {"parataxis", "advcl", "discourse"} and head != verb:
        first, stop = tree.subtree(verb)
        left, right = tree.subtree(head)
        if left < first:
            yield f"inserted-{relation}", ((left, first),)
            if stop < right:
                yield f"inserted-{relation}-both", ((left, first), (stop, right))
        elif stop < right:
            yield f"leading-{relation}", ((stop, right),)
    if relation == "acl:relcl" and head < verb:
        yield "relative", ((tree.first[head], max(head + 1, tree.first[verb])),)


def _beside(sight: Sight, verb: int) -> Iterator[Proposal]:
    """Propose all that stands before the clause in the sentence, and all that stands after it."""
    begin, end = sight.bound(verb)
    right = _right(sight, verb)
    if right > verb + 1:
        yield "right", ((verb + 1, right),)
    subject = sight.child(verb, "nsubj")
    start = min(verb, sight.tree.first[subject]) if subject >= 0 else verb
    if start > begin + 1 and sight.lowers[start - 1] in {",", '"', "”", "''", "–", "—", "-"}:
        yield "before", ((begin, start),)
    stop = max(verb, sight.tree.last[subject] if subject >= 0 else verb) + 1
    if stop + 1 < end and sight.lowers[stop] in {",", ":", '"', "“"}:
        yield "after", ((stop, end),)
        if start > begin + 1 and sight.lowers[start - 1] in {",", "–", "—", "-"}:
            yield "round", ((begin, start), (stop, end))


def _right(sight: Sight, word: int) -> int:
    """Give where what depends on a word to its right ends, joined clauses left out."""
    stop = word + 1
    for child in sight.tree.children[word]:
        if child < word:
            continue
        if sight.relation(child) == "punct":
            continue
        if sight.relation(child) in _OUTER or sight.analysis.relations[child] == _AGENT:
            break
        stop = max(stop, sight.tree.last[child] + 1)
    return stop


def _of_noun(sight: Sight, noun: int) -> Iterator[Proposal]:
    for child in sight.tree.children[noun]:
        relation = sight.analysis.relations[child]
        first, stop = sight.tree.subtree(child)
        if child < noun:
            if relation == "compound":
                yield "compound", ((first, stop),)
        elif relation in {"acl", "ccomp", "xcomp", "advcl", "appos"}:
            yield f"n-{relation}-{_opener(sight, first)}", ((first, stop),)
        elif relation in {"nmod", "obl"} and (case := _case(sight, child)):
            yield f"nmod-{case}", ((first, stop),)
    yield from _outside_noun(sight, noun)


def _outside_noun(sight: Sight, noun: int) -> Iterator[Proposal]:
    """Propose what the noun's verb leads to: "the plan is to …", "gave the promise that …"."""
    tree, relation, head = sight.tree, sight.relation(noun), sight.analysis.heads[noun]
    copula = sight.child(head, "cop")
    if relation == "nsubj" and head > noun and copula > noun:
        yield "copular", ((copula + 1, _right(sight, head)),)
    if relation not in {"obj", "obl", "nsubj"}:
        return
    for name in ("ccomp", "xcomp", "advcl"):
        clause = sight.child(head, name)
        if clause > noun and sight.lowers[tree.first[clause]] in {"that", "to"}:
            yield f"n-outer-{name}", (tree.subtree(clause),)
    for child in tree.children[head]:
        is_phrase = child > noun and sight.analysis.relations[child] == "obl"
        if is_phrase and (case := _case(sight, child)):
            yield f"n-outer-{case}", (tree.subtree(child),)


def _opener(sight: Sight, first: int) -> str:
    return sight.lowers[first] if sight.lowers[first] in _PREPOSITIONS else "x"


def _of_adjective(sight: Sight, adjective: int) -> Iterator[Proposal]:
    tree, relations = sight.tree, sight.analysis.relations
    for child in tree.children[adjective]:
        relation = relations[child]
        first, stop = tree.subtree(child)
        if child < adjective:
            continue
        if relation in {"ccomp", "xcomp", "advcl"}:
            yield f"a-{relation}-{_opener(sight, first)}", ((first, stop),)
        elif relation in {"obl", "nmod"} and (case := _case(sight, child)):
            yield f"a-obl-{case}", ((first, stop),)
    subject = sight.child(adjective, "nsubj", "nsubj:pass")
    following = sight.child(adjective, "xcomp", "csubj", "ccomp")
    if 0 <= subject < adjective < following:
        yield "a-raising", (tree.subtree(subject), tree.subtree(following))


def _case(sight: Sight, word: int) -> str:
    """Give the preposition that opens a phrase; "x" for a rare one, "" where there is none."""
    first = sight.tree.first[word]
    is_agent = sight.lowers[first] == "by"
    if sight.relation(first) not in {"case", "mark"} or first == word or is_agent:
        return ""
    return sight.lowers[first] if sight.lowers[first] in _PREPOSITIONS else "x"
