"""Decisions on copy groups: three stories in several papers, some edited; words are invented."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from article_versions import article_version
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.batches import Frames, Place, copies_of_batch, load
from flows.cli.decide import export_decisions
from flows.decision_files import Imported, import_decisions
from flows.decisions import Asked, decide
from transforms.contracts.articles import ARTICLE_VERSIONS, ARTICLES, Article, ArticleVersion
from transforms.contracts.operations import SOURCES, Source
from transforms.errors import ConfigError, StopError
from transforms.identifiers import stable_id
from warehouse.digest import digest
from warehouse.doctor import examine
from warehouse.known import known_copy_memberships
from warehouse.opening import open_reader, open_writer
from warehouse.publishing import publish

DAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SOURCE = stable_id("source", "desk")
_WORDS = ("lorem", "ipsum", "dolor", "sit", "amet", "duis", "aute", "irure", "velit")
FIRST = ("a1", "a2", "a3", "b1", "b2", "c1")


def text(name: str) -> str:
    """The text of a copy: story a, b or c, with one word in fourteen changed in each copy."""
    words = Random(name[0]).choices(_WORDS, k=160)  # noqa: S311 - repeatable samples
    edits = Random(name.rstrip("x"))  # noqa: S311 - repeatable samples
    return " ".join(
        f"{word}{n}" + ("s" if edits.random() < 0.07 else "") + name[0]
        for n, word in enumerate(words)
    )


def take_in(directory: Path, *names: str) -> None:
    """Ingest copies as one batch; a name that ends in x has the very text of the one before."""
    versions = [_version(name) for name in names]
    frame = ARTICLE_VERSIONS.frame(versions)
    frames: Frames = {
        SOURCES: SOURCES.frame([Source(SOURCE, "desk", "folder", "desk", None, NOW)]),
        ARTICLES: ARTICLES.frame(
            Article(version.article_id, SOURCE, None, None, "title_text") for version in versions
        ),
        ARTICLE_VERSIONS: frame,
    }
    unknown = ("version_id", "outlet_id", "agency")
    publishers = pl.DataFrame(schema=dict.fromkeys(unknown, pl.String))
    with open_writer(directory) as connection:
        frames |= copies_of_batch(connection, frame, publishers)
        place = Place(directory, stable_id("batch", *names), stable_id("run", *names))
        load(connection, frames, place)
    publish(directory)


def _version(name: str) -> ArticleVersion:
    minutes = Random(name).randrange(5_000)  # noqa: S311 - repeatable samples
    return article_version(
        name,
        text(name),
        DAY + timedelta(minutes=minutes),
        title=name,
        text_map=[0, 0, len(text(name))],
        source_id=SOURCE,
        fetched_at=NOW,
    )


def groups(directory: Path) -> set[str]:
    """Give the names of each group's members, as one word."""
    with open_reader(directory) as connection:
        rows = connection.execute(
            "SELECT string_agg(title, ' ' ORDER BY title), count(*) FILTER (is_origin)"
            " FROM mart.copies GROUP BY copy_group_id"
        ).fetchall()
    assert {n_origins for _, n_origins in rows} == {1}
    return {members for members, _ in rows}


def group_of(directory: Path, name: str) -> str:
    with open_reader(directory) as connection:
        row = connection.execute(
            "SELECT copy_group_id::VARCHAR FROM mart.copies WHERE title = ?", [name]
        ).fetchone()
    return str(row[0]) if row else ""


def state(directory: Path) -> tuple[dict[str, str], set[str]]:
    with open_writer(directory) as connection:
        return digest(connection), groups(directory)


def version(name: str) -> str:
    return stable_id("version", name)


def ask(directory: Path, action: str, *ids: str) -> Any:
    return decide(directory, Asked(action, ids, "Ines", "I read both"), now=NOW)


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("printed")
    take_in(directory, *FIRST)
    return directory


@pytest.fixture
def papers(tmp_path: Path, printed: Path) -> Path:
    return Path(shutil.copytree(printed, tmp_path / "papers"))


def test_the_scorer_finds_three_reports(papers: Path) -> None:
    assert groups(papers) == {"a1 a2 a3", "b1 b2", "c1"}


def test_a_merge_makes_two_groups_one_report_under_the_older_id(papers: Path) -> None:
    before = {group_of(papers, name) for name in ("b1", "c1")}
    decided = ask(papers, "merge", version("b1"), version("c1")[:13])
    assert groups(papers) == {"a1 a2 a3", "b1 b2 c1"}
    assert decided.copy_group_ids == (group_of(papers, "c1"),)
    assert group_of(papers, "b2") in before


def test_a_split_takes_a_version_out_and_both_groups_have_an_origin(papers: Path) -> None:
    ask(papers, "split", group_of(papers, "a1"), version("a2"))
    assert groups(papers) == {"a1 a3", "a2", "b1 b2", "c1"}


def test_two_versions_that_are_told_apart_take_along_what_is_most_like_them(papers: Path) -> None:
    take_in(papers, "a2x")
    ask(papers, "split", version("a1"), version("a2"))
    found = {frozenset(group.split()) for group in groups(papers)}
    (with_second,) = [group for group in found if "a2" in group]
    assert "a2x" in with_second
    assert "a1" not in with_second


def test_a_later_copy_stands_where_the_text_stands_that_it_is_most_like(papers: Path) -> None:
    ask(papers, "split", group_of(papers, "a1"), version("a2"))
    take_in(papers, "a2x", "b3")
    assert groups(papers) == {"a1 a3", "a2 a2x", "b1 b2 b3", "c1"}


def test_a_later_copy_of_either_joins_the_merged_group_and_goes_home_on_undo(
    papers: Path,
) -> None:
    done = ask(papers, "merge", version("a1"), version("c1")).decision.decision_id
    take_in(papers, "c2", "a4")
    assert groups(papers) == {"a1 a2 a3 a4 c1 c2", "b1 b2"}
    ask(papers, "undo", done)
    assert groups(papers) == {"a1 a2 a3 a4", "b1 b2", "c1 c2"}


def test_the_stages_after_it_see_the_groups_that_were_decided(papers: Path) -> None:
    ask(papers, "merge", version("a1"), version("c1"))
    with open_writer(papers) as connection:
        ids = pl.Series([version("a1"), version("c1")])
        members = known_copy_memberships(connection, ids)
    assert members["copy_group_id"].n_unique() == 1


def test_what_was_held_before_a_decision_can_still_be_asked(papers: Path) -> None:
    ask(papers, "merge", version("a1"), version("c1"))
    count = "SELECT count(DISTINCT copy_group_id) FROM mart.copies_as_of($at::TIMESTAMPTZ)"
    with open_reader(papers) as connection:
        (since,) = connection.execute("SELECT recorded_at FROM ops.decision").fetchone() or (None,)
        before = connection.execute(count, {"at": since - timedelta(microseconds=1)}).fetchone()
        after = connection.execute(count, {"at": since}).fetchone()
    assert (before, after) == ((3,), (2,))


def test_a_later_decision_outranks_an_earlier_one(papers: Path) -> None:
    ask(papers, "split", version("b1"), version("b2"))
    ask(papers, "merge", version("b2"), version("b1"))
    assert groups(papers) == {"a1 a2 a3", "b1 b2", "c1"}


def test_decisions_leave_nothing_for_the_doctor(papers: Path) -> None:
    before = {finding.check: finding.status for finding in examine(papers)}
    ask(papers, "split", version("b1"), version("b2"))
    ask(papers, "merge", version("a1"), version("c1"))
    assert {finding.check: finding.status for finding in examine(papers)} == before


def test_decisions_on_copies_are_carried_to_another_warehouse(
    tmp_path: Path, papers: Path, printed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "decisions.jsonl"
    other = Path(shutil.copytree(printed, tmp_path / "other"))
    ask(papers, "merge", version("a1"), version("c1"))
    export_decisions(warehouse=papers)
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert import_decisions(other, path, now=NOW) == Imported(1, 0, 0)
    assert state(other) == state(papers)


@pytest.mark.parametrize(
    ("action", "names", "error", "said"),
    [
        ("merge", ("a1",), ConfigError, "two copy groups"),
        ("merge", ("a1", "a2"), StopError, "one report already"),
        ("split", ("a1",), ConfigError, "versions to take out"),
        ("split", ("a1", "b1"), StopError, "in two copy groups already"),
        ("split", ("c1", "c1"), StopError, "no other version"),
        ("confirm", ("a1",), StopError, "no event is known"),
    ],
)
def test_what_cannot_be_decided_of_copies_is_said_in_a_sentence(
    papers: Path, action: str, names: Iterable[str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        ask(papers, action, *(version(name) for name in names))


MOVES = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "undo"]), st.integers(0, 5), st.integers(0, 5)),
    min_size=2,
    max_size=5,
)


def _decisions(directory: Path, condition: str = "true") -> list[str]:
    sql = f"SELECT decision_id::VARCHAR FROM ops.decision WHERE {condition} ORDER BY 1"  # noqa: S608 - our own condition
    with open_reader(directory) as connection:
        return [decision_id for (decision_id,) in connection.execute(sql).fetchall()]


def _move(directory: Path, action: str, first: int, second: int) -> None:
    """Do one move where it is possible."""
    ids = [version(FIRST[first]), version(FIRST[second])]
    if action == "undo":
        known = _decisions(directory)
        ids = [known[first % len(known)]] if known else ["ffffffff"]
    try:
        ask(directory, action, *ids)
    except StopError:
        return


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=MOVES)
def test_undoing_and_deciding_again_gives_identical_tables(
    tmp_path_factory: pytest.TempPathFactory, printed: Path, moves: list[tuple[str, int, int]]
) -> None:
    papers = Path(shutil.copytree(printed, tmp_path_factory.mktemp("papers") / "copy"))
    before = state(papers)
    for each in moves:
        _move(papers, *each)
    held = state(papers)
    in_force = _decisions(papers, "undone_at IS NULL AND action <> 'undo'")
    undoings = [ask(papers, "undo", each).decision.decision_id for each in in_force]
    assert state(papers) == before
    for undoing in undoings:
        ask(papers, "undo", undoing)
    assert state(papers) == held
