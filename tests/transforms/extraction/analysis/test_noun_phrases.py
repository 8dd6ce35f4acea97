"""Noun phrases in trees that are written by hand."""

from array import array

import pytest

from transforms.extraction.analysis import Analysis, Tree, noun_phrase

MINISTER = """
Yesterday NOUN 12 obl:unmarked
the DET 6 det
country NOUN 6 nmod:poss
's PART 3 case
new ADJ 6 amod
minister NOUN 12 nsubj
of ADP 8 case
state NOUN 6 nmod
, PUNCT 10 punct
Duarte PROPN 6 appos
, PUNCT 10 punct
resigned VERB 0 root
"""
ENVOYS = """
only ADV 3 advmod
the DET 3 det
envoys NOUN 14 nsubj
of ADP 5 case
Norway PROPN 3 nmod
and CCONJ 7 cc
Chile PROPN 5 conj
who PRON 9 nsubj
stayed VERB 3 acl:relcl
and CCONJ 13 cc
their PRON 13 nmod:poss
many ADJ 13 amod
aides NOUN 3 conj
agreed VERB 0 root
"""
PREDICATE = """
This PRON 5 nsubj
is AUX 5 cop
clearly ADV 5 advmod
a DET 5 det
gift NOUN 0 root
to ADP 7 case
them PRON 5 nmod
because SCONJ 10 mark
they PRON 10 nsubj
won VERB 5 advcl
"""
QUOTED = """
the DET 3 det
“ PUNCT 3 punct
gift NOUN 6 nsubj
” PUNCT 3 punct
was AUX 6 cop
late ADJ 0 root
"""


def tree_of(rows: str) -> tuple[list[str], Tree]:
    """Read lines of "word UPOS head relation", heads counted from 1, and 0 for the root."""
    table = [line.split() for line in rows.strip().splitlines()]
    ends = [sum(len(row[0]) + 1 for row in table[: at + 1]) - 1 for at in range(len(table))]
    heads = [int(row[2]) - 1 if row[2] != "0" else at for at, row in enumerate(table)]
    analysis = Analysis(
        starts=array("i", [end - len(row[0]) for end, row in zip(ends, table, strict=True)]),
        stops=array("i", ends),
        upos=tuple(row[1] for row in table),
        tags=("",) * len(table),
        heads=array("i", heads),
        relations=tuple(row[3] for row in table),
        sentences=array("i", [0] * len(table)),
    )
    return [row[0] for row in table], Tree.of(analysis)


@pytest.mark.parametrize(
    ("rows", "head", "extended", "coordinated", "phrase"),
    [
        (MINISTER, "minister", False, False, "the country 's new minister of state"),
        (MINISTER, "minister", True, False, "the country 's new minister of state , Duarte"),
        (MINISTER, "country", False, False, "country"),
        (MINISTER, "state", False, False, "state"),
        (ENVOYS, "envoys", False, False, "only the envoys of Norway and Chile"),
        (ENVOYS, "envoys", True, False, "only the envoys of Norway and Chile who stayed"),
        (
            ENVOYS,
            "envoys",
            True,
            True,
            "only the envoys of Norway and Chile who stayed and their many aides",
        ),
        (ENVOYS, "Norway", False, False, "Norway"),
        (ENVOYS, "Norway", False, True, "Norway and Chile"),
        (ENVOYS, "aides", False, False, "their many aides"),
        (PREDICATE, "gift", True, True, "clearly a gift to them"),
        (PREDICATE, "This", True, True, "This"),
        (QUOTED, "gift", False, False, "the “ gift"),
    ],
)
def test_a_phrase_holds_what_hangs_on_its_head_and_no_more(
    rows: str, head: str, *, extended: bool, coordinated: bool, phrase: str
) -> None:
    words, tree = tree_of(rows)
    at = words.index(head)
    start, stop = noun_phrase(tree, at, extended=extended, coordinated=coordinated)
    assert " ".join(words[start:stop]) == phrase


def test_a_subtree_reaches_from_its_first_to_its_last_word() -> None:
    words, tree = tree_of(ENVOYS)
    start, stop = tree.subtree(words.index("envoys"))
    assert words[start:stop] == words[:13]
    assert tree.subtree(words.index("who")) == (7, 8)
    assert [words[child] for child in tree.children[words.index("aides")]] == [
        "and",
        "their",
        "many",
    ]


def test_a_tree_that_crosses_itself_gives_a_phrase_around_its_head() -> None:
    words, tree = tree_of("a DET 4 det\nb NOUN 0 root\nc ADJ 2 amod\nd NOUN 2 obj\n")
    start, stop = noun_phrase(tree, words.index("d"))
    assert start <= words.index("d") < stop
