"""Names that the model found, corrected by the gazetteer and by the rest of the text."""

from array import array

import pytest

from transforms.extraction.analysis import Analysis, NamedSpan
from transforms.extraction.analysis.name_rules import with_known_names


def names_in(text: str, found: dict[str, str]) -> list[tuple[str, str]]:
    """Correct what a model found in words that a space parts; capitals make proper nouns."""
    words = text.split()
    starts = array("i", [sum(len(word) + 1 for word in words[:at]) for at in range(len(words))])
    names = []
    for form, kind in found.items():
        parts = form.split()
        at = next(i for i in range(len(words)) if words[i : i + len(parts)] == parts)
        names.append(NamedSpan(at, at + len(parts), kind))
    analysis = Analysis(
        starts=starts,
        stops=array("i", [start + len(word) for start, word in zip(starts, words, strict=True)]),
        upos=("X",) * len(words),
        tags=tuple("NNP" if word[0].isupper() else "NN" for word in words),
        heads=array("i", range(len(words))),
        relations=("root",) * len(words),
        sentences=array("i", [0] * len(words)),
        names=tuple(sorted(names)),
    )
    corrected = with_known_names(" ".join(words), analysis)
    return [(" ".join(words[name.start : name.stop]), name.kind) for name in corrected.names]


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("talks in Norway began", {"Norway": "person"}, [("Norway", "place")]),
        ("talks in Norway began", {}, [("Norway", "place")]),
        ("he told NATO so", {"NATO": "place"}, [("NATO", "organisation")]),
        (
            "then Prime Minister Ilse Brandt left",
            {"Prime Minister Ilse Brandt": "person"},
            [("Ilse Brandt", "person")],
        ),
        ("the Norwegians on Monday", {"Norwegians": "place", "Monday": "person"}, []),
        (
            "at Brandt University he",
            {"Brandt University": "person"},
            [("Brandt University", "organisation")],
        ),
        ("then Daniel Okoro spoke", {}, [("Daniel Okoro", "person")]),
        (
            "Ilse Brandt came and Brandt spoke",
            {"Ilse Brandt": "person"},
            [("Ilse Brandt", "person"), ("Brandt", "person")],
        ),
        ("the Minister spoke of Love", {"Minister": "person"}, []),
    ],
)
def test_names_agree_with_what_is_known(
    text: str, found: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert names_in(text, found) == expected


def test_a_text_without_names_stays_without_names() -> None:
    assert names_in("nothing of note happened here", {}) == []
