import pytest

from transforms.credits import credited_agencies

AGENCIES = ["Reuters", "AP", "Nordic Wire"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OSLO (Reuters) - Ministers met on Monday.", ["Reuters"]),
        ("OSLO, Oct. 26 (AP) — Ministers met on Monday.", ["AP"]),
        ("OSLO, AP – Ministers met on Monday.", ["AP"]),
        ("Headline\nOSLO (Nordic Wire) -- Ministers met.", ["Nordic Wire"]),
        ("Ministers met in Oslo, according to the AP.", ["AP"]),
        ("Ministers met.\n\nSource: Reuters", ["Reuters"]),
        ("Ministers met.\n\nWith Nordic Wire and AP\n", ["Nordic Wire"]),
        ("Ministers met.\n(Reuters)\n", ["Reuters"]),
    ],
)
def test_an_agency_is_found_where_papers_print_it(text: str, expected: list[str]) -> None:
    assert credited_agencies(text, AGENCIES) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The minister told Reuters that trade had doubled.",
        "APPLE (US) - Shares rose.",
        "Reuters shares fell on Monday after the merger.",
        "Ministers met. " * 40 + "According to Reuters, they agreed. " + "They parted. " * 40,
    ],
)
def test_an_agency_that_is_only_mentioned_is_not_credited(text: str) -> None:
    assert credited_agencies(text, AGENCIES) == []
