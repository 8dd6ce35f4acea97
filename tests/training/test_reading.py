"""Treebanks, names and lessons as the training scripts read them, on files of our own."""

import gzip
import importlib
import sys
from array import array
from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from transforms.extraction.analysis import Analysis

CONLLU = """\
# newdoc id = own
# newpar
# text = The mayor didn't go.
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\tEntity=(1-person-new-cf1
2\tmayor\tmayor\tNOUN\tNN\t_\t5\tnsubj\t_\tEntity=1)
3-4\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
3\tdid\tdo\tAUX\tVBD\t_\t5\taux\t_\t_
4\tn't\tnot\tPART\tRB\t_\t5\tadvmod\t_\t_
5\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5.1\tgone\tgo\tVERB\tVBN\t_\t_\t_\t5:conj\t_
6\t.\t.\tPUNCT\t.\t_\t5\tpunct\t_\t_

# newpar
# text = Envoy Ana Duarte left Faro.
1\tEnvoy\tenvoy\tPROPN\tNNP\t_\t2\tnmod:desc\t_\tEntity=(2-person-new-cf1
2\tAna\tAna\tPROPN\tNNP\t_\t4\tnsubj\t_\t_
3\tDuarte\tDuarte\tPROPN\tNNP\t_\t2\tflat\t_\tEntity=2)
4\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
5\tFaro\tFaro\tPROPN\tNNP\t_\t4\tobj\t_\tEntity=(3-place-new-cf1)|SpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

"""


@pytest.fixture(scope="module")
def scripts() -> dict[str, ModuleType]:
    """Import the scripts, which stand beside each other and are no package."""
    folder = str(Path(__file__).parent)
    sys.path.insert(0, folder)
    try:
        names = ("treebanks", "named_sentences", "word_alignment", "made_names", "lessons")
        return {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(folder)


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    path = tmp_path / "own.conllu.gz"
    path.write_bytes(gzip.compress(CONLLU.encode()))
    return path


def test_parts_of_a_contraction_are_words_and_stand_close(
    scripts: dict[str, ModuleType], treebank: Path
) -> None:
    first, second = scripts["treebanks"].read_trees(treebank)
    assert [word.form for word in first.words] == ["The", "mayor", "did", "n't", "go", "."]
    assert [word.space_after for word in first.words] == [True, True, False, True, False, True]
    assert (first.words[4].head, first.words[4].relation) == (4, "root")
    assert (first.starts_document, second.starts_document) == (True, False)


def test_a_mention_gives_its_name_without_title_and_a_role_gives_none(
    scripts: dict[str, ModuleType], treebank: Path
) -> None:
    trees = list(scripts["treebanks"].read_trees(treebank))
    role, named = scripts["named_sentences"].name_trees(trees)
    assert role.names == []
    assert named.names == [(1, 3, "person"), (4, 5, "place")]
    assert named.unknown == frozenset()


def test_a_parse_is_scored_by_the_characters_of_its_words(
    scripts: dict[str, ModuleType], treebank: Path
) -> None:
    alignment = scripts["word_alignment"]
    (document,) = alignment.raw_documents(list(scripts["treebanks"].read_trees(treebank)))
    assert document.text == "The mayor didn't go.\n\nEnvoy Ana Duarte left Faro."
    spans = [span for sentence in document.spans for span in sentence]
    trees = document.trees
    heads = [word.head for word in trees[0].words] + [6 + word.head for word in trees[1].words]
    relations = [word.relation for tree in trees for word in tree.words]
    analysis = Analysis(
        starts=array("i", [start for start, _ in spans]),
        stops=array("i", [stop for _, stop in spans]),
        upos=("X", *(word.upos for tree in trees for word in tree.words))[1:],
        tags=("",) * 12,
        heads=array("i", [1, 1, *heads[2:]]),
        relations=("det", "root", *relations[2:]),
        sentences=array("i", [0] * 6 + [1] * 6),
    )
    counts: Counter[str] = Counter()
    alignment.count(document, analysis, counts)
    scores = alignment.f_scores(counts)
    assert scores["words"] == scores["upos"] == scores["sentences"] == 100
    assert scores["las"] == pytest.approx(100 * 11 / 12)


def test_made_sentences_hold_their_names_and_come_again_with_the_same_seed(
    scripts: dict[str, ModuleType],
) -> None:
    made = scripts["made_names"].made_sentence
    chance, again = Random(3), Random(3)  # noqa: S311 - no secrets
    for _ in range(60):
        words, names = made(chance)
        assert (words, names) == made(again)
        assert all(words[start][0].isupper() or words[start][0] == "." for start, _, _ in names)


def test_exchanged_names_keep_the_tree(scripts: dict[str, ModuleType], treebank: Path) -> None:
    lessons = scripts["lessons"]
    trees = list(scripts["treebanks"].read_trees(treebank))
    named = list(scripts["named_sentences"].name_trees(trees))
    own = [
        lessons.Lesson(tree.words, tree.starts_paragraph, True, one.names, one.unknown)
        for tree, one in zip(trees, named, strict=True)
    ]
    runs = lessons.varied_runs(own * 20, lessons.name_pool(own), 1.0, Random(5))  # noqa: S311 - no secrets
    seen = [lesson for run in runs for lesson in run]
    assert len(seen) == 40
    assert len({lesson.words[2].form for lesson in seen if lesson.names}) > 3
    assert {len(lesson.words) for lesson in seen} <= {5, 6}
