"""What stands at the head of a bare text: a headline, and the dateline of its first paragraph."""

import re

HEADLINE_WORDS = 22
FEWEST_WORDS = 3
HEADLINE_CHARACTERS = 200
LINES_FOR_WIDTH = 12

_SENTENCE_END = re.compile("[.!?:;,…–—-][\"'”’)]*$|[“”]$")
# captions with their credit, bylines
_OTHER_LINE = re.compile(
    r".*\((?:[^()]*(?:/|\b(?i:photo|image|via|courtesy)\b)[^()]*)\)$|\(.*\)$|.*\bGetty Images\b"
    r"|(?i:by)\s+(?!The\b)[A-Z]\w+\s+[A-Z]|(?:CLOSE|LISTEN)\s"
)
_CAPITAL = re.compile("[\"'“‘(\\[¿¡]*[A-Z\\dÀ-ÖØ-Þ]")
_PLACE = (
    r"[A-ZÀ-Þ][\w'’.\-]*(?:\s(?:(?:de|del|la|of|the|and|al|el|du|am)\s)?[A-ZÀ-Þ][\w'’.\-]*){0,3}"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?"
_AGENCY = r"\((?:[A-Z][\w&.’' /-]{1,40})\)"
_DATELINE = re.compile(
    r"(?!(?:The(?!\sHague)|An?|In|On|At|But|And|He|She|It|They|We|I|This|That|What|Why|How)\b)"
    rf"(?P<place>{_PLACE}(?:(?:,\s|\s?/\s?){_PLACE}){{0,2}})(?:,?\s{_DATE})?"
    rf"(?:,?\s{_AGENCY}\s?(?:[-–—:]+\s?)?|\s?[–—]\s?|\s--?\s|\s?--\s?)(?=[\"'“‘]?[A-ZÀ-Þ\d])"
)


def headline(text: str) -> str | None:
    """Give the first line of a bare text when it is its headline.

    It is short, begins with a capital, does not end as a sentence does, has text after it, and
    was ended on purpose: by a blank line, or where the next word would still have fitted.
    """
    first, _, rest = text.partition("\n")
    words = first.split()
    if not FEWEST_WORDS <= len(words) <= HEADLINE_WORDS or len(first) > HEADLINE_CHARACTERS:
        return None
    if not rest.strip() or not _CAPITAL.match(first) or _SENTENCE_END.search(first):
        return None
    if _OTHER_LINE.match(first) or dateline(text) is not None:
        return None
    if rest.startswith("\n"):
        return first.strip()
    if not _CAPITAL.match(rest):
        return None
    following = rest.split("\n", LINES_FOR_WIDTH)[:LINES_FOR_WIDTH]
    width = max(map(len, following))
    return first.strip() if len(first) + 1 + len(following[0].split()[0]) <= width else None


def dateline(text: str, title: str | None = None) -> str | None:
    """Give the place that a report says it is filed from, as written: "LONDON" (Reuters).

    Looked for at the start of the first paragraph that is not the title.
    """
    for line in text.split("\n", 4)[:4]:
        stripped = line.strip()
        if not stripped or stripped == title:
            continue
        match = _DATELINE.match(stripped)
        return match["place"].rstrip(",") if match else None
    return None
