"""One Prefect server for the whole session, whichever worker asks first: it takes long to start.

With it goes a receiver of the alerts that it sends: a webhook, a mail server and Slack.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

REPOSITORY = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-c", "from flows.cli import main; main()")
RECEIVER = REPOSITORY / "tests/flows/serving/alert_receiver.py"
ALERTS = "CLAIMSTREAM_TEST_ALERTS_BY_"
SETTINGS = """
[prefect]
port = {port}
startup_timeout_s = 240
[alerts]
to = ["env:{alerts}WEBHOOK", "env:{alerts}MAIL", "env:{alerts}SLACK"]
disagreements = 3
"""


@dataclass(frozen=True)
class Served:
    """A `claimstream up` that runs."""

    warehouse: str
    home: str
    config: str
    api_url: str
    alerts: str
    log: str

    def claimstream(self, *arguments: str, **said: str) -> subprocess.CompletedProcess[str]:
        """Run a command beside it; `said` goes into the environment."""
        return subprocess.run(  # noqa: S603 - our own command
            [*PROGRAM, *arguments],
            cwd=REPOSITORY,
            env=environment(Path(self.home)) | said,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @staticmethod
    def until(found: Callable[[], Any], *, seconds: float = 240) -> Any:
        """Give what is found as soon as it is true."""
        began = time.monotonic()
        while not (value := found()):
            assert time.monotonic() - began < seconds
            time.sleep(0.5)
        return value

    def ask(self, path: str, body: Any = None, *, method: str | None = None) -> Any:
        """Ask the API of Prefect; again while it says that it is busy, as its own clients do."""
        data = None if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"}
        request = Request(f"{self.api_url}/{path}", data, kind, method=method)  # noqa: S310 - loopback
        try:
            with urlopen(request, timeout=60) as reply:  # noqa: S310 - loopback
                return json.loads(reply.read() or "null")
        except HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
        time.sleep(1)
        return self.ask(path, body, method=method)

    def start(self, deployment: str, **parameters: Any) -> Any:
        """Start a run of a deployment, as its form does."""
        found = self.ask(f"deployments/name/{deployment}")
        path = f"deployments/{found['id']}/create_flow_run"
        return self.ask(path, {"parameters": parameters})

    def ended(self, name: str) -> Any:
        """Give the first run of this name that has ended."""
        wanted = {"flow_runs": {"name": {"like_": name}}, "sort": "START_TIME_ASC"}

        def look() -> Any:
            runs = self.ask("flow_runs/filter", wanted)
            return next((run for run in runs if run["end_time"]), None)

        return self.until(look)

    def told(self, subject: str, words: str, *, by: str = "webhook") -> Any:
        """Give the first alert of a subject that has these words."""

        def look() -> Any:
            lines = Path(self.alerts).read_text(encoding="utf-8").splitlines()
            for alert in map(json.loads, lines):
                said = f"{alert.get('subject', '')} {alert['text']}"
                if alert["by"] == by and f"claimstream: {subject}" in said and words in said:
                    return alert
            return None

        return self.until(look)


def environment(home: Path) -> dict[str, str]:
    said = ("PREFECT_", "CLAIMSTREAM_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(said)}
    return kept | {"HOME": str(home), "PYTHONPATH": str(REPOSITORY)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def start_receiver(folder: Path) -> tuple[int, dict[str, str]]:
    """Start the receiver of alerts; give its process, and the environment that leads there."""
    (folder / "alerts.jsonl").touch()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, RECEIVER, folder], start_new_session=True
    )
    told = folder / "ports.json"
    ports = Served.until(lambda: told.exists() and json.loads(told.read_text() or "null"))
    mail = "from=claimstream@example.org&to=desk@example.org&mode=insecure"
    return process.pid, {
        f"{ALERTS}WEBHOOK": f"json://127.0.0.1:{ports['webhook']}/alerts",
        f"{ALERTS}MAIL": f"mailto://127.0.0.1:{ports['mail']}?{mail}",
        f"{ALERTS}SLACK": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "HTTPS_PROXY": f"http://127.0.0.1:{ports['proxy']}",
        "REQUESTS_CA_BUNDLE": str(folder / "ca.pem"),
    }


def start(folder: Path) -> tuple[Served, int]:
    """Start the receiver of alerts and `claimstream up`; give the process of the former."""
    folder.mkdir(parents=True)
    receiver, addresses = start_receiver(folder)
    try:
        return start_up(folder, addresses), receiver
    except BaseException:
        os.kill(receiver, signal.SIGTERM)
        raise


def start_up(folder: Path, addresses: dict[str, str]) -> Served:
    """Start `claimstream up` on the samples, with alerts to these addresses."""
    port = free_port()
    config = folder / "config"
    config.mkdir()
    (config / "claimstream.toml").write_text(SETTINGS.format(port=port, alerts=ALERTS))
    (config / "prefect.env").write_bytes((REPOSITORY / "config/prefect.env").read_bytes())
    (config / "sources.toml").write_bytes((REPOSITORY / "config/sources.toml").read_bytes())
    (config / "examples").symlink_to(REPOSITORY / "config/examples")
    served = Served(
        warehouse=str(folder / "warehouse"),
        home=str(folder),
        config=str(config / "claimstream.toml"),
        api_url=f"http://127.0.0.1:{port}/api",
        alerts=str(folder / "alerts.jsonl"),
        log=str(folder / "up.log"),
    )
    with Path(served.log).open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*PROGRAM, "up", "--config", served.config, "--warehouse", served.warehouse],
            cwd=REPOSITORY,
            env=environment(folder) | addresses,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    began = time.monotonic()
    while "Ctrl-C ends it" not in Path(served.log).read_text():
        assert process.poll() is None, Path(served.log).read_text()
        assert time.monotonic() - began < 300, Path(served.log).read_text()
        time.sleep(0.2)
    return served


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start `claimstream up` on the samples, or take the one that another worker has started."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    told, lock = shared / "served.json", shared / "served.lock"
    with locked(lock):
        if told.exists():
            known = json.loads(told.read_text())
        else:
            new, receiver = start(shared / "served")
            known = {"served": asdict(new), "receiver": receiver, "users": 0}
        known["users"] += 1
        told.write_text(json.dumps(known))
    yield Served(**known["served"])
    with locked(lock):
        known = json.loads(told.read_text())
        known["users"] -= 1
        told.write_text(json.dumps(known))
        if not known["users"]:
            ended = Served(**known["served"]).claimstream(
                *("down", "--config", known["served"]["config"]),
                *("--warehouse", known["served"]["warehouse"]),
            )
            told.unlink()
            os.kill(known["receiver"], signal.SIGTERM)
            assert ended.returncode == 0, ended.stderr
