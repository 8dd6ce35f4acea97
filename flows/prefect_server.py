"""The connection of a run to Prefect: a server that Ctrl-C does not end before the run has."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.client.orchestration import get_client


def reach_server() -> None:
    """Start the temporary server unless one is named, and see that it answers.

    A terminal sends Ctrl-C to every process in the foreground. The temporary server must outlive
    the run, or Prefect spends minutes trying to tell it that the run has crashed.

    Raises:
        RuntimeError: Prefect's, when there is no answer.
    """
    with children_spared_from_interrupts(), get_client(sync_client=True) as client:
        error = client.api_healthcheck()
    if error is not None:
        raise RuntimeError(str(error)) from error


@contextmanager
def children_spared_from_interrupts() -> Iterator[None]:
    """Block SIGINT for the children that this thread starts, not for this process.

    A blocked signal stays blocked in a child. Here another thread takes it meanwhile, and Python
    raises KeyboardInterrupt in the main thread all the same.
    """
    over = threading.Event()
    listener = threading.Thread(target=over.wait, daemon=True)
    listener.start()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        over.set()
        listener.join()
