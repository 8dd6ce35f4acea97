import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.tables import Span
from warehouse.verbatim import LONG, Texts

SPAN = Span("core.quantity", "exact", "exact_start", "exact_stop")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CONNECTION = duckdb.connect()
SIGNS = "é 👩‍👩‍👧 ß a"
Quote = tuple[str, int | None, int | None]


def wrong(text: str, *quotes: Quote) -> list[bool]:
    """Ask the database which quotations differ from the text at their offsets."""
    listed = [(str(number), *quote) for number, quote in enumerate(quotes)]
    CONNECTION.execute(
        "CREATE OR REPLACE TEMP TABLE quote (quantity_id VARCHAR, exact VARCHAR,"
        " exact_start BIGINT, exact_stop BIGINT, version_id BIGINT)"
    )
    CONNECTION.executemany("INSERT INTO quote VALUES (?, ?, ?, ?, 1)", listed)
    CONNECTION.execute(
        "CREATE OR REPLACE TEMP TABLE version AS SELECT 1 AS version_id, ? AS text", [text]
    )
    found = {span.key for span in Texts(CONNECTION, "version").wrong_spans(SPAN, "quote")}
    return [number in found for number, *_ in listed]


@settings(max_examples=40, deadline=None)
@given(text=TEXT, cut=st.tuples(st.integers(0, 40), st.integers(0, 40)))
@example(text="e\u0301 👩‍👩‍👧 🇳🇴 ﷺ \x00 \r\n ß", cut=(1, 9))
@example(text="क्षि", cut=(1, 3))
def test_what_python_cuts_out_is_verbatim_in_the_database(text: str, cut: tuple[int, int]) -> None:
    """Offsets are code points, not bytes and not what a reader sees as one sign."""
    start, stop = sorted(min(at, len(text)) for at in cut)
    assert wrong(text, (text[start:stop], start, stop)) == [False]


@settings(max_examples=40, deadline=None)
@example(text="ab", exact="b", start=1, length=5)
@example(text="", exact="", start=1, length=0)
@given(text=TEXT, exact=TEXT, start=st.integers(-5, 45), length=st.integers(-5, 45))
def test_what_differs_from_pythons_cut_is_a_mismatch(
    text: str, exact: str, start: int, length: int
) -> None:
    stop = start + length
    inside = 0 <= start <= stop <= len(text)
    good = inside and length == len(exact) and text[start:stop] == exact
    assert wrong(text, (exact, start, stop)) == [not good]


@settings(max_examples=15, deadline=None)
@given(
    length=st.integers(LONG - 3, 3 * 65536),
    cuts=st.lists(st.tuples(st.integers(0, 3 * 65536), st.integers(0, 9000)), min_size=5),
)
@example(length=LONG + 1, cuts=[(0, LONG + 1), (1023, 1), (1024, 1), (1023, 2), (0, 1024)])
@example(length=65536 * 2, cuts=[(65535, 2), (65536, 1), (65536 * 2 - 1, 1), (1, 0)])
def test_in_a_long_text_quotations_are_verbatim_where_python_says_so(
    length: int, cuts: list[tuple[int, int]]
) -> None:
    text = (SIGNS * (length // len(SIGNS) + 1))[:length]
    good = [(text[at : at + n], at, at + len(text[at : at + n])) for at, n in cuts if at < length]
    bad: list[Quote] = [(exact[:-1] + "!", start, stop) for exact, start, stop in good if exact]
    assert wrong(text, *good, *bad) == [False] * len(good) + [True] * len(bad)


@pytest.mark.parametrize(
    ("start", "stop"),
    [(None, 4), (0, None), (-1, 3), (4, 0), (10**15, 10**15 + 4), (LONG * 2 - 2, LONG * 2 + 2)],
)
@pytest.mark.parametrize("text", ["text", "text" * (LONG // 2)])
def test_offsets_that_cannot_be_are_a_mismatch(
    text: str, start: int | None, stop: int | None
) -> None:
    assert wrong(text, ("text", start, stop)) == [True]


def test_a_quotation_of_a_text_that_is_not_there_is_a_mismatch() -> None:
    assert wrong("text", ("text", 0, 4)) == [False]
    texts = Texts(CONNECTION, "(SELECT 2 AS version_id, 'text' AS text)")
    assert [span.key for span in texts.wrong_spans(SPAN, "quote")] == ["0"]
