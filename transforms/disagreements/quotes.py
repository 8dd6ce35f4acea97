"""Claims: the same words from two speakers, or one affirmed and the other denied."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from transforms.claim_similarity import (
    is_negated,
    may_be_worded_alike,
    numbers,
    wording_similarity,
)
from transforms.disagreements.statements import Detail, Finding
from transforms.text_similarity import containment, stem, terms, weight

_SAME_WORDS = 0.75
_SAME_QUOTE = 0.85
_SAME_SAYING = 0.9
_IN_COMMON = 0.5
_MIN_TERMS = 3
_MIN_QUOTED = 4
_MOST_NAMES = 5
_SAME_MATTER = 0.62
_MAX_OWN_TERMS = 1
_MAX_MORE_TERMS = 3
_MIN_DENIED = 2
_TELLING = 3.0
_SAME_DENIED = 0.45
_MIN_NAMES = 2
_MIN_WORDS = 6
_SHOWN_CHARS = 90
_KEPT = 20_000
_NO_SURNAMES = frozenset(
    (
        *("abc", "afp", "ap", "bbc", "bloomberg", "cbs", "cnn", "fox", "gazette", "herald"),
        *("journal", "msnbc", "nbc", "news", "npr", "pbs", "politico", "post", "reuters"),
        *("times", "tribune"),
        *("republican", "republicans", "democrat", "democrats", "department", "committee"),
        *("senator", "congressman", "congresswoman", "spokesman", "spokeswoman", "house", "senate"),
    )
)
"""Words of outlets' names, which pass on what others say, and of descriptions."""
_FURNITURE = re.compile(r"\bMORE\b| \| |[a-z]{4}[A-Z][a-z]{3}|[a-z]20\d\d")
"""What a page puts between the words of an article: teasers, and names run together with them."""
_REPORTS = frozenset(
    stem(word) for word in ("allegation", "accusation", "claim", "story", "report", "statement")
)
_DENIAL = re.compile(r"\b(?:false|untrue|baseless)\b", re.IGNORECASE)
_OPEN = re.compile(r"\W*(?:if|whether|unless|should)\b", re.IGNORECASE)
"""How a condition or a question begins."""
_NO_BELIEF = re.compile(
    r"(?:n['\u2019]t|\bnot|\bnever) (?:believe|think|know|see|expect|recall|remember|"
    r"aware|sure|want)"
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attributed claim: its content and, where one is named, its speaker as written.

    `around` are the sentences that hold both.
    """

    content: Detail
    speaker: Detail | None
    speaker_id: str | None
    speaker_name: str | None
    speaker_kind: str | None
    around: str
    quoted: bool
    negated: bool


def compare_speakers(left: Sequence[Claimed], right: Sequence[Claimed]) -> Iterator[Finding]:
    """Find the same words put into two mouths.

    Direct quotes have to share nearly all their telling words, other contents nearly all of both.
    Only people who are named count: an organisation has speakers, and whom a pronoun or a
    description stands for is our reading. So is who speaks where the other one is named as well.
    """
    for ours, theirs in product(left, right):
        if not (_is_named(ours) and _is_named(theirs) and _share_words(ours, theirs)):
            continue
        if _same_speaker(ours, theirs) or ours.negated != theirs.negated:
            continue
        if _names_other(ours, theirs) or _names_other(theirs, ours):
            continue
        if ours.speaker and theirs.speaker and _same_words(ours, theirs):
            yield Finding(
                kind="speaker",
                left=ours.speaker,
                right=theirs.speaker,
                compatible=False,
                explanation=(
                    f"“{_short(ours.content.text)}” is said by {ours.speaker_name} in one report "
                    f"and by {theirs.speaker_name} in the other."
                ),
                gist=frozenset((str(ours.speaker_id), str(theirs.speaker_id), _matter(ours))),
            )


def compare_polarity(left: Sequence[Claimed], right: Sequence[Claimed]) -> Iterator[Finding]:
    """Find a claim that one report affirms and the other denies, numbers being equal.

    Neither side may bring much matter of its own: "would not blame them" at the end of a longer
    content denies something else. A condition or a question affirms nothing.
    """
    for ours, theirs in product(left, right):
        if ours.negated == theirs.negated:
            continue
        if numbers(ours.content.text) != numbers(theirs.content.text):
            continue
        if _may_be_cut(ours, theirs):
            continue
        if _leaves_open(ours) or _leaves_open(theirs) or not _of_one_matter(ours, theirs):
            continue
        same = (
            ours.speaker_id == theirs.speaker_id
            and _is_speaker_named(ours)
            and _is_speaker_named(theirs)
        )
        who = f"{ours.speaker_name} is" if same else "Two speakers are"
        yield Finding(
            kind="polarity",
            left=ours.content,
            right=theirs.content,
            compatible=False,
            explanation=(
                f"{who} reported to affirm and to deny the same: “{_short(ours.content.text)}”, "
                f"“{_short(theirs.content.text)}”."
            ),
            gist=frozenset((_matter(ours), _matter(theirs))),
        )


def _leaves_open(claim: Claimed) -> bool:
    return bool(_OPEN.match(claim.content.text))


def _of_one_matter(ours: Claimed, theirs: Claimed) -> bool:
    """Tell whether two contents share their matter: at most one telling word of either is its own.

    What is denied as a whole ("denied leaking the memo") may be told at more length; to deny "the
    story" denies nothing that is told here.
    """
    denial, claim = (ours, theirs) if ours.negated else (theirs, ours)
    words = (denial.content.text, claim.content.text)
    shared = _terms(denial) & _terms(claim)
    own = len(_terms(denial) - shared), len(_terms(claim) - shared)
    if any(map(_DENIAL.search, words)) or own[0] > _MAX_OWN_TERMS:
        return False
    alike = wording_similarity(*words)
    if is_negated(denial.content.text):
        return len(shared) >= _MIN_TERMS and own[1] <= _MAX_OWN_TERMS and alike >= _SAME_MATTER
    denied = [term for term in shared - _REPORTS if weight(term) >= _TELLING]
    return len(denied) >= _MIN_DENIED and own[1] <= _MAX_MORE_TERMS and alike >= _SAME_DENIED


def _matter(claim: Claimed) -> str:
    return " ".join(sorted(_terms(claim)))


def _terms(claim: Claimed) -> frozenset[str]:
    return _terms_of(claim.content.text)


@lru_cache(maxsize=_KEPT)
def _terms_of(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _same_speaker(left: Claimed, right: Claimed) -> bool:
    """Tell whether two speakers may be one: by id, by name, or as the texts call them."""
    if left.speaker_id is None or right.speaker_id is None or left.speaker_id == right.speaker_id:
        return True
    if _words_of(_as_written(left)) == _words_of(_as_written(right)):
        return True
    ours, theirs = (_words_of(claim.speaker_name) for claim in (left, right))
    if not ours or not theirs or set(ours) <= set(theirs) or set(theirs) <= set(ours):
        return True
    return ours[-1] in _words_of(_as_written(right)) or theirs[-1] in _words_of(_as_written(left))


def _as_written(claim: Claimed) -> str | None:
    return claim.speaker.text if claim.speaker else None


def _words_of(name: str | None) -> list[str]:
    return re.findall(r"\w+", (name or "").casefold())


def _may_be_cut(claim: Claimed, other: Claimed) -> bool:
    """Tell whether a negation may only be outside the other's words: "did not believe that …"."""
    ours, theirs = (claim.content.text.casefold(), other.content.text.casefold())
    return bool(_NO_BELIEF.search(ours) or _NO_BELIEF.search(theirs))


def _is_named(claim: Claimed) -> bool:
    """Tell whether a text names a person, known by a full name, as the speaker."""
    names = _words_of(claim.speaker_name)
    if claim.speaker_kind != "person" or not _MIN_NAMES <= len(names) <= _MOST_NAMES:
        return False
    if len(names[-1]) == 1 or _NO_SURNAMES & set(names) or not _is_speaker_named(claim):
        return False
    told = f"{claim.speaker_name} {_as_written(claim)} {claim.content.text}"
    return not _FURNITURE.search(told)


def _is_speaker_named(claim: Claimed) -> bool:
    """Tell whether the speaker's surname stands there: "Lee", not "Lee's critics" or "she"."""
    names = _words_of(claim.speaker_name)
    if claim.speaker is None or not names:
        return False
    pattern = rf"\b{re.escape(names[-1])}\b(?!['’]s?\s+\w)"
    return bool(re.search(pattern, claim.speaker.text.casefold()))


def _names_other(claim: Claimed, other: Claimed) -> bool:
    """Tell whether the sentences around a claim name the other's speaker, too."""
    return bool(set(_words_of(other.speaker_name)[-1:]) & set(_words_of(claim.around)))


def _share_words(left: Claimed, right: Claimed) -> bool:
    """Tell cheaply whether two contents may be the same words: half the telling ones are shared."""
    ours, theirs = _terms(left), _terms(right)
    fewer = min(len(ours), len(theirs))
    if min(len(claim.content.text.split()) for claim in (left, right)) < _MIN_WORDS:
        return False
    return fewer >= _MIN_TERMS and len(ours & theirs) >= _IN_COMMON * fewer


def _same_words(left: Claimed, right: Claimed) -> bool:
    """Tell whether two contents are the same words; of what is not quoted nearly all of them."""
    words = (left.content.text, right.content.text)
    if left.quoted and right.quoted:
        fewer = min(len(_terms(left)), len(_terms(right)))
        if fewer >= _MIN_QUOTED and containment(_terms(left), _terms(right)) >= _SAME_QUOTE:
            return True
        return wording_similarity(*words) >= _SAME_WORDS
    least = _SAME_WORDS if left.speaker_kind != right.speaker_kind else _SAME_SAYING
    return may_be_worded_alike(*words, least) and wording_similarity(*words) >= least


def _short(text: str) -> str:
    words = " ".join(text.split()).strip("“”\"' ,.")
    return (
        words if len(words) <= _SHOWN_CHARS else words[: _SHOWN_CHARS - 1].rsplit(" ", 1)[0] + "…"
    )
