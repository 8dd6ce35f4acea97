import io
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.parsers import Document, Parsed, parse_document

NOW = datetime(2025, 11, 1, tzinfo=UTC)


def read(content: str | bytes, kind: str, **known: str | dict[str, str]) -> Parsed:
    data = content.encode() if isinstance(content, str) else content
    return parse_document(Document("s1", f"/in/x.{kind}", "raw", data, NOW, kind=kind, **known))


def parquet(columns: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


def test_the_usual_names_are_recognised_in_any_spelling() -> None:
    content = "GUID,Link,Headline,Body,pubDate,By-line,Publisher,Language\n1,u,T,B,D,A,O,en\n"

    row = read(content, "csv").entries.row(0, named=True)

    assert (row["guid"], row["url"], row["title"], row["body"]) == ("1", "u", "T", "B")
    assert (row["published_raw"], row["published_basis"]) == ("D", "column")
    assert (row["author"], row["outlet_name"], row["lang_declared"]) == ("A", "O", "en")


def test_a_configured_mapping_goes_before_the_usual_names() -> None:
    parsed = read("text,words\nno,yes\n", "csv", columns={"text": "words"})

    assert parsed.entries["body"].to_list() == ["yes"]


@pytest.mark.parametrize("columns", [{"text": "absent"}, {"texts": "a"}, {}])
def test_a_table_that_cannot_be_mapped_names_its_columns(columns: dict[str, str]) -> None:
    parsed = read("alpha,beta\n1,2\n", "csv", columns=columns)

    assert parsed.entries.is_empty()
    assert parsed.rejects.item(0, "reason") == "parse_failed"
    detail = parsed.rejects.item(0, "detail")
    assert "alpha, beta" in detail or "texts" in detail


def test_a_full_text_is_preferred_to_a_summary() -> None:
    both = read("summary,content\nshort,long\n", "csv").entries
    alone = read("title,summary\nA,short\n", "csv").entries

    assert (both["body"].to_list(), both["text_basis"].to_list()) == (["long"], ["full"])
    assert alone["text_basis"].to_list() == ["summary"]


def test_empty_cells_are_missing_values() -> None:
    row = read("title,text,url\nA,  ,\n", "csv").entries.row(0, named=True)

    assert (row["body"], row["url"], row["text_basis"]) == (None, None, "title")


def test_markup_in_a_cell_is_seen() -> None:
    found = read(
        'text\n"<p>One</p>"\n"<!DOCTYPE html><html></html>"\n"5 < 6, <b says"\n', "csv"
    ).entries

    assert found["body_type"].to_list() == ["html", "page", "text"]


def test_csv_keeps_quotes_commas_and_line_breaks_inside_a_cell() -> None:
    found = read('title,text\n"He said ""no""","a,\nb"\nB,c\n', "csv").entries

    assert found["title"].to_list() == ['He said "no"', "B"]
    assert found["body"].to_list() == ["a,\nb", "c"]
    assert found["position"].to_list() == [2, 4]


def test_a_ragged_row_is_set_aside_with_its_line_and_its_siblings_go_on() -> None:
    parsed = read('title,text\nA,"x\ny"\nB\nC,d,e\nD,f\n', "csv")

    assert parsed.entries["title"].to_list() == ["A", "D"]
    assert parsed.rejects["position"].to_list() == [4, 5]
    assert parsed.rejects["reason"].unique().to_list() == ["bad_row"]
    assert "line 4: expected 2 fields, found 1" in parsed.rejects.item(0, "detail")


def test_a_quote_that_is_never_closed_costs_its_own_line_alone() -> None:
    parsed = read('title,text\nA,b\nB,"c\nC,d\nD,e\n', "csv")

    assert parsed.entries["title"].to_list() == ["A", "C", "D"]
    assert parsed.entries["position"].to_list() == [2, 4, 5]
    assert parsed.rejects["position"].to_list() == [3]


def test_a_csv_of_nothing_but_open_quotes_ends() -> None:
    parsed = read("title,text\n" + 'A,"b\n' * 101, "csv")

    assert parsed.entries.height + parsed.rejects.height > 0


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(mark: str) -> None:
    parsed = read(f"title{mark}text\nA, a; b{mark}c\n".replace("A, a; b", "A"), "csv")

    assert parsed.entries["body"].to_list() == ["c"]


def test_one_bad_line_of_jsonl_is_one_reject_with_its_number() -> None:
    parsed = read('{"title": "A"}\n{"title": \n\n[1]\n{"title": NaN}\n{"title": "B"}\n', "jsonl")

    assert parsed.entries["title"].to_list() == ["A", "B"]
    assert parsed.entries["position"].to_list() == [1, 6]
    assert parsed.rejects["position"].to_list() == [2, 4, 5]
    assert parsed.rejects["reason"].unique().to_list() == ["bad_row"]


@pytest.mark.parametrize(
    "content",
    [
        '[\n {"title": "A"},\n {"title": "B"}\n]',
        '{"status": "ok",\n "articles": [{"title": "A"}, {"title": "B"}]}',
        '{"articles": [{"title": "A"}, {"title": "B"}]}',
    ],
)
def test_a_json_array_is_read_wherever_it_stands(content: str) -> None:
    assert read(content, "jsonl").entries["title"].to_list() == ["A", "B"]


def test_one_json_object_over_several_lines_is_one_article() -> None:
    assert read('{\n "title": "A",\n "text": "b"\n}', "jsonl").entries.height == 1


def test_a_broken_json_array_is_one_reject() -> None:
    parsed = read('[\n {"title": "A"},\n {"title": "B"\n', "jsonl")

    assert (parsed.entries.height, parsed.rejects.height) == (0, 1)
    assert parsed.rejects.item(0, "reason") == "parse_failed"


def test_values_that_are_no_text_are_written_out() -> None:
    content = (
        '{"id": 7, "title": "A", "authors": ["Ana", {"name": "Bo"}],'
        ' "source": {"name": "The Daily"},'
        ' "lang": null, "text": true}'
    )

    row = read(content, "jsonl").entries.row(0, named=True)

    assert (row["guid"], row["author"], row["outlet_name"]) == ("7", "Ana, Bo", "The Daily")
    assert (row["lang_declared"], row["body"]) == (None, None)


def test_half_a_surrogate_pair_does_not_lose_its_row() -> None:
    assert read('{"title": "A\\ud83d"}', "jsonl").entries["title"].to_list() == ["A"]


def test_json_nested_a_hundred_thousand_deep_is_refused() -> None:
    parsed = read("[" * 100_000, "jsonl")

    assert parsed.rejects.item(0, "reason") == "parse_failed"


def test_parquet_is_read_with_its_own_types() -> None:
    parsed = read(
        parquet(
            {
                "id": [1, 2],
                "title": ["A", None],
                "text": ["a", "b"],
                "date": [date(2025, 10, 26), None],
                "authors": [["Ana", "Bo"], []],
            }
        ),
        "parquet",
        published="2025-10-27",
    )

    assert parsed.entries["guid"].to_list() == ["1", "2"]
    assert parsed.entries["published_raw"].to_list() == ["2025-10-26", "2025-10-27"]
    assert parsed.entries["published_basis"].to_list() == ["column", "given"]
    assert parsed.entries["author"].to_list() == ["Ana, Bo", None]


def test_an_aware_time_in_parquet_is_written_in_utc() -> None:
    moment = datetime(2025, 10, 26, 14, 3, tzinfo=UTC)

    found = read(parquet({"title": ["A"], "published_at": [moment]}), "parquet").entries

    assert found["published_raw"].to_list() == ["2025-10-26T14:03:00Z"]


@given(st.lists(st.lists(st.text(alphabet='ab",\n;', max_size=5), max_size=3), max_size=6))
def test_every_row_of_a_csv_is_an_entry_or_a_reject(cells: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells if row]

    parsed = read("title,text\n" + "\n".join(quoted), "csv")

    if quoted:
        assert parsed.entries.height + parsed.rejects.height == len(quoted)
