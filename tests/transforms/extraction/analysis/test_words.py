"""Words as the English treebanks cut them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extraction.analysis.words import plain, word_spans


def words(text: str) -> list[str]:
    written = plain(text)
    return [text[start:stop] for start, stop in word_spans(written, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She can't, won't and cannot.", "She ca n't , wo n't and can not ."),
        ("It’s the envoys’ plan; they’ll go.", "It ’s the envoys ’ plan ; they ’ll go ."),
        ("a well-known non-profit e-mail", "a well - known non-profit e-mail"),
        ("U.S. and Mr. Sato of Acme Inc. met", "U.S. and Mr. Sato of Acme Inc. met"),
        ("over $1,250.50 (3.5%) by 10pm", "over $ 1,250.50 ( 3.5 % ) by 10 pm"),
        ("on 11/22/2026, the 3rd, in the 1990s", "on 11/22/2026 , the 3rd , in the 1990s"),
        ("Write to a.b@example.org or https://example.org/x?y=1.", None),
        ("No... really?! -- yes", "No ... really ?! -- yes"),
        ("O'Brien of AT&T", "O'Brien of AT&T"),
    ],
)
def test_words_are_cut_as_in_the_treebanks(text: str, expected: str | None) -> None:
    wanted = expected or "Write to a.b@example.org or https://example.org/x?y=1 ."
    assert words(text) == wanted.split()


@given(st.text())
def test_plain_text_keeps_every_place_and_words_leave_out_only_space(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert "".join("".join(words(text)).split()) == "".join(text.split())


def test_a_word_of_a_million_letters_and_a_million_marks_are_read_in_one_pass() -> None:
    assert len(words("a" * 1_000_000)) == 1
    assert len(words("(" * 300_000)) == 300_000
    assert len(words("a." * 200_000)) > 1
