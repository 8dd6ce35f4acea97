"""The automations that ship: what is noticed without anybody looking, and what is done then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import (
    ActionTypes,
    ChangeFlowRunState,
    DoNothing,
    RunDeployment,
    SendNotification,
)
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from flows.settings import Settings
from flows.signals import DISAGREEMENTS_FOUND, MANY_DISAGREEMENTS, SOURCES_DRIED_UP

PREFIX = "claimstream: "
_HEARTBEAT = "prefect.flow-run.heartbeat"
_ENDS = {
    f"prefect.flow-run.{name}"
    for name in ("Completed", "Skipped", "Failed", "Cancelled", "Crashed")
}
_MISSED_HEARTBEATS = 3
_MISSED_INTERVALS = 3
_FLOW_RUN: dict[str, str | list[str]] = {"prefect.resource.id": "prefect.flow-run.*"}
_OF_INGEST: dict[str, str | list[str]] = {
    "prefect.resource.role": "flow",
    "prefect.resource.name": "ingest",
}
_SENTENCE = "{{ event.payload.sentence }}"
_STATE = "{{ flow_run.name }}: {{ flow_run.state.message }}\n{{ flow_run|ui_url }}"


def automations(
    settings: Settings, *, review: UUID, heartbeat_s: int, blocks: Sequence[UUID]
) -> list[AutomationCore]:
    """Give the automations to have.

    Args:
        settings: how often runs take place, and how many disagreements are many.
        review: the deployment that lays out disagreements.
        heartbeat_s: seconds between two signs of life of a flow run.
        blocks: where alerts are sent; without any, an alert shows in the event feed only.
    """
    alarm = Alarm(tuple(blocks))
    return [
        _a_run_has_died(heartbeat_s),
        _a_run_failed(alarm),
        _no_run(_MISSED_INTERVALS * settings.prefect.every_minutes, alarm),
        AutomationCore(
            name=f"{PREFIX}sources dried up",
            description="A source that used to bring news brings none any more.",
            trigger=_seen(SOURCES_DRIED_UP),
            actions=alarm.of("sources dried up", _SENTENCE),
        ),
        AutomationCore(
            name=f"{PREFIX}many disagreements",
            description=f"One run found {settings.alerts.disagreements} disagreements or more.",
            trigger=_seen(MANY_DISAGREEMENTS),
            actions=alarm.of("many disagreements", _SENTENCE),
        ),
        _review(review),
    ]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Where alerts are sent: the blocks of the addresses, by their ids."""

    blocks: tuple[UUID, ...]

    def of(self, subject: str, body: str) -> list[ActionTypes]:
        """Give the actions that send one alert everywhere."""
        return [
            SendNotification(block_document_id=block, subject=f"claimstream: {subject}", body=body)
            for block in self.blocks
        ] or [DoNothing()]


def _a_run_has_died(heartbeat_s: int) -> AutomationCore:
    return AutomationCore(
        name=f"{PREFIX}a run has died",
        description="A flow run stopped giving signs of life: its process or machine is gone.",
        trigger=EventTrigger(
            after={_HEARTBEAT},
            expect={_HEARTBEAT, *_ENDS},
            match=_FLOW_RUN,
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=_MISSED_HEARTBEATS * heartbeat_s),
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed",
                state=StateType.CRASHED,
                force=False,
                message="no sign of life any more: its process or machine is gone",
            )
        ],
    )


def _a_run_failed(alarm: Alarm) -> AutomationCore:
    return AutomationCore(
        name=f"{PREFIX}a run failed",
        description="A flow run failed or crashed.",
        trigger=EventTrigger(
            expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
            match=_FLOW_RUN,
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=alarm.of("a run failed", _STATE),
    )


def _no_run(minutes: int, alarm: Alarm) -> AutomationCore:
    return AutomationCore(
        name=f"{PREFIX}no run for {minutes} minutes",
        description=f"No ingest was completed for {_MISSED_INTERVALS} intervals.",
        trigger=EventTrigger(
            expect={"prefect.flow-run.Completed"},
            match=_FLOW_RUN,
            match_related=_OF_INGEST,
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(minutes=minutes),
        ),
        actions=alarm.of("no run", f"no ingest was completed for {minutes} minutes"),
    )


def _review(deployment: UUID) -> AutomationCore:
    run_id = {"__prefect_kind": "jinja", "template": "{{ event.payload.run_id }}"}
    return AutomationCore(
        name=f"{PREFIX}review disagreements",
        description="Lays out what a run found to disagree.",
        trigger=_seen(DISAGREEMENTS_FOUND),
        actions=[
            RunDeployment(
                source="selected",
                deployment_id=deployment,
                job_variables=None,
                parameters={"run_id": run_id},
            )
        ],
    )


def _seen(event: str) -> EventTrigger:
    return EventTrigger(expect={event}, posture=Posture.Reactive, threshold=1)


def register(client: SyncPrefectClient, wanted: Sequence[AutomationCore]) -> None:
    """Bring the automations on a server up to date, by name; one that is switched off stays off.

    Ours that are no longer wanted go, such as the one that names another interval.
    """
    there = [a for a in client.read_automations() if a.name.startswith(PREFIX)]
    by_name = {automation.name: automation for automation in there}
    for automation in wanted:
        known = by_name.pop(automation.name, None)
        if known is None:
            client.create_automation(automation)
        else:
            kept = automation.model_copy(update={"enabled": known.enabled})
            client.update_automation(known.id, kept)
    for outdated in by_name.values():
        client.delete_automation(outdated.id)
