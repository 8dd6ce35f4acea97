"""Write trained weights where the package reads them."""

import gzip
import json
from pathlib import Path

import numpy as np
from spacy.language import Language

MODELS = Path(__file__).parents[2] / "transforms" / "extraction" / "models"


def store(nlp: Language, folder: Path, meta: dict[str, object]) -> int:
    """Write a pipeline's components, weights rounded to half precision, and give their size.

    Rounding halves what the compressed weights take; they are computed with in single precision.
    The same pipeline gives the same bytes.
    """
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, node.get_param(name).astype(np.float16).astype("float32"))
    folder.mkdir(parents=True, exist_ok=True)
    config = nlp.config.copy()
    kept = type(nlp.config)({part: config[part] for part in ("nlp", "components")})
    kept.to_disk(folder / "config.cfg", interpolate=False)
    packed = gzip.compress(nlp.to_bytes(exclude=["vocab", "tokenizer"]), mtime=0)
    (folder / "weights.msgpack.gz").write_bytes(packed)
    (folder / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return len(packed)
