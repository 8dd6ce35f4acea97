"""Parse text into words, sentences, dependencies and names, behind one interface.

`OwnAnalyser` runs the weights that ship with the package; `installed.SpacyModelAnalyser` runs an
official spaCy model that the user has installed. What comes out is an `Analysis`, which knows no
library; `Tree` walks it, `noun_phrase` finds phrases in it.
"""

from transforms.extraction.analysis.analysis import Analyser, Analysis, NamedSpan, WordRoles
from transforms.extraction.analysis.noun_phrases import noun_phrase
from transforms.extraction.analysis.own import OwnAnalyser
from transforms.extraction.analysis.trees import Tree

__all__ = [
    "Analyser",
    "Analysis",
    "NamedSpan",
    "OwnAnalyser",
    "Tree",
    "WordRoles",
    "noun_phrase",
]
