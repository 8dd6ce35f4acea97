"""Embedding of words, each form of a batch once."""

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model, NumpyOps, fix_random_seed, set_current_ops

from transforms.extraction.analysis.form_embedding import form_embedding

WIDTH = 8


@pytest.fixture
def vocab() -> Vocab:
    return spacy.blank("xx").vocab


@pytest.fixture
def embedding(vocab: Vocab) -> Model:
    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(3)
    built = form_embedding(WIDTH, [50, 20, 30, 30], 4, [16] * 8, form_drop=0.0)
    built.initialize([Doc(vocab, words=["One", "word"])])
    return built


def test_a_form_has_one_vector_wherever_it_stands(embedding: Model, vocab: Vocab) -> None:
    docs = [Doc(vocab, words=["Oslo", "and", "Oslo"]), Doc(vocab, words=["In", "Oslo"])]
    first, second = embedding.predict(docs)
    assert [len(first), len(second)] == [3, 2]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[0], second[1])
    assert not np.array_equal(first[0], first[1])


def test_each_place_of_a_form_teaches_it(embedding: Model, vocab: Vocab) -> None:
    docs = [Doc(vocab, words=["Oslo", "Oslo"])]
    slope = np.ones((1, WIDTH), dtype="float32") * np.arange(WIDTH, dtype="float32")
    learnt = []
    for slopes in ([slope, slope * 0], [slope, slope]):
        _, backprop = embedding.begin_update(docs)
        backprop([np.concatenate(slopes)])
        table = next(node for node in embedding.walk() if node.has_param("E"))
        learnt.append(table.get_grad("E").copy())
        for node in embedding.walk():
            for name in node.param_names:
                if node.has_grad(name):
                    node.set_grad(name, node.get_grad(name) * 0)
    assert np.allclose(learnt[1], 2 * learnt[0])
    assert np.abs(learnt[0]).sum() > 0
