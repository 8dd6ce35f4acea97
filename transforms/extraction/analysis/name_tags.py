"""Tag words as the beginning, inside, end or whole of a name, and read names off the tags."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model, Softmax_v2, chain, with_array

from transforms.extraction.analysis.analysis import NamedSpan

Probabilities = NDArray[np.float32]
KINDS = ("person", "organisation", "place")
OUTSIDE = "O"
TAGS = (OUTSIDE, *(f"{part}-{kind}" for kind in KINDS for part in "BILU"))
_AFTER = {"B": "IL", "I": "IL", "L": "OBU", "U": "OBU", "O": "OBU"}
_NEVER = -1e9


def _is_allowed(before: str, after: str) -> bool:
    is_same = before[1:] == after[1:] or before[0] in "OLU"
    return after[0] in _AFTER[before[0]] and is_same


_STEP = np.array(
    [[0.0 if _is_allowed(one, two) else _NEVER for two in TAGS] for one in TAGS], dtype="float32"
)
_FIRST = np.array([0.0 if tag[0] in "OBU" else _NEVER for tag in TAGS], dtype="float32")
_LAST = np.array([0.0 if tag[0] in "OLU" else _NEVER for tag in TAGS], dtype="float32")


@registry.architectures("claimstream.NameTagger.v1")  # type: ignore[untyped-decorator]
def name_tagger(tok2vec: Model[list[Doc], list[Any]]) -> Model[list[Doc], list[Any]]:
    """Describe a model that gives each word the probability of each of `TAGS`."""
    width = tok2vec.get_dim("nO")
    return chain(tok2vec, with_array(Softmax_v2(len(TAGS), width)))


def tags_of(names: list[tuple[int, int, str]], count: int) -> list[int]:
    """Write names over so many words as numbers of tags."""
    tags = [0] * count
    for start, stop, kind in names:
        parts = "U" if stop - start == 1 else f"B{'I' * (stop - start - 2)}L"
        tags[start:stop] = [TAGS.index(f"{part}-{kind}") for part in parts]
    return tags


def names_in(probabilities: Probabilities) -> Iterator[NamedSpan]:
    """Yield the names of the most probable run of tags that fit together, in order."""
    start = 0
    for at, number in enumerate(_best(probabilities)):
        tag = TAGS[number]
        if tag[0] in "BU":
            start = at
        if tag[0] in "LU":
            yield NamedSpan(start, at + 1, tag[2:])


def _best(probabilities: Probabilities) -> list[int]:
    """Give the most probable tags; where each word's own best ones fit, they are the answer."""
    own = probabilities.argmax(axis=1)
    fits = _FIRST[own[0]] + _LAST[own[-1]] + _STEP[own[:-1], own[1:]].sum()
    if fits == 0:
        return list(own.tolist())
    scores = np.log(np.maximum(probabilities, np.finfo("float32").tiny))
    best, came = _FIRST + scores[0], []
    for row in scores[1:]:
        ways = best[:, None] + _STEP
        came.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + row
    tags = [int((best + _LAST).argmax())]
    for step in reversed(came):
        tags.append(int(step[tags[-1]]))
    return tags[::-1]
