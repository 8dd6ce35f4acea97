"""What `claimstream up` serves: runs by themselves, forms, and pages in a real browser."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

pytestmark = pytest.mark.prefect

Json = Any
SCREENSHOTS = "CLAIMSTREAM_SCREENSHOTS"


@pytest.fixture(scope="module")
def first(served: Any) -> Json:
    return served.ended("ingest 8 sources")


def test_the_first_run_happens_by_itself_and_says_what_came_in(first: Json) -> None:
    assert first["state"]["message"].startswith("17 articles, 1 new version, 3 copies")
    assert "catching up" in first["tags"]


def test_the_schedules_give_the_next_runs(served: Any, first: Json) -> None:
    def planned() -> set[str]:
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        runs = served.ask("flow_runs/filter", wanted)
        return {run["deployment_id"] for run in runs if run["auto_scheduled"]}

    names = ("ingest/every-few-minutes", "maintain/nightly")
    wanted = {served.ask(f"deployments/name/{name}")["id"] for name in names}
    assert served.until(lambda: wanted <= planned())


def test_a_run_has_few_bars_with_readable_names(served: Any, first: Json) -> None:
    of_run = {"flow_runs": {"id": {"any_": [first["id"]]}}}
    names = [run["name"] for run in served.ask("task_runs/filter", of_run)]

    assert 6 <= len(names) <= 15
    assert {"plan", "fetch Harbour Gazette and 1 more", "extract", "publish"} <= set(names)


def test_disagreements_start_a_review(served: Any, first: Json) -> None:
    review = served.ended("review of a run's disagreements")

    assert review["state"]["message"] == "4 disagreements, 3 of them conflicts"
    assert "after disagreements" in review["tags"]


def test_a_second_up_says_what_is_running(served: Any) -> None:
    said = served.claimstream("up", "--config", served.config, "--warehouse", served.warehouse)

    assert said.returncode == 0
    assert "running already: process" in said.stderr
    assert f"{served.api_url.removesuffix('/api')}/latest/ingest-report" in said.stderr


def test_a_port_that_is_taken_is_named_with_who_is_there(served: Any, tmp_path: Path) -> None:
    port = served.api_url.split(":")[2].removesuffix("/api")

    said = served.claimstream("up", "--port", port, "--warehouse", str(tmp_path / "other"))

    assert said.returncode == 75
    assert f"port {port}: a Prefect server that is not ours answers there" in said.stderr


def test_status_is_for_people_and_for_monitors(served: Any, first: Json, tmp_path: Path) -> None:
    told = ("--config", served.config, "--warehouse")

    here = served.claimstream("status", *told, served.warehouse, "--format", "json")
    nowhere = served.claimstream("status", *told, str(tmp_path), "--format", "json")

    assert (here.returncode, json.loads(here.stdout)["state"]) == (0, "running")
    assert (nowhere.returncode, json.loads(nowhere.stdout)["state"]) == (1, "not running")


def test_a_form_says_in_words_what_goes_into_it(served: Any) -> None:
    found = served.ask("deployments/name/ingest-source/on-demand")
    fields = found["parameter_openapi_schema"]["properties"]

    assert [fields[name]["title"] for name in ("place", "kind", "outlet", "published_on")] == [
        *("Source, path or URL", "Kind", "Outlet", "Publication date"),
    ]
    assert "Configured: Harbour Gazette, Tavrin Courier" in fields["place"]["description"]
    everywhere = served.ask("deployments/name/ingest/every-few-minutes")
    assert everywhere["parameter_openapi_schema"]["properties"] == {}


def test_a_choice_in_a_form_is_one_of_a_list(served: Any) -> None:
    found = served.ask("deployments/name/reprocess/on-demand")
    fields = found["parameter_openapi_schema"]["properties"]

    assert fields["then"]["enum"] == ["only report", "put in place"]
    assert fields["then"]["title"] == "What to do with the result"
    with pytest.raises(HTTPError) as refused:
        served.start("reprocess/on-demand", then="delete everything")
    assert refused.value.code in (409, 422)


def test_a_form_refuses_what_is_no_date(served: Any) -> None:
    with pytest.raises(HTTPError) as refused:
        served.start("ingest-source/on-demand", place="Harbour Gazette", published_on="May")

    assert refused.value.code in (409, 422)


def test_a_command_uses_the_server_that_is_there(served: Any, first: Json, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    for day in ("2024-03-01", "2024-03-02", "2024-03-09"):
        text = f"Harbour news of {day}\n\nMayor Ruth Calloway said that {day} was a quiet day.\n"
        (archive / day).mkdir(parents=True)
        (archive / day / "news.txt").write_text(text)
    told = ("--config", served.config, "--warehouse", served.warehouse)
    fill = ("backfill", str(archive), "--documents-per-piece", "1", "--until", "2024-03-05")

    once = served.claimstream(*fill, *told)
    again = served.claimstream(*fill, *told)

    assert (once.returncode, again.returncode) == (0, 0), once.stderr + again.stderr
    assert once.stderr.splitlines()[-1] == "2 pieces loaded, 0 known already"
    assert again.stderr.splitlines()[-1] == "0 pieces loaded, 2 known already"
    assert served.ended(f"backfill {archive}")["tags"] == ["command line"]


def test_the_night_s_maintenance_finds_the_warehouse_fine(served: Any, first: Json) -> None:
    def fine() -> Any:
        """Look for a run that did its work; one that met a run that was writing starts again."""
        wanted = {"flow_runs": {"name": {"like_": "nightly maintenance"}}}
        runs = served.ask("flow_runs/filter", wanted)
        if all(run["end_time"] for run in runs):
            served.start("maintain/nightly")
        return next((run for run in runs if "checks fine" in (run["state"]["message"] or "")), None)

    assert served.until(fine)


def test_reprocessing_reports_before_anything_is_put_in_place(served: Any, first: Json) -> None:
    served.start("reprocess/on-demand")
    said = served.ended("reprocess, only report")["state"]["message"]
    report = served.ask("artifacts/reprocess-report/latest")

    assert said == "no claim changes; nothing is put in place"
    assert "Nothing of this is in place yet" in report["data"]
    assert report["description"] == "no claim changes"


def artifact_of(served: Any, run: Json, key: str) -> str:
    wanted = {"flow_runs": {"id": {"any_": [run["id"]]}}, "artifacts": {"key": {"any_": [key]}}}
    (found,) = served.ask("artifacts/filter", wanted)
    return str(found["id"])


def keep(page: Any, name: str) -> None:
    """Save a screenshot where somebody has asked for them."""
    if folder := os.environ.get(SCREENSHOTS):
        page.shot(Path(folder) / name)


def test_the_pages_show_what_came_in_and_what_disagrees(
    served: Any, first: Json, page: Any
) -> None:
    pages = served.api_url.removesuffix("/api")
    page.open(f"{pages}/runs/flow-run/{first['id']}")
    page.wait_for("ingest 8 sources", "catching up", "fetch    Harbour Gazette: 2 documents new")
    keep(page, "run.png")
    page.open(f"{pages}/latest/ingest-report")
    page.wait_for("In the last 24 hours", "14 workers", "Ask further")
    page.open(f"{pages}/latest/nothing-of-the-kind")
    page.wait_for("No run has left one yet")
    shown = {
        "ingest-report": ("17 articles, 1 new version", "What disagrees", "14 workers", "Events"),
        "disagreements": ("14 workers", "40 workers", "both may be true"),
        "source-summary": ("Harbour Gazette", "Island Post", "quarantined"),
    }
    for key, words in shown.items():
        page.open(f"{pages}/artifacts/artifact/{artifact_of(served, first, key)}")
        page.wait_for(*words)
        keep(page, f"{key}.png")
    page.open(f"{pages}/deployments")
    page.wait_for("every-few-minutes", "on-demand", "nightly")

    assert [url for url in page.asked if not url.startswith((pages, "data:", "blob:"))] == []
