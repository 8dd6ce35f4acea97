"""Compares two claim mentions: one proposition, perhaps one, or not, and why."""

from dataclasses import dataclass

from transforms.claim_similarity import content_similarity, is_negated, numbers
from transforms.text_similarity import terms

RULE_VERSION = "claims-1"
# On STS headlines (4 and more the same, 3 and less not) precision is .97 from .70 on, on MSRP
# .92 from .75 on; same speaker, same event, equal numbers and equal polarity come on top.
STRICT_SCORE = 0.75
CANDIDATE_SCORE = 0.5
_MIN_TERMS = 3


@dataclass(frozen=True, slots=True)
class ClaimText:
    """One claim mention as it is compared; white space in `content` is folded."""

    mention_id: str
    version_id: str
    event_id: str | None
    copy_group_id: str | None
    speaker_id: str | None
    speaker: str | None
    content: str
    polarity: str
    attributed: bool


@dataclass(frozen=True, slots=True)
class ClaimComparison:
    """How alike two mentions are: `strict` ones join, `candidate` ones are left to a person."""

    score: float
    strict: bool
    candidate: bool
    evidence_for: tuple[str, ...]
    evidence_against: tuple[str, ...]


def compare_claims(left: ClaimText, right: ClaimText) -> ClaimComparison:
    """Compare two mentions of one speaker, or two in copies of one text.

    Strict: the same words in copies of one text; or similarity from .75 on with the same numbers,
    the same polarity and at least three telling words. Candidate: similarity from .5 on.
    """
    copied = _are_copied(left, right)
    score = 1.0 if copied else round(content_similarity(left.content, right.content), 4)
    pro = [f"same speaker: {left.speaker}"] if left.speaker else []
    contra = []
    if copied:
        pro.append("the same words in copies of one text")
    elif score >= CANDIDATE_SCORE:
        pro.append(f"similar content ({score:.2f})")
    else:
        contra.append(f"content is worded differently ({score:.2f})")
    ours, theirs = numbers(left.content), numbers(right.content)
    if ours != theirs:
        contra.append(f"other numbers: {_listed(ours)}; {_listed(theirs)}")
    elif ours:
        pro.append(f"same numbers: {_listed(ours)}")
    opposed = _negated(left) != _negated(right)
    if opposed:
        contra.append("one affirms what the other denies")
    agree = ours == theirs and not opposed and _tells_enough(left) and _tells_enough(right)
    return ClaimComparison(
        score=score,
        strict=copied or (agree and score >= STRICT_SCORE),
        candidate=score >= CANDIDATE_SCORE,
        evidence_for=tuple(pro),
        evidence_against=tuple(contra),
    )


def _are_copied(left: ClaimText, right: ClaimText) -> bool:
    same_text = left.copy_group_id is not None and left.copy_group_id == right.copy_group_id
    return (
        same_text
        and left.content.casefold() == right.content.casefold()
        and left.polarity == right.polarity
        and left.speaker_id == right.speaker_id
    )


def _negated(text: ClaimText) -> tuple[bool, bool]:
    return text.polarity == "negated", is_negated(text.content)


def _tells_enough(text: ClaimText) -> bool:
    return len(terms(text.content)) >= _MIN_TERMS


def _listed(found: frozenset[str]) -> str:
    return ", ".join(sorted(found)) or "none"
