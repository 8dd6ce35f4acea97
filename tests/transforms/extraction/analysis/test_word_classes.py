"""What the table of word classes tells of a form."""

from transforms.extraction.analysis.word_classes import classes

CLUSTER, OTHER_CASE, HABIT, PEOPLE, PLACES = 3, 4, 5, 6, 7


def test_towns_are_of_one_cluster_and_companies_of_another() -> None:
    london, paris = classes("London"), classes("Paris")
    microsoft, sony = classes("Microsoft"), classes("Sony")
    assert london[CLUSTER] == paris[CLUSTER] != microsoft[CLUSTER] == sony[CLUSTER]


def test_the_shorter_a_path_the_more_words_are_alike() -> None:
    four, six, ten, whole = classes("London")[:4]
    assert (four, six, ten) == (whole & 15, whole & 63, whole & 1023)


def test_a_name_that_is_a_word_too_tells_of_the_other_case() -> None:
    assert classes("Baker")[OTHER_CASE] == classes("baker")[CLUSTER] != 0
    assert classes("baker")[OTHER_CASE] == classes("Baker")[CLUSTER] != 0


def test_a_form_in_capitals_that_is_not_known_has_the_cluster_of_the_name() -> None:
    assert classes("ISLAMABAD")[CLUSTER] == classes("Islamabad")[CLUSTER] != 0


def test_lists_know_first_and_last_names_towns_and_companies() -> None:
    assert classes("Maria")[PEOPLE] != 0
    assert classes("Lahore")[PLACES] != 0
    assert classes("Inc")[PLACES] != 0


def test_an_unknown_form_has_no_class_and_no_mark() -> None:
    unknown = classes("Qyzzrax")
    assert unknown[:5] == (0, 0, 0, 0, 0)
    assert unknown[PEOPLE:] == (0, 0)
    assert unknown[HABIT] == classes("Vrrzqyl")[HABIT] != classes("the")[HABIT]
