import duckdb
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.checking import mismatch
from warehouse.tables import Span

SPAN = Span("core.anything", "exact", "exact_start", "exact_stop")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CONNECTION = duckdb.connect()


def is_mismatch(text: str, exact: str, start: int | None, stop: int | None) -> bool:
    """Ask the database whether a quotation differs from the text at its offsets."""
    row = CONNECTION.execute(
        f"SELECT {mismatch(SPAN, 'quote', 'version')}"  # noqa: S608
        " FROM (SELECT ? AS exact, ?::BIGINT AS exact_start, ?::BIGINT AS exact_stop) AS quote,"
        " (SELECT ? AS text) AS version",
        [exact, start, stop, text],
    ).fetchone()
    assert row is not None
    return bool(row[0])


@settings(max_examples=60, deadline=None)
@given(text=TEXT, cut=st.tuples(st.integers(0, 40), st.integers(0, 40)))
@example(text="e\u0301 👩‍👩‍👧 🇳🇴 ﷺ \x00 \r\n ß", cut=(1, 9))
@example(text="क्षि", cut=(1, 3))
def test_what_python_cuts_out_is_verbatim_in_the_database(text: str, cut: tuple[int, int]) -> None:
    """Offsets are code points, not bytes and not what a reader sees as one sign."""
    start, stop = sorted(min(at, len(text)) for at in cut)
    assert not is_mismatch(text, text[start:stop], start, stop)


@settings(max_examples=60, deadline=None)
@example(text="ab", exact="b", start=1, length=5)
@given(text=TEXT, exact=TEXT, start=st.integers(-5, 45), length=st.integers(-5, 45))
def test_what_differs_from_pythons_cut_is_a_mismatch(
    text: str, exact: str, start: int, length: int
) -> None:
    stop = start + length
    good = start >= 0 and length == len(exact) and text[start:stop] == exact
    assert is_mismatch(text, exact, start, stop) == (not good)


def test_missing_offsets_are_a_mismatch() -> None:
    assert is_mismatch("text", "text", None, 4)
    assert is_mismatch("text", "text", 0, None)
