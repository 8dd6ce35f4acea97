from pathlib import Path

import pytest

from flows.cli.options import Format
from flows.cli.output import write_frame
from transforms.errors import StopError
from warehouse.querying import Limits, query_snapshot


def test_a_query_gives_named_typed_rows(loaded_once: Path) -> None:
    found = query_snapshot(loaded_once, "SELECT title, n_articles FROM mart.events ORDER BY 2 DESC")
    assert found.rows() == [("Ada Moss – Bo Lind: meet", 3), ("Ada Moss – Cy Ruhl: meet", 1)]


def test_columns_of_one_name_are_numbered(loaded_once: Path) -> None:
    assert query_snapshot(loaded_once, "SELECT 1 AS n, 2 AS n, 3 AS n;").columns == [
        "n",
        "n_2",
        "n_3",
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("INTERVAL 2 DAY", "2 days"),
        ("DATE 'infinity'", "infinity"),
        ("TIMESTAMPTZ '-infinity'", "-infinity"),
        ("DATE '12026-01-01'", "12026-01-01"),
        ("TIMESTAMP '0044-03-15 (BC) 12:00:00'", "0044-03-15 (BC) 12:00:00"),
        (
            "340282366920938463463374607431768211455::UHUGEINT",
            "340282366920938463463374607431768211455",
        ),
        (
            "170141183460469231731687303715884105727::HUGEINT",
            "170141183460469231731687303715884105727",
        ),
        ("'10101'::BIT", "10101"),
        ("TIMETZ '12:00:00+05'", "12:00:00+05"),
        ("TIME '24:00:00'", "24:00:00"),
        ("union_value(n := 7)", "7"),
        ("[DATE 'infinity', DATE '2026-03-01', NULL]", ["infinity", "2026-03-01", None]),
        ("{'on': DATE '2026-03-01', 'n': 3}", {"on": "2026-03-01", "n": 3}),
        ("MAP {'a': INTERVAL 1 DAY}", {"a": "1 day"}),
        ("[[INTERVAL 1 DAY], []]", [["1 day"], []]),
        ("(DATE '2026-03-01', 1)", "(2026-03-01, 1)"),
    ],
)
def test_what_frames_cannot_hold_comes_as_duckdb_writes_it(
    loaded_once: Path, value: str, told: object
) -> None:
    found = query_snapshot(loaded_once, f"SELECT {value} AS asked, 1 AS n")
    assert found.rows() == [(told, 1)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(n) FROM range(9) AS t(n)",
        "SELECT DATE '2026-03-01'",
        "SELECT [1, 2], {'a': [0.5]}",
        "SELECT now()",
    ],
)
def test_what_frames_can_hold_is_no_text(loaded_once: Path, sql: str) -> None:
    assert not any(isinstance(value, str) for value in query_snapshot(loaded_once, sql).row(0))


def test_every_type_of_duckdb_at_its_limits_can_be_shown(loaded_once: Path) -> None:
    found = query_snapshot(loaded_once, "FROM test_all_types()")
    for how in Format:
        write_frame(found, how)


@pytest.mark.parametrize("sql", ["", "-- only a remark"])
def test_nothing_asked_is_nothing_answered(loaded_once: Path, sql: str) -> None:
    assert query_snapshot(loaded_once, sql).is_empty()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT * FROM event_report", "event_reports"),
        ("SELECT speakr FROM mart.claims", "speaker"),
        ("SELECT FROM WHERE", "syntax error"),
        ("DROP TABLE core.article", "read-only"),
    ],
)
def test_wrong_sql_is_one_readable_line(loaded_once: Path, sql: str, said: str) -> None:
    with pytest.raises(StopError, match=said) as caught:
        query_snapshot(loaded_once, sql)
    assert "\n" not in str(caught.value)
    assert "LINE 1" not in str(caught.value)


def test_a_query_that_takes_too_long_is_stopped(loaded_once: Path) -> None:
    endless = "SELECT count(*) FROM range(1000000000000) AS a, range(1000) AS b"
    with pytest.raises(StopError, match=r"stopped after 0\.1 s"):
        query_snapshot(loaded_once, endless, limits=Limits(timeout_s=0.1))


def test_a_query_that_needs_too_much_memory_is_ended(loaded_once: Path) -> None:
    wide = "SELECT list(repeat('x', 1000) || n) FROM range(200_000) AS t(n)"
    with pytest.raises(StopError, match="Out of Memory"):
        query_snapshot(loaded_once, wide, limits=Limits(memory_mb=64))


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="run `claimstream run` first"):
        query_snapshot(tmp_path, "SELECT 1")
