import pytest

from transforms.languages import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The two ministers met on Tuesday and agreed to reopen the railway.", "en"),
        ("Die beiden Minister trafen sich am Dienstag und sprachen über die Bahn.", "de"),
        ("Les deux ministres se sont rencontrés mardi et ont parlé du chemin de fer.", "fr"),
        ("Два министра встретились во вторник и говорили о железной дороге.", "ru"),  # noqa: RUF001 - another script
        ("التقى الوزيران يوم الثلاثاء واتفقا على إعادة فتح السكك الحديدية", "ar"),
    ],
)
def test_the_language_of_a_sentence_is_told(text: str, expected: str) -> None:
    assert language(text) == expected


@pytest.mark.parametrize("text", ["", "No.", "1,234,567.89 %", "https://example.com/a/long/path/x"])
def test_too_few_letters_tell_nothing(text: str) -> None:
    assert language(text, "en") == "und"


def test_a_clear_text_overrules_what_was_declared() -> None:
    text = "The two ministers met on Tuesday and agreed to reopen the railway."

    assert language(text, "de-DE") == "en"


def test_a_declared_language_decides_when_the_text_leaves_it_open() -> None:
    names = "Okoro Marriott Baker Aslam Lahore"

    assert language(names) == "und"
    assert language(names, "en-GB") in {"en", "und"}
