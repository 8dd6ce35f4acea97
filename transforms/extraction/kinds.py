"""What a claim is beyond its words: polarity, modality, quotation type and confidence."""

import re

from transforms.extraction.found import Found
from transforms.extraction.lexicon import read_lexicon

_LEADING_WORDS = 14
_NEGATION = re.compile(r"\b(?:not|never|no|nor|neither|cannot|nobody|nothing|without)\b|n[’']t\b")
_MODALITIES = (
    ("conditional", re.compile(r"^(?:if|unless)\b|\b(?:would|provided that)\b")),
    ("possible", re.compile(r"\b(?:may|might|could|possibly|perhaps|likely|probably)\b")),
    ("required", re.compile(r"\b(?:must|should|need(?:s|ed)? to|has to|have to|ought)\b")),
    ("planned", re.compile(r"\b(?:will|won[’']t|[’']ll|shall|going to|plans? to)\b")),
)
_PLANS = frozenset({"pledge", "offer", "plan", "prediction", "warning", "refusal"})
_REQUIRES = frozenset({"demand"})
_CONFIDENCES: dict[str, float] = read_lexicon("confidence")["pattern"]
_UNKNOWN_SPEAKER, _NEGATED_CUE, _DEFAULT = 0.8, 0.8, 0.5


def polarity(found: Found, content: str) -> str:
    """Tell whether the content is said to be so or not to be so: affirmed or negated."""
    negated = bool(_NEGATION.search(_leading(content))) != found.is_negated
    if found.kind == "denial":
        negated = not negated
    return "negated" if negated else "affirmed"


def narrated_polarity(content: str) -> str:
    """Tell the polarity of a sentence that the outlet itself asserts."""
    return "negated" if _NEGATION.search(_leading(content)) else "affirmed"


def modality(kind: str, content: str) -> str:
    """Tell how the content is put: asserted, planned, possible, conditional or required."""
    if kind in _PLANS:
        return "planned"
    if kind in _REQUIRES:
        return "required"
    leading = _leading(content)
    return next((name for name, pattern in _MODALITIES if pattern.search(leading)), "asserted")


def quote_type(found: Found, content: str) -> str:
    """Tell how much of the content stands between quotation marks: direct, mixed or indirect."""
    if found.quote_chain >= 0:
        return "direct"
    return "mixed" if re.search(r"[\"“”«»]|''", content) else "indirect"


def confidence(found: Found, *, speaker_is_known: bool) -> float:
    """Give the tier of the pattern, lowered for what makes an attribution less certain.

    The tiers of `lexicons/confidence.toml` follow the order of measured precision.
    """
    value = float(_CONFIDENCES.get(found.pattern, _DEFAULT))
    if found.is_negated:
        value *= _NEGATED_CUE
    if not speaker_is_known:
        value *= _UNKNOWN_SPEAKER
    return round(value, 3)


def _leading(content: str) -> str:
    return " ".join(content.split()[:_LEADING_WORDS]).lower()
