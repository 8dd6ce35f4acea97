from pathlib import Path

import pytest
from dotenv import dotenv_values
from prefect.logging.configuration import DEFAULT_LOGGING_SETTINGS_PATH, load_logging_config
from prefect.settings import Settings

ENV = Path(__file__).parents[2] / "config/prefect.env"
NOT_A_SETTING = {"DO_NOT_TRACK"}  # a convention that Prefect follows without a setting
LOGGER = "PREFECT_LOGGING_LOGGERS_"  # what follows overrides a line of Prefect's logging.yml


def test_every_line_sets_something_that_this_prefect_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {name: value for name, value in dotenv_values(ENV).items() if value is not None}
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    known = Settings().to_environment_variables(exclude_unset=True)
    overrides = {name for name in said if name.startswith(LOGGER)}
    assert said.keys() - NOT_A_SETTING - overrides <= known.keys()


def test_a_logger_whose_level_is_set_is_one_of_prefect_s(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {name: str(value) for name, value in dotenv_values(ENV).items() if LOGGER in name}
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    loggers = load_logging_config(DEFAULT_LOGGING_SETTINGS_PATH)["loggers"]
    levels = {
        f"{LOGGER}{name.upper().replace('.', '_')}_LEVEL": logger.get("level")
        for name, logger in loggers.items()
    }
    assert said
    assert said.items() <= levels.items()


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
