"""What a tagger says of each word becomes features of the ranker, and nothing without one."""

from dataclasses import replace

import pytest

from transforms.extraction import extract_text
from transforms.extraction.analysis import Analysis, OwnAnalyser, WordRoles
from transforms.extraction.patterns import patterns, read_structure
from transforms.extraction.ranking.candidates import candidates
from transforms.extraction.ranking.features import of_contents, of_cue, of_speakers
from transforms.extraction.ranking.sight import Sight

TEXT = "Minister Ola Lund said that the bridge is safe."
CUE, SPEAKER, CONTENT = WordRoles(1, 0, 0), WordRoles(0, 1, 0), WordRoles(0, 0, 1)
TAGGED = (*[SPEAKER] * 3, *[CUE] * 2, *[CONTENT] * 4, WordRoles(0, 0, 0))


@pytest.fixture(scope="module")
def plain() -> Analysis:
    (analysis,) = OwnAnalyser().analyse([TEXT])
    return analysis


def features(analysis: Analysis) -> tuple[list[str], list[str], list[str]]:
    """Give the features of the cue "said", its first content and its first speaker."""
    text = read_structure(TEXT)
    sight = Sight(text, analysis)
    (candidate,) = (one for one in candidates(sight, patterns(text)) if one.word == 3)
    contents = of_contents(sight, candidate)
    return (
        of_cue(sight, candidate),
        contents[0],
        of_speakers(sight, candidate, candidate.contents[0])[0],
    )


def test_probabilities_of_roles_are_features_of_all_three_models(plain: Analysis) -> None:
    cue, content, speaker = features(replace(plain, roles=TAGGED))
    assert "tagged=5" in cue
    assert {"tagged=5", "tagged before=0", "tagged after=0"} <= set(content)
    assert "tagged=5" in speaker


def test_without_a_tagger_there_is_no_such_feature(plain: Analysis) -> None:
    assert not [one for group in features(plain) for one in group if one.startswith("tagged")]


def test_weights_that_know_no_roles_give_the_same_claims(plain: Analysis) -> None:
    tagged = replace(plain, roles=TAGGED)
    assert extract_text(TEXT, analysis=tagged) == extract_text(TEXT, analysis=plain)
