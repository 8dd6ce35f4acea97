"""Windows of texts, fed to a model in batches; the model here hangs every word on the first."""

import pytest

from transforms.extraction.analysis.streaming import Parsed, analyse_windows
from transforms.extraction.analysis.windows import MAX_WORDS, Window, windows


def parse(found: list[Window]) -> list[Parsed]:
    return [
        Parsed(
            upos=["X"] * len(window.forms),
            tags=["X"] * len(window.forms),
            heads=[0] * len(window.forms),
            relations=["root"] + ["dep"] * (len(window.forms) - 1),
            sentences=[0] * len(window.forms),
            names=[],
        )
        for window in found
    ]


def test_a_text_with_too_many_words_is_cut_and_says_so() -> None:
    endless = "and the council of the town " * 20_000
    ((text, found), (_, after)) = analyse_windows([endless, "A short one."], parse)
    assert text == endless
    assert found.is_cut
    assert len(found) == 100_000
    assert (len(after), after.is_cut) == (4, False)


def test_heads_and_sentences_count_on_over_the_whole_text() -> None:
    ((_, found),) = analyse_windows(["He came. She left.\n\nThey stayed."], parse)
    assert list(found.heads) == [0, 0, 0, 3, 3, 3, 6, 6, 6]
    assert list(found.sentences) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_no_text_gives_nothing_and_an_empty_one_gives_an_empty_analysis() -> None:
    assert list(analyse_windows([], parse)) == []
    ((_, found),) = analyse_windows([" \n\t "], parse)
    assert len(found) == 0


@pytest.mark.parametrize("mark", [",", ""])
def test_a_long_sentence_is_cut_at_a_comma_where_one_is_near(mark: str) -> None:
    long = " ".join(f"word{at}{mark if at % 50 == 49 else ''}" for at in range(1000))
    found = list(windows(long))
    assert all(len(window.spans) <= MAX_WORDS for window in found)
    assert sum(len(window.spans) for window in found) == 1000 + 20 * len(mark)
    assert all(window.forms[-1] == "," for window in found[:-1]) is bool(mark)


def test_a_word_without_end_is_shown_to_the_model_by_its_start() -> None:
    (window,) = windows("It said " + "o" * 100_000)
    assert [len(form) for form in window.forms] == [2, 4, 60]
    assert window.spans[-1] == (8, 100_008)
