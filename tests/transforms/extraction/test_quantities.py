import pytest

from transforms.extraction.quantities import quantities


def read(text: str) -> list[tuple[str, float, str, str]]:
    return [
        (text[row.span.start : row.span.stop], row.value, row.unit, row.bound)
        for row in quantities(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drugs worth over $972 million.", ("over $972 million", 972e6, "USD", "at_least")),
        ("some 40 boats left", ("some 40 boats", 40.0, "boat", "about")),
        ("at least 12 people died", ("at least 12 people", 12.0, "person", "at_least")),
        ("nearly 2,000 homes", ("nearly 2,000 homes", 2000.0, "home", "about")),
        ("up to 15 percent", ("up to 15 percent", 15.0, "percent", "at_most")),
        ("a rise of 3.5%.", ("3.5%", 3.5, "percent", "exact")),
        ("twenty-one soldiers", ("twenty-one soldiers", 21.0, "soldier", "exact")),
        ("two hundred cities", ("two hundred cities", 200.0, "city", "exact")),
        ("€1.2bn for roads", ("€1.2bn", 1.2e9, "EUR", "exact")),
        (
            "fewer than 300 injured workers",
            ("fewer than 300 injured workers", 300.0, "worker", "at_most"),
        ),
        ("5 million dollars", ("5 million dollars", 5e6, "USD", "exact")),
    ],
)
def test_a_number_is_read_with_its_unit_and_bound(
    text: str, expected: tuple[str, float, str, str]
) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Help came.”\n4 people left", "4 people"),
        ("\n\n4 people left", "4 people"),
        ("(see below) 12 percent\n", "12 percent"),
        ("! $ 5\n", "$ 5"),
        ("\n over\n4 people\n", "over\n4 people"),
    ],
)
def test_a_number_begins_and_ends_with_its_words(text: str, expected: str) -> None:
    assert [span for span, *_ in read(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "in 2025 elections were held",
        "on March 14 ministers met",
        "on 14 March ministers met",
        "at 10:30 trains left",
        "the G7 leaders",
        "version 3.11.2 files",
        "room 101.",
        "",
    ],
)
def test_dates_years_times_and_bare_numbers_are_no_quantities(text: str) -> None:
    assert read(text) == []
