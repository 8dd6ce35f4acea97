import pytest

from flows.occasions import occasion_of


@pytest.mark.parametrize(
    ("tags", "served", "expected"),
    [
        ({"claimstream", "auto-scheduled"}, True, "scheduled"),
        ({"claimstream", "catching up"}, True, "catching up"),
        ({"claimstream"}, True, "on demand"),
        ({"command line"}, False, "command line"),
        (set(), False, "command line"),
        ({"claimstream", "after disagreements"}, True, "after disagreements"),
    ],
)
def test_a_run_says_why_it_takes_place(tags: set[str], served: bool, expected: str) -> None:  # noqa: FBT001 - a case
    assert occasion_of(tags, served=served) == expected
