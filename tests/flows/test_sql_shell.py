import os
import signal
import threading
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from flows.cli.options import Format
from flows.cli.sql_shell import HISTORY, NameCompleter, SqlShell
from warehouse.opening import open_writer
from warehouse.publishing import publish

ENDLESS = "select count(*) from range(1000000000000) a, range(1000) b;"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("warehouse")
    with open_writer(directory):
        pass
    publish(directory)
    return directory


def offered(line: str) -> list[str]:
    completer = NameCompleter(["claims", "claim_id", "events"])
    return [c.text for c in completer.get_completions(Document(line), CompleteEvent())]


def test_names_keywords_and_commands_are_completed() -> None:
    assert offered("from cl") == ["claims", "claim_id"]
    assert offered("select * from mart.ev") == ["events"]
    assert offered("sel") == ["SELECT"]
    assert offered(".t") == [".tables"]


@pytest.mark.parametrize("line", ["", "from zz", "select 1 "])
def test_nothing_is_offered_where_nothing_fits(line: str) -> None:
    assert offered(line) == []


def test_a_statement_may_take_several_lines(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = SqlShell(warehouse, Format.csv)
    assert shell.take("select 40 + 2")
    assert capsys.readouterr().out == ""
    assert shell.take("as answer;")
    assert capsys.readouterr().out == "answer\n42\n"


def test_an_error_is_a_line_and_not_the_end(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SqlShell(warehouse, Format.csv).take("from nowhere;")
    assert "nowhere" in capsys.readouterr().err


def test_tables_and_columns_are_listed_with_what_they_mean(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = SqlShell(warehouse, Format.csv)
    shell.take(".tables")
    assert "search_claims(query)," in capsys.readouterr().out
    for name in ("claims", "mart.claims;"):
        shell.take(f".schema {name}")
        assert "speaker,VARCHAR," in capsys.readouterr().out


def test_an_unknown_command_shows_the_known_ones(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SqlShell(warehouse, Format.csv).take(".what")
    assert ".tables" in capsys.readouterr().err
    assert not SqlShell(warehouse, Format.csv).take(".quit")


def test_ctrl_c_stops_the_query_and_not_the_shell(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = SqlShell(warehouse, Format.csv)
    ctrl_c = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    ctrl_c.start()
    assert shell.take(ENDLESS)
    assert capsys.readouterr().err == "stopped\n"
    assert shell.take("select 6 * 7 as answer;")
    assert capsys.readouterr().out == "answer\n42\n"


def test_lines_are_edited_remembered_and_ended_by_ctrl_d(warehouse: Path) -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("select 6 * 8\x7f7;\r\x04")
        SqlShell(warehouse, Format.csv).run()
    assert "select 6 * 7;" in (warehouse / HISTORY).read_text("utf-8")
