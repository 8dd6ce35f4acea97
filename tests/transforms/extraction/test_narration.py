import pytest

from transforms.extraction import Reading, extract_text


def facts(text: str, reading: Reading) -> list[str]:
    found = [claim.hull for claim in reading.claims if not claim.attributed]
    return [text[start:stop] for start, stop in found]


def told(text: str) -> list[str]:
    return facts(text, extract_text(text))


@pytest.mark.parametrize(
    "notice",
    [
        "This article originally appeared in the Coast Daily.",
        "You can unsubscribe at any time.",
        "Ola Lund is a senior reporter at the Coast Daily.",
        "His new book, Tides, is available from a shop.",
        "Here are five lessons of the storm.",
        "Getty Images Workers clear the road in Arlen.",
        "Nora Feld contributed to this report.",
        "We were all very tired by then.",
        "The town should close the pier at once.",
        "There were many questions left.",
        "It was too late to turn back.",
        "That is the riddle of the coast.",
        "What matters is the price of fish.",
    ],
)
def test_what_is_no_fact_of_the_news_is_left_out(notice: str) -> None:
    fact = "The ferry left the port on Monday"
    assert told(f"{fact}. {notice}\n") == [fact]


def test_a_sentence_that_opens_with_a_pronoun_stands_alone_when_it_is_known_who_is_meant() -> None:
    text = "Mayor Nora Feld met Minister Ola Lund on Monday. She left the town on Tuesday."
    reading = extract_text(text)
    names = {entity.entity_id: entity.name for entity in reading.entities}
    start = text.index("She")
    meant = [names[one.entity_id] for one in reading.mentions if one.span.start == start]
    assert facts(text, reading) == [sentence.strip(" .") for sentence in text.split(". ")]
    assert meant == ["Nora Feld"]


def test_a_sentence_whose_pronoun_stands_for_nobody_known_is_no_fact() -> None:
    assert told("The road was closed on Monday. He had lost the key.") == [
        "The road was closed on Monday"
    ]


def test_a_country_abroad_is_not_taken_for_a_pronoun() -> None:
    fact = "The US sold ten ships to Norway in May"
    assert told(f"{fact}.") == [fact]
