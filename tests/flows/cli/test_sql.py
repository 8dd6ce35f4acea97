"""Answers are data that programs can read, or tables that people can."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.cli.tables import write_table
from flows.reports.next_steps import CLAIMS_QUERY, DISAGREEMENTS_QUERY
from flows.reports.wording import EVENTS_QUERY
from warehouse.opening import open_writer
from warehouse.querying import query_snapshot

Claimstream = Callable[..., Any]
ODD = """
    select 'nan'::double as n, 'inf'::double as i, timestamptz '2025-10-06 08:00:00+02' as t,
        [1, null] as l, {'a': 1.5, 'b': date '2025-10-06'} as s, null as nothing, '' as empty,
        sum(3) as total, 1.50::decimal(5, 2) as d, interval 3 day as wait, '\\xAA'::blob as bytes
"""
PLAIN = {
    "n": None,
    "i": None,
    "t": "2025-10-06T06:00:00+00:00",
    "l": [1, None],
    "s": {"a": 1.5, "b": "2025-10-06"},
    "nothing": None,
    "empty": "",
    "total": 3,
    "d": 1.5,
    "wait": "3 days",
    "bytes": "aa",
}


def test_json_is_one_array_of_objects_that_any_parser_takes(
    claimstream: Claimstream, published: Path
) -> None:
    said = claimstream("sql", ODD, "--format", "json", "--warehouse", published)

    assert said.code == 0
    assert json.loads(said.out, parse_constant=pytest.fail) == [PLAIN]


def test_jsonl_is_one_object_per_line(claimstream: Claimstream, published: Path) -> None:
    asked = "select title, text from mart.articles"

    said = claimstream("sql", asked, "--format", "jsonl", "--warehouse", published)

    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["title"] for row in rows] == ["Revik meets Marsden in Tavrin"]
    assert "\n" in rows[0]["text"]


def test_csv_tells_null_from_an_empty_text_and_holds_lists(
    claimstream: Claimstream, published: Path
) -> None:
    said = claimstream("sql", ODD, "--format", "csv", "--warehouse", published)

    (row,) = csv.DictReader(io.StringIO(said.out))
    assert json.loads(row["l"]) == [1, None]
    assert row["t"] == PLAIN["t"]
    assert said.out.splitlines()[1].split(",2025-10-06T06")[0] == "nan,inf"
    assert ',,"",3,' in said.out


def test_no_text_in_csv_is_a_formula(claimstream: Claimstream, published: Path) -> None:
    asked = "select '=1+1' as a, -1 as b, '-' as c"

    said = claimstream("sql", asked, "--format", "csv", "--warehouse", published)

    assert said.out == "a,b,c\n'=1+1,-1,'-\n"


def test_a_single_null_is_a_row_of_csv(claimstream: Claimstream, published: Path) -> None:
    said = claimstream("sql", "select null as a", "--format", "csv", "--warehouse", published)

    assert list(csv.reader(io.StringIO(said.out))) == [["a"], [""]]


def test_a_table_shows_null(claimstream: Claimstream, published: Path) -> None:
    said = claimstream("sql", "select null as a, '' as b, true as c", "--warehouse", published)

    assert "│ NULL │   │ true │" in said.out


def test_many_columns_stand_one_below_the_other(claimstream: Claimstream, published: Path) -> None:
    said = claimstream("sql", "from mart.claim_mentions", "--warehouse", published)

    lines = said.out.splitlines()
    assert lines[0].startswith("1 of ")
    assert any(line.startswith("speaker_as_written  Revik") for line in lines)
    assert all(len(line) <= 200 for line in lines)


def test_a_statement_without_a_result_prints_nothing(
    claimstream: Claimstream, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table([], [])

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("asked", ["selct 1", "from mart.nope", "select 1/'a'", "select ?", ""])
def test_wrong_sql_is_one_line_and_code_1(
    claimstream: Claimstream, published: Path, asked: str
) -> None:
    if not asked:
        asked = "insert into mart.articles values (1)"

    said = claimstream("sql", asked, "--warehouse", published)

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert said.err.startswith("claimstream: ")


def test_statements_can_be_piped_in(
    claimstream: Claimstream, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("select 1\n  as a;\nselect 2 as a\n"))

    said = claimstream("sql", "--format", "jsonl", "--warehouse", published)

    assert said.code == 0
    assert said.out == '{"a": 1}\n{"a": 2}\n'


def test_a_wrong_statement_in_a_pipe_ends_it(
    claimstream: Claimstream, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("selct;\nselect 2 as a;\n"))

    said = claimstream("sql", "--format", "jsonl", "--warehouse", published)

    assert (said.code, said.out) == (1, "")


def test_questions_are_answered_while_a_writer_has_the_warehouse(
    claimstream: Claimstream, published: Path
) -> None:
    with open_writer(published):
        said = claimstream(
            "sql", "select count(*) as n from mart.articles", "--warehouse", published,
            "--format", "csv",
        )  # fmt: skip

    assert said.out == "n\n1\n"


@pytest.mark.parametrize("query", [EVENTS_QUERY, DISAGREEMENTS_QUERY, CLAIMS_QUERY])
def test_what_a_run_suggests_to_ask_can_be_asked(published: Path, query: str) -> None:
    assert query_snapshot(published, query).width > 4


def test_rows_go_to_a_parquet_file_when_one_is_named(
    claimstream: Claimstream, published: Path, tmp_path: Path
) -> None:
    target, asked = tmp_path / "answer.parquet", "select 1 as n, date '2026-03-01' as day"

    said = claimstream("sql", asked, "--parquet", target, "--warehouse", published)

    assert (said.code, said.out) == (0, "")
    assert pl.read_parquet(target).rows() == [(1, date(2026, 3, 1))]
