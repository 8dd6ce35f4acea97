import pytest

from transforms.headlines import dateline, headline

PARAGRAPH = (
    "The ministers of both countries met on Tuesday and spoke about trade, water and the railway "
    "that was closed four years ago after a flood had carried away two of its bridges."
)


def test_a_short_first_line_before_a_longer_paragraph_is_the_headline() -> None:
    assert headline(f"Ministers Meet Over Closed Railway\n{PARAGRAPH}") == (
        "Ministers Meet Over Closed Railway"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Kestria and Sarovia Sign Agreement",
        "By the Numbers: A Railway",
        "Railway (and Bridge) Reopen",
    ],
)
def test_headlines_that_look_like_bylines_or_captions_are_headlines(line: str) -> None:
    assert headline(f"{line}\n\n{PARAGRAPH}") == line


def test_a_first_line_with_a_blank_line_after_it_is_the_headline() -> None:
    assert headline("Railway to reopen\n\nshort text") == "Railway to reopen"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line alone",
        "The ministers met on Tuesday.\nThey spoke about trade.",
        f"“We will reopen the line”\n{PARAGRAPH}",
        f"What we know so far:\n{PARAGRAPH}",
        f"lower case first\n{PARAGRAPH}",
        f"The ministers met in the capital\nand spoke about trade. {PARAGRAPH}",
        f"{PARAGRAPH[:-1]}\n{PARAGRAPH}",
        f"{'Word ' * 23}\n\n{PARAGRAPH}",
        f"LAHORE, Oct 26 (AP) — The line reopens\n{PARAGRAPH}",
        "   \n\n",
        f"Ana Ito\n\n{PARAGRAPH}",
        f"By Ana Ito in Lahore\n\n{PARAGRAPH}",
        f"The old bridge before the flood (Ana Ito/The Daily)\n\n{PARAGRAPH}",
        f"(Photo of the old bridge)\n\n{PARAGRAPH}",
    ],
)
def test_other_first_lines_are_no_headlines(text: str) -> None:
    assert headline(text) is None


def test_a_line_that_was_wrapped_because_it_was_full_is_no_headline() -> None:
    wrapped = (
        "The talks in the capital between Minister\nNaveed Aslam and his guest lasted an hour\n"
    )

    assert headline(wrapped + "and ended with a plan for the railway and\nthe river.") is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Islamabad, Pakistan – Two ministers met", "Islamabad, Pakistan"),
        ("LONDON (Reuters) - The bank said", "LONDON"),
        ("WASHINGTON, Oct 26 (AP) — The court", "WASHINGTON"),
        ("NEW YORK, Dec. 3 - Stocks fell", "NEW YORK"),
        ("COLUMBIA, S.C. — With a week to go", "COLUMBIA, S.C."),
        ("Washington (CNN) The senators", "Washington"),
        ("JERUSALEM -- Talks", "JERUSALEM"),
        ("THE HAGUE — Judges", "THE HAGUE"),
        ("CLEVELAND—It was", "CLEVELAND"),
        ("Paris/Berlin – France", "Paris/Berlin"),
    ],
)
def test_a_dateline_names_the_place_a_report_is_filed_from(text: str, place: str) -> None:
    assert dateline(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The minister — who is new — said no.",
        "She said - and meant it - no.",
        "President Okoro (R) said he would go.",
        "Senator Ito (D-Hawaii) said no.",
        "A long - Winded sentence",
        "The United States — Canada talks",
        "2025 – A year",
    ],
)
def test_a_sentence_that_opens_with_a_name_has_no_dateline(text: str) -> None:
    assert dateline(text) is None


def test_the_dateline_is_looked_for_below_the_title() -> None:
    text = "Railway Reopens\n\nLAHORE (Reuters) - The line reopened."

    assert dateline(text, "Railway Reopens") == "LAHORE"
    assert dateline(text) is None
