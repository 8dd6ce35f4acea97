"""Reports without a typed event are grouped by their words."""

from transforms.events.stories import Story, group_stories

FERRY = Story(
    "ferry-1",
    "Ferry Orlen runs aground off Sandvik",
    "The ferry Orlen ran aground off Sandvik with 212 passengers on board. Captain Rune Dahl "
    "blamed thick fog. Tugs pulled the ferry free at noon.",
    None,
)
FERRY_AGAIN = Story(
    "ferry-2",
    "Tugs free the Orlen after grounding",
    "Tugs have freed the ferry Orlen, which ran aground in thick fog off Sandvik. All 212 "
    "passengers were safe, captain Rune Dahl said.",
    None,
)
OTHER_FERRY = Story(
    "ferry-3",
    "Ferry Minna delayed by a strike",
    "The ferry Minna stayed in port at Halden because of a strike. Deckhands want higher pay, "
    "their leader Kaja Lien said.",
    None,
)


def test_two_reports_of_one_grounding_are_one_story_and_another_ferry_is_not() -> None:
    found = group_stories([FERRY, FERRY_AGAIN, OTHER_FERRY])
    assert found == {"ferry-1": "ferry-1", "ferry-2": "ferry-1", "ferry-3": "ferry-3"}


def test_a_shared_event_joins_what_words_would_not() -> None:
    left = Story("a", None, "Rain fell on the hills.", "event")
    right = Story("b", None, "The minister signed.", "event")
    assert group_stories([left, right]) == {"a": "a", "b": "a"}


def test_no_stories_no_groups() -> None:
    assert group_stories([]) == {}
