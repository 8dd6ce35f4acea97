"""A sentence in which every named thing is masked by its kind, so that patterns can find slots.

Masking keeps every offset: each character of a name becomes one private-use character, so
"meeting between Naqvi and Baker" reads as "meeting between PPPPP and PPPPP". White space of any
kind becomes a plain blank.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

PERSON, ORGANISATION, PLACE, GROUP = "\ue000", "\ue001", "\ue002", "\ue003"
_MASKS = {"person": PERSON, "organisation": ORGANISATION, "place": PLACE, "group": GROUP}
ANY = f"[{PERSON}-{GROUP}]+"
_RUN = re.compile(f"{PERSON}+|{ORGANISATION}+|{PLACE}+|{GROUP}+")
_CLAUSE_WORD = (
    r"who|whom|whose|which|that|where|when|while|after|before|said|says|say|told|to|in|at|on|"
    r"during|by|is|was|are|were|has|have|had|will|would|could|because|but|over|about|"
    r"if|until|since|whether|amid|following|despite|he|she|they|it"
)
_BREAK = re.compile(rf"[;:\u201c\u201d\"()]|\b(?:{_CLAUSE_WORD})\b")
_JOINT = re.compile(r",|\band\b|&|\bplus\b|\bor\b")
_SLOT_CHARS = 90
_GAP_CHARS = 70


@dataclass(frozen=True, slots=True)
class Name:
    """One mention of an entity in a text, in code points of that text."""

    start: int
    stop: int
    entity_id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text, the same text with its names masked, and the names by where they begin."""

    text: str
    masked: str
    names: dict[int, Name]

    def at(self, start: int, stop: int) -> list[Name]:
        """Give the names inside a span, in order."""
        return [
            self.names[match.start()]
            for match in _RUN.finditer(self.masked, start, stop)
            if match.start() in self.names
        ]


def mask(text: str, names: Iterable[Name]) -> NamedText:
    """Mask the names of a text; where two overlap the longer one counts."""
    chars = [" " if char.isspace() else char for char in text]
    kept: dict[int, Name] = {}
    for name in sorted(names, key=lambda name: (name.start - name.stop, name.start, name.name)):
        span = slice(name.start, name.stop)
        if not any(PERSON <= char <= GROUP for char in chars[span]):
            kept[name.start] = name
            chars[span] = [_MASKS[name.kind]] * (name.stop - name.start)
    return NamedText(text, "".join(chars), kept)


def chain_after(sentence: NamedText, start: int, stop: int) -> list[Name]:
    """Read the names that are coordinated right after a point: "X, Y and the envoy, Z".

    People are preferred: organisations and places beside them belong to their titles.
    """
    found: list[Name] = []
    last = start
    for name in sentence.at(start, stop):
        gap = re.sub(ANY, "", sentence.masked[last : name.start])
        if len(gap) > (_GAP_CHARS if found else _SLOT_CHARS) or _BREAK.search(_joined(gap)):
            break
        if found and not _follows_on(found, name, sentence):
            break
        found.append(name)
        last = name.stop
    return _preferred(found)


def chain_before(sentence: NamedText, start: int, stop: int) -> list[Name]:
    """Read the names that are coordinated right before a point: "X and Y" of "X and Y met"."""
    found: list[Name] = []
    for name in reversed(sentence.at(start, stop)):
        if found:
            gap = sentence.masked[name.stop : found[-1].start]
            if len(gap) > _GAP_CHARS or _BREAK.search(_joined(gap)):
                break
            if not _JOINT.search(gap) and name.kind == found[-1].kind:
                break
        found.append(name)
    return _preferred(found[::-1])


def _joined(gap: str) -> str:
    return gap.replace("as well as", "and").replace("together with", "and")


def _follows_on(found: list[Name], name: Name, sentence: NamedText) -> bool:
    same_kind = [other for other in found if other.kind == name.kind]
    return not same_kind or bool(
        _JOINT.search(_joined(sentence.masked[same_kind[-1].stop : name.start]))
    )


def _preferred(found: list[Name]) -> list[Name]:
    people = [name for name in found if name.kind == "person"]
    unique: dict[str, Name] = {}
    for name in people or found:
        unique.setdefault(name.entity_id, name)
    return list(unique.values())
