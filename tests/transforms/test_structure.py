# ruff: noqa: RUF001 - typographic quotation marks and dashes are the subject
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.structure import blocks, sentences


def cut(text: str) -> list[str]:
    return [text[sentence.start : sentence.stop] for sentence in sentences(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.stop]) for block in blocks(text)]


def test_an_empty_text_has_no_blocks_and_no_sentences() -> None:
    assert blocks("") == []
    assert sentences(" \n\n\t ") == []


def test_sentences_end_at_stops() -> None:
    assert cut("Rain fell. Did it stop? No! It went on.") == [
        "Rain fell.",
        "Did it stop?",
        "No!",
        "It went on.",
    ]


def test_titles_initials_and_abbreviations_do_not_end_a_sentence() -> None:
    text = "Dr. Anna K. Lund met Gov. Hale in St. Paul, Minn. on Oct. 3 at 5 p.m. on the quay."
    assert cut(text) == [text]


def test_an_abbreviation_before_a_new_sentence_ends_one() -> None:
    assert cut("He lives in the U.S. The house is old.") == [
        "He lives in the U.S.",
        "The house is old.",
    ]
    text = "She met U.S. Secretary Vance."
    assert cut(text) == [text]


def test_decimals_and_web_addresses_stay_whole() -> None:
    text = "Growth was 3.5 percent, example.org wrote."
    assert cut(text) == [text]


def test_a_quotation_mark_after_the_stop_belongs_to_the_sentence() -> None:
    assert cut("“We won.” The crowd cheered. ('It is over.') He left.") == [
        "“We won.”",
        "The crowd cheered.",
        "('It is over.')",
        "He left.",
    ]


def test_a_question_in_quotes_goes_on_with_its_speaker() -> None:
    text = "“Who pays?” Minister Lund asked."
    assert cut(text) == [text]
    text = "“Who pays?” she asked."
    assert cut(text) == [text]


def test_an_ellipsis_that_goes_on_does_not_end_a_sentence() -> None:
    text = "We will see … and wait ... for now."
    assert cut(text) == [text]


def test_lines_broken_for_width_are_one_sentence() -> None:
    text = "The two ministers spoke for an hour\nabout trade and\nborders. They left."
    assert cut(text) == [
        "The two ministers spoke for an hour\nabout trade and\nborders.",
        "They left.",
    ]


def test_a_heading_between_lines_without_a_blank_line_stands_alone() -> None:
    text = (
        "The talks were held in the old town hall of the city by the river.\n"
        "A new tone\n"
        "The guests praised the tone of the talks and asked for\n"
        "more of them.\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "heading", "paragraph"]
    assert [sentence.is_heading for sentence in sentences(text)] == [False, True, False]


def test_a_headline_over_long_paragraphs_is_a_heading() -> None:
    text = "Harbour Opens Again\n" + "The harbour opened again on Monday. " * 8
    assert kinds(text)[0] == ("heading", "Harbour Opens Again")


def test_list_items_are_blocks_without_their_mark() -> None:
    assert kinds("- first point\n- second point\n") == [
        ("list_item", "first point"),
        ("list_item", "second point"),
    ]


def test_a_dateline_is_a_block_and_no_sentence() -> None:
    text = "LAGOS, Nigeria (AP) — The port closed on Friday."
    assert kinds(text)[0] == ("dateline", "LAGOS, Nigeria (AP) —")
    assert cut(text) == ["The port closed on Friday."]


def test_a_very_long_sentence_is_no_trouble() -> None:
    text = "word " * 200_000 + "." * 50_000 + " " * 50_000 + "“" * 50_000
    assert len(cut(text)) == 2


words = st.text(alphabet='aB .!?…\n\r"“”’-–:1é\u2028\u200b𝒳', max_size=80)


@settings(max_examples=150, deadline=None)
@given(words)
def test_sentences_are_ordered_trimmed_and_lose_no_letter(text: str) -> None:
    spans = sentences(text)
    stop = 0
    for sentence in spans:
        assert stop <= sentence.start < sentence.stop <= len(text)
        assert text[sentence.start : sentence.stop] == text[sentence.start : sentence.stop].strip()
        stop = sentence.stop
    if not any(block.kind in {"dateline", "list_item"} for block in blocks(text)):
        kept = "".join(text[span.start : span.stop] for span in spans)
        assert "".join(kept.split()) == "".join(text.split())
