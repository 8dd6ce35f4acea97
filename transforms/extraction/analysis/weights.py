"""Read the weights that ship with the package."""

import gzip
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

import numpy as np
import spacy.util
from spacy.language import Language
from spacy.vocab import Vocab
from thinc.api import Config, NumpyOps, get_current_ops, set_current_ops
from thinc.types import Floats2d

_MODELS = "transforms.extraction.models"


class _Ops(NumpyOps):  # type: ignore[misc]
    """Multiplies matrices with NumPy's library, three times as fast as the one thinc brings.

    The sums of a row may differ in their last bits with the number of rows beside it.
    """

    def gemm(
        self,
        x: Floats2d,
        y: Floats2d,
        out: Floats2d | None = None,
        trans1: bool = False,  # noqa: FBT001, FBT002
        trans2: bool = False,  # noqa: FBT001, FBT002
    ) -> Floats2d:
        """Multiply two matrices, each turned over first if asked for."""
        product: Any = np.matmul
        return cast("Floats2d", product(x.T if trans1 else x, y.T if trans2 else y, out=out))


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """Give tagger, parser and name recogniser as one pipeline, read once per process."""
    parser = _load("parser", vocab=True)
    parser.add_pipe("ner", source=_load("names", vocab=parser.vocab))
    return parser


def _load(model: str, *, vocab: Vocab | bool) -> Language:
    folder = files(_MODELS) / model
    config = Config().from_str((folder / "config.cfg").read_text(encoding="utf-8"))
    before = get_current_ops()
    set_current_ops(_Ops())
    try:
        loaded = spacy.util.load_model_from_config(config, vocab=vocab)
        packed = (folder / "weights.msgpack.gz").read_bytes()
        loaded.from_bytes(gzip.decompress(packed), exclude=["vocab", "tokenizer"])
    finally:
        set_current_ops(before)
    for labels in loaded.pipe_labels.values():
        for label in labels:
            loaded.vocab.strings.add(label)
    return loaded
