from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts.articles import ENTRIES, NORMALISED_ENTRIES, Entry
from transforms.contracts.operations import REJECTS
from transforms.normalise import normalise

NOW = datetime(2025, 11, 1, tzinfo=UTC)
TEXT = "The two ministers met on Tuesday and agreed to reopen the railway before winter."


def entry(position: int = 1, **known: Any) -> Entry:
    columns: dict[str, Any] = {
        "source_id": "s1",
        "uri": "/in/a",
        "raw_id": "raw",
        "position": position,
        "body": TEXT,
        "body_type": "text",
        "text_basis": "full",
        "encoding": "utf-8",
        "encoding_rule": "utf8",
        "fetched_at": NOW,
    }
    names = (*("guid", "url", "title", "published_raw", "published_basis"), "author")
    missing = dict.fromkeys((*names, "outlet_name", "lang_declared"))
    return Entry(**(missing | columns | known))


def one(**known: Any) -> dict[str, Any]:
    kept, rejects = normalise(ENTRIES.frame([entry(**known)]))
    assert rejects.is_empty()
    return kept.row(0, named=True)


def test_nothing_gives_nothing() -> None:
    kept, rejects = normalise(ENTRIES.empty())

    assert kept.schema == NORMALISED_ENTRIES.schema
    assert rejects.schema == REJECTS.schema
    assert kept.is_empty()
    assert rejects.is_empty()


def test_the_headline_of_a_bare_text_becomes_its_title_and_stays_in_the_text() -> None:
    text = f"Ministers Meet Over Closed Railway\n{TEXT} {TEXT}"

    row = one(body=text)

    assert row["title"] == "Ministers Meet Over Closed Railway"
    assert row["text"] == text
    assert row["text_map"] == [0, 0, len(text)]


def test_a_bare_text_that_opens_with_a_dateline_has_no_title() -> None:
    row = one(body=f"Lahore, Pakistan – {TEXT}")

    assert (row["title"], row["dateline"]) == (None, "Lahore, Pakistan")
    assert row["text"].startswith("Lahore, Pakistan – The")


def test_a_fragment_becomes_text_that_the_map_leads_back_from() -> None:
    row = one(body="<p>One\xa0b</p><p>Two &amp; three</p>", body_type="html", title="A <i>b</i>")

    assert (row["title"], row["text"]) == ("A b", "One b\n\nTwo & three")
    assert row["text_map"][2::3] == [len(row["text"])]


def test_an_entry_with_a_title_alone_is_its_title() -> None:
    row = one(body="<p> </p>", body_type="html", title="Railway &amp; river reopen")

    assert (row["title"], row["text"]) == ("Railway & river reopen",) * 2
    assert row["text_basis"] == "title"


def test_an_entry_with_neither_text_nor_title_is_set_aside() -> None:
    entries = ENTRIES.frame(
        [entry(1, body=" \u200b "), entry(2, body=None, title="<b></b>"), entry(3)]
    )

    kept, rejects = normalise(entries)

    assert kept["position"].to_list() == [3]
    assert rejects["position"].to_list() == [1, 2]
    assert rejects["reason"].to_list() == ["no_text", "no_text"]


def test_a_date_is_utc_and_keeps_how_it_was_written() -> None:
    row = one(published_raw="Sun, 26 Oct 2025 14:03:00 -0700", published_basis="feed")

    assert row["published_at"] == datetime(2025, 10, 26, 21, 3, tzinfo=UTC)
    assert (row["published_basis"], row["published_precision"]) == ("feed", "second")
    assert row["published_raw"] == "Sun, 26 Oct 2025 14:03:00 -0700"


def test_a_date_that_cannot_be_read_is_no_date_but_stays_on_record() -> None:
    row = one(published_raw="gestern", published_basis="feed", url="https://e.example/2025/10/26/a")

    assert (row["published_at"], row["published_basis"]) == (None, "none")
    assert (row["published_precision"], row["published_raw"]) == (None, "gestern")


def test_a_date_in_the_url_counts_when_no_other_is_written() -> None:
    row = one(url="https://e.example/world/2025/10/26/railway")

    assert row["published_at"] == datetime(2025, 10, 26, tzinfo=UTC)
    assert (row["published_basis"], row["published_precision"]) == ("url", "day")


def test_a_date_long_after_the_fetch_is_wrong_unless_a_person_gave_it() -> None:
    written = {"published_raw": "2050-09-30"}

    assert one(**written, published_basis="column")["published_at"] is None
    assert one(**written, published_basis="given")["published_at"].year == 2050


def test_the_outlet_is_known_by_its_domain_and_shown_by_its_name() -> None:
    named = one(url="https://www.daily.example/a", outlet_name="The Daily")
    unnamed = one(url="https://news.daily.example/b")

    assert named["outlet_id"] == unnamed["outlet_id"]
    assert (named["outlet_name"], unnamed["outlet_name"]) == ("The Daily", "daily.example")


def test_an_outlet_without_a_domain_is_known_by_its_name() -> None:
    first, second = one(outlet_name="The Daily"), one(outlet_name="the  daily")

    assert first["outlet_id"] == second["outlet_id"]
    assert first["outlet_domain"] is None
    assert one()["outlet_id"] is None


def test_a_site_that_carries_others_is_not_the_outlet() -> None:
    row = one(url="https://news.google.com/a", outlet_name="The Daily")

    assert (row["outlet_domain"], row["outlet_name"]) == (None, "The Daily")


def test_case_and_white_space_do_not_make_another_content() -> None:
    assert one(body="One  two\nthree")["content_hash"] == one(body="one two THREE")["content_hash"]
    assert one(body="One two")["content_hash"] != one(body="One, two")["content_hash"]
    assert one(title="One")["content_hash"] != one(title="Two")["content_hash"]


@pytest.mark.parametrize(("text", "lang"), [(TEXT, "en"), ("Hm.", "und")])
def test_the_language_is_told(text: str, lang: str) -> None:
    assert one(body=text)["lang"] == lang


def test_two_files_with_the_same_bytes_are_two_entries() -> None:
    assert one(uri="/in/a")["entry_id"] != one(uri="/in/b")["entry_id"]


BODIES = st.text(alphabet=st.sampled_from([*"aB. \n\r<p>/&;", "\xa0", "\u200b", "é"]), max_size=40)
ENTRIES_OF_ALL_KINDS = st.lists(
    st.tuples(BODIES, st.sampled_from(["text", "html", "page"]), st.none() | BODIES), max_size=5
)


@settings(max_examples=50, deadline=None)  # the first page loads trafilatura
@given(ENTRIES_OF_ALL_KINDS)
def test_every_entry_comes_out_or_is_set_aside_whatever_the_batch(
    bodies: list[tuple[str, str, str | None]],
) -> None:
    entries = ENTRIES.frame(
        entry(position, body=body, body_type=kind, title=title)
        for position, (body, kind, title) in enumerate(bodies, start=1)
    )

    kept, rejects = normalise(entries)
    single = [normalise(entries[row : row + 1])[0] for row in range(entries.height)]

    assert kept.height + rejects.height == entries.height
    assert kept.equals(pl.concat([NORMALISED_ENTRIES.empty(), *single]))
    for text, text_map in kept.select("text", "text_map").iter_rows():
        assert text
        assert sum(text_map[2::3]) == len(text)
