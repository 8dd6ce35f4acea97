"""Read the lexicons that ship with the package and expand the forms of their words."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

BASE, THIRD, PAST, PARTICIPLE, GERUND = "base", "third", "past", "participle", "gerund"
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to use a reporting verb: what the claim is and what may follow.

    `needs` holds the words that must follow at once and belong to the cue.
    """

    kind: str
    frames: frozenset[str]
    needs: frozenset[str]
    strength: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a reporting verb: its lemma, which forms it can be, how it can be used."""

    lemma: str
    shapes: frozenset[str]
    uses: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class NounCue:
    """A noun or adjective that stands for an act of speech, and what leads to its content."""

    kind: str
    follows: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reporting expression of several words, its first word in any form."""

    rest: tuple[str, ...]
    shapes: frozenset[str]
    use: Frame


@dataclass(frozen=True, slots=True)
class Cues:
    """All reporting expressions, by the form of their first word in lower case."""

    verbs: dict[str, Form]
    phrases: dict[str, tuple[Phrase, ...]]
    nouns: dict[str, NounCue]
    homographs: frozenset[str]
    passives: dict[str, frozenset[str]]
    adverbs: frozenset[str]
    adjectives: dict[str, NounCue]
    impersonal: frozenset[str]
    leads: frozenset[str]
    voicing: frozenset[str]


def read_lexicon(name: str) -> dict[str, Any]:
    """Give the tables of one lexicon file of this package, by its name without `.toml`."""
    path = files("transforms.extraction").joinpath("lexicons", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def inflect(verb: str, irregular: dict[str, list[str]]) -> dict[str, str]:
    """Give the five forms of a verb by their names; irregular verbs list the last four."""
    if verb in irregular:
        third, past, participle, gerund = irregular[verb]
        return {BASE: verb, THIRD: third, PAST: past, PARTICIPLE: participle, GERUND: gerund}
    stem = verb
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        third, past, gerund = f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    elif verb.endswith("e"):
        stem = verb[:-1]
        third, past = f"{verb}s", f"{verb}d"
        gerund = f"{verb}ing" if verb.endswith("ee") else f"{stem}ing"
    else:
        third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
        past, gerund = f"{stem}ed", f"{stem}ing"
    return {BASE: verb, THIRD: third, PAST: past, PARTICIPLE: past, GERUND: gerund}


def plural(noun: str) -> str:
    """Give the regular plural of a noun."""
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "sh", "ch", "x")) else f"{noun}s"


def _frame(table: dict[str, Any]) -> Frame:
    return Frame(
        table["kind"],
        frozenset(table["frames"]),
        frozenset(table.get("needs", ())),
        table.get("strength", "plain"),
    )


@lru_cache(maxsize=1)
def cues() -> Cues:
    """Give the reporting expressions of `lexicons/cues.toml`, expanded to all forms."""
    tables = read_lexicon("cues")
    irregular: dict[str, list[str]] = tables["irregular"]
    uses: dict[str, list[Frame]] = {}
    for table in tables["verb"]:
        for word in table["words"]:
            uses.setdefault(word, []).append(_frame(table))
    shapes: dict[str, set[str]] = {}
    lemmas: dict[str, str] = {}
    for lemma in uses:
        for shape, form in inflect(lemma, irregular).items():
            shapes.setdefault(form, set()).add(shape)
            lemmas.setdefault(form, lemma)
    verbs = {
        form: Form(lemma, frozenset(shapes[form]), tuple(uses[lemma]))
        for form, lemma in lemmas.items()
    }
    return Cues(
        verbs,
        _phrases(tables, irregular),
        _nouns(tables),
        frozenset(tables["homographs"]["words"]),
        _passives(tables),
        _adverbs(tables),
        {
            word: NounCue(table["kind"], frozenset(table["follows"]))
            for table in tables["adjective"]
            for word in table["words"]
        },
        frozenset(tables["impersonal"]["words"]),
        _forms(tables["lead"]["words"], irregular),
        _forms(tables["voicing"]["words"], irregular),
    )


def _phrases(
    tables: dict[str, Any], irregular: dict[str, list[str]]
) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    for table in tables["phrase"]:
        for words in table["words"]:
            first, *rest = words.split()
            by_form: dict[str, set[str]] = {}
            for shape, form in inflect(first, irregular).items():
                by_form.setdefault(form, set()).add(shape)
            for form, names in by_form.items():
                phrase = Phrase(tuple(rest), frozenset(names), _frame(table))
                found.setdefault(form, []).append(phrase)
    return {
        form: tuple(sorted(phrases, key=lambda phrase: -len(phrase.rest)))
        for form, phrases in found.items()
    }


def _nouns(tables: dict[str, Any]) -> dict[str, NounCue]:
    found = {}
    for table in tables["noun"]:
        cue = NounCue(table["kind"], frozenset(table["follows"]))
        for word in table["words"]:
            found[word] = found[plural(word)] = cue
    return found


def _passives(tables: dict[str, Any]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for use, words in tables["passive"].items():
        for word in words:
            found.setdefault(word, set()).add(use)
    return {word: frozenset(names) for word, names in found.items()}


def _forms(listed: list[str], irregular: dict[str, list[str]]) -> frozenset[str]:
    """Give every form of verbs and of phrases that begin with one."""
    found: set[str] = set()
    for words in listed:
        first, *rest = words.split()
        found.update(" ".join((form, *rest)) for form in inflect(first, irregular).values())
    return frozenset(found)


def _adverbs(tables: dict[str, Any]) -> frozenset[str]:
    return frozenset(tables["adverb"]["words"])


@lru_cache(maxsize=1)
def word_tags() -> dict[str, str]:
    """Give the tag of every small word and common verb form of `lexicons/words.toml`."""
    tables = read_lexicon("words")
    tags: dict[str, str] = {}
    irregular: dict[str, str] = tables["irregular"]
    for verb in tables["verbs"]["words"].split():
        forms = inflect(verb, {})
        tags[forms[BASE]] = "VB"
        tags[forms[THIRD]] = "VB"
        tags[forms[PAST]] = "VD"
        tags[forms[GERUND]] = "VG"
        for form in irregular.get(verb, "").split():
            tags[form] = "VD"
    for tag, listed in tables["tags"].items():
        tags.update(dict.fromkeys(listed.split(), tag))
    return tags
