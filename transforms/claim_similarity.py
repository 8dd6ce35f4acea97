"""How alike two short contents are: words aligned one by one, spelling, and numbers."""

import re
from functools import lru_cache

from transforms.text_similarity import stem, weight, words

_NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_NEGATIONS = frozenset(("not", "no", "never", "neither", "nor", "without", "cannot"))
_KEPT = 20_000
_BASE_WEIGHT = 0.3
_MIN_DICE = 0.2
_SAME_ONSET = 4
_ONSET_ALIKE = 0.75
_MIN_ALIKE = 0.5
_MIN_SHARED_GRAMS = 1 / 3
"""A Dice of .5 takes a third of the longer word's pieces at least, and so of either's."""
_SAME_NUMBERS, _ONE_SILENT, _SOME_SHARED, _OTHER_NUMBERS = 1.15, 0.9, 0.95, 0.7


def wording_similarity(left: str, right: str) -> float:
    """Compare how two contents are worded, 0 to 1, whatever their numbers.

    Two thirds: each word is aligned with the most alike word of the other (same stem, or like
    spelling), weighted by rarity, as an F-measure. One third: shared character trigrams.
    """
    return (2 * _aligned(_stems(left), _stems(right)) + _trigram_dice(left, right)) / 3


def content_similarity(left: str, right: str) -> float:
    """Compare two contents, 0 to 1: their wording, lowered where their numbers differ."""
    ours, theirs = numbers(left), numbers(right)
    if not ours and not theirs:
        factor = 1.0
    elif ours == theirs:
        factor = _SAME_NUMBERS
    elif not ours or not theirs:
        factor = _ONE_SILENT
    else:
        factor = _SOME_SHARED if ours & theirs else _OTHER_NUMBERS
    return min(1.0, factor * wording_similarity(left, right) / _SAME_NUMBERS)


def worth_comparing(left: str, right: str) -> bool:
    """Tell cheaply whether two contents can reach a similarity of .5: some spelling is shared."""
    return _trigram_dice(left, right) >= _MIN_DICE


def may_be_worded_alike(left: str, right: str, least: float) -> bool:
    """Tell cheaply whether `wording_similarity` can reach a value: false is certain."""
    return _trigram_dice(left, right) >= 3 * least - 2


@lru_cache(maxsize=_KEPT)
def numbers(text: str) -> frozenset[str]:
    """Give the numbers of a text, one to twelve also as words."""
    spelt = (_NUMBER_WORDS.get(word, word) for word in re.findall(r"[a-z]+", text.lower()))
    written = (number.replace(",", "") for number in re.findall(r"\d(?:[\d,.]*\d)?", text))
    return frozenset(number for number in (*spelt, *written) if number[0].isdigit())


def is_negated(text: str) -> bool:
    """Tell whether a content says that something is not so."""
    return any(word in _NEGATIONS or word.endswith("n't") for word in words(text))


@lru_cache(maxsize=_KEPT)
def _stems(text: str) -> tuple[str, ...]:
    plain = (_NUMBER_WORDS.get(word, word) for word in words(text))
    return tuple(stem(word.replace("u.s", "us")) for word in plain)


def _aligned(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    recall, precision = _covered(left, right), _covered(right, left)
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def _covered(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    others = frozenset(theirs)
    pieces = _all_grams(others)
    mass = found = 0.0
    for word in ours:
        weighed = _BASE_WEIGHT + weight(word)
        mass += weighed
        found += weighed * (1.0 if word in others else _most_alike(word, others, pieces))
    return found / mass if mass else 0.0


def _most_alike(word: str, others: frozenset[str], pieces: frozenset[str]) -> float:
    """Give the likeness of the most alike of some words, after a look at all their pieces at once.

    No single word shares more pieces than all together, and none is alike below `_MIN_ALIKE`.
    """
    grams = _grams(word)
    few = len(grams & pieces) < _MIN_SHARED_GRAMS * len(grams)
    if word.isdigit() or (few and _onset(word) not in pieces):
        return 0.0
    return max((_alike(word, other) for other in others), default=0.0)


@lru_cache(maxsize=_KEPT)
def _all_grams(others: frozenset[str]) -> frozenset[str]:
    """Give the pieces of some words, and how each of them begins."""
    return frozenset(map(_onset, others)).union(*map(_grams, others))


def _onset(word: str) -> str:
    """Give the first letters of a word, in a form that none of its pieces has."""
    return f"{word[:_SAME_ONSET]}*"


@lru_cache(maxsize=10 * _KEPT)
def _alike(left: str, right: str) -> float:
    if left == right:
        return 1.0
    if left.isdigit() or right.isdigit():
        return 0.0
    ours, theirs = _grams(left), _grams(right)
    dice = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    if min(len(left), len(right)) >= _SAME_ONSET and left[:_SAME_ONSET] == right[:_SAME_ONSET]:
        dice = max(dice, _ONSET_ALIKE)
    return dice if dice >= _MIN_ALIKE else 0.0


@lru_cache(maxsize=_KEPT)
def _grams(word: str) -> frozenset[str]:
    edged = f"^{word}$"
    return frozenset(edged[at : at + n] for n in (2, 3) for at in range(len(edged) - n + 1))


def _trigram_dice(left: str, right: str) -> float:
    ours, theirs = _trigrams(left), _trigrams(right)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


@lru_cache(maxsize=_KEPT)
def _trigrams(text: str) -> frozenset[str]:
    spaced = f" {' '.join(words(text))} "
    return frozenset(spaced[at : at + 3] for at in range(len(spaced) - 2))
