"""Parse texts with an official English spaCy model that the user has installed."""

import importlib.util
from collections.abc import Iterable, Iterator

import spacy
from spacy.tokens import Doc, Span

from transforms.errors import ConfigError
from transforms.extraction.analysis.analysis import Analysis, NamedSpan
from transforms.extraction.analysis.clear_labels import ClearTree, to_universal
from transforms.extraction.analysis.streaming import Parsed, analyse_windows
from transforms.extraction.analysis.windows import Window

_KINDS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
_NOT_NEEDED = ["lemmatizer", "senter"]


class SpacyModelAnalyser:
    """An installed spaCy model such as `en_core_web_sm`, its labels turned into ours.

    Raises:
        ConfigError: No package of that name is installed, or it has no parser.
    """

    def __init__(self, model: str) -> None:
        if importlib.util.find_spec(model) is None:
            raise ConfigError(
                f"expected an installed spaCy model, found no package '{model}'; "
                "install it from a source you trust, or leave the setting out to use our own"
            )
        self._pipeline = spacy.load(model, exclude=_NOT_NEEDED)
        if "parser" not in self._pipeline.pipe_names:
            raise ConfigError(f"the spaCy model '{model}' has no parser")

    @property
    def name(self) -> str:
        """Give the model's name, with its language."""
        return f"{self._pipeline.meta['lang']}_{self._pipeline.meta['name']}"

    @property
    def version(self) -> str:
        """Give the model's version."""
        return str(self._pipeline.meta["version"])

    def analyse(self, texts: Iterable[str]) -> Iterator[Analysis]:
        """Parse texts, in their order, on the same words and sentences as our own analyser."""
        return (analysis for _, analysis in analyse_windows(texts, self._parse))

    def _parse(self, windows: list[Window]) -> list[Parsed]:
        model = self._pipeline
        with model.memory_zone():
            docs = [Doc(model.vocab, words=w.forms, spaces=w.spaces) for w in windows]
            return [read_clear(doc) for doc in model.pipe(docs)]


def read_clear(doc: Doc) -> Parsed:
    """Read a document that an official model has parsed."""
    tree = ClearTree(
        forms=[token.text for token in doc],
        upos=[token.pos_ for token in doc],
        heads=[token.head.i for token in doc],
        labels=[token.dep_ or "dep" for token in doc],
    )
    to_universal(tree)
    number, sentences = -1, []
    for token in doc:
        number += bool(token.is_sent_start) or token.i == 0
        sentences.append(number)
    return Parsed(
        upos=tree.upos,
        tags=[token.tag_ for token in doc],
        heads=tree.heads,
        relations=tree.labels,
        sentences=sentences,
        names=[_name(span) for span in doc.ents if span.label_ in _KINDS],
    )


def _name(span: Span) -> NamedSpan:
    """Give a name without the article before it and the possessive 's after it."""
    start, stop = span.start, span.end
    while start < stop - 1 and span.doc[start].lower_ in {"the", "a", "an"}:
        start += 1
    while stop > start + 1 and span.doc[stop - 1].tag_ == "POS":
        stop -= 1
    return NamedSpan(start, stop, _KINDS[span.label_])
