"""Names read off the probabilities of tags."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.extraction.analysis.analysis import NamedSpan
from transforms.extraction.analysis.name_tags import KINDS, TAGS, Probabilities, names_in, tags_of

KIND = st.sampled_from(KINDS)


def likely(*tags: str) -> Probabilities:
    """Give probabilities under which each of these tags is by far the best one."""
    rows = np.full((len(tags), len(TAGS)), 0.01, dtype="float32")
    rows[np.arange(len(tags)), [TAGS.index(tag) for tag in tags]] = 0.8
    return rows


@given(sizes=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), KIND), max_size=5))
def test_names_come_back_from_their_tags(sizes: list[tuple[int, int, str]]) -> None:
    names, at = [], 0
    for gap, size, kind in sizes:
        names.append(NamedSpan(at + gap, at + gap + size, kind))
        at += gap + size
    tags = tags_of([tuple(name) for name in names], at + 1)
    assert list(names_in(likely(*[TAGS[tag] for tag in tags]))) == names


def test_a_beginning_without_an_end_gives_way_to_what_fits() -> None:
    rows = likely("O", "B-person", "O")
    rows[1, TAGS.index("U-person")] = 0.15
    assert list(names_in(rows)) == [NamedSpan(1, 2, "person")]


def test_an_inside_of_another_kind_does_not_go_on_with_a_name() -> None:
    rows = likely("B-person", "L-place", "O")
    rows[1, TAGS.index("L-person")] = 0.19
    assert list(names_in(rows)) == [NamedSpan(0, 2, "person")]


@given(seed=st.integers(0, 1000), count=st.integers(1, 12))
def test_whatever_the_probabilities_names_stand_in_order_and_apart(seed: int, count: int) -> None:
    rows = np.random.default_rng(seed).dirichlet(np.ones(len(TAGS)), count).astype("float32")
    names = list(names_in(rows))
    assert all(name.start < name.stop <= count for name in names)
    assert all(one.stop <= two.start for one, two in pairwise(names))
