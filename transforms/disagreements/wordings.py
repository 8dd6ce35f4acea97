"""Words: two reports choose another term for one matter, or a stronger word for one step."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from transforms.claim_similarity import may_be_worded_alike, numbers, wording_similarity
from transforms.disagreements.statements import Detail, Finding
from transforms.text_similarity import stem, terms, weight, words

_SHARED_STEMS = 3
_HELD = 0.5
_LED_TO = 0.6
_NEAR = 0.6
_SHARED_NEAR = 2
_ALIKE = 0.6
_CLOSE = 0.24
_MUCH_SHARED = 12.0
_KEPT = 20_000
_MONTH = "May"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDINGS = ("", "s", "es", "ed", "d", "ing")


@dataclass(frozen=True, slots=True)
class Choice:
    """What one form of the lexicon says: which matter, and which of its choices or steps."""

    kind: str
    matter: int
    rank: int
    exclusive: bool = False
    reason: str = ""
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """A word of the lexicon in a text, its sentence, and the telling stems around it.

    `after` are those of what it leads to, `near` those of the few words on either side.
    """

    detail: Detail
    choice: Choice
    sentence: str
    around: frozenset[str]
    after: frozenset[str]
    near: frozenset[str]


def find_choices(text: str) -> Iterator[tuple[int, int, Choice]]:
    """Find the words of the lexicon in a text: where each starts and stops, and what it says.

    Of forms that begin at one word the longest counts; forms do not overlap.
    """
    longest, choices = _lexicon()
    found = [(match.start(), match.end(), match[0].casefold()) for match in _WORD.finditer(text)]
    free_from = 0
    for at, (start, _, word) in enumerate(found):
        if at < free_from or word not in longest:
            continue
        for length in range(longest[word], 0, -1):
            taken = found[at : at + length]
            choice = choices.get(tuple(entry[2] for entry in taken))
            stop = taken[-1][1]
            if choice is None or (length == 1 and text[start:stop] == _MONTH):
                continue
            if len(text[start:stop].split()) == length:
                free_from = at + length
                yield start, stop, choice
                break


def stems_around(sentence: str, chosen: str) -> frozenset[str]:
    """Give the telling stems of a sentence without those of some words in it."""
    return _terms_of(sentence) - {stem(word) for word in words(chosen)}


def compare_wordings(left: Sequence[Wording], right: Sequence[Wording]) -> Iterator[Finding]:
    """Compare what two reports call one matter and how far they say that it has gone.

    Terms differ when neither report uses the other's term anywhere. A step differs when the
    weaker report never takes the stronger one in a sentence about the same matter. Both need
    sentences that share their telling words, a step also what it leads to: the words after it.
    Of each matter one finding is enough.
    """
    theirs_of: dict[tuple[str, int], list[Wording]] = {}
    for theirs in right:
        theirs_of.setdefault((theirs.choice.kind, theirs.choice.matter), []).append(theirs)
    told: set[tuple[str, int]] = set()
    for ours in left:
        matter = (ours.choice.kind, ours.choice.matter)
        for theirs in theirs_of.get(matter, ()):
            if matter in told or ours.choice.rank == theirs.choice.rank:
                continue
            if not _one_matter(ours, theirs):
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
    """Tell whether two wordings speak of one matter, the chosen words themselves left out."""
    loose = left.choice.loose
    if not loose and not _near_alike(left, right):
        return False
    if left.choice.kind == "strength":
        led_to = _hold_each_other(left.after, right.after, _LED_TO, loose=loose)
        return led_to and (loose or _hold_each_other(left.around, right.around, _HELD))
    if _hold_each_other(left.around, right.around, _HELD, loose=loose):
        return True
    if len(left.around & right.around) < _SHARED_STEMS - 1:
        return False
    sentences = (left.sentence, right.sentence)
    return may_be_worded_alike(*sentences, _ALIKE) and wording_similarity(*sentences) >= _ALIKE


def _near_alike(left: Wording, right: Wording) -> bool:
    """Tell whether the same telling words stand right beside two wordings."""
    shared = left.near & right.near
    fewer = min(len(left.near), len(right.near))
    return len(shared) >= min(_SHARED_NEAR, fewer) and len(shared) >= _NEAR * fewer > 0


def _hold_each_other(
    ours: frozenset[str], theirs: frozenset[str], least: float, *, loose: bool = False
) -> bool:
    """Tell whether the smaller of two sets of stems stands in the other; loosely: the rare ones."""
    shared = ours & theirs
    if len(shared) < _SHARED_STEMS:
        return False
    common = sum(map(weight, shared))
    held = common / min(_mass(ours), _mass(theirs))
    return held >= least or (loose and common >= _MUCH_SHARED and held >= _CLOSE)


@lru_cache(maxsize=_KEPT)
def _mass(stems: frozenset[str]) -> float:
    return sum(map(weight, sorted(stems)))


@lru_cache(maxsize=_KEPT)
def _terms_of(sentence: str) -> frozenset[str]:
    return frozenset(terms(sentence))


@cache
def _lexicon() -> tuple[dict[str, int], dict[tuple[str, ...], Choice]]:
    """Give every form as its words, and for each first word how long its forms are at most."""
    source = files("transforms.disagreements").joinpath("wordings.toml").read_text("utf-8")
    listed = tomllib.loads(source)
    choices: dict[tuple[str, ...], Choice] = {}
    for matter, entry in enumerate(listed["term"]):
        exclusive, reason = entry.get("exclusive", False), entry["reason"]
        for rank, same in enumerate(entry["choices"]):
            choice = Choice("term", matter, rank, exclusive, reason, entry.get("loose", False))
            choices |= {form: choice for written in same for form in _forms(written)}
    for matter, entry in enumerate(listed["ladder"]):
        for rank, same in enumerate(entry["steps"]):
            choice = Choice("strength", matter, rank, loose=entry.get("loose", False))
            choices |= {form: choice for written in same for form in _forms(written)}
    longest: dict[str, int] = {}
    for form in choices:
        longest[form[0]] = max(len(form), longest.get(form[0], 0))
    return longest, choices


def _forms(written: str) -> Iterator[tuple[str, ...]]:
    *first, last = written.casefold().removesuffix("*").split()
    for ending in _ENDINGS if written.endswith("*") else ("",):
        yield (*first, last + ending)
