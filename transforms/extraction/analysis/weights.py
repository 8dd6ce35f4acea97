"""Read the weights that ship with the package."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import spacy.util
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Config, Model, NumpyOps, get_current_ops, set_current_ops

# the stored descriptions name what these two modules register
from transforms.extraction.analysis import form_embedding, name_tags  # noqa: F401

_MODELS = "transforms.extraction.models"


@dataclass(frozen=True, slots=True)
class Models:
    """Tagger and parser as one pipeline, and the name tagger, which reads the same documents."""

    pipeline: Language
    names: Model[list[Doc], list[Any]]


@lru_cache(maxsize=1)
def models() -> Models:
    """Give the weights, read once per process.

    Their matrices are multiplied by NumPy's library: the wheels of thinc's own know no processor.
    """
    before = get_current_ops()
    set_current_ops(NumpyOps(use_blis=False))
    try:
        config, weights = _stored("parser")
        pipeline = spacy.util.load_model_from_config(config, vocab=True)
        pipeline.from_bytes(weights, exclude=["vocab", "tokenizer"])
        config, weights = _stored("names")
        names = spacy.util.registry.resolve(config)["model"].from_bytes(weights)
    finally:
        set_current_ops(before)
    for labels in pipeline.pipe_labels.values():
        for label in labels:
            pipeline.vocab.strings.add(label)
    return Models(pipeline, names)


def _stored(model: str) -> tuple[Config, bytes]:
    folder = files(_MODELS) / model
    config = Config().from_str((folder / "config.cfg").read_text(encoding="utf-8"))
    return config, gzip.decompress((folder / "weights.msgpack.gz").read_bytes())
