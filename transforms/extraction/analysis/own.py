"""Parse texts with the weights that ship with the package."""

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from transforms.extraction.analysis.analysis import Analysis
from transforms.extraction.analysis.name_rules import with_known_names
from transforms.extraction.analysis.streaming import analyse_windows


class OwnAnalyser:
    """Our tagger, parser and name recogniser; the weights are read when the first text comes."""

    @property
    def name(self) -> str:
        """Give the name under which its results are stored."""
        return str(_meta("parser")["name"])

    @property
    def version(self) -> str:
        """Give the versions of the parser's and the name recogniser's weights."""
        return f"{_meta('parser')['version']}+{_meta('names')['version']}"

    def analyse(self, texts: Iterable[str]) -> Iterator[Analysis]:
        """Parse texts, in their order; a text's result does not depend on its neighbours.

        The sentences are those of `transforms.structure`, but the parser may cut one further. A
        text of more than 100,000 words is analysed up to there.
        """
        # spaCy and the weights stay out of processes that analyse nothing, as `--help`
        from transforms.extraction.analysis.inference import parse  # noqa: PLC0415

        for text, analysis in analyse_windows(texts, parse):
            yield with_known_names(text, analysis)


def _meta(model: str) -> dict[str, Any]:
    path = files("transforms.extraction.models") / model / "meta.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))
