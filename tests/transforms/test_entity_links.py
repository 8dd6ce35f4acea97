"""Two names are one person's only when names and company say so; same surname is not enough."""

import polars as pl
import pytest

from transforms.contracts.claims import ENTITIES, Entity
from transforms.entity_links import SEEN, link_people, surname
from transforms.identifiers import stable_id

Sightings = list[tuple[str, str, str | None, str | None]]


def person(name: str) -> str:
    return stable_id("entity", "person", name)


def linked(
    names: list[str], seen: Sightings, new: list[str] | None = None
) -> set[tuple[str, str, str]]:
    """Give (name that stands for both, other name, status) for people seen in these places."""
    by_id = {person(name): name for name in names}
    links = link_people(
        ENTITIES.frame(Entity(person(name), name, "person") for name in names),
        new_ids=frozenset(person(name) for name in (names if new is None else new)),
        seen=pl.DataFrame(
            [(person(name), version, event, outlet) for name, version, event, outlet in seen],
            schema=SEEN,
            orient="row",
        ),
    )
    rows = links.select("entity_id_l", "entity_id_r", "status").iter_rows()
    return {(by_id[left], by_id[right], status) for left, right, status in rows}


def test_a_surname_is_whom_the_same_event_calls_by_full_name() -> None:
    seen: Sightings = [
        ("Brask", "1", "vote", None),
        ("Nils Brask", "2", "vote", None),
        ("Ida Brask", "3", "fire", None),
    ]
    assert linked(["Brask", "Nils Brask", "Ida Brask"], seen) == {
        ("Nils Brask", "Brask", "confirmed")
    }


def test_a_surname_that_two_of_one_event_bear_is_nobodys() -> None:
    seen: Sightings = [
        ("Brask", "1", "vote", None),
        ("Nils Brask", "2", "vote", None),
        ("Ida Brask", "3", "vote", None),
    ]
    assert linked(["Brask", "Nils Brask", "Ida Brask"], seen) == set()


def test_a_surname_is_whom_the_same_outlet_writes_of_all_the_time() -> None:
    often: Sightings = [("Nils Brask", str(number), None, "post") for number in range(9)]
    seen: Sightings = [("Brask", "20", None, "post"), *often]
    assert linked(["Brask", "Nils Brask"], seen) == {("Nils Brask", "Brask", "confirmed")}


def test_a_surname_in_an_outlet_that_knows_nobody_of_it_stays_alone() -> None:
    seen: Sightings = [("Brask", "1", None, "post"), ("Nils Brask", "2", None, "gazette")]
    assert linked(["Brask", "Nils Brask"], seen) == set()


def test_a_name_that_holds_another_whole_is_linked_with_the_one_seen_more() -> None:
    seen: Sightings = [
        ("Nils Brask", "1", None, None),
        ("Nils Brask", "2", None, None),
        ("Nils O. Brask", "3", None, None),
    ]
    assert linked(["Nils Brask", "Nils O. Brask"], seen) == {
        ("Nils Brask", "Nils O. Brask", "confirmed")
    }


def test_a_short_given_name_is_a_candidate_and_confirmed_within_an_event() -> None:
    names = ["Joseph Brask", "Joe Brask"]
    apart: Sightings = [("Joseph Brask", "1", "vote", None), ("Joe Brask", "2", "fire", None)]
    together: Sightings = [("Joseph Brask", "1", "vote", None), ("Joe Brask", "2", "vote", None)]
    assert {status for *_, status in linked(names, apart)} == {"candidate"}
    assert {status for *_, status in linked(names, together)} == {"confirmed"}


@pytest.mark.parametrize(
    "names",
    [["Nils Brask", "Ida Brask"], ["Nils Brask", "Nils Brask Jr."], ["Nils Brask", "Nils Olm"]],
    ids=["two given names", "father and son", "two surnames"],
)
def test_two_people_stay_two(names: list[str]) -> None:
    seen: Sightings = [(name, str(at), "vote", "post") for at, name in enumerate(names)]
    assert linked(names, seen) == set()


def test_pairs_that_are_known_are_not_judged_again() -> None:
    seen: Sightings = [("Brask", "1", "vote", None), ("Nils Brask", "2", "vote", None)]
    assert linked(["Brask", "Nils Brask"], seen, new=[]) == set()


def test_a_surname_is_folded_and_passes_over_generations() -> None:
    assert surname("Nils O. BRASK Jr.") == "brask"
    assert surname("…") is None
