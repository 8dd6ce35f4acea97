"""The steps in their order, on real files and a real warehouse, without Prefect."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from flows.pipeline import Result, Step, load_articles, plainly, publish
from flows.run_context import RunContext
from flows.settings import load_settings
from flows.sources import SourceConfig, sources_from_arguments
from transforms.contracts.operations import REJECTS, Reason, Reject
from transforms.errors import RetryError, StopError
from transforms.identifiers import stable_id
from warehouse.digest import digest
from warehouse.opening import open_reader, open_writer
from warehouse.querying import query_snapshot

RECEIVED = frozenset({"fetched_at", "seen_at"})
FLOOD = """Flood cuts off Arlen

Arlen, 14 October 2025 – The river Lissa cut off the village of Arlen on Tuesday. Interior Minister
Tomas Revik said that 12 people had been brought to safety.

"The dam held through the night," said Mayor Ida Keane. She added that two roads were still closed.
"""
TALKS = """Revik meets Marsden in Tavrin

Interior Minister Tomas Revik met Norland ambassador Helen Marsden in Tavrin on 6 October 2025.
Revik said that both countries would share passenger lists. Marsden welcomed the decision.
"""


@dataclass
class Desk:
    """Runs ingests one after the other into one warehouse, each an hour after the last."""

    folder: Path
    hours: "count[int]"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    def write(self, name: str, text: str) -> Path:
        path = self.folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def context(self, *locations: str, batch_articles: int = 5000, **more: str) -> RunContext:
        settings = load_settings(None, self.warehouse)
        ingest = settings.ingest.model_copy(update={"batch_articles": batch_articles})
        now = datetime(2025, 11, 20, tzinfo=UTC) + timedelta(hours=next(self.hours))
        sources = sources_from_arguments(locations, **more)
        return RunContext(
            settings.model_copy(update={"ingest": ingest}),
            tuple(sources),
            stable_id("run", now.isoformat()),
            now,
        )

    def run(
        self, *locations: str, step: Step = plainly, batch_articles: int = 5000, **more: str
    ) -> None:
        context = self.context(*locations, batch_articles=batch_articles, **more)
        load_articles(context, step=step)
        publish(context)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return query_snapshot(self.warehouse, sql).rows()

    def digest(self) -> dict[str, str]:
        with open_writer(self.warehouse) as connection:
            return digest(connection, ignoring=RECEIVED)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, count())


def test_articles_of_a_folder_become_versions_claims_and_events(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    desk.write("talks.txt", TALKS)

    desk.run(str(desk.folder / "in"))

    assert desk.ask("select count(*) from mart.articles") == [(2,)]
    speakers = {row[0] for row in desk.ask("select distinct speaker from mart.claims")}
    assert {"Tomas Revik", "Ida Keane", "Helen Marsden"} <= speakers
    assert ("meet", ["Tomas Revik", "Helen Marsden"]) in desk.ask(
        "select kind, participants[:2] from mart.events"
    )


def test_every_span_is_verbatim(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    desk.run(str(desk.folder / "in"))

    spans = desk.ask(
        """
        select m.content, substr(a.text, m.content_start + 1, m.content_stop - m.content_start)
        from mart.claim_mentions m join mart.articles a using (version_id)
        """
    )

    assert spans
    assert all(stored == there for stored, there in spans)


def test_the_same_folder_again_changes_nothing(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    desk.run(str(desk.folder / "in"))
    before = desk.digest()

    desk.run(str(desk.folder / "in"))

    assert desk.digest() == before
    assert desk.ask("select max(n_seen) from ops.accounting") == [(1,)]


def test_a_batch_of_one_article_at_a_time_gives_the_same_articles(
    desk: Desk, tmp_path: Path
) -> None:
    desk.write("flood.txt", FLOOD)
    desk.write("talks.txt", TALKS)
    other = Desk(tmp_path / "other", count())

    desk.run(str(desk.folder / "in"))
    other.run(str(desk.folder / "in"), batch_articles=1)

    assert other.digest() == desk.digest()
    assert other.ask("select count(*) from ops.load_batch where n_entries > 0") == [(2,)]


def test_a_changed_file_is_a_new_version_of_its_article(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    desk.run(str(desk.folder / "in"))
    desk.write("flood.txt", FLOOD.replace("12 people", "17 people"))

    desk.run(str(desk.folder / "in"))

    assert desk.ask("select version_no from mart.articles order by 1") == [(1,), (2,)]
    assert desk.ask("select n_updated from ops.accounting order by n_updated") == [(0,), (1,)]


def test_a_file_that_cannot_be_parsed_is_set_aside_and_its_siblings_go_on(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    desk.write("broken.xml", "<rss><channel><item>")
    desk.write("lines.jsonl", '{"title": "A", "text": "Revik said no."}\n{"title": \n')

    desk.run(str(desk.folder / "in"))

    reasons = desk.ask("select reason from mart.quarantine order by reason")
    assert ("bad_row",) in reasons
    assert len(reasons) == 2
    assert desk.ask("select sum(n_seen), sum(n_new), sum(n_quarantined) from ops.accounting") == [
        (4, 2, 2)
    ]


def test_a_source_that_is_gone_is_a_failed_fetch_and_the_rest_is_loaded(desk: Desk) -> None:
    there = str(desk.write("flood.txt", FLOOD))
    context = desk.context(there)
    gone = replace(
        context.sources[0], source_id=stable_id("source", "gone"), target="/no/such/file"
    )
    context = replace(context, sources=(gone, *context.sources))

    load_articles(context)
    publish(context)

    assert desk.ask("select status from ops.fetch order by 1") == [("failed",), ("fetched",)]
    assert desk.ask("select count(*) from mart.articles") == [(1,)]
    assert desk.ask("select status, message from ops.run")[0][0] == "completed_with_failures"


class _KilledError(Exception):
    """Stands for a process that ends between two steps."""


def _dies_before(stage: str) -> Step:
    def step(function: Callable[..., Result], *arguments: Any, name: str | None = None) -> Result:
        if function.__name__ == stage:
            raise _KilledError
        return plainly(function, *arguments, name=name)

    return step


@pytest.mark.parametrize("stage", ["fetch", "read", "copies", "extract", "link", "load"])
def test_a_run_that_ends_before_any_step_is_made_good_by_the_next(
    desk: Desk, tmp_path: Path, stage: str
) -> None:
    folder = str(desk.write("flood.txt", FLOOD).parent)
    undisturbed = Desk(tmp_path / "undisturbed", count())
    undisturbed.run(folder)

    with pytest.raises(_KilledError):
        desk.run(folder, step=_dies_before(stage))
    desk.run(folder)

    assert desk.digest() == undisturbed.digest()


def test_a_run_that_fails_is_booked_as_failed(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    context = desk.context(str(desk.folder / "in"))

    with pytest.raises(_KilledError):
        load_articles(context, step=_dies_before("extract"))

    publish(context)
    assert desk.ask("select status from ops.run") == [("failed",)]


def test_two_runs_at_once_are_refused_with_the_remedy(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)

    with open_writer(desk.warehouse), pytest.raises(RetryError, match="run again"):
        desk.run(str(desk.folder / "in"))


def test_analysts_ask_the_snapshot_while_a_run_is_writing(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    desk.run(str(desk.folder / "in"))
    desk.write("talks.txt", TALKS)
    answers: list[int] = []

    def step(function: Callable[..., Result], *arguments: Any, name: str | None = None) -> Result:
        answers.append(desk.ask("select count(*) from mart.articles")[0][0])
        return plainly(function, *arguments, name=name)

    desk.run(str(desk.folder / "in"), step=step)

    assert set(answers) == {1}
    assert desk.ask("select count(*) from mart.articles") == [(2,)]


def test_the_configured_agency_is_an_agency_in_the_warehouse(desk: Desk) -> None:
    path = desk.write("flood.txt", FLOOD)
    context = desk.context(str(path), outlet="Northern Wire")
    wire: SourceConfig = replace(context.sources[0], agency=True, owner_group="Wire Group")

    load_articles(replace(context, sources=(wire,)))
    publish(context)

    assert desk.ask("select name, is_agency, owner_group from core.outlet") == [
        ("Northern Wire", True, "Wire Group")
    ]


def test_nothing_published_yet_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StopError, match="claimstream run"):
        open_reader(tmp_path)


def test_a_version_that_extraction_sets_aside_is_named_by_its_document(desk: Desk) -> None:
    desk.write("flood.txt", FLOOD)
    context = desk.context(str(desk.folder / "in"))

    def step(function: Callable[..., Result], *arguments: Any, name: str | None = None) -> Result:
        result = plainly(function, *arguments, name=name)
        if function.__name__ == "extract":
            found = arguments[0]
            version = found.versions.row(0, named=True)
            reject = Reject(
                version["source_id"],
                version["version_id"],
                version["raw_id"],
                version["position"],
                Reason.EXTRACTION_FAILED,
                "it failed",
            )
            result = replace(result, rejects=REJECTS.frame([reject]))  # type: ignore[type-var]
        return result

    load_articles(context, step=step)
    publish(context)

    [(uri, reason)] = desk.ask("select uri, reason from mart.quarantine")
    assert Path(uri).name == "flood.txt"
    assert reason == "extraction_failed"
    assert desk.ask("select sum(n_quarantined) from ops.accounting") == [(0,)]
