from pathlib import Path

import pytest

from transforms.errors import StopError
from warehouse.querying import query_snapshot


def test_a_query_gives_named_typed_rows(loaded_once: Path) -> None:
    found = query_snapshot(loaded_once, "SELECT title, n_articles FROM mart.events ORDER BY 2 DESC")
    assert found.rows() == [("Ada Moss – Bo Lind: meet", 3), ("Ada Moss – Cy Ruhl: meet", 1)]


def test_columns_of_one_name_are_numbered(loaded_once: Path) -> None:
    assert query_snapshot(loaded_once, "SELECT 1 AS n, 2 AS n, 3 AS n;").columns == [
        "n",
        "n_2",
        "n_3",
    ]


def test_types_that_frames_lack_come_as_text(loaded_once: Path) -> None:
    found = query_snapshot(loaded_once, "SELECT INTERVAL 2 DAY AS span, 1 AS n")
    assert found.rows() == [("2 days", 1)]


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
        query_snapshot(loaded_once, endless, timeout_s=0.1)


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="run `claimstream run` first"):
        query_snapshot(tmp_path, "SELECT 1")
