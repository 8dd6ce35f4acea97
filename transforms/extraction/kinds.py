"""What a claim is beyond its words: polarity, modality, quotation type and confidence."""

import re

from transforms.extraction.found import Found
from transforms.extraction.lexicon import cues, read_lexicon

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


_COMMITMENT = read_lexicon("carriers")["commitment"]
_WEAK = frozenset(_COMMITMENT["weak"].split())
_STRONG = frozenset(_COMMITMENT["strong"].split())
_TELLS_A_NUMBER = frozenset({"statement", "finding", "opinion"})
_QUESTIONING = re.compile(r"^(?:whether|if|how|why|what|who|when|where|which)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"^(?:that |there (?:were|are|was|is) )?"
    r"(?:at least |at most |about |around |some |nearly |almost |over |more than |fewer than |"
    r"less than |up to |only |as many as )?[$€£¥]?\d[\d,.]*(?:%| ?[a-z])",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:toll|rate|inflation|unemployment|number|total|price|prices|cost|costs|share|deficit|surplus|"
    r"debt|budget|revenue|revenues|profit|profits|sales|output|growth|exports|imports|population|turnout|"
    r"average|index|gdp|economy|production|damage|losses|spending|temperature|temperatures)\b"
    r"[^,;]{0,60}?\b(?:is|was|were|are|be|been|at|to|by|of|reached|exceeded|exceed|hit|totalled|totaled|"
    r"passed|topped|averaged)\b[^,;\d]{0,25}[$€£¥]?(?!(?:19|20)\d\d\b)\d",
    re.IGNORECASE,
)
_LONGEST_FIGURE = 40


def kind(found: Found, content: str) -> str:
    """Tell what a claim is: the kind of its cue, unless its point is a number or a question.

    The point is a number where one opens the content ("40 people had died") or a measure has it
    ("the rate rose to 3.2 percent").
    """
    words = content.split(maxsplit=_LONGEST_FIGURE)
    flat = " ".join(words[:_LONGEST_FIGURE])
    if found.kind == "demand" and _QUESTIONING.match(flat):
        return "question"
    if found.kind not in _TELLS_A_NUMBER or len(words) > _LONGEST_FIGURE:
        return found.kind
    return "figure" if _COUNTED.match(flat) or _MEASURED.search(flat) else found.kind


def polarity(found: Found, content: str) -> str:
    """Tell whether the content is said to be so or not to be so: affirmed or negated."""
    negated = bool(_NEGATION.search(_leading(content))) != found.is_negated
    if found.kind == "denial":
        negated = not negated
    return "negated" if negated else "affirmed"


def strength(found: Found, cue: str) -> str:
    """Tell how far a cue commits who speaks: strong ("confirmed"), plain, weak ("alleged")."""
    words = cue.lower().split()
    if _WEAK & {*words} or cues().adverbs & {*words}:
        return "weak"
    if found.is_negated:
        return "plain"
    if _STRONG & {*words}:
        return "strong"
    uses = [use for word in words if word in cues().verbs for use in cues().verbs[word].uses]
    fitting = [use.strength for use in uses if use.kind == found.kind] or [found.strength]
    return next((value for value in (found.strength, *fitting) if value != "plain"), "plain")


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
