"""Words: two reports choose another term for one matter, or a stronger word for one step."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from transforms.claim_similarity import numbers, wording_similarity
from transforms.disagreements.statements import Detail, Finding
from transforms.text_similarity import containment, stem, terms, weight, words

_SHARED_STEMS = 3
_HELD = 0.5
_ALIKE = 0.6
_CLOSE = 0.24
_MUCH_SHARED = 12.0
_KEPT = 20_000
_MONTH = "May"


@dataclass(frozen=True, slots=True)
class Choice:
    """What one form of the lexicon says: which matter, and which of its choices or steps."""

    kind: str
    matter: int
    rank: int
    exclusive: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A word of the lexicon in a text, with the sentence it stands in."""

    detail: Detail
    choice: Choice
    sentence: str


def find_choices(text: str) -> Iterator[tuple[int, int, Choice]]:
    """Find the words of the lexicon in a text: where each starts and stops, and what it says."""
    pattern, choices = _lexicon()
    for match in pattern.finditer(text):
        name = match.lastgroup
        if name is not None and match[0] != _MONTH:
            yield match.start(), match.end(), choices[name]


def compare_wordings(left: Sequence[Wording], right: Sequence[Wording]) -> Iterator[Finding]:
    """Compare what two reports call one matter and how far they say that it has gone.

    Terms differ when neither report uses the other's term anywhere. A step differs when the
    weaker report never takes the stronger one in a sentence about the same matter. Both need
    sentences that share their telling words; of each matter one finding is enough.
    """
    told: set[tuple[str, int]] = set()
    for ours, theirs in product(left, right):
        matter = (ours.choice.kind, ours.choice.matter)
        if matter in told or matter != (theirs.choice.kind, theirs.choice.matter):
            continue
        if ours.choice.rank == theirs.choice.rank or not _one_matter(ours, theirs):
            continue
        finder = _term if ours.choice.kind == "term" else _strength
        finding = finder((ours, theirs), (left, right))
        if finding is not None:
            told.add(matter)
            yield finding


def _term(
    pair: tuple[Wording, Wording], reports: tuple[Sequence[Wording], Sequence[Wording]]
) -> Finding | None:
    ours, theirs = pair
    if _uses(reports[0], theirs.choice) or _uses(reports[1], ours.choice):
        return None
    judged = "they exclude each other" if ours.choice.exclusive else "both may be true"
    return Finding(
        kind="term",
        left=ours.detail,
        right=theirs.detail,
        compatible=not ours.choice.exclusive,
        explanation=(
            f"One report says “{ours.detail.text}”, the other “{theirs.detail.text}”; {judged}: "
            f"{ours.choice.reason}."
        ),
        gist=_gist(ours, theirs),
    )


def _strength(
    pair: tuple[Wording, Wording], reports: tuple[Sequence[Wording], Sequence[Wording]]
) -> Finding | None:
    ours, theirs = pair
    weaker, of_weaker = (
        (ours, reports[0]) if ours.choice.rank < theirs.choice.rank else (theirs, reports[1])
    )
    stronger = theirs if weaker is ours else ours
    if numbers(ours.sentence) != numbers(theirs.sentence):
        return None
    if any(
        other.choice.kind == stronger.choice.kind
        and other.choice.matter == stronger.choice.matter
        and other.choice.rank >= stronger.choice.rank
        and _one_matter(other, stronger)
        for other in of_weaker
    ):
        return None
    return Finding(
        kind="strength",
        left=ours.detail,
        right=theirs.detail,
        compatible=True,
        explanation=(
            f"One report says “{weaker.detail.text}”, the other, more strongly, "
            f"“{stronger.detail.text}”; both may be true: the one may leave out how far it went."
        ),
        gist=_gist(ours, theirs),
    )


def _gist(left: Wording, right: Wording) -> frozenset[str]:
    matter = f"{left.choice.kind} {left.choice.matter}"
    return frozenset(f"{matter} {side.choice.rank}" for side in (left, right))


def _uses(report: Sequence[Wording], choice: Choice) -> bool:
    return any(wording.choice == choice for wording in report)


def _one_matter(left: Wording, right: Wording) -> bool:
    """Tell whether two sentences speak of one matter, the chosen words themselves left out."""
    ours, theirs = _around(left), _around(right)
    shared = ours & theirs
    if len(shared) >= _SHARED_STEMS and containment(ours, theirs) >= _HELD:
        return True
    if len(shared) >= _SHARED_STEMS and sum(map(weight, shared)) >= _MUCH_SHARED:
        return containment(ours, theirs) >= _CLOSE
    alike = wording_similarity(left.sentence, right.sentence) >= _ALIKE
    return alike and len(shared) >= _SHARED_STEMS - 1


def _around(wording: Wording) -> frozenset[str]:
    chosen = {stem(word) for word in words(wording.detail.text)}
    return _terms_of(wording.sentence) - chosen


@lru_cache(maxsize=_KEPT)
def _terms_of(sentence: str) -> frozenset[str]:
    return frozenset(terms(sentence))


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, Choice]]:
    """Join all forms to one pattern; the longest of those that begin alike comes first."""
    source = files("transforms.disagreements").joinpath("wordings.toml").read_text("utf-8")
    listed = tomllib.loads(source)
    forms: list[tuple[str, Choice]] = []
    for matter, entry in enumerate(listed["term"]):
        exclusive, reason = entry.get("exclusive", False), entry["reason"]
        for rank, same in enumerate(entry["choices"]):
            forms += [(form, Choice("term", matter, rank, exclusive, reason)) for form in same]
    for matter, entry in enumerate(listed["ladder"]):
        for rank, same in enumerate(entry["steps"]):
            forms += [(form, Choice("strength", matter, rank)) for form in same]
    forms.sort(key=lambda form: (-len(form[0]), form[0]))
    choices = {f"f{number}": choice for number, (_, choice) in enumerate(forms)}
    parts = (f"(?P<f{number}>{_as_pattern(form)})" for number, (form, _) in enumerate(forms))
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE), choices


def _as_pattern(form: str) -> str:
    spaced = r"\s+".join(re.escape(word) for word in form.removesuffix("*").split())
    return spaced + ("(?:s|es|ed|d|ing)?" if form.endswith("*") else "")
