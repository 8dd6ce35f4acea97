"""Places are one, apart, or cannot be told."""

import pytest

from transforms.events.places import APART, ONE, UNCLEAR, fit_places


@pytest.mark.parametrize(
    ("left", "right", "fit"),
    [
        ("Islamabad", "Islamabad", ONE),
        ("Islamabad", "Pakistan", ONE),
        ("Lahore", "Lahore Fort", ONE),
        ("US", "the United States", ONE),
        ("UK", "London", ONE),
        ("Islamabad", "India", APART),
        ("Pakistan", "India", APART),
        ("Paris", "Berlin", APART),
        ("Quetta", "Balochistan", UNCLEAR),
        ("Lahore", "Pakistan", UNCLEAR),
        ("Lahore", "Islamabad", APART),
    ],
)
def test_two_names_of_places(left: str, right: str, fit: str) -> None:
    assert fit_places(left, right) == fit
    assert fit_places(right, left) == fit
