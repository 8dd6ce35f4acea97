"""What `claimstream up` serves: runs by themselves, forms, alerts, and pages in a real browser."""

import json
import os
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.prefect

Json = Any
SCREENSHOTS = "CLAIMSTREAM_SCREENSHOTS"


def ask(served: Any, path: str, body: Json = None) -> Json:
    data = None if body is None else json.dumps(body).encode()
    request = Request(  # noqa: S310 - loopback
        f"{served.api_url}/{path}", data=data, headers={"Content-Type": "application/json"}
    )
    with urlopen(request, timeout=30) as reply:  # noqa: S310 - loopback
        return json.load(reply)


def until(found: Callable[[], Json], *, seconds: float = 120) -> Json:
    """Give what is found as soon as it is true."""
    began = time.monotonic()
    while not (value := found()):
        assert time.monotonic() - began < seconds
        time.sleep(0.5)
    return value


def ended(served: Any, name: str) -> Json:
    """Give the first run of this name that has ended."""

    def look() -> Json:
        wanted = {"flow_runs": {"name": {"like_": name}}, "sort": "START_TIME_ASC"}
        runs = ask(served, "flow_runs/filter", wanted)
        return next((run for run in runs if run["end_time"]), None)

    return until(look)


def start(served: Any, deployment: str, **parameters: Json) -> Json:
    found = ask(served, f"deployments/name/{deployment}")
    return ask(served, f"deployments/{found['id']}/create_flow_run", {"parameters": parameters})


@pytest.fixture(scope="module")
def first(served: Any) -> Json:
    return ended(served, "ingest 8 sources")


def test_the_first_run_happens_by_itself_and_says_what_came_in(first: Json) -> None:
    assert first["state"]["message"].startswith("17 articles, 1 new version, 3 copies")
    assert "catching up" in first["tags"]


def test_the_schedules_give_the_next_runs(served: Any, first: Json) -> None:
    def planned() -> set[str]:
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        runs = ask(served, "flow_runs/filter", wanted)
        return {run["deployment_id"] for run in runs if run["auto_scheduled"]}

    names = ("ingest/every-few-minutes", "maintain/nightly")
    wanted = {ask(served, f"deployments/name/{name}")["id"] for name in names}
    assert until(lambda: wanted <= planned())


def test_a_run_has_few_bars_with_readable_names(served: Any, first: Json) -> None:
    of_run = {"flow_runs": {"id": {"any_": [first["id"]]}}}
    names = [run["name"] for run in ask(served, "task_runs/filter", of_run)]

    assert 6 <= len(names) <= 15
    assert {"plan", "fetch Harbour Gazette and 1 more", "extract", "publish"} <= set(names)


def test_disagreements_start_a_review(served: Any, first: Json) -> None:
    review = ended(served, "review of a run's disagreements")

    assert review["state"]["message"] == "4 disagreements, 3 of them conflicts"
    assert "after disagreements" in review["tags"]


def test_a_second_up_says_what_is_running(served: Any) -> None:
    said = served.claimstream("up", "--config", served.config, "--warehouse", served.warehouse)

    assert said.returncode == 0
    assert "running already: process" in said.stderr
    assert "/artifacts/key/ingest-report" in said.stderr


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
    found = ask(served, "deployments/name/ingest-source/on-demand")
    fields = found["parameter_openapi_schema"]["properties"]

    assert [fields[name]["title"] for name in ("place", "kind", "outlet", "published_on")] == [
        *("Source, path or URL", "Kind", "Outlet", "Publication date"),
    ]
    assert "Configured: Harbour Gazette, Tavrin Courier" in fields["place"]["description"]
    everywhere = ask(served, "deployments/name/ingest/every-few-minutes")
    assert everywhere["parameter_openapi_schema"]["properties"] == {}


def test_a_form_refuses_what_is_no_date(served: Any) -> None:
    with pytest.raises(HTTPError) as refused:
        start(served, "ingest-source/on-demand", place="Harbour Gazette", published_on="May")

    assert refused.value.code in (409, 422)


def test_a_run_that_fails_is_told_to_a_webhook(served: Any) -> None:
    received: list[Json] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            received.append(json.loads(self.rfile.read(length)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", served.alert_port), Receiver) as receiver:
        receiver.timeout = 1
        start(served, "ingest-source/on-demand", place="/nowhere/at/all")
        began = time.monotonic()
        while not any("a run failed" in told["title"] for told in received):
            assert time.monotonic() - began < 120, received
            receiver.handle_request()

    (told,) = [told for told in received if "a run failed" in told["title"]]
    assert "ingest /nowhere/at/all" in told["message"]
    assert "no such file or folder" in told["message"]


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
    assert ended(served, f"backfill {archive}")["tags"] == ["command line"]


def test_the_night_s_maintenance_finds_the_warehouse_fine(served: Any, first: Json) -> None:
    start(served, "maintain/nightly")

    assert "checks fine" in ended(served, "nightly maintenance")["state"]["message"]


def artifact_of(served: Any, run: Json, key: str) -> str:
    wanted = {"flow_runs": {"id": {"any_": [run["id"]]}}, "artifacts": {"key": {"any_": [key]}}}
    (found,) = ask(served, "artifacts/filter", wanted)
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
    page.open(f"{pages}/artifacts/key/ingest-report")
    page.wait_for("ingest-report", "17 articles, 1 new version")
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
