"""Claims: the same words from two speakers, or one affirmed and the other denied."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from transforms.claim_similarity import may_be_worded_alike, numbers, wording_similarity
from transforms.disagreements.statements import Detail, Finding
from transforms.text_similarity import containment, terms

_SAME_WORDS = 0.75
_SAME_QUOTE = 0.85
_SAME_SAYING = 0.9
_IN_COMMON = 0.5
_MIN_TERMS = 3
_MIN_QUOTED = 4
_MOST_NAMES = 5
_SAME_MATTER = 0.62
_MAX_OWN_TERMS = 1
_SHOWN_CHARS = 90
_KEPT = 20_000
_MEDIA = frozenset(
    (
        *("abc", "afp", "ap", "bbc", "bloomberg", "cbs", "cnn", "fox", "gazette", "herald"),
        *("journal", "msnbc", "nbc", "news", "npr", "pbs", "politico", "post", "reuters"),
        *("times", "tribune"),
    )
)
"""Words of outlets' names: an outlet that is quoted passes on what somebody else says."""
_PRONOUNS = frozenset(("he", "she", "they", "it", "i", "we", "who", "him", "her", "them"))
_FURNITURE = re.compile(r"\bMORE\b| \| |[a-z]{4}[A-Z][a-z]{3}|[a-z]20\d\d")
"""What a page puts between the words of an article: teasers, and names run together with them."""
_NO_BELIEF = re.compile(
    r"(?:n['\u2019]t|\bnot|\bnever) (?:believe|think|know|see|expect|recall|remember|"
    r"aware|sure|want)"
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attributed claim: its content and, where one is named, its speaker as written."""

    content: Detail
    speaker: Detail | None
    speaker_id: str | None
    speaker_name: str | None
    speaker_kind: str | None
    quoted: bool
    negated: bool


def compare_speakers(left: Sequence[Claimed], right: Sequence[Claimed]) -> Iterator[Finding]:
    """Find the same words put into two mouths.

    Direct quotes have to share nearly all their telling words, other contents nearly all of both.
    A person and an organisation may both be right: the one speaks for the other. A speaker whom
    only a pronoun names is left out.
    """
    for ours, theirs in product(left, right):
        if not (_is_named(ours) and _is_named(theirs) and _share_words(ours, theirs)):
            continue
        if _same_speaker(ours, theirs):
            continue
        kinds = {ours.speaker_kind, theirs.speaker_kind}
        if "place" in kinds or "person" not in kinds or ours.negated != theirs.negated:
            continue
        if ours.speaker and theirs.speaker and _same_words(ours, theirs):
            office = len(kinds) > 1
            note = "; one may speak for the other" if office else ""
            yield Finding(
                kind="speaker",
                left=ours.speaker,
                right=theirs.speaker,
                compatible=office,
                explanation=(
                    f"“{_short(ours.content.text)}” is said by {ours.speaker_name} in one report "
                    f"and by {theirs.speaker_name} in the other{note}."
                ),
                gist=frozenset((str(ours.speaker_id), str(theirs.speaker_id), _matter(ours))),
            )


def compare_polarity(left: Sequence[Claimed], right: Sequence[Claimed]) -> Iterator[Finding]:
    """Find a claim that one report affirms and the other denies, numbers being equal.

    The denial may bring no matter of its own: "would not blame them" at the end of a longer
    content denies something else.
    """
    for ours, theirs in product(left, right):
        if ours.negated == theirs.negated:
            continue
        if numbers(ours.content.text) != numbers(theirs.content.text):
            continue
        if min(len(_terms(ours)), len(_terms(theirs))) < _MIN_TERMS or _may_be_cut(ours, theirs):
            continue
        denial, claim = (ours, theirs) if ours.negated else (theirs, ours)
        if len(_terms(denial) - _terms(claim)) > _MAX_OWN_TERMS:
            continue
        if wording_similarity(ours.content.text, theirs.content.text) < _SAME_MATTER:
            continue
        same = ours.speaker_id is not None and ours.speaker_id == theirs.speaker_id
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
    """Tell whether a text names the speaker: whom a pronoun stands for is our reading of it."""
    if claim.speaker is None or claim.speaker_kind is None:
        return False
    written = claim.speaker.text
    if written.casefold() in _PRONOUNS or written == written.lower():
        return False
    names, called = _words_of(claim.speaker_name), _words_of(written)
    if claim.speaker_kind == "person" and (not names or names[-1] not in called):
        return False  # "the Kentucky Republican": who that is, is our reading
    if _MEDIA & set(names):
        return False
    told = f"{claim.speaker_name} {written} {claim.content.text}"
    return len(names) <= _MOST_NAMES and not _FURNITURE.search(told)


def _share_words(left: Claimed, right: Claimed) -> bool:
    """Tell cheaply whether two contents may be the same words: half the telling ones are shared."""
    ours, theirs = _terms(left), _terms(right)
    fewer = min(len(ours), len(theirs))
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
