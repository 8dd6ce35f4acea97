import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extraction import extract_text

STORY = """
Minister Ola Lund said on Monday that the bridge over the Lissa is safe and that the port of Arlen, which was closed for a week, will open again before the end of the month.

“We tested it twice, once at night and once in a storm,” she said. “It held both times, and the engineers saw nothing that would worry anybody in the town.”

According to a report by the harbour office, over 40 people helped to clear the road. Mayor Nora Feld praised the crews and pledged to pay them before the winter.

The river was high on Monday and the ferry stayed in the port until the afternoon.
"""  # noqa: E501 - a paragraph is one line until a test wraps it
PARAGRAPHS = STORY.strip().split("\n\n")


def told(text: str) -> list[tuple[str | None, str | None, str, str]]:
    """Give speaker, cue and content of every claim with white space made even."""

    def words(start: int, stop: int) -> str:
        return " ".join(text[start:stop].split())

    return [
        (
            claim.speaker_name,
            words(*claim.cue) if claim.cue else None,
            " … ".join(words(*span) for span in claim.content),
            claim.kind,
        )
        for claim in extract_text(text).claims
    ]


PLAIN = told("\n\n".join(PARAGRAPHS))


def test_the_story_holds_claims_of_every_sort() -> None:
    assert len(PLAIN) >= 6
    assert {speaker for speaker, *_ in PLAIN} >= {"Ola Lund", "Nora Feld", None}


@settings(max_examples=12, deadline=None)
@given(width=st.integers(min_value=45, max_value=90), gap=st.sampled_from(["\n\n", "\n\n\n"]))
def test_wrapping_lines_changes_no_words(width: int, gap: str) -> None:
    assert told(gap.join(textwrap.fill(one, width) for one in PARAGRAPHS)) == PLAIN


@settings(max_examples=6, deadline=None)
@given(blank=st.lists(st.sampled_from(["", " ", "\t", "\u00a0"]), min_size=1, max_size=4))
def test_blank_lines_between_paragraphs_change_no_words(blank: list[str]) -> None:
    assert told(("\n" + "\n".join(blank) + "\n").join(PARAGRAPHS)) == PLAIN
