"""Put together names, and sentences with names, that no training text holds."""

import random
import tomllib
from functools import lru_cache
from pathlib import Path

_LISTS = Path(__file__).with_name("made_names.toml")
_PATTERNS = Path(__file__).with_name("made_sentences.txt")
_SLOTS = {"PER": "person", "LAST": "person", "ORG": "organisation", "LOC": "place"}
_SIZES = {"PER": (2, 2, 2, 3), "LAST": (1,), "ORG": (1, 1, 2, 2, 3, 4), "LOC": (1, 1, 1, 2)}
_DEMONYMS = ("American", "British", "French", "German", "Chinese", "Turkish", "Polish", "Kenyan")
_PSEUDO = 0.35


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, list[str]]]:
    tables = tomllib.loads(_LISTS.read_text(encoding="utf-8"))
    return {
        kind: {key: words.split() for key, words in table.items()} for kind, table in tables.items()
    }


def made_name(kind: str, size: int, chance: random.Random) -> list[str] | None:
    """Give a name of some kind with so many words, or None where none can be made."""
    made = {"person": _person, "place": _place, "organisation": _organisation}[kind](size, chance)
    if made is None:
        return None
    return [_pseudo(word, chance) if chance.random() < _PSEUDO else word for word in made]


def _person(size: int, chance: random.Random) -> list[str] | None:
    first, last = _lists()["person"]["first"], _lists()["person"]["last"]
    if size == 1:
        return [chance.choice(last if chance.random() < 0.6 else first)]
    if size == 2:
        return [chance.choice(first), chance.choice(last)]
    if size == 3:
        middle = chance.choice((f"{chance.choice('ABCDEFGHJKLMNPRSTW')}.", chance.choice(first)))
        return [chance.choice(first), middle, chance.choice(last)]
    return None


def _place(size: int, chance: random.Random) -> list[str] | None:
    lists = _lists()["place"]
    if size == 1:
        return [chance.choice(lists["one"])]
    if size == 2:
        stem = chance.choice((*lists["one"], *_lists()["person"]["last"]))
        pair = [chance.choice(lists["before"]), stem], [stem, chance.choice(lists["after"])]
        return chance.choice(pair)
    return None


def _organisation(size: int, chance: random.Random) -> list[str] | None:
    lists = _lists()["organisation"]
    stem = chance.choice(
        (chance.choice(_lists()["person"]["last"]), chance.choice(_lists()["place"]["one"]))
    )
    kind = chance.choice(lists["kinds"])
    if size == 1:
        return [chance.choice(lists["one"] if chance.random() < 0.5 else lists["acronyms"])]
    if size == 2:
        return [
            chance.choice((stem, chance.choice(lists["themes"]), chance.choice(lists["one"]))),
            kind,
        ]
    if size == 3:
        return chance.choice(
            (
                [kind, "of", stem],
                [stem, chance.choice(lists["themes"]), kind],
                [stem, "&", chance.choice(_lists()["person"]["last"])],
            )
        )
    if size == 4:
        return [chance.choice(lists["themes"]), kind, "of", stem]
    return None


def _pseudo(word: str, chance: random.Random) -> str:
    """Join the start of a word with the end of another, so that its form is new but likely."""
    if len(word) < 4 or not word[0].isupper() or word in _lists()["organisation"]["kinds"]:
        return word
    if word.isupper():
        return "".join(chance.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in word)
    table = _lists()["person"] if chance.random() < 0.5 else {"one": _lists()["place"]["one"]}
    other = chance.choice(chance.choice(list(table.values())))
    return word[: len(word) // 2 + chance.choice((0, 1))] + other[len(other) // 2 :].lower()


def made_sentence(chance: random.Random) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Give the words of a sentence that we wrote, with made names in it, and where they are."""
    words: list[str] = []
    names: list[tuple[int, int, str]] = []
    for word in chance.choice(_patterns()):
        kind = _SLOTS.get(word)
        if kind:
            made = made_name(kind, chance.choice(_SIZES[word]), chance) or []
            names.append((len(words), len(words) + len(made), kind))
            words += made
        else:
            words.append(chance.choice(_DEMONYMS) if word == "DEM" else word)
    return words, names


@lru_cache(maxsize=1)
def _patterns() -> list[list[str]]:
    return [line.split() for line in _PATTERNS.read_text(encoding="utf-8").splitlines() if line]
