"""Read the sentences of re3d with their names, by the definition of `named_sentences.py`."""

import json
from collections.abc import Iterator
from pathlib import Path

from named_sentences import INSIDE, ORGANISATION, PERSON, PLACE, NamedSentence, is_title

from transforms.extraction.analysis.windows import windows
from transforms.extraction.gazetteer import gazetteer

_NOT_NAMES = frozenset("i we it he she they the iraqi syrian our their its his her my".split())  # noqa: SIM905
_RE3D = {"Person": PERSON, "Organisation": ORGANISATION, "Location": PLACE}


def read_re3d(folder: Path) -> Iterator[tuple[str, NamedSentence]]:
    """Yield re3d's sentences, each with the name of its source.

    What only a machine marked is unknown, countries are places.
    """
    for path in sorted(folder.glob("*/documents.json")):
        marked: dict[str, list[dict[str, object]]] = {}
        for line in path.with_name("entities.json").read_text(encoding="utf-8").splitlines():
            if line.strip():
                entity = json.loads(line)
                marked.setdefault(entity["documentId"], []).append(entity)
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                document = json.loads(line)
                entities = marked.get(document["_id"], [])
                for sentence in _re3d_sentences(document["text"], entities):
                    yield path.parent.name, sentence


def _re3d_sentences(text: str, marked: list[dict[str, object]]) -> Iterator[NamedSentence]:
    for window in windows(text):
        names: list[tuple[int, int, str]] = []
        unknown: set[int] = set()
        for entity in sorted(marked, key=lambda entity: entity["begin"] - entity["end"]):
            kind = _RE3D.get(str(entity["type"]))
            inside = [
                at
                for at, (start, stop) in enumerate(window.spans)
                if start >= entity["begin"] and stop <= entity["end"]
            ]
            name = _re3d_name(window.forms, inside, kind) if inside and kind else None
            if name is None:
                continue
            if float(entity["confidence"]) == 0:
                unknown.update(range(name[0], name[1]))
            elif all(name[1] <= start or name[0] >= stop for start, stop, _ in names):
                names.append(name)
        for start, stop, _ in names:
            unknown.difference_update(range(start, stop))
        yield NamedSentence(window.forms, window.spaces, sorted(names), frozenset(unknown))


def _re3d_name(forms: list[str], inside: list[int], kind: str) -> tuple[int, int, str] | None:
    """Give the capitalised name that a marked phrase ends with; peoples and roles are none."""
    last = inside[-1]
    while last > inside[0] and forms[last] in {"'s", "'"}:
        last -= 1
    first = last
    small = INSIDE if kind == ORGANISATION else {"-", "al", "of"} if kind == PLACE else {"-", "al"}
    while first > inside[0] and (forms[first - 1][0].isupper() or forms[first - 1] in small):
        first -= 1
    while first < last and (forms[first].lower() in {"the", "a", "an", "-"} | INSIDE):
        first += 1
    while kind == PERSON and first <= last and is_title(forms[first]):
        first += 1
    name = " ".join(forms[first : last + 1]).lower()
    if (
        not name
        or not forms[first][0].isupper()
        or name in _NOT_NAMES
        or name in gazetteer().groups
    ):
        return None
    return first, last + 1, PLACE if name in gazetteer().places else kind
