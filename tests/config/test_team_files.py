"""The files for teams say what the code says, as far as that can be told without running them."""

import importlib
import re
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values
from prefect.settings import Settings

from flows.serving.deployments import deployments
from flows.settings import load_settings

ROOT = Path(__file__).parents[2]


def test_every_deployment_of_prefect_yaml_leads_to_a_flow_that_is_served() -> None:
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    named = set()
    for deployment in written["deployments"]:
        module, _, name = deployment["entrypoint"].rpartition(".")
        flow = getattr(importlib.import_module(module), name)
        named.add(f"{flow.name}/{deployment['name']}")
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}

    assert named == {d.full_name for d in deployments(load_settings(), [])}


def test_the_settings_for_postgresql_are_known_to_prefect(monkeypatch: pytest.MonkeyPatch) -> None:
    said = dict(dotenv_values(ROOT / "config/prefect-postgres.env"))
    for name, value in said.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_PASSWORD", "secret")
    settings = Settings()

    known = settings.to_environment_variables(exclude_unset=True)
    assert said.keys() - {"DO_NOT_TRACK"} <= known.keys()
    url = settings.server.database.connection_url
    assert url is not None
    assert url.get_secret_value() == "postgresql+asyncpg://prefect:secret@127.0.0.1:5432/prefect"


def test_the_container_copies_what_is_there_and_compose_builds_it() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ")]
    assert all((ROOT / path).exists() for paths in copied for path in paths)
    instructions = {line.split()[0] for line in lines if re.match(r"[A-Z]+ ", line)}
    assert instructions <= {
        *("FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "STOPSIGNAL"),
        *("HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert composed["services"]["claimstream"]["build"] == "."
    assert "ports" not in composed["services"]["claimstream"]
