"""The kinds of events, read from `ontology.toml` and compiled to patterns once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event and the words that name it.

    `form` is reciprocal, visit, act or incident; `verb` matches a base or past form in a
    sentence, `past` a past form alone, `noun` a word that names such an event, `holder` a verb
    that takes that noun; `objects` have to stand beside a verb, `never` beside no trigger. A
    sentence without any of `words` has no trigger of the kind.
    """

    name: str
    family: str
    form: str
    passive: bool
    people_only: bool
    verb: re.Pattern[str] | None
    past: re.Pattern[str] | None
    noun: re.Pattern[str] | None
    holder: re.Pattern[str] | None
    objects: re.Pattern[str] | None
    never: re.Pattern[str] | None
    words: frozenset[str]


@cache
def kinds() -> tuple[Kind, ...]:
    """Give the kinds of events in the order of the ontology."""
    data = tomllib.loads(files("transforms.events").joinpath("ontology.toml").read_text("utf-8"))
    return tuple(
        Kind(
            name=entry["name"],
            family=entry["family"],
            form=entry["form"],
            passive=entry.get("passive", False),
            people_only=entry.get("people_only", False),
            verb=_verbs(entry["verbs"]),
            past=_any_of([form for verb in entry["verbs"] for form in verb["past"]]),
            noun=_any_of(entry["nouns"]),
            holder=_any_of(entry.get("holders", [])),
            objects=_any_of(entry.get("objects", [])),
            never=_any_of(entry.get("never", [])),
            words=_first_words(entry),
        )
        for entry in data["kind"]
    )


@cache
def families() -> dict[str, str]:
    """Map each kind to its family: the kinds that may be one event told differently."""
    return {kind.name: kind.family for kind in kinds()}


@cache
def reciprocal_families() -> frozenset[str]:
    """Give the families whose events need at least two who take part on a par."""
    return frozenset(kind.family for kind in kinds() if kind.form == "reciprocal")


def _verbs(entries: list[dict[str, str | list[str]]]) -> re.Pattern[str] | None:
    forms = []
    for entry in entries:
        base = str(entry["base"])
        inflected = "|".join(re.escape(form) for form in [base, *entry["past"]])
        after = "|".join(re.escape(word) for word in entry.get("after", []))
        forms.append(rf"(?:{inflected})" + (rf"(?= (?:{after})\b)" if after else ""))
    return re.compile(rf"\b(?:{'|'.join(forms)})\b") if forms else None


def _first_words(entry: dict[str, Any]) -> frozenset[str]:
    forms = [form for verb in entry["verbs"] for form in (verb["base"], *verb["past"])]
    return frozenset(re.split(r"[ -]", form)[0].lower() for form in (*forms, *entry["nouns"]))


def _any_of(listed: list[str]) -> re.Pattern[str] | None:
    if not listed:
        return None
    longest_first = sorted(listed, key=len, reverse=True)
    choices = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"\b(?i:{choices})\b")
