"""Each automation that ships does what it is for: on a real server, told to real receivers.

Two of them wait for 90 s or 45 minutes. A copy of each waits for as short as Prefect lets it, and
is otherwise the one that is registered; that of dead runs looks at one flow only.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.events.worker import EventsWorker
from prefect.server.events.schemas.automations import EventTrigger
from prefect.server.events.schemas.events import ReceivedEvent
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.settings import AlertSettings
from flows.signals import tell
from warehouse.day_reports import day_report
from warehouse.run_reports import run_report

pytestmark = pytest.mark.prefect

Json = Any
SHORTEST_S = 10
DOOMED = """
import time
from prefect import flow

@flow(name="doomed", flow_run_name="a doomed run")
def doomed():
    time.sleep(600)

doomed()
"""


def automation(served: Any, name: str) -> Json:
    """Give one that `claimstream up` has registered."""
    found = served.ask("automations/filter", {})
    return next(each for each in found if each["name"].startswith(f"claimstream: {name}"))


def events(served: Any, name: str, resource: str = "prefect.flow-run.") -> list[Json]:
    about = {"event": {"name": [name]}, "resource": {"id_prefix": [resource]}}
    return list(served.ask("events/filter", {"filter": about})["events"])


def covers(shipped: Json, event: Json) -> bool:
    """Ask Prefect whether an event is one that the trigger of an automation waits for."""
    trigger = EventTrigger.model_validate(shipped["trigger"])
    return trigger.covers(ReceivedEvent.model_validate(event))


@pytest.fixture(scope="module", autouse=True)
def hasty(served: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copy the automations that wait long, and kill a run for the first of them."""
    made = []
    of_doomed = {"prefect.resource.role": "flow", "prefect.resource.name": "doomed"}
    for name, more in (("a run has died", {"match_related": of_doomed}), ("no run for", {})):
        shipped = automation(served, name)
        trigger = {**shipped["trigger"], **more, "within": SHORTEST_S}
        copy = {"name": f"hasty: {name}", "trigger": trigger, "actions": shipped["actions"]}
        made.append(served.ask("automations/", copy)["id"])
    kill_a_run(served, tmp_path_factory.mktemp("doomed"))
    yield
    for automation_id in made:
        served.ask(f"automations/{automation_id}", method="DELETE")


def kill_a_run(served: Any, home: Path) -> None:
    """Start a flow that no runner looks after, and kill its process once it gave a sign of life."""
    said = {
        "PREFECT_API_URL": served.api_url,
        "PREFECT_HOME": str(home),
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    }
    (home / "doomed.py").write_text(DOOMED)
    with subprocess.Popen(  # noqa: S603 - written above
        [sys.executable, home / "doomed.py"],
        env=os.environ | said,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        wanted = {"flow_runs": {"name": {"any_": ["a doomed run"]}}}
        (run,) = served.until(lambda: served.ask("flow_runs/filter", wanted))
        resource = f"prefect.flow-run.{run['id']}"
        served.until(lambda: events(served, "prefect.flow-run.heartbeat", resource))
        process.send_signal(signal.SIGKILL)


def test_many_disagreements_are_told_to_webhook_mail_and_slack(served: Any) -> None:
    told = {
        by: served.told("many disagreements", "4 disagreements: 17 articles", by=by)
        for by in ("webhook", "mail", "slack")
    }

    assert told["mail"]["to"] == "desk@example.org"
    assert told["slack"]["host"] == "hooks.slack.com:443"
    assert told["slack"]["path"].endswith("/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ")
    (attachment,) = json.loads(told["slack"]["text"])["attachments"]
    assert attachment["title"] == "claimstream: many disagreements"


def test_a_run_that_fails_is_told_with_its_reason(served: Any) -> None:
    served.start("ingest-source/on-demand", place="/nowhere/at/all")

    assert served.told("a run failed", "/nowhere/at/all: no such file or folder")


def test_a_source_that_is_gone_is_told(served: Any, desk: Any, site: Any) -> None:
    desk.write("/feed")
    site.serve("/feed", status=410)
    ran = desk.run()
    desk.publish()
    found = run_report(ran.directory, ran.run_id)
    day = day_report(ran.directory, until=ran.started_at)

    with temporary_settings({PREFECT_API_URL: served.api_url}):
        tell(found, day, AlertSettings())
        EventsWorker.drain_all(timeout=15)

    assert served.told("sources dried up", "/feed: ")


def test_a_run_whose_process_is_gone_becomes_crashed_and_is_told(served: Any) -> None:
    assert served.told("a run failed", "a doomed run: no sign of life any more")
    assert served.ended("a doomed run")["state_type"] == "CRASHED"


def test_signs_of_life_of_any_run_put_the_alarm_off(served: Any) -> None:
    served.ended("ingest 8 sources")
    (beat, *_) = served.until(lambda: events(served, "prefect.flow-run.heartbeat"))

    assert covers(automation(served, "a run has died"), beat)


def test_no_run_for_three_intervals_is_told(served: Any) -> None:
    assert served.told("no run", "no ingest was completed for 45 minutes")


def test_only_an_ingest_that_was_completed_counts_as_a_run(served: Any) -> None:
    served.ended("ingest 8 sources")
    served.ended("review of a run's disagreements")

    def by_flow() -> dict[str, Json]:
        found = {}
        for event in events(served, "prefect.flow-run.Completed"):
            (flow,) = (r for r in event["related"] if r["prefect.resource.role"] == "flow")
            found[flow["prefect.resource.name"]] = event
        return found if {"ingest", "review"} <= found.keys() else {}

    completed = served.until(by_flow)
    awaited = automation(served, "no run for")
    assert awaited["trigger"]["within"] == 45 * 60
    assert covers(awaited, completed["ingest"])
    assert not covers(awaited, completed["review"])
