"""The parser and name recogniser that ship with the package, on sentences of our own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extraction.analysis import Analysis, OwnAnalyser, Tree, noun_phrase

REPORT = (
    "LISBON, Portugal – The country's minister of state for fisheries, Ana Duarte, said on Monday "
    "that the new quota wasn't “a well-meant gift”.\n\n"
    "Quotas in brief\n\n"
    "Her envoys didn't accept what Norway had offered the fishermen of Aveiro. Talks go on!"
)


@pytest.fixture(scope="module")
def analyser() -> OwnAnalyser:
    return OwnAnalyser()


@pytest.fixture(scope="module")
def report(analyser: OwnAnalyser) -> Analysis:
    return next(analyser.analyse([REPORT]))


def words_of(text: str, analysis: Analysis) -> list[str]:
    return [text[start:stop] for start, stop in zip(analysis.starts, analysis.stops, strict=True)]


def test_every_word_lies_in_the_text_in_order_and_nothing_is_left_out(report: Analysis) -> None:
    words = words_of(REPORT, report)
    assert "".join(words) == "".join(REPORT.split())
    at = words.index("was")
    assert words[at : at + 7] == ["was", "n't", "“", "a", "well", "-", "meant"]


def test_who_says_what_stands_in_the_tree(report: Analysis) -> None:
    words = words_of(REPORT, report)
    said, minister = words.index("said"), words.index("minister")
    assert report.upos[said] == "VERB"
    assert report.tags[said] == "VBD"
    assert (report.heads[minister], report.relations[minister]) == (said, "nsubj")
    gift = words.index("gift")
    assert (report.heads[gift], report.relations[gift]) == (said, "ccomp")


def test_the_phrase_of_a_title_goes_on_behind_of_and_for(report: Analysis) -> None:
    words, tree = words_of(REPORT, report), Tree.of(report)
    start, stop = noun_phrase(tree, words.index("minister"))
    assert words[start:stop] == [
        "The",
        "country",
        "'s",
        "minister",
        "of",
        "state",
        "for",
        "fisheries",
    ]


def test_names_are_found_with_their_kind(report: Analysis) -> None:
    names = {(REPORT[slice(*report.span(n.start, n.stop))], n.kind) for n in report.names}
    assert {("Ana Duarte", "person"), ("Norway", "place"), ("Portugal", "place")} <= names


def test_heading_dateline_and_sentences_are_sentences_of_their_own(report: Analysis) -> None:
    words = words_of(REPORT, report)
    firsts = [words[at] for at, n in enumerate(report.sentences) if n not in report.sentences[:at]]
    assert firsts == ["LISBON", "The", "Quotas", "Her", "Talks"]


def test_a_text_is_read_the_same_alone_and_among_others(
    analyser: OwnAnalyser, report: Analysis
) -> None:
    others = [
        "",
        "A short one.",
        REPORT,
        " \n ",
        "It rained in Faro, the mayor said. " * 40,
        REPORT,
    ]
    among = list(analyser.analyse(others))
    assert [len(found) > 0 for found in among] == [False, True, True, False, True, True]
    assert among[2] == among[5] == report


@given(text=st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_text_is_cut_into_words_that_hang_together(analyser: OwnAnalyser, text: str) -> None:
    found = next(analyser.analyse([text]))
    covered = "".join(words_of(text, found))
    assert covered.split() == [] or not any(char.isspace() for char in covered)
    assert all(found.sentences[head] == found.sentences[at] for at, head in enumerate(found.heads))
    assert sum(head == at for at, head in enumerate(found.heads)) == len(set(found.sentences))


def test_a_sentence_without_end_is_read_in_parts(analyser: OwnAnalyser) -> None:
    found = next(analyser.analyse(["and the council of the town " * 400]))
    sizes = [list(found.sentences).count(n) for n in set(found.sentences)]
    assert len(found) == 2400
    assert max(sizes) <= 200
