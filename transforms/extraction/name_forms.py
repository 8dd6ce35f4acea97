"""How names are put together in a noun phrase: articles, capitals, pairs of countries."""

import re
from collections.abc import Mapping

from transforms.extraction.cast import Member
from transforms.extraction.gazetteer import gazetteer
from transforms.extraction.names import PLACE

_PAIR = re.compile(
    r"\b([A-Z][\w.]+)[-–]([A-Z][\w.]+)\b|\b([A-Z]\w+) and (?:the )?([A-Z]\w+(?: [A-Z]\w+)?)\b"
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


def named_pairs(
    text: str, members: Mapping[tuple[str, str], Member]
) -> list[tuple[int, list[Member]]]:
    """Find where two countries are named as a pair: "US-Pakistan", "Norway and Finland".

    Args:
        text: the text.
        members: its entities by kind and name in lower case.

    Returns:
        Where each pair begins, and its two members, in the order of the text.
    """
    places = gazetteer().places
    found = []
    for match in _PAIR.finditer(text):
        names = [places.get(name.lower()) for name in match.groups() if name]
        known = [members.get((PLACE, name.lower())) for name in names if name]
        pair = {member.name: member for member in known if member is not None}
        if len(pair) == 2:  # noqa: PLR2004 - a pair
            found.append((match.start(), list(pair.values())))
    return found


def without_article(name: str) -> str:
    """Give a name without "the" or "a" before it."""
    return _ARTICLE.sub("", name)


def has_capital(name: str) -> bool:
    """Tell whether a word of the name begins with a capital, its article left out."""
    return any(word[0].isupper() for word in without_article(name).split())


def ends_with(name: str, member: Member) -> bool:
    """Tell whether the last word of a name is the last word of any form of an entity."""
    forms = (member.name, *member.aliases)
    return _last_word(name) in {_last_word(form) for form in forms}


def is_pair(written: str, members: list[Member]) -> bool:
    """Tell whether the words are two names and "and" with nothing else."""
    words = set(written.lower().split()) - {"the", "and"}
    names = [form for member in members for form in (member.name, *member.aliases)]
    joined = " and " in " ".join(written.split())
    return joined and words <= {word for name in names for word in name.lower().split()}


def _last_word(name: str) -> str:
    return name.lower().rsplit(maxsplit=1)[-1] if name.strip() else ""
