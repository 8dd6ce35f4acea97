"""Run our own weights over windows of words."""

from functools import lru_cache
from typing import Any

import numpy as np
from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController

from transforms.extraction.analysis.name_tags import Probabilities, names_in
from transforms.extraction.analysis.streaming import Parsed
from transforms.extraction.analysis.weights import models
from transforms.extraction.analysis.windows import Window


def parse(windows: list[Window]) -> list[Parsed]:
    """Tag and parse some windows and find names; the words they met are forgotten afterwards.

    It computes on one core, whatever the machine offers.
    """
    if not windows:
        return []
    pipeline, tagger = models().pipeline, models().names
    pipes: list[Any] = [pipe for _, pipe in pipeline.pipeline]
    with pipeline.memory_zone(), _threads().limit(limits=1, user_api="blas"):
        docs = [Doc(pipeline.vocab, words=w.forms, spaces=w.spaces) for w in windows]
        for pipe in pipes:
            pipe.set_annotations(docs, pipe.predict(docs))
        tags = tagger.predict(docs)
        return [_read(doc, rows) for doc, rows in zip(docs, tags, strict=True)]


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


@lru_cache(maxsize=1)
def _labels() -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Give UPOS, tags and relations by the numbers under which the vocabulary keeps labels."""
    strings = models().pipeline.vocab.strings
    labels = models().pipeline.pipe_labels
    both = {strings[label]: label.split("_", 1) for label in labels["tagger"]}
    relations = {strings[label]: label for label in labels["parser"]}
    relations[strings["ROOT"]] = "root"
    return (
        {key: upos for key, (upos, _) in both.items()},
        {key: tag for key, (_, tag) in both.items()},
        relations,
    )


def _read(doc: Doc, tagged: Probabilities) -> Parsed:
    upos, tags, relations = _labels()
    columns: Any = doc.to_array(["TAG", "HEAD", "DEP", "SENT_START"])
    heads = columns[:, 1].astype(np.int64) + np.arange(len(doc))
    own_tags = columns[:, 0].tolist()
    return Parsed(
        upos=[upos[tag] for tag in own_tags],
        tags=[tags[tag] for tag in own_tags],
        heads=heads.tolist(),
        relations=[relations[relation] for relation in columns[:, 2].tolist()],
        sentences=[0, *np.cumsum(columns[1:, 3] == 1).tolist()],
        names=list(names_in(tagged)),
    )
