"""Trees with the labels of official spaCy models, turned into ours; the trees are hand-built."""

import pytest
import spacy
from spacy.tokens import Doc

from transforms.errors import ConfigError
from transforms.extraction.analysis.installed import SpacyModelAnalyser, read_clear

VOCAB = spacy.blank("en").vocab


def doc_of(rows: str, ents: dict[str, str] | None = None) -> Doc:
    """Read lines of "word UPOS head label", heads counted from 1, as a model gives them."""
    table = [line.split() for line in rows.strip().splitlines()]
    return Doc(
        VOCAB,
        words=[row[0] for row in table],
        pos=[row[1] for row in table],
        tags=["POS" if row[0] == "'s" else "XX" for row in table],
        heads=[int(row[2]) - 1 for row in table],
        deps=[row[3] for row in table],
        ents=[(ents or {}).get(row[0], "O") for row in table],
    )


def tree(rows: str) -> list[str]:
    doc = doc_of(rows)
    parsed = read_clear(doc)
    heads = ["-" if head == at else doc[head].text for at, head in enumerate(parsed.heads)]
    rows_of = zip([word.text for word in doc], parsed.relations, heads, strict=True)
    return [" ".join(row) for row in rows_of]


def test_a_preposition_hangs_on_its_noun() -> None:
    rows = """
        Envoys NOUN 4 nsubj
        of ADP 1 prep
        Chile PROPN 2 pobj
        spoke VERB 4 ROOT
        about ADP 4 prep
        a DET 7 det
        treaty NOUN 5 pobj
    """
    assert tree(rows) == [
        "Envoys nsubj spoke",
        "of case Chile",
        "Chile nmod Envoys",
        "spoke root -",
        "about case treaty",
        "a det treaty",
        "treaty obl spoke",
    ]


def test_according_to_keeps_its_source() -> None:
    rows = """
        According VERB 6 prep
        to ADP 1 prep
        officials NOUN 2 pobj
        , PUNCT 6 punct
        talks NOUN 6 nsubj
        failed VERB 6 ROOT
    """
    assert tree(rows)[:3] == [
        "According case officials",
        "to case officials",
        "officials obl failed",
    ]


def test_a_passive_names_its_agent() -> None:
    rows = """
        He PRON 3 nsubjpass
        was AUX 3 auxpass
        told VERB 3 ROOT
        by ADP 3 agent
        aides NOUN 4 pobj
        that SCONJ 8 mark
        talks NOUN 8 nsubj
        failed VERB 3 ccomp
    """
    assert tree(rows) == [
        "He nsubj:pass told",
        "was aux:pass told",
        "told root -",
        "by case aides",
        "aides obl:agent told",
        "that mark failed",
        "talks nsubj failed",
        "failed ccomp told",
    ]


def test_what_be_links_takes_its_place() -> None:
    rows = """
        She PRON 2 nsubj
        said VERB 2 ROOT
        it PRON 4 nsubj
        is AUX 2 ccomp
        a DET 6 det
        gift NOUN 4 attr
        and CCONJ 4 cc
        is AUX 4 conj
        late ADJ 8 acomp
    """
    assert tree(rows) == [
        "She nsubj said",
        "said root -",
        "it nsubj gift",
        "is cop gift",
        "a det gift",
        "gift ccomp said",
        "and cc late",
        "is cop late",
        "late conj gift",
    ]


def test_a_dative_and_an_object_are_told_apart() -> None:
    rows = """
        They PRON 2 nsubj
        gave VERB 2 ROOT
        him PRON 2 dative
        aid NOUN 2 dobj
        not PART 2 neg
        once ADV 2 advmod
    """
    assert tree(rows)[2:5] == ["him iobj gave", "aid obj gave", "not advmod gave"]


def test_a_preposition_before_a_clause_marks_it() -> None:
    rows = """
        He PRON 2 nsubj
        insisted VERB 2 ROOT
        on ADP 2 prep
        leaving VERB 3 pcomp
    """
    assert tree(rows)[2:] == ["on mark leaving", "leaving advcl insisted"]


def test_joined_conjuncts_hang_on_the_first() -> None:
    rows = """
        Ana PROPN 6 nsubj
        , PUNCT 1 punct
        Bo PROPN 1 conj
        and CCONJ 3 cc
        Cy PROPN 3 conj
        left VERB 6 ROOT
    """
    assert tree(rows)[2:5] == ["Bo conj Ana", "and cc Cy", "Cy conj Ana"]


def test_names_lose_their_article_and_possessive_and_other_kinds_are_left_out() -> None:
    rows = """
        The DET 3 det
        Hague PROPN 4 poss
        's PART 2 case
        lawyers NOUN 5 nsubj
        met VERB 5 ROOT
        Monday PROPN 5 npadvmod
    """
    ents = {"The": "B-GPE", "Hague": "I-GPE", "'s": "I-GPE", "Monday": "B-DATE"}
    assert read_clear(doc_of(rows, ents)).names == [(1, 2, "place")]


def test_every_tree_stays_a_tree() -> None:
    rows = """
        is AUX 1 ROOT
        in ADP 1 prep
        of ADP 2 prep
        be AUX 3 pcomp
        us PRON 4 attr
        to ADP 1 dative
        them PRON 6 pobj
        by ADP 1 agent
    """
    heads = read_clear(doc_of(rows)).heads
    for word in range(len(heads)):
        seen = {word}
        while heads[word] != word:
            word = heads[word]  # noqa: PLW2901 - climbing
            assert word not in seen
            seen.add(word)


def test_a_model_that_is_not_installed_is_a_clear_error() -> None:
    with pytest.raises(ConfigError, match="no package 'en_absent_model'"):
        SpacyModelAnalyser("en_absent_model")
