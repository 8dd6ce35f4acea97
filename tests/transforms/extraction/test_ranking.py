from dataclasses import replace
from importlib.resources import files
from textwrap import fill

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extraction import extract_text
from transforms.extraction.analysis import OwnAnalyser
from transforms.extraction.patterns import patterns, read_structure
from transforms.extraction.ranking import ranked
from transforms.extraction.ranking.model import model, probability, shares
from transforms.extraction.ranking.nesting import overlap
from transforms.extraction.ranking.predicates import base_form, predicates
from transforms.extraction.reading import Span

PARAGRAPHS = [
    (
        "Minister Ola Lund said on Monday that the bridge over the river would be closed for "
        "repairs until the end of March. The union rejected the plan and called for a ferry."
    ),
    (
        "The engineers are confident that the pillars will hold, according to a report by the "
        "town. Few residents were aware of the danger before the storm, and many want to leave."
    ),
    (
        "“Nobody was told,” Eva Sanz complained. She pledged to send her own inspectors to the "
        "site, and accused the council of hiding the figures from the public for years."
    ),
]
MARKS = ["said", "that", "the", "his", "plan", "to", "claim", "told", "is", ",", ".", ":", "\n"]
MARKS += ["“", "”", '"', "İ", "\U0001d4b3", "\u200b"]


def told(text: str) -> list[tuple[str | None, ...]]:
    return [
        (
            claim.speaker_name,
            " ".join(text[claim.cue.start : claim.cue.stop].split()) if claim.cue else None,
            *(" ".join(text[span.start : span.stop].split()) for span in claim.content),
        )
        for claim in extract_text(text).claims
    ]


@pytest.mark.parametrize("width", [40, 64, 80])
def test_wrapping_lines_changes_no_words_of_any_claim(width: int) -> None:
    plain = "\n\n".join(PARAGRAPHS)

    wrapped = "\n\n".join(fill(one, width, break_on_hyphens=False) for one in PARAGRAPHS)

    assert told(wrapped) == told(plain)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(3)), st.integers(1, 3))
def test_more_blank_lines_change_no_words_of_any_claim(order: list[int], blank: int) -> None:
    paragraphs = [PARAGRAPHS[at] for at in order]

    assert told(("\n" * (blank + 1)).join(paragraphs)) == told("\n\n".join(paragraphs))


def test_a_text_is_read_the_same_alone_and_among_others() -> None:
    alone = [extract_text(text) for text in PARAGRAPHS]

    together = OwnAnalyser().analyse(PARAGRAPHS)

    for text, analysis, reading in zip(PARAGRAPHS, together, alone, strict=True):
        assert extract_text(text, analysis=analysis) == reading


def test_cues_that_no_pattern_knows_are_found_by_their_class() -> None:
    text = "The harbour office reminded captains that the northern channel was too shallow."

    claims = [claim for claim in extract_text(text).claims if claim.attributed]

    assert [text[claim.cue.start : claim.cue.stop] for claim in claims if claim.cue] == ["reminded"]


def test_what_stands_in_a_claim_is_told_once_by_the_outer_speaker() -> None:
    text = "The mayor said that the pilots believe the channel is safe."

    claims = [claim for claim in extract_text(text).claims if claim.attributed]

    assert [text[slice(*claim.hull)] for claim in claims] == [
        "the pilots believe the channel is safe"
    ]


def test_what_lies_behind_the_analysed_words_stays_as_the_patterns_found_it() -> None:
    text = "\n\n".join(PARAGRAPHS)
    structure = read_structure(text)
    found = patterns(structure)
    (nothing,) = OwnAnalyser().analyse([""])

    assert ranked(structure, found, nothing) == sorted(
        found, key=lambda one: (one.sentence, one.content[0])
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(MARKS),
        max_size=40,
    ).map(" ".join)
)
def test_whatever_is_read_has_spans_in_order_and_a_confidence(text: str) -> None:
    for claim in extract_text(text).claims:
        assert 0 <= claim.confidence <= 1
        edges = [edge for span in claim.content for edge in span]
        assert edges == sorted(edges)
        assert all(text[start:stop].strip() for start, stop in claim.content)


def test_weights_are_small_and_read_once() -> None:
    packed = (files("transforms.extraction.ranking") / "weights.json.gz").read_bytes()

    assert len(packed) < 2_000_000
    assert model() is model()
    assert replace(model()) == model()


def test_scores_of_rivals_become_probabilities() -> None:
    assert sum(shares([0.3, -2.0, 700.0])) == pytest.approx(1)
    assert probability(-1000) == pytest.approx(0)
    assert probability(1000) == pytest.approx(1)


def test_contents_overlap_by_what_they_share() -> None:
    assert overlap([Span(0, 10)], [Span(0, 10)]) == 1
    assert overlap([Span(0, 10)], [Span(10, 20)]) == 0
    assert overlap([Span(0, 4), Span(6, 10)], [Span(2, 8)]) == pytest.approx(8 / 14)


@pytest.mark.parametrize(
    ("form", "tag", "base"),
    [
        ("said", "VBD", "say"),
        ("planned", "VBD", "plan"),
        ("urging", "VBG", "urge"),
        ("denies", "VBZ", "deny"),
        ("chosen", "VBN", "choose"),
        ("allegations", "NNS", "allegation"),
        ("stories", "NNS", "story"),
        ("told", "VBN", "tell"),
        ("confident", "JJ", "confident"),
    ],
)
def test_words_are_known_by_their_base_form(form: str, tag: str, base: str) -> None:
    assert base_form(form, tag) == base


def test_every_class_says_what_kind_of_claim_it_makes() -> None:
    known = predicates()

    assert {name for names in known.classes.values() for name in names} <= set(known.kinds)
