"""Write trained weights where the package reads them."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Config, Model

MODELS = Path(__file__).parents[2] / "transforms" / "extraction" / "models"


def store_names(
    model: Model[Any, Any], config: dict[str, object], folder: Path, meta: dict[str, object]
) -> int:
    """Write the name recogniser's description and its rounded weights, and give their size."""
    _round(model)
    folder.mkdir(parents=True, exist_ok=True)
    Config(config).to_disk(folder / "config.cfg")
    return _pack(model.to_bytes(), folder, meta)


def store(nlp: Language, folder: Path, meta: dict[str, object]) -> int:
    """Write a pipeline's components, weights rounded to half precision, and give their size.

    Rounding halves what the compressed weights take; they are computed with in single precision.
    The same pipeline gives the same bytes.
    """
    for _, pipe in nlp.pipeline:
        _round(pipe.model)
    folder.mkdir(parents=True, exist_ok=True)
    config = nlp.config.copy()
    kept = type(nlp.config)({part: config[part] for part in ("nlp", "components")})
    kept.to_disk(folder / "config.cfg", interpolate=False)
    return _pack(nlp.to_bytes(exclude=["vocab", "tokenizer"]), folder, meta)


def _round(model: Model[Any, Any]) -> None:
    for node in model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype(np.float16).astype("float32"))


def _pack(weights: bytes, folder: Path, meta: dict[str, object]) -> int:
    packed = gzip.compress(weights, mtime=0)
    (folder / "weights.msgpack.gz").write_bytes(packed)
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return len(packed)
