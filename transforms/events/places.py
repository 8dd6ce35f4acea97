"""Tells whether two names of places can stand for one place: a city lies in a country."""

import re
from functools import cache
from importlib.resources import files

_OTHER_NAMES = {
    "us": "united states", "u.s": "united states", "u.s.": "united states",
    "usa": "united states", "america": "united states", "uk": "britain",
    "u.k.": "britain", "united kingdom": "britain", "england": "britain", "scotland": "britain",
    "uae": "united arab emirates", "kiev": "kyiv", "tel aviv": "israel",
    "washington, d.c.": "washington", "washington dc": "washington", "d.c.": "washington",
}  # fmt: skip


ONE, UNCLEAR, APART = "one", "unclear", "apart"


def fit_places(left: str, right: str) -> str:
    """Tell whether two places are `one` (or one inside the other), `apart`, or `unclear`.

    Two countries, two capitals, or a capital and another country are apart. Of two places that
    are neither, one may lie in the other (Quetta, Balochistan): unclear.
    """
    first, second = _folded(left), _folded(right)
    if _holds(first, second) or _holds(second, first):
        return ONE
    countries = [country for place in (first, second) if (country := _country(place))]
    if len(countries) == len((first, second)):
        inside = first in _capitals() or second in _capitals()
        return ONE if inside and countries[0] == countries[1] else APART
    if first in _capitals() or second in _capitals():
        return APART
    return UNCLEAR


def is_country(place: str) -> bool:
    """Tell whether a place is a country."""
    return _folded(place) in _capitals().values()


@cache
def _capitals() -> dict[str, str]:
    """Map each capital to its country, both lower-case."""
    lines = files("transforms.events").joinpath("capitals.tsv").read_text("utf-8").splitlines()
    rows = [line.lower().split("\t") for line in lines if not line.startswith("#")]
    return {capital: _OTHER_NAMES.get(country, country) for country, capital in rows}


def _country(place: str) -> str | None:
    """Give the country that a place is, or whose capital it is."""
    if place in _capitals().values():
        return place
    return _capitals().get(place)


def _folded(place: str) -> str:
    folded = re.sub(r"^the ", "", place.casefold().strip())
    return _OTHER_NAMES.get(folded, folded)


def _holds(whole: str, part: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole))
