import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from flows.reading import Delivery
from flows.sandbox import allowance_for, parse_all, warm_up
from flows.settings import SandboxSettings
from transforms.contracts.operations import Reason
from transforms.errors import StopError
from transforms.parsers import Document

NOW = datetime(2025, 10, 26, tzinfo=UTC)
STRICT = SandboxSettings(workers=2, wall_s=60.0, cpu_s=1, memory_bytes=256 * 1024 * 1024)

Run = Callable[..., list[tuple[str, str]]]


PROGRAM = """
import sys
from datetime import UTC, datetime

print("imported as", __name__, file=sys.stderr)
if __name__ == "__main__":
    from flows.sandbox import parse_all
    from flows.settings import SandboxSettings
    from transforms.parsers import Document

    text = b"Envoys met in Oslo on Monday and agreed to meet again."
    document = Document("source", "a.txt", "0" * 64, text, datetime.now(UTC))
    delivery = next(parse_all([document], settings=SandboxSettings()))
    print(delivery.entries.height, "entry", file=sys.stderr)
"""


def document(content: str, uri: str = "a.txt") -> Document:
    return Document("source", uri, "0" * 64, content.encode(), NOW)


def outcomes(deliveries: Sequence[Delivery]) -> list[tuple[str, str]]:
    return [delivery.rejects.select("reason", "detail").row(0) for delivery in deliveries]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Give the module whose `obey` does what a document says; children inherit the path to it."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import obedient_reader  # noqa: PLC0415 - importable only now

    yield obedient_reader
    sys.modules.pop("obedient_reader")


@pytest.fixture
def obeyed(reader: ModuleType) -> Run:
    def run(*orders: str, settings: SandboxSettings = STRICT) -> list[tuple[str, str]]:
        documents = [document(order) for order in orders]
        return outcomes(list(parse_all(documents, settings=settings, read=reader.obey)))

    return run


def test_results_come_in_the_order_of_the_documents(obeyed: Run) -> None:
    orders = [f"read {number}" for number in range(40)]
    assert obeyed(*orders) == [("no_text", f"read {order}") for order in orders]


def test_without_a_document_no_child_is_started() -> None:
    assert list(parse_all([], settings=STRICT)) == []


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ("backtrack", "used more than 1 s of processor time"),
        ("abort", "its parser crashed or ran out of memory (SIGABRT)"),
        ("kill", "its parser crashed or ran out of memory (SIGKILL)"),
        ("fault", "its parser crashed (SIGSEGV)"),
        ("exit", "its parser ended without a result (exit code 7)"),
        ("allocate", "ran out of memory"),
        ("hoard", "ran out of memory"),
    ],
)
def test_a_document_that_kills_its_child_is_set_aside_and_its_siblings_go_on(
    obeyed: Run, order: str, detail: str
) -> None:
    results = obeyed("before 1", "before 2", order, "after 1", "after 2")
    assert results[2] == (Reason.PARSER_DIED, detail)
    assert [reason for reason, _ in results] == [
        "no_text",
        "no_text",
        "parser_died",
        "no_text",
        "no_text",
    ]


def test_a_document_that_only_waits_is_set_aside_when_its_time_is_over(obeyed: Run) -> None:
    hasty = STRICT.model_copy(update={"wall_s": 0.3})
    results = obeyed("sleep", "after", settings=hasty)
    assert results == [("parser_died", "took longer than 0.3 s"), ("no_text", "read after")]


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ("raise", "the parser failed: ValueError: of two lines"),
        ("recurse", "the parser failed: RecursionError: maximum recursion depth exceeded"),
        ("refuse", "the parser failed: SetAsideError: bad_row: an error that pickles badly"),
        ("leave", "the parser failed: SystemExit: 3"),
        ("unpicklable", "the parser failed: "),
    ],
)
def test_whatever_a_parser_raises_is_a_reject_and_never_breaks_the_pool(
    obeyed: Run, order: str, detail: str
) -> None:
    results = obeyed(order, order, "after")
    assert [said.startswith(detail) for _, said in results] == [True, True, False]
    assert results[2] == ("no_text", "read after")


def test_a_crash_by_chance_is_tried_once_more(reader: ModuleType, tmp_path: Path) -> None:
    once = document("once", uri=str(tmp_path / "marker"))
    results = outcomes(list(parse_all([once], settings=STRICT, read=reader.obey)))
    assert results == [("no_text", "read once")]


def test_a_defect_of_ours_stops_the_run(obeyed: Run) -> None:
    with pytest.raises(StopError, match="a stage lost an entry"):
        obeyed("read", "stop", "read")


def test_a_reader_who_leaves_early_leaves_no_child_behind(reader: ModuleType) -> None:
    deliveries = parse_all(
        (document("read") for _ in range(100)), settings=STRICT, read=reader.obey
    )
    assert outcomes([next(deliveries)]) == [("no_text", "read read")]
    deliveries.close()


def test_documents_are_taken_only_so_many_ahead_of_the_results(reader: ModuleType) -> None:
    taken = []

    def documents() -> Iterator[Document]:
        for number in range(100):
            taken.append(number)
            yield document("read")

    deliveries = parse_all(documents(), settings=STRICT, read=reader.obey)
    next(deliveries)
    assert len(taken) <= 35  # 16 for each of the two children
    deliveries.close()


def test_a_large_result_comes_back_whole(obeyed: Run) -> None:
    assert len(obeyed("enormous", settings=SandboxSettings())[0][1]) == 20_000_000


def test_children_import_only_what_parsing_needs(obeyed: Run) -> None:
    modules = obeyed("modules")[0][1].split()
    assert "transforms.parsers" in modules
    assert {"prefect", "pydantic", "aiohttp", "duckdb", "pytest"}.isdisjoint(modules)


def test_children_do_not_run_the_program_that_started_them(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.environ["PATH"]}
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines() == ["imported as __main__", "1 entry"]


def test_what_a_parser_prints_does_not_reach_standard_output(
    obeyed: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    obeyed("print")
    assert capfd.readouterr().out == ""


def test_a_real_document_is_parsed_and_normalised_in_a_child() -> None:
    warm_up()
    text = "Envoys meet in Oslo\n\nOSLO: The two envoys met on Monday and agreed to meet again.\n"
    delivery = next(parse_all([document(text)], settings=SandboxSettings()))
    assert delivery.rejects.height == 0
    assert delivery.entries.get_column("title").to_list() == ["Envoys meet in Oslo"]


def test_an_ordinary_document_gets_no_more_for_its_size_and_a_large_one_does() -> None:
    settings = SandboxSettings()
    ordinary = allowance_for(settings.ordinary_bytes, settings)
    large = allowance_for(settings.ordinary_bytes + 10 * 1024 * 1024, settings)

    assert (ordinary.cpu_s, ordinary.memory_bytes) == (settings.cpu_s, settings.memory_bytes)
    assert large.cpu_s == settings.cpu_s + 30
    assert large.memory_bytes == settings.memory_bytes + 500 * 1024 * 1024


def test_by_default_an_ordinary_document_can_cost_15_s_and_a_gibibyte_at_most() -> None:
    allowance = allowance_for(0, SandboxSettings())

    assert allowance.cpu_s + 1 <= 15  # the kernel counts whole seconds
    assert allowance.memory_bytes <= 1024**3
