"""What a view says as of a moment is what it said at that moment, whatever came after."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from histories import NOW, STEPS, act
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.opening import open_writer


def views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the views that can be read as of a moment."""
    found = connection.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions()"
        " WHERE schema_name = 'mart' AND ends_with(function_name, '_as_of') ORDER BY 1"
    ).fetchall()
    return [name.removesuffix("_as_of") for (name,) in found]


def answers(connection: duckdb.DuckDBPyConnection, at: datetime | None) -> dict[str, list[Any]]:
    """Ask every view for what holds now, or as of a moment."""
    moment = "" if at is None else f"_as_of(TIMESTAMPTZ '{at.isoformat()}')"
    return {
        view: connection.execute(f"FROM mart.{view}{moment} ORDER BY ALL").fetchall()
        for view in views(connection)
    }


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=2, max_size=4))
def test_every_view_says_as_of_a_moment_what_it_said_then(
    loaded_once: Path, steps: list[Any]
) -> None:
    with TemporaryDirectory() as temporary:
        directory = Path(shutil.copytree(loaded_once, Path(temporary) / "warehouse"))
        with open_writer(directory) as connection:
            assert len(views(connection)) >= 9
            taken = {NOW: answers(connection, None)}
            for number, step in enumerate(steps, start=1):
                at = NOW + timedelta(hours=number)
                act(connection, Path(temporary), step, at)
                taken[at] = answers(connection, None)
            for at, then in taken.items():
                assert answers(connection, at) == then
