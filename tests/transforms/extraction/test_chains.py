"""Through whom words came: media and documents between the outlet and who speaks."""

import pytest

from transforms.extraction import extract_text
from transforms.extraction.chains import is_medium


def chains(text: str) -> dict[str, tuple[list[str], str | None]]:
    """Give what carried each claim, and its origin, by the words of its speaker."""
    return {
        text[slice(*claim.speaker)]: ([text[slice(*span)] for span in claim.via], claim.origin)
        for claim in extract_text(text).claims
        if claim.speaker
    }


def test_a_statement_is_what_the_words_of_a_ministry_came_through() -> None:
    text = "According to a statement from the Transport Ministry, forty ships are waiting offshore."
    assert chains(text) == {
        "a statement from the Transport Ministry": (["a statement"], "statement")
    }


def test_a_statement_may_stand_before_or_after_who_speaks() -> None:
    text = (
        "In a statement, the ministry confirmed that the dam would be repaired. "
        "The results were wrong, the bank said in a letter."
    )
    assert chains(text) == {
        "the ministry": (["a statement"], "statement"),
        "the bank": (["a letter"], "letter"),
    }


def test_an_outlet_that_is_told_something_passes_it_on() -> None:
    text = "The mayor told the Daily Herald that he would resign."
    assert chains(text) == {"The mayor": (["the Daily Herald"], "daily herald")}


def test_what_an_outlet_reports_somebody_to_have_said_is_a_claim_of_both() -> None:
    text = "The Morning Post reported that the minister had said the dam was safe."
    assert chains(text) == {
        "The Morning Post": ([], None),
        "the minister": (["The Morning Post"], "morning post"),
    }


def test_the_links_of_a_chain_run_from_the_outlet_inwards() -> None:
    text = (
        "The results were wrong, the ministry said in a statement carried by the Tass news agency."
    )
    assert chains(text) == {"the ministry": (["the Tass news agency", "a statement"], "statement")}


def test_an_interview_has_no_origin_that_others_could_draw_on_unless_an_outlet_is_named() -> None:
    alone = "Lund said in an interview that the rumours were false."
    named = "Lund said in an interview with state television that the rumours were false."
    assert chains(alone) == {"Lund": (["an interview"], None)}
    assert chains(named) == {"Lund": (["state television", "an interview"], "state television")}


def test_the_statement_of_one_speaker_carries_nothing_of_another() -> None:
    text = "In a statement, the ministry said the dam was safe, but Lund said it was too late."
    assert chains(text)["Lund"] == ([], None)


def test_words_without_a_carrier_have_no_chain() -> None:
    assert chains("Lund said that the statement was wrong.") == {"Lund": ([], None)}


@pytest.mark.parametrize(
    "name", ["the Portness Post", "a local newspaper", "the state news agency"]
)
def test_a_medium_is_told_by_its_last_word(name: str) -> None:
    assert is_medium(name)


@pytest.mark.parametrize("name", ["the post", "the news", "Lund", ""])
def test_other_words_name_no_medium(name: str) -> None:
    assert not is_medium(name)
