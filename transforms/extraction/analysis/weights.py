"""Read the weights that ship with the package."""

import gzip
from functools import lru_cache
from importlib.resources import files

import spacy.util
from spacy.language import Language
from spacy.vocab import Vocab
from thinc.api import Config, NumpyOps, get_current_ops, set_current_ops

_MODELS = "transforms.extraction.models"


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """Give tagger, parser and name recogniser as one pipeline, read once per process.

    Its matrices are multiplied by NumPy's library: the wheels of thinc's own know no processor.
    """
    parser = _load("parser", vocab=True)
    parser.add_pipe("ner", source=_load("names", vocab=parser.vocab))
    return parser


def _load(model: str, *, vocab: Vocab | bool) -> Language:
    folder = files(_MODELS) / model
    config = Config().from_str((folder / "config.cfg").read_text(encoding="utf-8"))
    before = get_current_ops()
    set_current_ops(NumpyOps(use_blis=False))
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
