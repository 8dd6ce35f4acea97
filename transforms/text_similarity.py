"""Compares short texts by their telling words: light stems, weighted by how rare they are.

The weights are fixed: document frequencies counted once in the English UD treebanks EWT and GUM
and in re3d (`word_frequencies.tsv`). So a similarity depends on two texts only, never on what
else was in the batch.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_KEPT = 100_000
_MIN_STEM = 3
_STOP_SHARE = 0.12
_DOUBLED = re.compile(r"([bdgkmnprt])\1$")


def words(text: str) -> list[str]:
    """Cut a text into lower-case words; hyphens and inner points keep a word together."""
    return [match.group().replace("’", "'") for match in _WORD.finditer(text.lower())]


@lru_cache(maxsize=_KEPT)
def stem(word: str) -> str:
    """Cut the inflection off a lower-case word, so that 'meetings' and 'meeting' agree."""
    word = re.sub(r"'s$|'$", "", word)
    for ending, rest in (("ies", "y"), ("sses", "ss"), ("ied", "y")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + rest
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _MIN_STEM:
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= _MIN_STEM and re.search(r"[aeiouy]", base):
            return _DOUBLED.sub(r"\1", base).removesuffix("e")
    return word.removesuffix("e") if len(word) > _MIN_STEM + 1 else word


@cache
def _frequencies() -> tuple[int, dict[str, int]]:
    lines = files("transforms").joinpath("word_frequencies.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    counted = {word: int(count) for word, count in rows}
    return counted.pop("*documents*"), counted


@lru_cache(maxsize=_KEPT)
def weight(stemmed: str) -> float:
    """Give the inverse document frequency of a stem, 0 for the words that are everywhere."""
    documents, counted = _frequencies()
    count = counted.get(stemmed, 1)
    return 0.0 if count > _STOP_SHARE * documents else math.log(documents / count)


def terms(text: str) -> Counter[str]:
    """Count the stems of a text's content words; words that are everywhere are left out."""
    found = Counter(stem(word) for word in words(text) if len(word) > 1 or word.isdigit())
    return Counter({word: count for word, count in found.items() if weight(word) > 0})


def cosine(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Compare two bags of stems: 0 without a shared word, 1 for the same words."""
    shared = sum(
        (1 + math.log(left[word])) * (1 + math.log(right[word])) * weight(word) ** 2
        for word in sorted(left.keys() & right.keys())
    )
    return shared / (_norm(left) * _norm(right)) if shared else 0.0


def containment(left: Iterable[str], right: Iterable[str]) -> float:
    """Give the weighted share of the smaller set of stems that the larger one holds."""
    left, right = set(left), set(right)
    smaller = min(_mass(left), _mass(right))
    return _mass(left & right) / smaller if smaller else 0.0


def _norm(bag: Mapping[str, float]) -> float:
    return math.sqrt(sum((weight(word) * (1 + math.log(bag[word]))) ** 2 for word in sorted(bag)))


def _mass(stems: set[str]) -> float:
    return sum(weight(word) for word in sorted(stems))
