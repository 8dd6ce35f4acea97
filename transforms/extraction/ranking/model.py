"""Score features with the weights that ship with the package."""

import gzip
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_STEEP = 30.0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, of three log-linear models: cue, content and speaker.

    Attributes:
        version: changes with the weights; it is part of the extractor's name.
        bias: what a cue scores without any feature.
        accept: the probability from which a candidate is an attribution.
        accept_pattern: the same where a pattern of the lexicon found it as well.
        faint: the confidence from which a content that no pattern found is kept.
        trust: what a content or speaker that a pattern found scores beyond its features.
        calibration: weights by which the three scores become one confidence.
    """

    version: str
    bias: float
    accept: float
    accept_pattern: float
    faint: float
    trust: float
    calibration: dict[str, float]
    cue: dict[str, float]
    content: dict[str, float]
    speaker: dict[str, float]


@lru_cache(maxsize=1)
def model() -> Model:
    """Give the weights, read once per process."""
    packed = (files("transforms.extraction.ranking") / "weights.json.gz").read_bytes()
    return Model(**json.loads(gzip.decompress(packed)))


def score(weights: dict[str, float], features: Iterable[str]) -> float:
    """Add up the weights of some features; an unknown one weighs nothing."""
    return math.fsum(weights.get(feature, 0.0) for feature in features)


def probability(value: float) -> float:
    """Turn a score into a probability."""
    return 1 / (1 + math.exp(-max(-_STEEP, min(_STEEP, value))))


def shares(values: Sequence[float]) -> list[float]:
    """Turn the scores of rivals into probabilities that add up to 1."""
    top = max(values)
    powers = [math.exp(value - top) for value in values]
    total = math.fsum(powers)
    return [power / total for power in powers]
