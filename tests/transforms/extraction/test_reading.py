import json

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extraction import Reading, extract_text
from transforms.extraction.records import records

STORY = (
    "Minister Ola Lund said that the bridge is safe.\n"
    "“We tested it twice,” she said. “It held.”\n"
    "Lund praised the engineers, adding that over 40 people had helped.\n"
    "The river was high on Monday.\n"
)
WORDS = (
    "Lund said that “ ” \" ' ’s , . : ( ) - He who according to both envoys the minister told "
    "$5 million é \U0001d4b3 \u200b İ ß was informed and Pakistan his claim"
)
PIECES = st.sampled_from([*WORDS.split(" "), "\n", "\n\n", "\u2028"])


def spans(reading: Reading) -> list[tuple[int, int]]:
    found = [row.span for row in reading.mentions]
    found += [row.span for row in reading.roles]
    found += [row.span for row in reading.quantities]
    for claim in reading.claims:
        found += [claim.hull, *claim.content]
        found += [span for span in (claim.speaker, claim.cue, claim.addressee) if span]
    return [tuple(span) for span in found]


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=80))
def test_every_span_lies_in_the_text_and_holds_words(text: str) -> None:
    reading = extract_text(text)
    for start, stop in spans(reading):
        assert 0 <= start < stop <= len(text)
    ids = {entity.entity_id for entity in reading.entities}
    assert {mention.entity_id for mention in reading.mentions} <= ids
    assert {claim.speaker_id for claim in reading.claims if claim.speaker_id} <= ids


def test_a_text_may_end_in_an_apostrophe() -> None:
    assert extract_text("They met the owners of the workers' and the miners'").entities == ()


def told(text: str) -> list[tuple[str | None, str]]:
    return [
        (claim.speaker_name, " ".join(text[span.start : span.stop] for span in claim.content))
        for claim in extract_text(text).claims
    ]


def test_a_blank_line_between_paragraphs_changes_no_words() -> None:
    assert told(STORY) == told(STORY.replace("\n", "\n\n"))


def test_windows_line_ends_change_no_words() -> None:
    assert told(STORY) == told(STORY.replace("\n", "\r\n"))


def test_reading_twice_gives_the_same() -> None:
    assert extract_text(STORY) == extract_text(STORY)


def test_an_empty_text_gives_an_empty_reading() -> None:
    assert extract_text("") == Reading((), (), (), (), ())


def test_what_nobody_says_is_narration_of_the_outlet() -> None:
    claims = extract_text(STORY, outlet="River Post").claims
    narrated = [claim for claim in claims if not claim.attributed]
    assert [STORY[claim.hull.start : claim.hull.stop] for claim in narrated] == [
        "The river was high on Monday"
    ]
    assert narrated[0].speaker_name == "River Post"
    assert narrated[0].kind == "narration"


def test_questions_headings_and_boilerplate_are_no_narration() -> None:
    text = "A New Bridge\n\nIs it safe? Read more about the bridge here.\n\nWhat a day it was!\n"
    assert extract_text(text).claims == ()


def test_a_quotation_is_surer_than_a_noun() -> None:
    claims = extract_text("“It held,” Minister Lund said. His claim that it held was read.").claims
    by_pattern = {claim.pattern: claim.confidence for claim in claims}
    assert by_pattern["fronted_quote"] > by_pattern["noun"]


def test_nested_quotation_marks_without_end_are_read_in_linear_time() -> None:
    assert extract_text("“" * 20_000 + " Lund said " * 2_000) is not None


def test_records_are_ready_for_json_and_verbatim() -> None:
    rows = list(records(extract_text(STORY), STORY, file="story.txt"))
    assert json.loads(json.dumps(rows)) == rows
    keys = ["file", "speaker", "speaker_name", "cue", "content", "addressee", "kind"]
    for row in rows:
        assert list(row)[:9] == [*keys, "confidence", "attributed"]
        for name in ("speaker", "cue", "content", "addressee"):
            if row[name]:
                span = row[name]
                assert STORY[span["start"] : span["stop"]] == span["text"]
    quoted = next(row for row in rows if "content_spans" in row)
    assert [span["text"] for span in quoted["content_spans"]] == [
        "“We tested it twice,”",
        "“It held.”",
    ]
