"""The environment that Prefect reads when it is imported: ours unless the user says otherwise."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from flows.settings import Settings
from transforms.errors import StopError

LOGGER = "claimstream"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def prefect_environment(settings: Settings) -> dict[str, str]:
    """Give the variables to set before Prefect is imported.

    Strongest first: what the environment already says, `prefect.env` beside the configuration
    file, our defaults: Prefect's files beside the warehouse, no analytics, and never a temporary
    server of Prefect's own making.
    """
    defaults = {
        "PREFECT_HOME": str(settings.warehouse.dir / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # it asks an analytics host all the same
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # what tells a dead run from a long one
        "PREFECT_LOGGING_EXTRA_LOGGERS": LOGGER,
        "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",  # its lines say nothing
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # a step also runs without one
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    }
    return {**defaults, **_written(settings.config), **_said(os.environ), "NO_PROXY": _direct()}


def prepare(settings: Settings) -> Path:
    """Set the variables and make Prefect's folder: its server does not start without one.

    Returns:
        The folder.

    Raises:
        StopError: the folder cannot be made.
    """
    values = prefect_environment(settings)
    home = Path(values["PREFECT_HOME"]).expanduser()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StopError(f"{home}: cannot be made ({error.strerror}); check its parent") from error
    os.environ.update(values)
    return home


def _direct() -> str:
    """Keep a proxy that the environment names out of the way to our own server."""
    said = os.environ.get("NO_PROXY") or os.environ.get("no_proxy")
    return ",".join([*([said] if said else []), *LOOPBACK])


def _written(config: Path | None) -> dict[str, str]:
    if config is None:
        return {}
    values = dotenv_values(config.with_name("prefect.env"), interpolate=False)
    return {name: value for name, value in values.items() if value is not None}


def _said(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environ.items()
        if name.startswith("PREFECT_") or name == "DO_NOT_TRACK"
    }
