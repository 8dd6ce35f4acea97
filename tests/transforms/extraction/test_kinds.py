import pytest

from transforms.extraction import extract_text

SAID = {
    "statement": "Minister Ola Lund said that the bridge is safe.",
    "agreement": "Minister Ola Lund agreed to open the port.",
    "pledge": "Minister Ola Lund pledged to open the port.",
    "offer": "Minister Ola Lund offered to open the port.",
    "plan": "Minister Ola Lund plans to open the port.",
    "prediction": "Minister Ola Lund predicted that the river would rise.",
    "demand": "Minister Ola Lund demanded that the port be closed.",
    "accusation": "Minister Ola Lund accused the union of fraud.",
    "denial": "Minister Ola Lund denied that the port is closed.",
    "praise": "Minister Ola Lund praised the crews.",
    "welcome": "Minister Ola Lund welcomed the decision.",
    "characterisation": "Minister Ola Lund described the talks as useful.",
    "warning": "Minister Ola Lund warned that the river would rise.",
    "figure": "The ministry put the toll at 40 on Monday.",
    "question": "Minister Ola Lund asked whether the port was open.",
    "narration": "The river was high in the town on Monday.",
}


@pytest.mark.parametrize("kind", SAID)
def test_a_cue_tells_the_kind_of_a_claim(kind: str) -> None:
    assert [claim.kind for claim in extract_text(SAID[kind]).claims] == [kind]


@pytest.mark.parametrize(
    "content",
    [
        "40 people had died",
        "at least $60 million was lost",
        "the rate rose to 3.2 %",
        "unemployment stood at 11 per cent",
    ],
)
def test_a_claim_whose_point_is_a_number_is_a_figure(content: str) -> None:
    (claim,) = extract_text(f"Minister Ola Lund said that {content}.").claims
    assert claim.kind == "figure"


@pytest.mark.parametrize(
    "content",
    ["the rate was agreed in 2023", "the cost of the bridge, with its 4 towers, was fair"],
)
def test_a_claim_that_holds_a_number_beside_its_point_is_no_figure(content: str) -> None:
    (claim,) = extract_text(f"Minister Ola Lund said that {content}.").claims
    assert claim.kind == "statement"


@pytest.mark.parametrize(
    ("said", "strength"),
    [
        ("Lund confirmed that the bridge is safe.", "strong"),
        ("Lund said that the bridge is safe.", "plain"),
        ("Lund suggested that the bridge is safe.", "weak"),
        ("Lund allegedly refused to open the bridge.", "weak"),
        ("Lund did not confirm that the bridge is safe.", "plain"),
    ],
)
def test_a_cue_tells_how_far_who_speaks_is_committed(said: str, strength: str) -> None:
    assert extract_text(said).claims[0].strength == strength


@pytest.mark.parametrize(
    ("content", "modality"),
    [
        ("the bridge is safe", "asserted"),
        ("the bridge will open", "planned"),
        ("the bridge may open", "possible"),
        ("the bridge must open", "required"),
        ("the bridge would open", "conditional"),
    ],
)
def test_the_verb_of_the_content_tells_how_firmly_it_is_put(content: str, modality: str) -> None:
    (claim,) = extract_text(f"Minister Ola Lund said that {content}.").claims
    assert (claim.modality, claim.polarity) == (modality, "affirmed")


def test_a_negation_in_the_content_and_a_denial_change_the_polarity() -> None:
    said = [
        extract_text(text).claims[0].polarity
        for text in (
            "Minister Ola Lund said that the bridge is not safe.",
            "Minister Ola Lund denied that the bridge is safe.",
        )
    ]
    assert said == ["negated", "negated"]
