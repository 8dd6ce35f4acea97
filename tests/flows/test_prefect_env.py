from pathlib import Path

import pytest
from dotenv import dotenv_values
from prefect.settings import Settings

ENV = Path(__file__).parents[2] / "config/prefect.env"
NOT_A_SETTING = {"DO_NOT_TRACK"}  # a convention that Prefect follows without a setting


def test_every_line_sets_something_that_this_prefect_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {name: value for name, value in dotenv_values(ENV).items() if value is not None}
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    known = Settings().to_environment_variables(exclude_unset=True)
    assert said.keys() - NOT_A_SETTING <= known.keys()


def test_analytics_are_off_and_the_server_stays_on_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in dotenv_values(ENV).items():
        monkeypatch.setenv(name, str(value))
    settings = Settings()
    assert not settings.server.analytics_enabled
    assert settings.server.api.host == "127.0.0.1"
    assert settings.flows.heartbeat_frequency == 30
    assert settings.server.database.timeout == 60
    assert not settings.server.ui.v2_enabled
