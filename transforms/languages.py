"""The language of a text."""

import re

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"
SAMPLE_CHARACTERS = 2_000
FIRST_CHARACTERS = 400
CERTAIN = 0.95  # of the first characters alone
FEWEST_LETTERS = 20
CONFIDENT = 0.6
DECLARED_IS_LIKELY = 0.1

_IDENTIFIER = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
_IDENTIFIER.set_languages([name for name in _IDENTIFIER.labels if len(name) == 2])  # noqa: PLR2004
# by rows, as they are looked up, and without a conversion each time
_IDENTIFIER.nb_ptc = np.ascontiguousarray(_IDENTIFIER.nb_ptc, dtype=np.float32)
_NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\d\W_]+")


def language(text: str, declared: str | None = None) -> str:
    """Tell the language of a text from its first two thousand characters, or fewer if they do.

    A declared language decides only where the text leaves it open.

    Returns:
        An ISO 639-1 code, or "und" when it cannot be told: fewer than twenty letters, or doubt.
    """
    if len(text) > FIRST_CHARACTERS:
        name, probability = _IDENTIFIER.classify(_words(text[:FIRST_CHARACTERS]))
        if probability >= CERTAIN:
            return str(name)
    sample = _words(text[:SAMPLE_CHARACTERS])
    hint = re.split("[-_]", declared.strip().lower())[0] if declared else None
    if len(sample.replace(" ", "")) < FEWEST_LETTERS:
        return UNKNOWN
    name, probability = _IDENTIFIER.classify(sample)
    if probability >= CONFIDENT or not hint or name == hint:
        return str(name) if probability >= CONFIDENT or name == hint else UNKNOWN
    likely = dict(_IDENTIFIER.rank(sample)).get(hint, 0.0) >= DECLARED_IS_LIKELY
    return hint if likely else UNKNOWN


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text).strip()
