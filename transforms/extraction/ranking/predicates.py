"""Tell what a word may do: its base form, and the classes of `lexicons/predicates.toml`."""

from dataclasses import dataclass
from functools import lru_cache

from transforms.extraction.lexicon import (
    BASE,
    GERUND,
    PARTICIPLE,
    PAST,
    THIRD,
    inflect,
    plural,
    read_lexicon,
)

VERB, NOUN, ADJECTIVE = "verb", "noun", "adj"
_ENDINGS = {
    "VBZ": (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("s", "")),
    "VBD": (("ied", "y"), ("eed", "ee"), ("ed", "")),
    "VBN": (("ied", "y"), ("eed", "ee"), ("ed", "")),
    "VBG": (("ing", ""),),
    "NNS": (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("s", "")),
}
_FORM_TAGS = {THIRD: "VBZ", PAST: "VBD", PARTICIPLE: "VBN", GERUND: "VBG", BASE: "VB"}


@dataclass(frozen=True, slots=True)
class Predicates:
    """Classes by part of speech and base form, kinds by class, base forms of irregular forms."""

    classes: dict[tuple[str, str], tuple[str, ...]]
    kinds: dict[str, str]
    bases: dict[tuple[str, str], str]
    light: frozenset[str]


@lru_cache(maxsize=1)
def predicates() -> Predicates:
    """Give the words of `lexicons/predicates.toml`, read once."""
    tables = read_lexicon("predicates")
    light = frozenset(tables.pop("light")["words"].split())
    classes: dict[tuple[str, str], list[str]] = {}
    kinds: dict[str, str] = {}
    for part, by_class in tables.items():
        for name, table in by_class.items():
            kinds[f"{part}.{name}"] = table["kind"]
            for word in dict.fromkeys(table["words"].split()):
                classes.setdefault((part, word), []).append(f"{part}.{name}")
    bases = _bases(
        frozenset(word for part, word in classes if part == VERB and "_" not in word), light
    )
    for part, word in classes:
        if part == NOUN:
            bases.setdefault(("NNS", plural(word)), word)
    listed = {key: tuple(names) for key, names in classes.items()}
    return Predicates(listed, kinds, bases, light)


def _bases(verbs: frozenset[str], light: frozenset[str]) -> dict[tuple[str, str], str]:
    irregular: dict[str, list[str]] = {
        **_small_irregular(),
        **read_lexicon("cues")["irregular"],
    }
    bases: dict[tuple[str, str], str] = {}
    for verb in sorted({*verbs, *irregular, *light}):
        for shape, form in inflect(verb, irregular).items():
            bases.setdefault((_FORM_TAGS[shape], form), verb)
    return bases


def _small_irregular() -> dict[str, list[str]]:
    """Read "give = gave given" of `lexicons/words.toml` as the last four forms of a verb."""
    found = {}
    for verb, listed in read_lexicon("words")["irregular"].items():
        past = listed.split()
        regular = inflect(verb, {})
        found[verb] = [regular[THIRD], past[0], past[-1], regular[GERUND]]
    return found


@lru_cache(maxsize=20_000)
def base_form(form: str, tag: str) -> str:
    """Give the base form of a word in lower case with its Penn Treebank tag."""
    known = predicates()
    found = known.bases.get((tag, form))
    if found is not None:
        return found
    for ending, instead in _ENDINGS.get(tag, ()):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            return _restored(form.removesuffix(ending) + instead, tag)
    return form


def _restored(stem: str, tag: str) -> str:
    """Give back the letter that an ending took or undo its doubling, where that makes a word."""
    if tag[0] != "V":
        return stem
    classes = predicates().classes
    for word in (stem, f"{stem}e", stem[:-1] if stem[-1] == stem[-2:-1] else stem):
        if (VERB, word) in classes:
            return word
    if stem[-1] == stem[-2:-1] and stem[-1] not in "sl":
        return stem[:-1]
    return f"{stem}e" if stem.endswith(("at", "iz", "is", "v", "c", "g", "u")) else stem
