"""Tells whether a sentence reports an event as past, planned or ongoing, or only imagines it."""

import re

_BEFORE_CHARS = 60
_UNREAL = re.compile(
    r"\b(?:not|never|no|\w+n['\u2019]t|refus\w+|declin\w+|fail\w+|cancel\w+|call\w* off|postpon\w+|"
    r"avoid\w*|without|instead of|den\w+|if|whether|could|may|might|should|can|cannot|want\w*|"
    r"wish\w*|hop\w+|like|offer\w*|ready|willing|open|ask\w*|call\w* for|call\w* on|urg\w+|"
    r"demand\w*|propos\w+|request\w*|need\w*|try\w*|tried|seek\w*|sought|must|to avoid|"
    r"possible|potential|alleged\w*|rumou?r\w*|possibility)\b[^,;.]{0,45}$",
    re.IGNORECASE,
)
_PLANNED_BEFORE = re.compile(
    r"\b(?:will|would|shall|going to|due to|due|set to|scheduled(?: to| for)?|expected to|"
    r"slated to|plans? to|planning to|planned|upcoming|forthcoming|next|ahead of|in advance of|"
    r"poised to|intends? to|agreed to|prepar\w+ (?:to|for))\b[^,;.]{0,40}$",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:next (?:week|month|year|\w+day)|tomorrow|later (?:this|next) \w+|"
    r"(?:will|is (?:due|set|scheduled|expected)|are (?:due|set|scheduled|expected)) "
    r"(?:to )?(?:be held|take place|be signed|happen|begin|start))\b",
    re.IGNORECASE,
)
_DOUBTED = re.compile(r"\b(?:not?|never|if|whether|unless|asked)\b", re.IGNORECASE)
_INFINITIVE = re.compile(r"\bto (?:be |have )?(?:\w+ly )?$")
_WENT_TO = re.compile(
    r"\b(?:travel\w*|arriv\w+|flew|came|went|return\w+|visit\w+)\b[^,;.]{0,50}\bto $", re.IGNORECASE
)
_ONGOING = re.compile(r"\b(?:is|are) (?:currently |now |still )?$", re.IGNORECASE)


def tense_of(masked: str, start: int, stop: int) -> str | None:
    """Tell the tense of the event that a trigger names.

    Args:
        masked: the sentence, names masked.
        start: where the trigger begins.
        stop: where it stops.

    Returns:
        past, planned or ongoing; None when the event is denied, wished for or only possible.
    """
    before, after = masked[max(0, start - _BEFORE_CHARS) : start], masked[stop:]
    if _PLANNED_BEFORE.search(before) and not _DOUBTED.search(before):
        return "planned"
    if _UNREAL.search(before):
        return None
    if _PLANNED_AFTER.search(after):
        return "planned"
    if _INFINITIVE.search(before) and not _WENT_TO.search(before):
        return None
    return "ongoing" if _ONGOING.search(before) else "past"
