"""The kinds of events, read from `ontology.toml` and compiled to patterns once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event and the words that name it.

    `form` is reciprocal, visit, act or incident; `verb` matches a finite or base form in a
    sentence, `noun` a word that names such an event, `holder` a verb that takes that noun.
    """

    name: str
    family: str
    form: str
    passive: bool
    verb: re.Pattern[str] | None
    noun: re.Pattern[str] | None
    holder: re.Pattern[str] | None


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
            verb=_verbs(entry["verbs"]),
            noun=_any_of(entry["nouns"]),
            holder=_any_of(entry.get("holders", [])),
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
        third = base + ("es" if base.endswith(("s", "x", "ch", "sh")) else "s")
        inflected = "|".join(re.escape(form) for form in [base, third, *entry["past"]])
        after = "|".join(re.escape(word) for word in entry.get("after", []))
        forms.append(rf"(?:{inflected})" + (rf"(?= (?:{after})\b)" if after else ""))
    return re.compile(rf"\b(?:{'|'.join(forms)})\b") if forms else None


def _any_of(listed: list[str]) -> re.Pattern[str] | None:
    if not listed:
        return None
    longest_first = sorted(listed, key=len, reverse=True)
    choices = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"\b(?i:{choices})\b")
