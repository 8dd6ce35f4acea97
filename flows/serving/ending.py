"""End a `claimstream up` from another process."""

import os
import signal
import time
from pathlib import Path

from flows.serving.tenure import Tenure, current
from transforms.errors import RetryError, StopError

_PATIENCE_S = 90.0
_BETWEEN_LOOKS_S = 0.2


def end_up(home: Path) -> Tenure | None:
    """Ask `claimstream up` on this Prefect folder to end, and wait until it has.

    Returns:
        What has ended; None when nothing was running.

    Raises:
        RetryError: it is still ending runs.
        StopError: it belongs to another user.
    """
    tenure = current(home)
    if tenure is None or tenure.role != "up":
        return None
    try:
        os.kill(tenure.pid, signal.SIGTERM)
    except PermissionError as error:
        raise StopError(f"process {tenure.pid} belongs to another user; end it as that") from error
    began = time.monotonic()
    while (there := current(home)) is not None and there.pid == tenure.pid:
        if time.monotonic() - began > _PATIENCE_S:
            raise RetryError(f"process {tenure.pid} is still ending its runs; ask again")
        time.sleep(_BETWEEN_LOOKS_S)
    return tenure
