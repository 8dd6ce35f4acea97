"""Embed words by their form and by the company they keep, each form of a batch once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate

from transforms.extraction.analysis.word_classes import classes

_SPELLING = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
_FIRST_SEED = 8


@registry.architectures("claimstream.FormEmbed.v1")  # type: ignore[untyped-decorator]
def form_embedding(
    width: int, rows: list[int], class_width: int, class_rows: list[int], form_drop: float
) -> Model[list[Doc], list[Any]]:
    """Describe an embedding of spelling and word classes, mixed by one layer.

    Args:
        width: Size of the vectors that come out, and of those of spellings.
        rows: Rows of the tables for form, first letter, ending and shape.
        class_width: Size of the vectors of word classes.
        class_rows: Rows of the tables for the first numbers of `word_classes.classes`.
        form_drop: Share of forms that are hidden from the model while it learns.
    """
    sizes = [*[(width, count) for count in rows], *[(class_width, count) for count in class_rows]]
    tables: list[Model[Any, Any]] = [
        HashEmbed(size, count, column=at, seed=_FIRST_SEED + at, dropout=0.0)
        for at, (size, count) in enumerate(sizes)
    ]
    total = sum(size for size, _ in sizes)
    mixed: Model[Any, Any] = chain(
        concatenate(*tables), Maxout(width, total, nP=3, dropout=0.0, normalize=True)
    )
    return Model(
        "form_embedding",
        _forward,
        init=_initialise,
        layers=[mixed],
        dims={"nO": width},
        attrs={"form_drop": form_drop},
    )


def _initialise(
    model: Model[Any, Any],
    X: list[Doc] | None = None,  # noqa: N803 - thinc gives it by this name
    Y: None = None,  # noqa: ARG001, N803
) -> None:
    model.layers[0].initialize(_features(X)[0] if X else None)


def _forward(
    model: Model[Any, Any],
    docs: list[Doc],
    is_train: bool,  # noqa: FBT001
) -> tuple[list[Any], Callable[[list[Any]], list[Any]]]:
    features, places = _features(docs)
    if is_train:
        hidden = np.random.random(len(features)) < model.attrs["form_drop"]  # noqa: NPY002 - seeded by all
        features[hidden, 0] = 0
    vectors, learn = model.layers[0](features, is_train)
    stops = np.cumsum([len(doc) for doc in docs])[:-1]

    def backprop(slopes: list[Any]) -> list[Any]:
        total = np.zeros_like(vectors)
        np.add.at(total, places, np.concatenate(slopes))
        learn(total)
        return []

    return np.split(vectors[places], stops), backprop


def _features(docs: list[Doc]) -> tuple[Any, Any]:
    """Give the numbers of each form that is in the documents, and the form of each word."""
    rows = np.concatenate([doc.to_array(["ORTH", *_SPELLING]) for doc in docs])
    forms, first, places = np.unique(rows[:, 0], return_index=True, return_inverse=True)
    strings = docs[0].vocab.strings
    company = np.array([classes(strings[form]) for form in forms.tolist()], dtype="uint64")
    return np.hstack([rows[first, 1:], company.reshape(len(forms), -1)]), places
