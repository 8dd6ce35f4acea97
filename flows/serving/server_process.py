"""The Prefect server as a child of ours: it ends when its parent does, however that ends."""

import os
import signal
import sys
import threading

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from flows.serving.latest import serve_latest
from flows.serving.notifications import AlertAddress
from flows.serving.write_locks import wait_for_write_locks

BLOCKS = (AlertAddress,)
"""Classes that the server must know to send alerts; importing them is enough."""

_LAST_REQUESTS_S = 3


def main() -> None:
    """Serve on the given host and port until SIGTERM, or until standard input is closed.

    Arguments: host, port, and `temporary` for a server without UI, scheduler and automations.
    The parent holds the other end of standard input and never writes to it.
    """
    host, port, *mode = sys.argv[1:]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    settings = get_current_settings().server
    wait_for_write_locks()
    app = create_app(final=True, ephemeral=mode == ["temporary"])
    serve_latest(app)
    uvicorn.run(
        app,
        host=host,
        port=int(port),
        timeout_keep_alive=settings.api.keepalive_timeout,
        timeout_graceful_shutdown=_LAST_REQUESTS_S,
        ws_ping_interval=settings.api.websocket_ping_interval,
        ws_ping_timeout=settings.api.websocket_ping_timeout,
        log_level=settings.logging_level.lower(),
    )


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
