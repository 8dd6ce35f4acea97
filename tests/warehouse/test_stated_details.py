"""The matrix of an event: which report states a detail, states it otherwise, or leaves it out."""

from pathlib import Path

import pytest

from transforms.identifiers import stable_id
from warehouse.opening import open_reader

DOUBLED, TRIPLED = stable_id("claim", "a"), stable_id("claim", "c")
MEETING, PLANNED = stable_id("event", "a"), stable_id("event", "d")


@pytest.fixture(scope="module")
def matrix(loaded_once: Path) -> dict[tuple[str, str], str]:
    """Give the state of each detail of the meeting in each report, by detail and title."""
    with open_reader(loaded_once) as connection:
        found = connection.execute(
            "SELECT detail_key, title, state FROM mart.event_detail_matrix(?)", [MEETING]
        ).fetchall()
    return {(key, title): state for key, title, state in found}


def test_who_carries_a_claim_states_it_and_who_contradicts_it_states_it_differently(
    matrix: dict[tuple[str, str], str],
) -> None:
    told = [matrix[DOUBLED, f"Report {name}"] for name in "abc"]
    assert told == ["stated", "stated", "different"]


def test_a_disagreement_with_one_print_of_a_text_is_one_with_its_copies(
    matrix: dict[tuple[str, str], str],
) -> None:
    told = [matrix[TRIPLED, f"Report {name}"] for name in "abc"]
    assert told == ["different", "different", "stated"]


def test_what_all_state_is_stated_everywhere(matrix: dict[tuple[str, str], str]) -> None:
    assert {matrix["place oslo", f"Report {name}"] for name in "abc"} == {"stated"}


def test_the_view_holds_the_same_and_no_event_of_one_report(
    loaded_once: Path, matrix: dict[tuple[str, str], str]
) -> None:
    with open_reader(loaded_once) as connection:
        found = connection.execute(
            "SELECT event_id::VARCHAR, detail_key, title, state FROM mart.event_details"
        ).fetchall()
    assert {(key, title): state for _, key, title, state in found} == matrix
    assert {event_id for event_id, *_ in found} == {MEETING}
    assert PLANNED != MEETING
