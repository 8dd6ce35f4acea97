from hypothesis import given
from hypothesis import strategies as st

from transforms.clean_text import clean

ODD = st.text(
    alphabet=st.sampled_from([*"aé– \n\r\t", "\xa0", "\xad", "\u200b", "\ufeff", "\x00", "\x85"])
    | st.characters(),
    max_size=80,
)
REPLACED = {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


def triples(text_map: list[int]) -> list[tuple[int, int, int]]:
    return list(zip(text_map[::3], text_map[1::3], text_map[2::3], strict=True))


def replaced(raw: str) -> str:
    return "".join(
        REPLACED.get(char, " " if char.isspace() and char != "\n" else char) for char in raw
    )


def test_clean_text_is_left_alone_and_mapped_in_one_run() -> None:
    text = "He said: “No.”\n\nShe left – at once."

    assert clean(text) == (text, [0, 0, len(text)])


def test_nothing_gives_nothing() -> None:
    assert clean("") == ("", [])
    assert clean(" \r\n\t\u200b\n ") == ("", [])


def test_line_ends_of_all_kinds_become_one() -> None:
    assert clean("a\r\nb\rc\x85d\u2028e\x0bf")[0] == "a\nb\nc\nd\ne\nf"


def test_blanks_of_all_kinds_become_a_space_and_go_at_line_ends() -> None:
    assert clean("a\xa0b\tc\u202fd \t\n  e\u3000")[0] == "a b c d\n  e"


def test_invisible_characters_go() -> None:
    assert clean("co\xadop\u200ber\ufeffate\x00\x07 \u202eok")[0] == "cooperate ok"


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert clean("می\u200cخواهم a\u200db")[0] == "می\u200cخواهم ab"  # noqa: RUF001 - another script


def test_a_third_blank_line_goes() -> None:
    assert clean("a\n\n\nb\n \n \n\n\n\nc")[0] == "a\n\n\nb\n\n\nc"


def test_composed_and_decomposed_letters_stay_as_they_were() -> None:
    assert clean("e\u0301 é ﬁ Ⅳ")[0] == "e\u0301 é ﬁ Ⅳ"


def test_halves_of_surrogate_pairs_go() -> None:
    assert clean("a\ud83db")[0] == "ab"


@given(ODD)
def test_every_run_equals_its_raw_run_and_the_runs_cover_the_text(raw: str) -> None:
    text, text_map = clean(raw)

    position = 0
    last_raw = 0
    for start, raw_start, length in triples(text_map):
        assert start == position
        assert length > 0
        assert raw_start >= last_raw
        assert text[start : start + length] == replaced(raw[raw_start : raw_start + length])
        position, last_raw = start + length, raw_start + length
    assert position == len(text)


@given(ODD)
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    text, _ = clean(raw)

    assert clean(text)[0] == text
    assert text == text.strip()
    text.encode()


def test_a_million_blanks_are_read_in_one_go() -> None:
    blanks = " " * 1_000_000

    assert clean(f"a{blanks}b")[0] == f"a{blanks}b"
    assert clean(f"a{blanks}\nb")[0] == "a\nb"
    assert clean(f"a\n{blanks}")[0] == "a"
