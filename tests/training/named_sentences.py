"""Read sentences with names from UniversalNER EWT, GUM and WikiGold, by one definition.

A name is a proper name without title or article: *Boris Johnson* in "Foreign Secretary Boris
Johnson", *United States* in "the United States".

- person: people, also invented ones, and families; not peoples.
- organisation: companies, authorities, parties, armed groups, teams, media, institutions.
- place: countries, also where they act ("Russia said"), towns, regions, waters, named buildings.

Demonyms, languages, religions, events, works, laws and products are none of these.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from treebanks import Tree, Word

from transforms.extraction.gazetteer import gazetteer

PERSON, ORGANISATION, PLACE = "person", "organisation", "place"
_UNER = {"PER": PERSON, "ORG": ORGANISATION, "LOC": PLACE}
_GUM = {"person": PERSON, "organization": ORGANISATION, "place": PLACE}
INSIDE = frozenset(
    {"of", "for", "the", "and", "de", "la", "du", "von", "van", "bin", "al"} | {"-", "&"}
)
_TITLE_WORDS = """
mr mr. mrs mrs. ms ms. dr dr. sir lord lady vice deputy prime minister secretary sen. rep. gen. lt.
col. sgt. capt. major chief petty officer admiral commander staff senior special advisor high
representative navy army office foreign state defense defence rev. prof. gov. chair man
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_MENTION = re.compile(r"\((\d+)-([a-z]+)[^()]*(\))?|(\d+)\)")


@dataclass(frozen=True)
class NamedSentence:
    """Words, whether a space follows each, and names as (start word, stop word, kind).

    `unknown` holds the words of which nobody knows whether they are a name.
    """

    words: list[str]
    spaces: list[bool]
    names: list[tuple[int, int, str]]
    unknown: frozenset[int] = frozenset()


def read_uner(path: Path, trees: list[Tree]) -> Iterator[NamedSentence]:
    """Yield the sentences of UniversalNER; the spaces come from the same sentences of the trees."""
    by_text = {tree.text: tree for tree in trees}
    for text, rows in _blocks(path):
        words = [row[1] for row in rows]
        tree = by_text.get(text)
        is_same = tree is not None and [word.form for word in tree.words] == words
        spaces = [word.space_after for word in tree.words] if is_same else [True] * len(words)
        kinds = [_UNER.get(row[2][2:], "") for row in rows]
        begins = [row[2].startswith("B-") for row in rows]
        yield NamedSentence(words, spaces, _runs(kinds, begins))


def read_wikigold(path: Path) -> Iterator[NamedSentence]:
    """Yield the sentences of WikiGold; miscellaneous names are left out."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[list[str]] = []
        for line in [*lines, "\n"]:
            if line.strip():
                rows.append(line.split())
            elif rows:
                kinds = [_UNER.get(row[1][2:], "") for row in rows]
                words = [row[0] for row in rows]
                yield NamedSentence(words, [True] * len(words), _runs(kinds, [False] * len(rows)))
                rows = []


def name_trees(trees: list[Tree]) -> Iterator[NamedSentence]:
    """Yield GUM's sentences with the proper names among its mentions of entities.

    Whether other proper nouns are names is unknown: GUM counts some as things or works.
    """
    for tree in trees:
        names: list[tuple[int, int, str]] = []
        for start, stop, kind in sorted(_mentions(tree), key=lambda m: (m[0] - m[1], m[0])):
            name = _name_within(tree.words, start, stop, kind)
            if name and all(name[1] <= a or name[0] >= b for a, b, _ in names):
                names.append(name)
        named = {at for start, stop, _ in names for at in range(start, stop)}
        proper = {at for at, word in enumerate(tree.words) if _may_be_named(word)}
        yield NamedSentence(
            [word.form for word in tree.words],
            [word.space_after for word in tree.words],
            sorted(names),
            frozenset(proper - named),
        )


def _blocks(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    text, rows = "", []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            if line.startswith("# text = "):
                text = line[9:].rstrip("\n")
            elif line.strip() and not line.startswith("#"):
                rows.append(line.rstrip("\n").split("\t"))
            elif not line.strip() and rows:
                yield text, rows
                rows = []


def _runs(kinds: list[str], begins: list[bool]) -> list[tuple[int, int, str]]:
    names, at = [], 0
    while at < len(kinds):
        stop = at + 1
        if kinds[at]:
            while stop < len(kinds) and kinds[stop] == kinds[at] and not begins[stop]:
                stop += 1
            names.append((at, stop, kinds[at]))
        at = stop
    return names


def _may_be_named(word: Word) -> bool:
    """Tell whether a word may be part of a name: a proper noun, but no title, day or month."""
    is_known = word.form.lower() in gazetteer().not_names or is_title(word.form)
    return word.upos == "PROPN" and not is_known


def _mentions(tree: Tree) -> Iterator[tuple[int, int, str]]:
    """Yield GUM's mentions of people, organisations and places in one sentence."""
    opened: list[tuple[str, int, str]] = []
    for at, word in enumerate(tree.words):
        for match in _MENTION.finditer(word.entity):
            number, kind, closed, ends = match.groups()
            if number and closed:
                yield from _kind(at, at + 1, kind)
            elif number:
                opened.append((number, at, kind))
            else:
                mine = next((o for o in reversed(opened) if o[0] == ends), None)
                if mine:
                    opened.remove(mine)
                    yield from _kind(mine[1], at + 1, mine[2])


def _kind(start: int, stop: int, kind: str) -> Iterator[tuple[int, int, str]]:
    if kind in _GUM:
        yield start, stop, _GUM[kind]


def _name_within(
    words: list[Word], start: int, stop: int, kind: str
) -> tuple[int, int, str] | None:
    """Give the name at the head of a mention: the run of proper words around it."""
    inside = range(start, stop)
    heads = [at for at in inside if words[at].head == at or words[at].head not in inside]
    if len(heads) != 1 or words[heads[0]].upos != "PROPN":
        return None
    first = last = heads[0]
    while first > start and _belongs(words, first - 1, kind):
        first -= 1
    while last + 1 < stop and _belongs(words, last + 1, kind):
        last += 1
    while last > first and not _is_proper(words[last]):
        last -= 1
    while first < last and not _is_proper(words[first]):
        first += 1
    if kind != PERSON:
        name = " ".join(word.form for word in words[first : last + 1]).lower()
        kind = PLACE if name in gazetteer().places else kind
        return (first, last + 1, kind) if _is_proper(words[first]) else None
    while first <= last and is_title(words[first].form):
        first += 1
    is_people = words[last].xpos == "NNPS"
    return None if first > last or is_people else (first, last + 1, kind)


def _belongs(words: list[Word], at: int, kind: str) -> bool:
    word = words[at]
    if word.relation in {"appos", "conj", "nmod:desc", "nmod:poss"} and word.upos == "PROPN":
        return False
    is_small = word.form.lower() in INSIDE and kind == ORGANISATION
    return _is_proper(word) or is_small or word.form in {"-", "'"}


def _is_proper(word: Word) -> bool:
    return word.upos == "PROPN" or word.xpos in {"NNP", "NNPS"}


def is_title(form: str) -> bool:
    return form.lower() in _TITLES or form.lower() in gazetteer().titles
