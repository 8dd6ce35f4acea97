"""The one place that reads the environment: paths and secrets."""

import os
from pathlib import Path

CONFIG_VARIABLE = "CLAIMSTREAM_CONFIG"
WAREHOUSE_VARIABLE = "CLAIMSTREAM_WAREHOUSE"


def _path(variable: str) -> Path | None:
    value = os.environ.get(variable, "").strip()
    return Path(value).expanduser() if value else None


def config_file() -> Path | None:
    """Give the configuration file that `CLAIMSTREAM_CONFIG` names, if it is set."""
    return _path(CONFIG_VARIABLE)


def warehouse_dir() -> Path | None:
    """Give the warehouse folder that `CLAIMSTREAM_WAREHOUSE` names, if it is set."""
    return _path(WAREHOUSE_VARIABLE)


def secret(variable: str) -> str | None:
    """Give the value of a variable that a source names as `env:VARIABLE`, if it is set."""
    return os.environ.get(variable)
