"""Read numbers with their unit and bound: "over $972 million" is at least 972e6 USD."""

import re
from collections.abc import Iterator

from transforms.extraction.lexicon import read_lexicon
from transforms.extraction.reading import ReadQuantity, Span

_TABLES = read_lexicon("quantities")
_WORDS: dict[str, float] = {**_TABLES["ones"], **_TABLES["tens"]}
_SCALES: dict[str, float] = _TABLES["scales"]
_CURRENCIES: dict[str, str] = _TABLES["currencies"]
_BOUNDS: dict[str, str] = {
    phrase: bound for bound, phrases in _TABLES["bounds"].items() for phrase in phrases
}
_NOT_UNITS = frozenset(_TABLES["not_units"]["words"].split())
_NOT_SINGULAR = frozenset(_TABLES["not_singular"]["words"].split())
_IRREGULAR: dict[str, str] = _TABLES["singular"]


def _either(words: Iterator[str] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SYMBOLS = _either([key for key in _CURRENCIES if not key.isalpha()])
_MONEY_WORDS = _either([key for key in _CURRENCIES if key.isalpha()])
_BOUND = _either(list(_BOUNDS)).replace(r"\ ", r"\s+")
_SPELLED = _either(list(_WORDS))
_SCALE = _either(list(_SCALES))
_QUANTITY = re.compile(
    rf"(?<![\w.,$€£¥/:’'-])(?:(?P<bound>{_BOUND})\s+)?"
    rf"(?:(?P<symbol>{_SYMBOLS})\s?)?"
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,15}}(?:\.\d{{1,9}})?)"
    rf"|(?P<spelled>(?:a\s+)?(?:{_SPELLED}|{_SCALE})(?:[\s-](?:and\s)?(?:{_SPELLED}|{_SCALE})){{0,5}}))"
    rf"(?!(?!(?:bn|mn|m|k)\b)[\w:/]|[.,]\d)(?:[\s-]?(?P<scale>{_SCALE}|bn|mn|m|k)\b)?"
    rf"(?:\s*(?P<percent>%|percent\b|per\s+cent\b|percentage\s+points?\b)"
    rf"|\s+(?P<money>{_MONEY_WORDS})\b)?",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    r"\s+((?:of\s+the\s+)?(?:[a-z][\w’'-]*\s+){0,2}?)([a-z][a-z-]*s|people|men|women|children|police|troops)\b"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE_BEFORE = re.compile(rf"\b(?:{_MONTHS})[a-z]*\.?\s*$", re.IGNORECASE)
_DATE_AFTER = re.compile(rf"(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})[a-z]*\b", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_SHORT_SCALES = {"bn": 1e9, "mn": 1e6, "m": 1e6, "k": 1e3}


def quantities(text: str) -> Iterator[ReadQuantity]:
    """Find the quantities of a text in order; dates, years, times and ordinals are none.

    A unit is an ISO 4217 currency, `percent`, or the singular of the noun that is counted; a
    number with none of these is left out.
    """
    for match in _QUANTITY.finditer(text):
        found = _quantity(text, match)
        if found is not None:
            yield found


def _quantity(text: str, match: re.Match[str]) -> ReadQuantity | None:
    value = _value(match)
    if value is None:
        return None
    unit, stop = _unit(text, match)
    if unit is None or _is_date(text, match, unit, value):
        return None
    bound = _BOUNDS.get(" ".join((match["bound"] or "").lower().split()), "exact")
    return ReadQuantity(Span(match.start(), stop), value, unit, bound)


def _value(match: re.Match[str]) -> float | None:
    if match["digits"]:
        value: float | None = float(match["digits"].replace(",", ""))
    else:
        value = _spelled(match["spelled"].lower())
    scale = (match["scale"] or "").lower()
    if value is None or not scale:
        return value
    return round(value * (_SCALES.get(scale) or _SHORT_SCALES[scale]), 6)


def _spelled(words: str) -> float | None:
    """Give the value of "twenty-one", "a hundred", "two hundred and five"."""
    total, part = 0.0, 0.0
    for word in re.split(r"[\s-]+", words):
        if word in _WORDS:
            part += _WORDS[word]
        elif word in _SCALES:
            part = (part or 1) * _SCALES[word]
            if _SCALES[word] > 100:  # noqa: PLR2004 - a hundred multiplies what follows a thousand
                total, part = total + part, 0.0
    return total + part or None


def _unit(text: str, match: re.Match[str]) -> tuple[str | None, int]:
    if match["symbol"]:
        return _CURRENCIES[match["symbol"].upper()], match.end()
    if match["percent"]:
        return "percent", match.end()
    if match["money"]:
        return _CURRENCIES[match["money"].lower()], match.end()
    noun = _NOUNS.match(text, match.end(), match.end() + 60)
    if noun is None or noun.group(2).lower() in _NOT_UNITS:
        return None, match.end()
    if any(word in _NOT_UNITS for word in noun.group(1).lower().split()):
        return None, match.end()
    return _singular(noun.group(2).lower()), noun.end()


def _singular(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun in _NOT_SINGULAR:
        return noun
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "shes", "ches", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _is_date(text: str, match: re.Match[str], unit: str, value: float) -> bool:
    if unit == "percent" or match["symbol"] or match["money"] or match["scale"]:
        return False
    before = text[max(0, match.start() - 12) : match.start()]
    if _DATE_BEFORE.search(before) or _DATE_AFTER.match(text, match.end()):
        return True
    is_year = bool(match["digits"]) and "," not in match["digits"] and value.is_integer()
    return is_year and len(match["digits"]) == 4 and _FIRST_YEAR <= value <= _LAST_YEAR  # noqa: PLR2004 - a year
