"""Start a Prefect server on loopback, wait until it answers, and end it again."""

import errno
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from flows.warehouse_checks import LEAST_FREE_BYTES
from transforms.errors import ConfigError, RetryError, StopError

LOG = "server.log"
Say = Callable[[str], None]

_LOG_BYTES = 5_000_000
_BETWEEN_LOOKS_S = 0.2
_ANSWER_S = 2.0
_END_S = 15.0
_TOLD_LINES = 3


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server is to answer, and how long it may take to.

    Attributes:
        home: Prefect's folder.
        host: the address to listen on.
        port: the port; see `free_port`.
        startup_timeout_s: seconds until its start counts as failed.
        temporary: whether it is for one run: no pages, no scheduler, no automations.
    """

    home: Path
    host: str
    port: int
    startup_timeout_s: int
    temporary: bool = False

    @property
    def api_url(self) -> str:
        """The address of its API."""
        return api_url(self.host, self.port)


def api_url(host: str, port: int) -> str:
    """Give the address of the API of a server."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/api"


def free_port(host: str) -> int:
    """Give a port that nobody listens on at the moment."""
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Tell whether a healthy Prefect server answers under an API's address."""
    direct = build_opener(ProxyHandler({}))
    try:
        with direct.open(f"{url}/health", timeout=_ANSWER_S) as reply:
            return bool(reply.read(100).strip() == b"true")
    except (OSError, HTTPException, ValueError):
        return False


def must_be_free(host: str, port: int) -> None:
    """See that a server can listen there.

    Raises:
        ConfigError: the address is not one of this machine, or the port is reserved.
        RetryError: somebody else listens there; the message says whether it is a Prefect server.
    """
    try:
        with socket.socket(_family(host)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError as error:
        raise ConfigError(f"port {port}: reserved for the system; choose one above 1023") from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise ConfigError(f"{host}: not an address of this machine; use 127.0.0.1") from error
        url = api_url(host, port)
        if answers(url):
            raise RetryError(
                f"port {port}: a Prefect server that is not ours answers there; end it, or set "
                f"PREFECT_API_URL={url} to serve on it, or choose another --port"
            ) from error
        raise RetryError(
            f"port {port}: another program listens there; end it, or choose another --port"
        ) from error


class Server:
    """A server of ours: started, watched, started again when it died, ended.

    It does not get the Ctrl-C that a terminal sends to us: it must outlive what uses it. It ends
    by itself when this process does, since it hears that its standard input is closed.

    Args:
        site: where.
        say: is told now and then what is waited for; ends in an ellipsis.
    """

    def __init__(self, site: Site, say: Say) -> None:
        self.site = site
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RetryError: the disk is full, or the server did not answer in time.
            StopError: the server ended by itself.
        """
        site, log = self.site, self.site.home / LOG
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        mode = ["temporary"] if site.temporary else []
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [
                    *(sys.executable, "-m", "flows.serving.server_process"),
                    *(site.host, str(site.port), *mode),
                ],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._wait(self._process)

    @property
    def pid(self) -> int | None:
        """Its process, once it has been started."""
        return None if self._process is None else self._process.pid

    def has_died(self) -> bool:
        """Tell whether it ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def end(self) -> None:
        """End it: politely, then not."""
        if self._process is None:
            return
        with self._process as process:
            process.terminate()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        site, began = self.site, time.monotonic()
        while not answers(site.api_url):
            waited = time.monotonic() - began
            if process.poll() is not None:
                raise StopError(f"the Prefect server ended at once: {_last_words(site.home / LOG)}")
            if shutil.disk_usage(site.home).free < LEAST_FREE_BYTES // 2:
                raise RetryError(f"{site.home}: its disk is full; free space, then run again")
            if waited > site.startup_timeout_s:
                raise RetryError(
                    f"the Prefect server did not answer within {site.startup_timeout_s} s; look "
                    f"into {site.home / LOG}, or raise startup_timeout_s in [prefect]"
                )
            self._say(f"Prefect starts: {waited:.0f} s, usually 5 to 30 …")
            time.sleep(_BETWEEN_LOOKS_S)


@contextmanager
def running_server(site: Site, say: Say) -> Iterator[Server]:
    """Run a server for as long as the block lasts; it answers when the block begins.

    Raises:
        RetryError: as `Server.start`.
        StopError: as `Server.start`.
    """
    server = Server(site, say)
    try:
        server.start()
        yield server
    finally:
        server.end()


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()][-_TOLD_LINES:]
    return f"{' '.join(said)[-300:] or 'it said nothing'} (all of it in {log})"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
