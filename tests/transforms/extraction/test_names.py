from transforms.extraction import Reading, extract_text


def entities(reading: Reading) -> dict[str, str]:
    return {entity.name: entity.kind for entity in reading.entities}


def test_kinds_are_told_apart() -> None:
    found = entities(
        extract_text(
            "Minister Ola Lund flew to Kenya with officers of the Harbour Police. "
            "He met Republicans and Kenyans in Nairobi."
        )
    )
    assert found == {
        "Ola Lund": "person",
        "Kenya": "place",
        "Harbour Police": "organisation",
        "Republicans": "group",
        "Kenyans": "group",
        "Nairobi": "place",
    }


def test_an_acronym_is_an_alias_of_the_name_before_it() -> None:
    reading = extract_text("The National Rail Agency (NRA) met. The NRA closed a line.")
    (agency,) = reading.entities
    assert agency.name == "National Rail Agency"
    assert set(agency.aliases) == {"National Rail Agency", "NRA"}
    assert [mention.form for mention in reading.mentions] == ["name", "acronym", "acronym"]


def test_the_fullest_form_is_the_name_and_surnames_belong_to_it() -> None:
    text = "President Ana Maria Ruiz spoke. Ana Ruiz left early. Mrs. Ruiz waved."
    reading = extract_text(text)
    assert [(entity.name, entity.kind) for entity in reading.entities] == [
        ("Ana Maria Ruiz", "person")
    ]
    assert len(reading.mentions) == 3


def test_two_people_of_one_surname_stay_apart() -> None:
    text = "Minister Ola Lund met Senator Eva Lund. Ola Lund left. Eva Lund stayed."
    assert set(entities(extract_text(text))) == {"Ola Lund", "Eva Lund"}


def test_one_person_may_have_two_titles() -> None:
    text = (
        "US Chargé d’Affaires Natalie Baker arrived. "
        "Natalie Baker, the acting US ambassador, spoke first."
    )
    reading = extract_text(text)
    roles = [text[role.span.start : role.span.stop] for role in reading.roles]
    assert roles == ["US Chargé d’Affaires", "acting US ambassador"]
    assert len({role.entity_id for role in reading.roles}) == 1


def test_the_same_name_has_the_same_id_in_every_text() -> None:
    first = extract_text("Minister Ola Lund spoke.").entities[0]
    second = extract_text(
        "Later that day the former Senator Ola\nLund left the old hall."
    ).entities[0]
    assert first.entity_id == second.entity_id


def test_a_text_without_names_has_no_entities() -> None:
    assert extract_text("It rained all day and nobody came.").entities == ()


def test_a_surname_in_a_heading_is_the_person_named_below() -> None:
    text = "Lund Praises Old Ferry Crews\n\nMinister Ola Lund came to the harbour on Monday.\n"
    (claim,) = [claim for claim in extract_text(text).claims if claim.attributed]
    assert claim.speaker_name == "Ola Lund"
